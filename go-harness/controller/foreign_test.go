package controller_test

import (
	"slices"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/kumahq/kuma-gapi/go-harness/controller"
	"github.com/kumahq/kuma-gapi/go-harness/policy"
)

// ownerLabel says for which Gateway API resource an object was made.
const ownerLabel = "gateways.kuma.io/gateway.networking.k8s.io-owner"

// foreign are objects of somebody else, one of each kind of output.
func foreign() []*unstructured.Unstructured {
	gateway := named("kuma.io/v1alpha1", "MeshGateway", "", "own")
	gateway.Object["mesh"] = "default"
	gateway.Object["spec"] = map[string]any{"conf": map[string]any{"listeners": []any{}}}
	instance := named("kuma.io/v1alpha1", "MeshGatewayInstance", "shop", "own")
	instance.Object["spec"] = map[string]any{"tags": map[string]any{"kuma.io/service": "own"}}
	route := named("kuma.io/v1alpha1", "MeshHTTPRoute", systemNamespace, "own")
	route.Object["spec"] = map[string]any{"targetRef": map[string]any{"kind": "Mesh"}}
	// Outside of the system namespace nobody is trusted to say that an object is ours (F161).
	elsewhere := named("kuma.io/v1alpha1", "MeshHTTPRoute", "shop", "marked")
	elsewhere.SetLabels(map[string]string{ownerLabel: "shop_shop-00000000"})
	elsewhere.Object["spec"] = map[string]any{"targetRef": map[string]any{"kind": "Mesh"}}
	secret := named("v1", "Secret", systemNamespace, "gapi-own")
	secret.Object["type"] = "system.kuma.io/secret"
	secret.Object["data"] = map[string]any{"value": "b3du"}
	older := named("kuma.io/v1alpha1", "MeshGatewayRoute", "", "own")
	older.Object["mesh"] = "default"
	older.Object["spec"] = map[string]any{"conf": map[string]any{}}
	return []*unstructured.Unstructured{gateway, instance, older, route, elsewhere, secret}
}

// guard stores the foreign objects, and gives a check that nobody touched them, which counts those that somebody did.
func (c *cluster) guard() (untouched func() int) {
	c.t.Helper()
	objects := foreign()
	c.apply(objects)
	return c.watched(objects)
}

// watched gives a check of objects that are stored.
func (c *cluster) watched(objects []*unstructured.Unstructured) (untouched func() int) {
	c.t.Helper()
	version := func(object *unstructured.Unstructured) string {
		stored := c.stored(object)
		return string(stored.GetUID()) + "/" + stored.GetResourceVersion()
	}
	before := map[*unstructured.Unstructured]string{}
	for _, object := range objects {
		before[object] = version(object)
	}
	return func() int {
		c.t.Helper()
		touched := 0
		for _, object := range objects {
			what := "gone"
			if c.exists(object) {
				what = version(object)
			}
			if what != before[object] {
				c.t.Errorf("somebody else's %s `%s` was touched: it is %s, and was %s", object.GetKind(), object.GetName(), what, before[object])
				touched++
			}
		}
		return touched
	}
}

// isForeign is whether an object is one of those that are guarded.
func isForeign(object *unstructured.Unstructured) bool {
	return slices.ContainsFunc(foreign(), func(other *unstructured.Unstructured) bool {
		return other.GetKind() == object.GetKind() && keyOf(other) == keyOf(object)
	})
}

// lost counts what is not as it should be at the end of a test: outputs and statuses that differ from what an evaluation
// asks for that knows nothing of what the controller made, outputs that nobody asks for, and foreign objects that were
// touched.
func (c *cluster) lost(untouched func() int) int {
	c.t.Helper()
	asked := c.list(inputs)
	asked = slices.DeleteFunc(asked, func(object *unstructured.Unstructured) bool {
		return object.GetKind() == "Secret" && object.GetLabels()[ownerLabel] != ""
	})
	for _, object := range c.list(outputs) {
		// The status of an instance is an input.
		if (isForeign(object) && object.GetKind() != "Secret") || object.GetKind() == "MeshGatewayInstance" {
			asked = append(asked, object)
		}
	}
	wrong := c.differences(asked, c.answer(asked, c.choices))
	for _, what := range wrong {
		c.t.Errorf("lost: %s", what)
	}
	return len(wrong) + untouched()
}

