package controller_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/kumahq/kuma-gapi/go-harness/policy"
)

// Whatever input is deleted: what was made of it goes or changes as the module says, Secret copies too, and
// nothing else is touched. When it is back, so is that.
func TestOutputsFollowInputs(t *testing.T) {
	c, objects, _, untouched := begun(t)
	deleted := 0
	for _, object := range objects {
		// A Namespace would take minutes to end without its controller; a class waits for its Gateways.
		if object.GetKind() == "Namespace" || object.GetKind() == "GatewayClass" {
			continue
		}
		name := fmt.Sprintf("%s %s without", object.GetKind(), object.GetName())
		expected, without := c.without(object)
		// The default mesh is taken to be there, and nothing is in the other.
		if expected == "" && textOf(without.Diagnostics) == textOf(c.fresh().Diagnostics) && object.GetKind() != "Mesh" {
			t.Errorf("%s: nothing is to happen or to be said", name)
		}
		h := c.watchOutputs()
		c.delete(object)
		c.settle(name)
		happened := h.stop()
		if now := happenings(happened); now != expected {
			t.Errorf("%s: happened to outputs: %s\nexpected: %s", name, now, expected)
		}
		if wrong := gaps(happened); len(wrong) > 0 {
			t.Errorf("%s: %v", name, wrong)
		}
		deleted++
		c.create(object.DeepCopy())
		c.settle(name + ", back")
	}
	for _, object := range slices.Backward(objects) {
		if object.GetKind() != "Namespace" {
			c.delete(object)
		}
	}
	c.settled("everything deleted")
	for _, object := range c.list(outputs) {
		if !isForeign(object) {
			t.Errorf("%s %s is left", object.GetKind(), object.GetName())
		}
	}
	if classes := c.list(inputs[:1]); len(classes) > 0 {
		t.Errorf("the class %s is left", classes[0].GetName())
	}
	t.Logf("%d inputs deleted and made again; lost: %d", deleted, c.lost(untouched))
}

// without is what must happen to the outputs when an input goes, and the evaluation that says so.
func (c *cluster) without(object *unstructured.Unstructured) (string, *policy.Evaluation) {
	c.t.Helper()
	snapshot := c.snapshot()
	snapshot.Resources = slices.DeleteFunc(snapshot.Resources, func(other any) bool {
		u := unstructured.Unstructured{Object: other.(map[string]any)}
		return u.GetKind() == object.GetKind() && keyOf(&u) == keyOf(object)
	})
	evaluation, err := c.module.Evaluate(c.t.Context(), snapshot)
	if err != nil {
		c.t.Fatal(err)
	}
	var all []string
	for _, step := range evaluation.Plan {
		what := map[string]string{policy.Create: "ADDED", policy.Update: "MODIFIED", policy.Delete: "DELETED"}[step.Action]
		if step.Action != policy.Unchanged {
			all = append(all, fmt.Sprintf("%s %s %s/%s", what, step.Object.Kind, step.Object.Namespace, step.Object.Name))
		}
	}
	slices.Sort(all)
	return strings.Join(all, ", "), evaluation
}

