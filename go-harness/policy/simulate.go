package policy

import (
	"context"
	"errors"
)

// ErrNotSimulating says that the module was built without the simulation of requests, as the one that is embedded is:
// `scripts/build simulate` builds one for Options.Wasm.
var ErrNotSimulating = errors.New("this build of the policy module does not simulate requests: hand over one of `scripts/build simulate` as Options.Wasm")

// Request is one to simulate, by its URL.
type Request struct {
	// Method is GET when empty.
	Method string `json:"method,omitempty"`
	// URL has the scheme, the host, a port if it is not the scheme's own, path and query.
	URL string `json:"url"`
	// Headers are names and values, in their order.
	Headers [][2]string `json:"headers,omitempty"`
	// Gateway is `namespace/name`, where the URL alone does not tell.
	Gateway string `json:"gateway,omitempty"`
	// From is the namespace of a client in the mesh: then the URL's host is a Service, `name.namespace`.
	From string `json:"from,omitempty"`
	// Considered is whether it is told why each other rule does not take it; nil: yes.
	Considered *bool `json:"considered,omitempty"`
}

// Simulation is what happens to a request.
type Simulation struct {
	// Entrance is where it comes in.
	Entrance Entrance `json:"entrance"`
	// GatewayAPI is what Gateway API demands, DataPlane what Kuma's data plane does.
	GatewayAPI Outcome `json:"gatewayApi"`
	DataPlane  Outcome `json:"dataPlane"`
	// Differences are the fields in which the two differ.
	Differences []string `json:"differences"`
	// Considered are the rules that were looked at, and why each takes the request or not.
	Considered []Considered `json:"considered"`
}

// Entrance is a Gateway with the listener that takes a request, or a Service with the client's namespace.
type Entrance struct {
	Object   ObjectRef `json:"object"`
	Port     int       `json:"port"`
	Listener *struct {
		Name     string `json:"name"`
		Hostname string `json:"hostname"`
		Index    int    `json:"index"`
	} `json:"listener,omitempty"`
	From string `json:"from,omitempty"`
}

// Considered is a rule that was looked at.
type Considered struct {
	Rule Place `json:"rule"`
	// Verdict is taken, shadowed, no-match, not-attached or not-served.
	Verdict string `json:"verdict"`
	Why     string `json:"why"`
}

// Place is a place in an object of the snapshot.
type Place struct {
	Object ObjectRef `json:"object"`
	// Path is a JSON pointer.
	Path string `json:"path"`
}

// Outcome is what one model says of a request.
type Outcome struct {
	// Status is the proxy's own, or 200 where a backend answers; of several backends that of the largest share. 0:
	// there is no HTTP answer, and Error says why.
	Status int `json:"status,omitempty"`
	// Error is connection-refused, tls-reset or closed.
	Error string `json:"error,omitempty"`
	// Backends are where it goes.
	Backends []Backend `json:"backends"`
	// Path, with its query, and Host are what a backend sees.
	Path string `json:"path,omitempty"`
	Host string `json:"host,omitempty"`
	// RequestHeaders are those that a backend sees and that differ from what was sent; without values: removed.
	RequestHeaders []Header `json:"requestHeaders"`
	// ResponseHeaders are what is done to the headers of the response.
	ResponseHeaders ResponseHeaders `json:"responseHeaders"`
	// Location is where a redirect goes.
	Location string `json:"location,omitempty"`
	// Mirrors are where copies go.
	Mirrors []Mirror `json:"mirrors"`
	// Matched is the rule that takes it.
	Matched *Place `json:"matched,omitempty"`
	// Why it is so, where no rule says it.
	Why string `json:"why,omitempty"`
	// Undecided is a regular expression that cannot be judged and that might take the request before.
	Undecided string `json:"undecided,omitempty"`
}

// Backend is a share of requests.
type Backend struct {
	// Service is the value of `kuma.io/service`.
	Service string `json:"service"`
	// Share is from 0 to 1.
	Share float64 `json:"share"`
	// Status is 200 if the backend answers, 500 if it cannot be resolved, 503 if nothing runs there.
	Status int `json:"status"`
}

