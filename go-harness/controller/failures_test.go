package controller_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/controller-runtime/pkg/client"
	crmetrics "sigs.k8s.io/controller-runtime/pkg/metrics"

	"github.com/kumahq/kuma-gapi/go-harness/controller"
)

// newRoutes are requests that make MeshHTTPRoutes.
func newRoutes(request *http.Request) bool {
	return request.Method == http.MethodPost && strings.HasSuffix(request.URL.Path, "/meshhttproutes")
}

// A route that is refused leaves the one in whose place it comes (F124), its input's status says nothing of it yet, an
// Event does, and everything else goes on. It is not tried again and again.
func TestRefusedSuccessors(t *testing.T) {
	c := open(t)
	through := &transport{}
	c.run(controller.Options{}, through.wrap)
	objects := world(t)
	c.apply(objects)
	c.settled("from nothing")
	refuse := newRoutes
	through.refuse.Store(&refuse)
	input := named("gateway.networking.k8s.io/v1", "HTTPRoute", "team", "guest")
	before := c.routesOf("guest-team")
	// The name of an output goes by the port that is asked for.
	c.change(input, func(object *unstructured.Unstructured) {
		parents, _, _ := unstructured.NestedSlice(object.Object, "spec", "parentRefs")
		parents[0].(map[string]any)["port"] = int64(80)
		_ = unstructured.SetNestedSlice(object.Object, parents, "spec", "parentRefs")
	})
	c.eventually("the successor is refused", func() bool { return through.refused.Load() > 0 })
	c.delete(named("gateway.networking.k8s.io/v1", "HTTPRoute", "shop", "between"))
	c.eventually("what was made of another route is removed", func() bool { return len(c.routesOf("between-shop")) == 0 })
	if now := c.routesOf("guest-team"); !slices.Equal(now, before) {
		t.Errorf("there are %v, and were %v", now, before)
	}
	if err := c.client.Get(t.Context(), keyOf(input), input); err != nil {
		t.Fatal(err)
	}
	if status := textOf(input.Object["status"]); strings.Contains(status, `"observedGeneration":2`) {
		t.Errorf("the status speaks of what is not written: %s", status)
	}
	c.eventually("an Event says what is not written", func() bool { return c.told(input, "WriteRefused", "is not written") })
	tried := through.refused.Load()
	time.Sleep(3 * time.Second)
	if now := through.refused.Load(); now > tried+1 {
		t.Errorf("what is refused was tried %d times in three seconds", now-tried)
	}
	through.refuse.Store(nil)
	// What changes anything is a reason to try again.
	c.apply(objects)
	c.settled("not refused any more")
	if now := c.routesOf("guest-team"); len(now) != len(before) || slices.Equal(now, before) {
		t.Errorf("there are %v, and were %v", now, before)
	}
}

// routesOf gives the names of the MeshHTTPRoutes that begin so.
func (c *cluster) routesOf(prefix string) []string {
	c.t.Helper()
	var names []string
	for _, route := range c.list(outputs[3:4]) {
		if strings.HasPrefix(route.GetName(), prefix) {
			names = append(names, route.GetName())
		}
	}
	return names
}

// told is whether there is such an Event about an object.
func (c *cluster) told(about *unstructured.Unstructured, reason, text string) bool {
	c.t.Helper()
	events := &unstructured.UnstructuredList{Object: map[string]any{"apiVersion": "events.k8s.io/v1", "kind": "EventList"}}
	if err := c.client.List(c.t.Context(), events, client.InNamespace(about.GetNamespace())); err != nil {
		c.t.Fatal(err)
	}
	// Those about an object of the same name in an earlier test are there, too.
	uid := string(c.stored(about).GetUID())
	return slices.ContainsFunc(events.Items, func(event unstructured.Unstructured) bool {
		of, _, _ := unstructured.NestedString(event.Object, "regarding", "uid")
		note, _, _ := unstructured.NestedString(event.Object, "note")
		return of == uid && event.Object["reason"] == reason && strings.Contains(note, text)
	})
}

// An output that somebody's finalizer holds while it is deleted is in nobody's way, and is made again when it is gone.
func TestOutputsThatAreHeld(t *testing.T) {
	c := open(t)
	c.run(controller.Options{}, nil)
	c.apply(world(t))
	wanted := c.settled("from nothing")
	name := c.routesOf("guest-team")[0]
	held := named("kuma.io/v1alpha1", "MeshHTTPRoute", systemNamespace, name)
	hold := func(finalizers ...string) func(*unstructured.Unstructured) {
		return func(object *unstructured.Unstructured) { object.SetFinalizers(finalizers) }
	}
	c.change(held, hold("example.com/held"))
	t.Cleanup(func() {
		if c.exists(held) {
			c.change(held, hold())
		}
	})
	c.delete(held)
	c.delete(named("gateway.networking.k8s.io/v1", "HTTPRoute", "shop", "between"))
	c.eventually("what was made of another route is removed", func() bool { return len(c.routesOf("between-shop")) == 0 })
	time.Sleep(time.Second)
	if !c.exists(held) {
		t.Error("what is held is gone")
	}
	c.change(held, hold())
	c.eventually("it is made again", func() bool {
		now := named("kuma.io/v1alpha1", "MeshHTTPRoute", "", "")
		return c.client.Get(t.Context(), keyOf(held), now) == nil && now.GetDeletionTimestamp() == nil
	})
	if after := c.settled("not held any more"); len(after.Resources) >= len(wanted.Resources) {
		t.Errorf("there are %v", names(after))
	}
}

// While nothing changes nothing is evaluated, also where the cluster does not serve every kind.
func TestNothingIsEvaluatedWithoutAChange(t *testing.T) {
	c := open(t)
	kind := named("apiextensions.k8s.io/v1", "CustomResourceDefinition", "", "meshmultizoneservices.kuma.io")
	c.delete(kind)
	c.eventually("the kind is gone", func() bool { return !c.exists(kind) })
	t.Cleanup(func() { c.installKuma() })
	r := c.run(controller.Options{Discover: 50 * time.Millisecond}, nil)
	c.apply(slices.DeleteFunc(world(t), func(object *unstructured.Unstructured) bool { return object.GetKind() == "MeshMultiZoneService" }))
	c.settled("from nothing")
	c.says(r, "a kind is not watched")
	time.Sleep(3 * time.Second)
	before := evaluations(t)
	time.Sleep(time.Second)
	if now := evaluations(t); now != before || before == 0 {
		t.Errorf("%v evaluations, and then %v more", before, now-before)
	}
}

// evaluations counts those of all controllers of this process.
func evaluations(t *testing.T) float64 {
	t.Helper()
	families, err := crmetrics.Registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	count := 0.0
	for _, family := range families {
		if family.GetName() == "kuma_gapi_evaluations_total" {
			for _, metric := range family.GetMetric() {
				count += metric.GetCounter().GetValue()
			}
		}
	}
	return count
}