func happenings(happened []happening) string {
	var all []string
	for _, h := range happened {
		all = append(all, h.String())
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

// What changes in an input changes in the outputs, and nothing is deleted before what comes in its place exists.
func TestOutputsFollowChangesWithoutAGap(t *testing.T) {
	c, objects, _, untouched := begun(t)
	find := func(kind, name string) *unstructured.Unstructured {
		index := slices.IndexFunc(objects, func(o *unstructured.Unstructured) bool { return o.GetKind() == kind && o.GetName() == name })
		return objects[index]
	}
	labels := func(wanted map[string]string) func(*unstructured.Unstructured) {
		return func(object *unstructured.Unstructured) {
			all := object.GetLabels()
			delete(all, "may")
			delete(all, "kuma.io/mesh")
			for key, value := range wanted {
				if all == nil {
					all = map[string]string{}
				}
				all[key] = value
			}
			object.SetLabels(all)
		}
	}
	field := func(value any, path ...string) func(*unstructured.Unstructured) {
		return func(object *unstructured.Unstructured) {
			_ = unstructured.SetNestedField(object.Object, value, path...)
		}
	}
	class := func(name string) func(*unstructured.Unstructured) { return field(name, "spec", "gatewayClassName") }
	from := func(namespace string) func(*unstructured.Unstructured) {
		return func(object *unstructured.Unstructured) {
			entries, _, _ := unstructured.NestedSlice(object.Object, "spec", "from")
			entries[0].(map[string]any)["namespace"] = namespace
			_ = unstructured.SetNestedSlice(object.Object, entries, "spec", "from")
		}
	}
	ports := func(port int64) func(*unstructured.Unstructured) {
		return field([]any{map[string]any{"port": port, "appProtocol": "http"}}, "spec", "ports")
	}
	rotated := certificate(t, "certificates", "shop")
	shop, team, edge := find("Namespace", "shop"), find("Namespace", "team"), find("Gateway", "edge")
	local, outside, everywhere := find("MeshService", "local"), find("MeshExternalService", "outside"), find("MeshMultiZoneService", "everywhere")
	for _, step := range []struct {
		name   string
		object *unstructured.Unstructured
		change func(*unstructured.Unstructured)
		// moves is whether outputs move to another mesh, which is the one reason to delete and make one again.
		moves bool
	}{
		{"the Secret is rotated", rotated, field(rotated.Object["data"], "data"), false},
		{"the mesh of a namespace", shop, labels(map[string]string{"kuma.io/mesh": "blue"}), true},
		{"the mesh of a namespace, back", shop, labels(nil), true},
		{"the mesh of a Gateway", edge, labels(map[string]string{"kuma.io/mesh": "blue"}), true},
		{"the mesh of a Gateway, back", edge, labels(nil), true},
		{"a class with parameters", edge, class("kuma-internal"), false},
		{"a class of somebody else", edge, class("other"), false},
		{"the class, back", edge, class("kuma"), false},
		{"other parameters of a class", find("MeshGatewayConfig", "internal"), field(int64(3), "spec", "replicas"), false},
		{"a grant for others", find("ReferenceGrant", "certificates"), from("elsewhere"), false},
		{"the grant, back", find("ReferenceGrant", "certificates"), from("shop"), false},
		{"a grant of Services for others", find("ReferenceGrant", "services"), from("elsewhere"), false},
		{"the grant of Services, back", find("ReferenceGrant", "services"), from("team"), false},
		{"a namespace that no listener selects", team, labels(nil), false},
		{"the label of the namespace, back", team, labels(map[string]string{"may": "attach"}), false},
		{"another tag of an ExternalService", find("ExternalService", "legacy"), field("old", "spec", "tags", "kuma.io/service"), false},
		{"another port of a Service", find("Service", "web2"), ports(81), false},
		{"the port of the Service, back", find("Service", "web2"), ports(80), false},
		{"another port of a MeshService", local, ports(81), false},
		{"the port of the MeshService, back", local, ports(80), false},
		{"another port of a MeshExternalService", outside, field(int64(444), "spec", "match", "port"), false},
		{"the port of the MeshExternalService, back", outside, field(int64(443), "spec", "match", "port"), false},
		{"another port of a MeshMultiZoneService", everywhere, ports(81), false},
		{"the port of the MeshMultiZoneService, back", everywhere, ports(80), false},
	} {
		h := c.watchOutputs()
		c.change(step.object, step.change)
		_, took := c.settle(step.name)
		happened := h.stop()
		if len(happened) == 0 {
			t.Errorf("%s: nothing happens", step.name)
		}
		others, absent := happened, time.Duration(0)
		if step.moves {
			others, absent = replacements(happened)
		}
		if wrong := gaps(others); len(wrong) > 0 {
			t.Errorf("%s: %v", step.name, wrong)
		}
		t.Logf("%s: after %v; %v; made anew under its name after at most %v", step.name, took.Round(time.Millisecond), happened, absent.Round(time.Millisecond))
	}
	c.isCopied(rotated)
	c.followsAddress()
	t.Logf("lost: %d", c.lost(untouched))
}

// followsAddress is whether a Gateway has the address that Kuma writes into the status of its instance.
func (c *cluster) followsAddress() {
	c.t.Helper()
	const address = "203.0.113.7"
	ingress := map[string]any{"ingress": []any{map[string]any{"ip": address}}}
	c.writeStatus(named("kuma.io/v1alpha1", "MeshGatewayInstance", "shop", "edge"), map[string]any{"loadBalancer": ingress})
	gateway := named("gateway.networking.k8s.io/v1", "Gateway", "shop", "edge")
	c.eventually("the Gateway has the address", func() bool {
		return strings.Contains(textOf(c.stored(gateway).Object["status"]), `"value":"`+address+`"`)
	})
	c.settle("an address")
}

// isCopied is whether the copy of a Secret has its certificate.
func (c *cluster) isCopied(secret *unstructured.Unstructured) {
	c.t.Helper()
	text, _, _ := unstructured.NestedString(secret.Object, "data", "tls.crt")
	certificate, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, object := range c.list(outputs[len(outputs)-1:]) {
		value, _, _ := unstructured.NestedString(object.Object, "data", "value")
		copied, _ := base64.StdEncoding.DecodeString(value)
		if object.GetNamespace() == systemNamespace && bytes.Contains(copied, bytes.TrimSpace(certificate)) {
			return
		}
	}
	c.t.Errorf("no copy has the certificate of %s", secret.GetName())
}