// An object of somebody else that has the name of an output, of whatever kind: it is left alone, that is said of the
// resource that asks for the output, and everything else is made. When it goes, the output takes its name.
func TestForeignObjectsOfAnOutputsName(t *testing.T) {
	for _, gvk := range outputs {
		t.Run(gvk.Kind, func(t *testing.T) {
			c := open(t)
			if gvk.Kind == "MeshGatewayRoute" {
				c.choices.Target = "kuma-2.6"
			}
			objects := world(t)
			wanted := c.answer(objects, c.choices)
			taken := wanted.Resources[slices.IndexFunc(wanted.Resources, func(r policy.Resource) bool { return r.Kind == gvk.Kind })]
			other := foreignOf(taken)
			c.apply([]*unstructured.Unstructured{other})
			untouched := c.watched([]*unstructured.Unstructured{other})
			c.run(controller.Options{Target: c.choices.Target}, nil)
			c.apply(objects)
			evaluation := c.settled("beside a foreign " + gvk.Kind)
			c.isTold(evaluation, map[bool]string{true: "instance-not-ours", false: "name-taken"}[gvk.Kind == "MeshGatewayInstance"])
			c.isMadeBeside(taken, wanted, evaluation)
			untouched()
			h := c.watchOutputs()
			c.delete(other)
			c.eventually("the name is taken", func() bool { return c.exists(ofResource(taken)) })
			after := c.settled("the foreign one is gone")
			if textOf(names(after)) != textOf(names(wanted)) {
				t.Errorf("the outputs are %v instead of %v", names(after), names(wanted))
			}
			c.compareResource("the foreign one is gone", taken)
			if wrong := gaps(withoutFirst(h.stop(), "DELETED "+gvk.Kind)); len(wrong) > 0 {
				t.Error(wrong)
			}
		})
	}
}

// foreignOf is an object of somebody else under the name of an output. A Secret of Kuma's type would be taken for a
// copy that an earlier Kuma made.
func foreignOf(resource policy.Resource) *unstructured.Unstructured {
	all := foreign()
	object := all[slices.IndexFunc(all, func(o *unstructured.Unstructured) bool { return o.GetKind() == resource.Kind })]
	object.SetName(resource.Metadata.Name)
	object.SetNamespace(resource.Metadata.Namespace)
	if resource.Kind == "Secret" {
		object.Object["type"] = string(corev1.SecretTypeOpaque)
	}
	return object
}

// isMadeBeside holds what is made beside a foreign object against what is made without one: all the same, but the one
// whose name is taken has another; of an instance there is no other (F117), so that its Gateway has nothing but routes.
func (c *cluster) isMadeBeside(taken policy.Resource, wanted, evaluation *policy.Evaluation) {
	c.t.Helper()
	had, has := names(wanted), names(evaluation)
	missing := slices.DeleteFunc(slices.Clone(had), func(name string) bool { return slices.Contains(has, name) })
	added := slices.DeleteFunc(slices.Clone(has), func(name string) bool { return slices.Contains(had, name) })
	if taken.Kind == "MeshGatewayInstance" {
		gateway := c.stored(named("gateway.networking.k8s.io/v1", "Gateway", taken.Metadata.Namespace, taken.Metadata.Name))
		routes := slices.ContainsFunc(missing, func(name string) bool { return strings.HasPrefix(name, "MeshHTTPRoute/") })
		if len(added) > 0 || routes || !slices.Contains(missing, "MeshGateway//"+gateway.GetName()+"."+gateway.GetNamespace()) {
			c.t.Errorf("beside a foreign instance of Gateway `%s` %v are missing and %v are there", gateway.GetName(), missing, added)
		}
		if status := textOf(gateway.Object["status"]); !strings.Contains(status, "exists and is not this Gateway's") {
			c.t.Errorf("the Gateway's status does not say so: %s", status)
		}
		return
	}
	at := taken.Kind + "/" + taken.Metadata.Namespace + "/" + taken.Metadata.Name
	if len(missing) != 1 || missing[0] != at || len(added) != 1 || !strings.HasPrefix(added[0], at+"-") {
		c.t.Errorf("beside a foreign %s %v are missing and %v are there", at, missing, added)
	}
}

// isTold waits for the Event of a code about the object that the evaluation has it for.
func (c *cluster) isTold(evaluation *policy.Evaluation, code string) {
	c.t.Helper()
	index := slices.IndexFunc(evaluation.Diagnostics, func(d policy.Diagnostic) bool { return d.Code == code })
	if index < 0 {
		c.t.Errorf("nobody is told `%s`: %+v", code, evaluation.Diagnostics)
		return
	}
	about := evaluation.Diagnostics[index].Object
	object := named(about.APIVersion, about.Kind, about.Namespace, about.Name)
	c.eventually("there is an Event "+code, func() bool { return c.told(object, code, "") })
}

// withoutFirst is what happened without the first of a sort.
func withoutFirst(happened []happening, what string) []happening {
	index := slices.IndexFunc(happened, func(h happening) bool { return strings.HasPrefix(h.String(), what) })
	if index < 0 {
		return happened
	}
	return slices.Delete(slices.Clone(happened), index, index+1)
}
