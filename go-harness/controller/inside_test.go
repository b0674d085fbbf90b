package controller

import (
	"encoding/json"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/kumahq/kuma-gapi/go-harness/policy"
)

// Whoever looks while diagnostics are counted anew sees those that stand, and no gap.
func TestDiagnosticsHaveNoGap(t *testing.T) {
	m := newMetrics()
	stands := []policy.Diagnostic{{Code: "a", Severity: policy.SeverityError}}
	m.diagnosed(stands)
	counted := make(chan struct{})
	go func() {
		defer close(counted)
		for range 20000 {
			m.diagnosed(stands)
		}
	}()
	seen := func() (count int) {
		found := make(chan prometheus.Metric, 16)
		m.diagnostics.Collect(found)
		return len(found)
	}
	for done, looks := false, 0; !done; looks++ {
		select {
		case <-counted:
			done = true
		default:
		}
		if seen() != 1 {
			t.Fatalf("after %d looks there are %d diagnostics instead of 1", looks, seen())
		}
	}
	m.diagnosed(nil)
	if seen() != 0 {
		t.Error("what does not stand any more is still there")
	}
}

// What is cached of an object is what is read, and of what is written all.
func TestKept(t *testing.T) {
	options := &Options{SystemNamespace: "kuma-system"}
	applied := `"annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{}","80.service.kuma.io/protocol":"http"}`
	for name, object := range map[string]struct{ whole, kept string }{
		"a Secret of another type": {
			`{"apiVersion":"v1","kind":"Secret","metadata":{"name":"a","managedFields":[]},"type":"Opaque","data":{"tls.key":"YQ=="}}`,
			`{"apiVersion":"v1","kind":"Secret","metadata":{"name":"a"},"type":"Opaque"}`,
		},
		"a certificate": {
			`{"apiVersion":"v1","kind":"Secret","metadata":{"annotations":{"cert-manager.io/alt-names":"a"}},"type":"kubernetes.io/tls","data":{"ca.crt":"YQ==","tls.crt":"YQ==","tls.key":"YQ=="}}`,
			`{"apiVersion":"v1","kind":"Secret","metadata":{},"type":"kubernetes.io/tls","data":{"tls.crt":"YQ==","tls.key":"YQ=="}}`,
		},
		"a copy": {
			`{"apiVersion":"v1","kind":"Secret","metadata":{"name":"gapi-a","namespace":"kuma-system",` + applied + `},"type":"system.kuma.io/secret","data":{"value":"YQ=="}}`,
			`{"apiVersion":"v1","kind":"Secret","metadata":{"name":"gapi-a","namespace":"kuma-system",` + applied + `},"type":"system.kuma.io/secret","data":{"value":"YQ=="}}`,
		},
		"a Service": {
			`{"apiVersion":"v1","kind":"Service","metadata":{` + applied + `},"spec":{"ports":[]}}`,
			`{"apiVersion":"v1","kind":"Service","metadata":{"annotations":{"80.service.kuma.io/protocol":"http"}},"spec":{"ports":[]}}`,
		},
		"a Gateway, which is written": {
			`{"apiVersion":"gateway.networking.k8s.io/v1","kind":"Gateway","metadata":{` + applied + `}}`,
			`{"apiVersion":"gateway.networking.k8s.io/v1","kind":"Gateway","metadata":{` + applied + `}}`,
		},
	} {
		parsed := func(text string) *unstructured.Unstructured {
			made := &unstructured.Unstructured{}
			if err := json.Unmarshal([]byte(text), &made.Object); err != nil {
				t.Fatal(err)
			}
			return made
		}
		got, err := options.kept(parsed(object.whole))
		if err != nil {
			t.Fatal(err)
		}
		wanted := parsed(object.kept)
		wanted.SetResourceVersion("2")
		if !isSame(got.(*unstructured.Unstructured), wanted) {
			t.Errorf("%s: %v is kept instead of %s", name, got, object.kept)
		}
		other := parsed(object.kept)
		other.SetResourceVersion("7")
		other.SetLabels(map[string]string{"a": "b"})
		if isSame(got.(*unstructured.Unstructured), other) {
			t.Errorf("%s: it is the same with another label", name)
		}
	}
}
