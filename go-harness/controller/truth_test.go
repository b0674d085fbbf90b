package controller_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/kumahq/kuma-gapi/go-harness/controller"
	"github.com/kumahq/kuma-gapi/go-harness/policy"
)

// world gives one of every kind of input.
func world(t testing.TB) []*unstructured.Unstructured {
	t.Helper()
	return append(documents(t, "testdata/world.yaml"), certificate(t, "certificates", "shop"))
}

// certificate makes a TLS Secret for shop.example.
func certificate(t testing.TB, namespace, name string) *unstructured.Unstructured {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: "shop.example"}, DNSNames: []string{"shop.example"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	signed, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	encoded := func(kind string, bytes []byte) string {
		return base64.StdEncoding.EncodeToString(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: bytes}))
	}
	secret := named("v1", "Secret", namespace, name)
	secret.Object["type"] = string(corev1.SecretTypeTLS)
	secret.Object["data"] = map[string]any{"tls.crt": encoded("CERTIFICATE", signed), "tls.key": encoded("PRIVATE KEY", der)}
	return secret
}

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
	return []*unstructured.Unstructured{gateway, instance, route, elsewhere, secret}
}

// guard stores the foreign objects, and gives a check that nobody touched them.
func (c *cluster) guard() (untouched func()) {
	c.t.Helper()
	objects := foreign()
	c.apply(objects)
	versions := func() string {
		var all []string
		for _, object := range objects {
			stored := named(object.GetAPIVersion(), object.GetKind(), "", "")
			if err := c.client.Get(c.t.Context(), keyOf(object), stored); err != nil {
				c.t.Errorf("somebody else's object is gone: %v", err)
			}
			all = append(all, string(stored.GetUID())+"/"+stored.GetResourceVersion())
		}
		return strings.Join(all, " ")
	}
	before := versions()
	return func() {
		c.t.Helper()
		if after := versions(); after != before {
			c.t.Errorf("somebody else's objects were touched: they are %s, and were %s", after, before)
		}
	}
}

// Whatever is edited or deleted of the outputs is put back, and what is somebody else's is left alone.
func TestOutputsArePutBack(t *testing.T) {
	c := open(t)
	untouched := c.guard()
	c.run(controller.Options{}, nil)
	c.apply(world(t))
	wanted := c.settled("from nothing")
	kinds := map[string]bool{}
	var longest time.Duration
	putBack := func(what string, resource policy.Resource) {
		t.Helper()
		evaluation, took := c.settle(what)
		longest = max(longest, took)
		if textOf(evaluation.Resources) != textOf(wanted.Resources) {
			t.Errorf("%s: the outputs are %v, and were %v", what, names(evaluation), names(wanted))
		}
		c.compareResource(what, resource)
	}
	for _, resource := range wanted.Resources {
		kinds[resource.Kind] = true
		object, name := ofResource(resource), resource.Kind+" "+resource.Metadata.Name
		for edit, do := range edits(resource.Kind) {
			c.change(object, do)
			putBack(name+", "+edit, resource)
		}
		c.delete(object)
		c.eventually(name+" is back", func() bool { return c.exists(object) })
		putBack(name+", deleted", resource)
	}
	for _, gvk := range outputs {
		if !kinds[gvk.Kind] && gvk.Kind != "MeshGatewayRoute" {
			t.Errorf("there is no %s among the outputs", gvk.Kind)
		}
	}
	untouched()
	t.Logf("%d outputs edited and deleted; the longest time until one was back is %v", len(wanted.Resources), longest.Round(time.Millisecond))
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
	if wrong, _ := gaps(h.stop()); len(wrong) > 0 {
		t.Error(wrong)
	}
}