// Header is a header with all of its values.
type Header struct {
	// Name is in lower case.
	Name   string   `json:"name"`
	Values []string `json:"values"`
}

// ResponseHeaders are changes of a response's headers, in this order.
type ResponseHeaders struct {
	Remove []string    `json:"remove"`
	Set    [][2]string `json:"set"`
	Add    [][2]string `json:"add"`
}

// Mirror is a share of requests that is copied.
type Mirror struct {
	// Service is the value of `kuma.io/service`.
	Service string `json:"service"`
	// Percent is of a hundred requests.
	Percent float64 `json:"percent"`
}

// Deployed is what decides what Kuma's data plane does.
type Deployed struct {
	// Resources are Kuma's: MeshGateways, MeshHTTPRoutes and the Secrets of certificates; others are passed over.
	Resources []any `json:"resources"`
	// Services are those that have endpoints.
	Services []DeployedService `json:"services"`
}

// DeployedService is one that has endpoints.
type DeployedService struct {
	Mesh string `json:"mesh"`
	// Name is the value of `kuma.io/service`.
	Name string `json:"name"`
	// HTTP is whether its protocol is http, http2 or grpc.
	HTTP bool `json:"http"`
}

// WireRequest is a request on the wire: to a port of the MeshGateway Gateway, or of a client in the namespace From of
// Mesh to the Service.
type WireRequest struct {
	Gateway string `json:"gateway,omitempty"`
	Port    int    `json:"port,omitempty"`
	Mesh    string `json:"mesh,omitempty"`
	From    string `json:"from,omitempty"`
	// Service is the value of `kuma.io/service`.
	Service string `json:"service,omitempty"`
	Method  string `json:"method"`
	TLS     bool   `json:"tls,omitempty"`
	// SNI is the server name of the TLS handshake.
	SNI string `json:"sni,omitempty"`
	// Host is the Host header.
	Host string `json:"host"`
	// Target is the path with its query.
	Target  string      `json:"target"`
	Headers [][2]string `json:"headers"`
}

// Simulated is what became of one request: a value, or why there is none.
type Simulated[T any] struct {
	OK    *T       `json:"ok,omitempty"`
	Error *Refusal `json:"error,omitempty"`
}

// Simulate gives for each request what Gateway API demands and what Kuma's data plane does, with the snapshot
// translated.
//
// It fails as [Module.Evaluate] does, and with [ErrNotSimulating].
func (m *Module) Simulate(ctx context.Context, snapshot Snapshot, requests []Request) ([]Simulated[Simulation], error) {
	return simulated[Simulation](ctx, m, "gapi_simulate", snapshot, requests)
}

// SimulateDeployed gives for each request what Kuma's data plane does with the resources that are there; nothing is
// translated.
//
// It fails as [Module.Simulate] does.
func (m *Module) SimulateDeployed(ctx context.Context, deployed Deployed, requests []WireRequest) ([]Simulated[Outcome], error) {
	return simulated[Outcome](ctx, m, "gapi_simulate_deployed", deployed, requests)
}

// SimulateJSON gives the module's own answer to a snapshot and requests in JSON: `{"ok": […]}` or `{"error": …}`. Only a
// call that failed is an error.
func (m *Module) SimulateJSON(ctx context.Context, snapshot, requests []byte) ([]byte, error) {
	return m.simulateJSON(ctx, "gapi_simulate", snapshot, requests)
}

func (m *Module) simulateJSON(ctx context.Context, export string, texts ...[]byte) ([]byte, error) {
	if _, ok := m.compiled.ExportedFunctions()[export]; !ok {
		return nil, ErrNotSimulating
	}
	return m.call(ctx, export, texts...)
}

func simulated[T any](ctx context.Context, m *Module, export string, against, requests any) ([]Simulated[T], error) {
	first, err := written("what the requests are simulated against", against)
	if err != nil {
		return nil, err
	}
	second, err := written("the requests", requests)
	if err != nil {
		return nil, err
	}
	text, err := m.simulateJSON(ctx, export, first, second)
	if err != nil {
		return nil, err
	}
	answer, err := read[[]Simulated[T]](text)
	if err != nil {
		return nil, err
	}
	return *answer, nil
}
