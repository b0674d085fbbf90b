package controller_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/kumahq/kuma-gapi/go-harness/controller"
	"github.com/kumahq/kuma-gapi/go-harness/policy"
)

// Whatever is edited or deleted of the outputs is put back with the writes of one reconcile, none of which fails or is
// done twice, and what is somebody else's is left alone. How soon it is back is logged, and stands in `make bench`.
func TestOutputsArePutBack(t *testing.T) {
	c := open(t)
	untouched := c.guard()
	counted := &transport{}
	c.run(controller.Options{}, counted.wrap)
	c.apply(world(t))
	wanted := c.settled("from nothing")
	kinds, atOnce := map[string]bool{}, map[string]bool{}
	var took []time.Duration
	putBack := func(what string, resource policy.Resource, do func(*unstructured.Unstructured)) {
		t.Helper()
		object, what := ofResource(resource), resource.Kind+" "+resource.Metadata.Name+", "+what
		expected, enough := c.writesAfter(object, do, wanted)
		before := counted.writes.Load()
		if do == nil {
			c.delete(object)
			began := time.Now()
			c.eventually(what+": it is back", func() bool { return c.exists(object) })
			took = append(took, time.Since(began))
		} else {
			c.change(object, do)
		}
		evaluation, settled := c.settle(what)
		if do != nil {
			took = append(took, settled)
		}
		if textOf(evaluation.Resources) != textOf(wanted.Resources) {
			t.Errorf("%s: the outputs are %v, and were %v", what, names(evaluation), names(wanted))
		}
		c.compareResource(what, resource)
		if !enough {
			return
		}
		atOnce[resource.Kind] = true
		if writes := counted.writes.Load() - before; writes != expected {
			t.Errorf("%s: %d writes instead of %d put it back", what, writes, expected)
		}
	}
	for _, resource := range wanted.Resources {
		kinds[resource.Kind] = true
		for edit, do := range edits(resource.Kind) {
			putBack(edit, resource, do)
		}
		putBack("deleted", resource, nil)
	}
	for _, gvk := range outputs {
		if (!kinds[gvk.Kind] || !atOnce[gvk.Kind]) && gvk.Kind != "MeshGatewayRoute" {
			t.Errorf("there is no %s among the outputs that one reconcile puts back", gvk.Kind)
		}
	}
	slices.Sort(took)
	t.Logf("%d outputs edited and deleted in %d ways; back after %v in the middle, and after %v at most; lost: %d",
		len(wanted.Resources), len(took), took[len(took)/2].Round(time.Millisecond), took[len(took)-1].Round(time.Millisecond), c.lost(untouched))
}

// writesAfter is how many writes the controller has for something that is done to an output (nil: it is deleted), and
// whether the cluster is as it was then: a name that seems taken for a moment asks for a second round.
func (c *cluster) writesAfter(object *unstructured.Unstructured, do func(*unstructured.Unstructured), wanted *policy.Evaluation) (writes int64, enough bool) {
	c.t.Helper()
	snapshot := c.snapshot()
	for _, objects := range []*[]any{&snapshot.Resources, snapshot.Observed} {
		*objects = slices.DeleteFunc(*objects, func(other any) bool {
			u := &unstructured.Unstructured{Object: other.(map[string]any)}
			if u.GetKind() != object.GetKind() || keyOf(u) != keyOf(object) {
				return false
			}
			if do != nil {
				do(u)
			}
			return do == nil
		})
	}
	evaluation, err := c.module.Evaluate(c.t.Context(), snapshot)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, step := range evaluation.Plan {
		switch step.Action {
		case policy.Unchanged:
		case policy.Replace:
			writes += 2
		default:
			writes++
		}
	}
	return writes, textOf(evaluation.Resources) == textOf(wanted.Resources) && textOf(evaluation.Statuses) == textOf(wanted.Statuses)
}

// edits are what somebody may do to an output of a kind.
func edits(kind string) map[string]func(*unstructured.Unstructured) {
	spec := func(value map[string]any) func(*unstructured.Unstructured) {
		return func(object *unstructured.Unstructured) { object.Object["spec"] = value }
	}
	mesh := func(object *unstructured.Unstructured) { object.Object["mesh"] = "blue" }
	label := func(object *unstructured.Unstructured) {
		labels := object.GetLabels()
		labels["kuma.io/mesh"] = "blue"
		object.SetLabels(labels)
	}
	switch kind {
	case "MeshGateway":
		return map[string]func(*unstructured.Unstructured){"another spec": spec(map[string]any{"conf": map[string]any{}}), "another mesh": mesh}
	case "MeshGatewayInstance":
		return map[string]func(*unstructured.Unstructured){
			"another spec": spec(map[string]any{"replicas": int64(7), "tags": map[string]any{"kuma.io/service": "own"}}),
			"no labels":    func(object *unstructured.Unstructured) { object.SetLabels(nil) },
		}
	case "MeshHTTPRoute":
		return map[string]func(*unstructured.Unstructured){
			"another spec": spec(map[string]any{"targetRef": map[string]any{"kind": "Mesh"}}), "another mesh": label,
		}
	default:
		return map[string]func(*unstructured.Unstructured){
			"other bytes":  func(object *unstructured.Unstructured) { object.Object["data"] = map[string]any{"value": "b3du"} },
			"another mesh": label,
		}
	}
}

// Who takes the label of ownership off an output makes it his own: it is left alone, and what it was for is made
// under another name. When it is gone, the name is taken again.
func TestAnOutputWithoutItsLabelIsSomebodyElses(t *testing.T) {
	c := open(t)
	c.run(controller.Options{}, nil)
	c.apply(world(t))
	before := c.settled("from nothing")
	var route *unstructured.Unstructured
	for _, resource := range before.Resources {
		if resource.Kind == "MeshHTTPRoute" && strings.HasPrefix(resource.Metadata.Name, "guest") {
			route = ofResource(resource)
		}
	}
	c.change(route, func(object *unstructured.Unstructured) {
		labels := object.GetLabels()
		delete(labels, ownerLabel)
		object.SetLabels(labels)
	})
	c.eventually("there is another route", func() bool { return textOf(names(c.fresh())) != textOf(names(before)) })
	during := c.settled("without the label")
	if !c.exists(route) || slices.Contains(names(during), "MeshHTTPRoute/kuma-system/"+route.GetName()) {
		t.Errorf("the route without a label is not left alone: %v", names(during))
	}
	if !slices.ContainsFunc(during.Diagnostics, func(d policy.Diagnostic) bool { return d.Code == "name-taken" }) {
		t.Errorf("nobody is told: %+v", during.Diagnostics)
	}
	h := c.watchOutputs()
	c.delete(route)
	c.eventually("the name is taken again", func() bool { return c.exists(route) })
	if after := c.settled("deleted"); textOf(names(after)) != textOf(names(before)) {
		t.Errorf("the outputs are %v, and were %v", names(after), names(before))
	}
	if wrong := gaps(withoutFirst(h.stop(), "DELETED MeshHTTPRoute")); len(wrong) > 0 {
		t.Error(wrong)
	}
}