// Whatever input is deleted: what was made of it goes or changes as the module says, Secret copies too, and
// nothing else is touched. When it is back, so is that.
func TestOutputsFollowInputs(t *testing.T) {
	c := open(t)
	untouched := c.guard()
	c.run(controller.Options{}, nil)
	objects := world(t)
	c.apply(objects)
	c.settled("from nothing")
	deleted := 0
	for _, object := range objects {
		// A Namespace would take minutes to end without its controller; a class waits for its Gateways.
		if object.GetKind() == "Namespace" || object.GetKind() == "GatewayClass" {
			continue
		}
		name := fmt.Sprintf("%s %s without", object.GetKind(), object.GetName())
		expected := c.planWithout(object)
		h := c.watchOutputs()
		c.delete(object)
		c.settle(name)
		happened := h.stop()
		if now := happenings(happened); now != expected {
			t.Errorf("%s: happened to outputs: %s\nexpected: %s", name, now, expected)
		}
		if wrong, _ := gaps(happened); len(wrong) > 0 {
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
		if !slices.ContainsFunc(foreign(), func(other *unstructured.Unstructured) bool { return other.GetName() == object.GetName() }) {
			t.Errorf("%s %s is left", object.GetKind(), object.GetName())
		}
	}
	if classes := c.list(inputs[:1]); len(classes) > 0 {
		t.Errorf("the class %s is left", classes[0].GetName())
	}
	untouched()
	t.Logf("%d inputs deleted and made again", deleted)
}

// planWithout is what must happen to the outputs when an input goes.
func (c *cluster) planWithout(object *unstructured.Unstructured) string {
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
	return strings.Join(all, ", ")
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
	c := open(t)
	untouched := c.guard()
	c.run(controller.Options{}, nil)
	objects := world(t)
	c.apply(objects)
	c.settled("from nothing")
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
	class := func(name string) func(*unstructured.Unstructured) {
		return func(object *unstructured.Unstructured) {
			_ = unstructured.SetNestedField(object.Object, name, "spec", "gatewayClassName")
		}
	}
	from := func(namespace string) func(*unstructured.Unstructured) {
		return func(object *unstructured.Unstructured) {
			entries, _, _ := unstructured.NestedSlice(object.Object, "spec", "from")
			entries[0].(map[string]any)["namespace"] = namespace
			_ = unstructured.SetNestedSlice(object.Object, entries, "spec", "from")
		}
	}
	rotated := certificate(t, "certificates", "shop")
	shop, team, edge := find("Namespace", "shop"), find("Namespace", "team"), find("Gateway", "edge")
	for _, step := range []struct {
		name   string
		object *unstructured.Unstructured
		change func(*unstructured.Unstructured)
	}{
		{"the Secret is rotated", rotated, func(object *unstructured.Unstructured) { object.Object["data"] = rotated.Object["data"] }},
		{"the mesh of a namespace", shop, labels(map[string]string{"kuma.io/mesh": "blue"})},
		{"the mesh of a namespace, back", shop, labels(nil)},
		{"the mesh of a Gateway", edge, labels(map[string]string{"kuma.io/mesh": "blue"})},
		{"the mesh of a Gateway, back", edge, labels(nil)},
		{"a class with parameters", edge, class("kuma-internal")},
		{"a class of somebody else", edge, class("other")},
		{"the class, back", edge, class("kuma")},
		{"a grant for others", find("ReferenceGrant", "certificates"), from("elsewhere")},
		{"the grant, back", find("ReferenceGrant", "certificates"), from("shop")},
		{"a grant of Services for others", find("ReferenceGrant", "services"), from("elsewhere")},
		{"the grant of Services, back", find("ReferenceGrant", "services"), from("team")},
		{"a namespace that no listener selects", team, labels(nil)},
		{"the label of the namespace, back", team, labels(map[string]string{"may": "attach"})},
	} {
		h := c.watchOutputs()
		c.change(step.object, step.change)
		_, took := c.settle(step.name)
		happened := h.stop()
		if len(happened) == 0 {
			t.Errorf("%s: nothing happens", step.name)
		}
		wrong, absent := gaps(happened)
		if len(wrong) > 0 {
			t.Errorf("%s: %v", step.name, wrong)
		}
		t.Logf("%s: after %v; %v; made anew under its name after at most %v", step.name, took.Round(time.Millisecond), happened, absent.Round(time.Millisecond))
	}
	untouched()
	c.isCopied(rotated)
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
