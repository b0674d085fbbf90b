package testserver_test

import (
	"context"
	"net"
	"net/url"
	"testing"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/kumahq/kuma-gapi/go-harness/testserver"
)

func TestServer(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	server, err := testserver.Start(ctx, testserver.Options{RBAC: true})
	if err != nil {
		t.Fatal(err)
	}
	stopped := false
	defer func() {
		if !stopped {
			_ = server.Stop()
		}
	}()
	crds, err := testserver.GatewayAPICRDs(testserver.Standard)
	if err != nil {
		t.Fatal(err)
	}
	kuma, err := testserver.KumaCRDs()
	if err != nil {
		t.Fatal(err)
	}
	// The second time there is nothing to do.
	for range 2 {
		if err := server.Install(ctx, append(crds, kuma...)...); err != nil {
			t.Fatal(err)
		}
	}
	config, err := clientcmd.BuildConfigFromFlags("", server.Kubeconfig())
	if err != nil {
		t.Fatal(err)
	}
	client, err := dynamic.NewForConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	classes := client.Resource(schema.GroupVersionResource{
		Group: "gateway.networking.k8s.io", Version: "v1", Resource: "gatewayclasses",
	})
	class := func(controller string) *unstructured.Unstructured {
		return &unstructured.Unstructured{Object: map[string]any{
			"apiVersion": "gateway.networking.k8s.io/v1", "kind": "GatewayClass",
			"metadata": map[string]any{"name": "kuma"},
			"spec":     map[string]any{"controllerName": controller},
		}}
	}
	if _, err := classes.Create(ctx, class("nothing"), metav1.CreateOptions{}); !apierrors.IsInvalid(err) {
		t.Fatalf("a controllerName that is no path is refused by the schema, but: %v", err)
	}
	if _, err := classes.Create(ctx, class("gateways.kuma.io/controller"), metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := server.Restart(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := classes.Get(ctx, "kuma", metav1.GetOptions{}); err != nil {
		t.Fatalf("what was stored is there after a restart: %v", err)
	}
	stopped = true
	if err := server.Stop(); err != nil {
		t.Fatal(err)
	}
	address, err := url.Parse(config.Host)
	if err != nil {
		t.Fatal(err)
	}
	if connection, err := net.Dial("tcp", address.Host); err == nil {
		_ = connection.Close()
		t.Fatal("something still listens after Stop")
	}
}

func TestStartWithoutBinary(t *testing.T) {
	if _, err := testserver.Start(context.Background(), testserver.Options{Binary: "/nowhere"}); err == nil {
		t.Fatal("a server without a binary started")
	}
}
