package controller_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/kumahq/kuma-gapi/go-harness/controller"
	"github.com/kumahq/kuma-gapi/go-harness/testserver"
)

// transport counts writes, and spoils every fifth one while it is faulty: with a conflict, with an error before
// it is done, and with an error after it is done, in turn.
type transport struct {
	base   http.RoundTripper
	faulty bool
	writes atomic.Int64
	faults atomic.Int64
}

func (f *transport) RoundTrip(request *http.Request) (*http.Response, error) {
	if request.Method == http.MethodGet || strings.Contains(request.URL.Path, "/events") {
		return f.base.RoundTrip(request)
	}
	count := f.writes.Add(1)
	if !f.faulty || count%5 != 0 {
		return f.base.RoundTrip(request)
	}
	switch f.faults.Add(1) % 3 {
	case 0:
		return answer(request, http.StatusConflict, "Conflict"), nil
	case 1:
		return answer(request, http.StatusInternalServerError, "InternalError"), nil
	default:
		done, err := f.base.RoundTrip(request)
		if err != nil {
			return nil, err
		}
		_ = done.Body.Close()
		return answer(request, http.StatusInternalServerError, "InternalError"), nil
	}
}

func answer(request *http.Request, code int, reason string) *http.Response {
	body := fmt.Sprintf(`{"kind":"Status","apiVersion":"v1","status":"Failure","reason":%q,"message":"injected","code":%d}`, reason, code)
	return &http.Response{
		StatusCode: code, Status: http.StatusText(code), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: request,
		Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)),
	}
}

// Spoilt writes and a restart of the API server are made up for.
func TestFaults(t *testing.T) {
	faulty := &transport{faulty: true}
	c := prepare(t)
	c.install(testserver.Standard)
	c.run(controller.Options{}, func(base http.RoundTripper) http.RoundTripper { faulty.base = base; return faulty })
	c.create(named("v1", "Namespace", "", "kuma-system"))
	for range 3 {
		for _, example := range []string{"tls", "gateway-and-route"} {
			c.apply(documents(t, "../../examples/"+example))
			c.settle(example)
		}
		for _, route := range c.fresh().Resources {
			object := named(route.APIVersion, route.Kind, route.Metadata.Namespace, route.Metadata.Name)
			if err := c.client.Delete(t.Context(), object); err != nil {
				t.Fatal(err)
			}
		}
		c.settle("all outputs deleted")
	}
	if err := c.api.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, resource := range c.fresh().Resources {
		object := named(resource.APIVersion, resource.Kind, resource.Metadata.Namespace, resource.Metadata.Name)
		if err := c.client.Delete(t.Context(), object); err != nil {
			t.Fatal(err)
		}
	}
	c.settle("all outputs deleted after a restart of the API server")
	t.Logf("%d writes, %d of them spoilt, and all is as it should be", faulty.writes.Load(), faulty.faults.Load())
	if faulty.faults.Load() == 0 {
		t.Error("no write was spoilt")
	}
}

// What changes nothing writes nothing (F118).
func TestNothingIsWrittenWithoutADifference(t *testing.T) {
	counted := &transport{}
	c := prepare(t)
	c.install(testserver.Standard)
	c.run(controller.Options{}, func(base http.RoundTripper) http.RoundTripper { counted.base = base; return counted })
	c.create(named("v1", "Namespace", "", "kuma-system"))
	c.apply(documents(t, "../../examples/tls"))
	c.settle("tls")
	// Twice the time for which a write is remembered.
	time.Sleep(4 * time.Second)
	before := counted.writes.Load()
	for _, resource := range c.fresh().Resources {
		object := named(resource.APIVersion, resource.Kind, resource.Metadata.Namespace, resource.Metadata.Name)
		patch := client.RawPatch("application/merge-patch+json", []byte(`{"metadata":{"annotations":{"somebody": "else"},"labels":{"kuma.io/env":"kubernetes"}}}`))
		if err := c.client.Patch(t.Context(), object, patch); err != nil {
			t.Fatal(err)
		}
	}
	time.Sleep(time.Second)
	if writes := counted.writes.Load() - before; writes != 0 {
		t.Errorf("%d writes for what others add", writes)
	}
	t.Logf("%d writes to begin with, 0 after", before)
}

// Kinds that the cluster serves only later are picked up.
func TestLateKinds(t *testing.T) {
	c := prepare(t)
	c.run(controller.Options{Discover: 200 * time.Millisecond}, nil)
	time.Sleep(time.Second)
	c.install(testserver.Standard)
	c.create(named("v1", "Namespace", "", "kuma-system"))
	c.apply(documents(t, "../../examples/gateway-and-route"))
	if evaluation := c.settle("late kinds"); len(evaluation.Resources) == 0 {
		t.Error("nothing is made")
	}
}

// A dry run writes nothing.
func TestDryRun(t *testing.T) {
	counted := &transport{}
	c := prepare(t)
	c.install(testserver.Standard)
	c.run(controller.Options{DryRun: true}, func(base http.RoundTripper) http.RoundTripper { counted.base = base; return counted })
	c.create(named("v1", "Namespace", "", "kuma-system"))
	c.apply(documents(t, "../../examples/gateway-and-route"))
	time.Sleep(2 * time.Second)
	if writes := counted.writes.Load(); writes != 0 {
		t.Errorf("%d writes", writes)
	}
}
