// Package grpcechoserver has what the suite names of its gRPC echo server.
package grpcechoserver

import (
	"context"
	"errors"

	"google.golang.org/grpc"
)

// EchoRequest is what a client sends.
type EchoRequest struct{}

// EchoResponse is what a server answers.
type EchoResponse struct{}

// GetAssertions are what the server saw.
func (*EchoResponse) GetAssertions() *EchoAssertions { return &EchoAssertions{} }

// EchoAssertions are what a server saw.
type EchoAssertions struct{}

// GetFullyQualifiedMethod is the method that was called.
func (*EchoAssertions) GetFullyQualifiedMethod() string { return "" }

// GetContext is where the server runs.
func (*EchoAssertions) GetContext() *Context { return &Context{} }

// Context is where a server runs.
type Context struct{}

// GetNamespace is the namespace.
func (*Context) GetNamespace() string { return "" }

// GetPod is the pod.
func (*Context) GetPod() string { return "" }

var errStandIn = errors.New("this is a stand-in, with which no RPC can be made")

// GrpcEchoClient is a client of the server.
type GrpcEchoClient struct{}

// NewGrpcEchoClient makes one.
func NewGrpcEchoClient(grpc.ClientConnInterface) GrpcEchoClient { return GrpcEchoClient{} }

// Echo fails.
func (GrpcEchoClient) Echo(context.Context, *EchoRequest, ...grpc.CallOption) (*EchoResponse, error) {
	return nil, errStandIn
}

// EchoTwo fails.
func (GrpcEchoClient) EchoTwo(context.Context, *EchoRequest, ...grpc.CallOption) (*EchoResponse, error) {
	return nil, errStandIn
}

// EchoThree fails.
func (GrpcEchoClient) EchoThree(context.Context, *EchoRequest, ...grpc.CallOption) (*EchoResponse, error) {
	return nil, errStandIn
}
