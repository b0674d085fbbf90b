package controller_test

import (
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/kumahq/kuma-gapi/go-harness/controller"
)

// What nobody reads is neither kept nor looked at: bytes of Secrets that are no certificates, and annotations of others
// than Kuma. What is read still is.
func TestWhatIsKept(t *testing.T) {
	c := open(t)
	c.apply(world(t))
	opaque := named("v1", "Secret", "shop", "opaque")
	opaque.Object["type"] = "Opaque"
	c.create(opaque)
	c.run(controller.Options{}, nil)
	c.settled("from nothing")
	time.Sleep(time.Second)
	before := evaluations(t)
	c.change(opaque, func(stored *unstructured.Unstructured) { stored.Object["data"] = map[string]any{"a": "Yg=="} })
	for _, object := range []*unstructured.Unstructured{named("v1", "Service", "shop", "web"), named("v1", "Namespace", "", "shop"), opaque} {
		c.change(object, func(stored *unstructured.Unstructured) {
			stored.SetAnnotations(map[string]string{"kubectl.kubernetes.io/last-applied-configuration": "{}"})
		})
	}
	other := certificate(t, "shop", "other")
	c.create(other)
	c.delete(other)
	time.Sleep(time.Second)
	if now := evaluations(t); now != before {
		t.Errorf("%g evaluations for what nobody reads", now-before)
	}
	c.change(named("v1", "Service", "shop", "web"), func(stored *unstructured.Unstructured) {
		stored.SetAnnotations(map[string]string{"80.service.kuma.io/protocol": "tcp"})
	})
	c.eventually("an annotation of Kuma's is looked at", func() bool { return evaluations(t) > before })
	c.settled("with an annotation")

	// A listener that names such a Secret still hears what is wrong with it.
	c.change(named("gateway.networking.k8s.io/v1", "Gateway", "shop", "edge"), func(stored *unstructured.Unstructured) {
		listeners, _, _ := unstructured.NestedSlice(stored.Object, "spec", "listeners")
		_ = unstructured.SetNestedSlice(listeners[1].(map[string]any), []any{map[string]any{"name": "opaque"}}, "tls", "certificateRefs")
		_ = unstructured.SetNestedSlice(stored.Object, listeners, "spec", "listeners")
	})
	c.settled("with a Secret of another type")
	c.eventually("an Event says so", func() bool {
		return c.told(named("gateway.networking.k8s.io/v1", "Gateway", "shop", "edge"), "certificate-type", "has the type `Opaque`")
	})
}
