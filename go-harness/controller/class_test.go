package controller_test

import (
	"slices"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

const (
	// classFinalizer is the controller's.
	classFinalizer = "gateway-exists-finalizer.gateway.networking.k8s.io"
	// otherFinalizer is somebody else's.
	otherFinalizer = "example.com/held"
)

// A class that is deleted while Gateways use it is held, and they are served, until the last of them is gone; then the
// controller itself lets it go. What somebody else holds is his.
func TestAClassIsHeldWhileGatewaysUseIt(t *testing.T) {
	c, objects, before, untouched := begun(t)
	class, internal := gatewayClass("kuma"), gatewayClass("kuma-internal")
	for _, used := range []*unstructured.Unstructured{class, internal} {
		if held := c.stored(used).GetFinalizers(); !slices.Equal(held, []string{classFinalizer}) {
			t.Errorf("the class %s, which has a Gateway, has the finalizers %v", used.GetName(), held)
		}
	}
	if held := c.stored(gatewayClass("other")).GetFinalizers(); len(held) > 0 {
		t.Errorf("somebody else's class has the finalizers %v", held)
	}
	c.change(class, func(object *unstructured.Unstructured) {
		object.SetFinalizers(append(object.GetFinalizers(), otherFinalizer))
	})
	h := c.watchOutputs()
	c.delete(class)
	c.delete(internal)
	if after := c.settled("the classes are deleted"); textOf(after.Resources) != textOf(before.Resources) {
		t.Errorf("the outputs are %v, and were %v", names(after), names(before))
	}
	if happened := h.stop(); len(happened) > 0 {
		t.Errorf("as the classes are deleted: %v", happened)
	}
	for _, used := range []*unstructured.Unstructured{class, internal} {
		if !c.exists(used) || c.stored(used).GetDeletionTimestamp() == nil {
			t.Fatalf("the class %s, which has a Gateway, is not held", used.GetName())
		}
	}
	for _, gateway := range []string{"edge", "inner"} {
		c.delete(named("gateway.networking.k8s.io/v1", "Gateway", "shop", gateway))
	}
	c.eventually("the class goes with its last Gateway", func() bool { return !c.exists(internal) })
	c.eventually("only somebody else holds the other", func() bool {
		return slices.Equal(c.stored(class).GetFinalizers(), []string{otherFinalizer})
	})
	c.settled("the Gateways are deleted")
	c.free(class)
	c.apply(objects)
	if after := c.settled("all are back"); textOf(names(after)) != textOf(names(before)) {
		t.Errorf("the outputs are %v, and were %v", names(after), names(before))
	}
	t.Logf("lost: %d", c.lost(untouched))
}

// Whatever took a class away from its Gateways, what was made for them goes, and comes back with it (F110).
func TestWithoutItsClassNothingIsLeftOfAGateway(t *testing.T) {
	c, _, before, untouched := begun(t)
	class := gatewayClass("kuma")
	c.delete(class)
	c.free(class)
	during := c.settled("without the class")
	for _, name := range names(during) {
		if strings.Contains(name, "edge") || strings.HasPrefix(name, "Secret/") {
			t.Errorf("%s is left of a Gateway without a class", name)
		}
	}
	if !slices.Contains(names(during), "MeshGateway//inner.shop") {
		t.Errorf("the Gateway of the other class has nothing: %v", names(during))
	}
	c.lost(untouched)
	class.Object["spec"] = map[string]any{"controllerName": "gateways.kuma.io/controller"}
	c.create(class)
	if after := c.settled("with the class again"); textOf(names(after)) != textOf(names(before)) {
		t.Errorf("the outputs are %v, and were %v", names(after), names(before))
	}
	t.Logf("lost: %d", c.lost(untouched))
}

func gatewayClass(name string) *unstructured.Unstructured {
	return named("gateway.networking.k8s.io/v1", "GatewayClass", "", name)
}

// free takes off the finalizers of an object that was deleted, so that it goes.
func (c *cluster) free(object *unstructured.Unstructured) {
	c.t.Helper()
	c.change(object, func(object *unstructured.Unstructured) { object.SetFinalizers(nil) })
	c.eventually(object.GetName()+" is gone", func() bool { return !c.exists(object) })
}
