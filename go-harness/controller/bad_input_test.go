package controller_test

import (
	"bytes"
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/kumahq/kuma-gapi/go-harness/controller"
	"github.com/kumahq/kuma-gapi/go-harness/policy"
)

// While a kind may not be read of which the lack of an object removes something, nothing is written, that is said, and
// it is tried again.
func TestServicesThatMayNotBeRead(t *testing.T) {
	c := open(t)
	first := c.run(controller.Options{}, nil)
	c.apply(world(t))
	before := c.settled("from nothing")
	if err := first.stop(); err != nil {
		t.Error(err)
	}
	c.setReadable("services", false)
	t.Cleanup(func() { c.setReadable("services", true) })
	c.delete(named("gateway.networking.k8s.io/v1", "HTTPRoute", "shop", "between"))
	counted := &transport{}
	r := c.run(controller.Options{}, counted.wrap)
	c.says(r, "nothing is written, as Service cannot be read")
	if writes := counted.writes.Load(); writes > 0 {
		t.Errorf("%d writes without a look at the Services", writes)
	}
	c.setReadable("services", true)
	after := c.settled("the Services may be read")
	if len(after.Resources) != len(before.Resources)-1 {
		t.Errorf("the outputs are %v, and were %v", names(after), names(before))
	}
}

// A Secret as large as an API server takes, which is no certificate: a condition of the listener, which names it, and
// everything else is made.
func TestAHugeSecret(t *testing.T) {
	c := open(t)
	c.run(controller.Options{}, nil)
	objects := world(t)
	huge := objects[len(objects)-1]
	size := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte("A"), 512<<10))
	huge.Object["data"] = map[string]any{"tls.crt": size, "tls.key": size}
	c.apply(objects)
	c.isWithoutCertificate("Secret `certificates/shop` cannot be used")
	evaluation := c.settled("with a huge Secret")
	if !slices.ContainsFunc(evaluation.Diagnostics, func(d policy.Diagnostic) bool { return strings.Contains(d.Message, "`certificates/shop`") }) {
		t.Errorf("nobody is told which Secret it is: %+v", evaluation.Diagnostics)
	}
	c.change(huge, func(object *unstructured.Unstructured) {
		object.Object["data"] = certificate(t, "certificates", "shop").Object["data"]
	})
	c.awaitsCertificate()
}

// setReadable lets the shipped ClusterRole read a kind of core objects, or not; Secrets have a role of their own.
func (c *cluster) setReadable(plural string, readable bool) {
	c.t.Helper()
	role := named("rbac.authorization.k8s.io/v1", "ClusterRole", "", "kuma-gapi-controller")
	c.change(role, func(object *unstructured.Unstructured) {
		rules, _, _ := unstructured.NestedSlice(object.Object, "rules")
		rule := rules[slices.IndexFunc(rules, func(rule any) bool {
			resources, _, _ := unstructured.NestedStringSlice(rule.(map[string]any), "resources")
			return slices.Contains(resources, "namespaces")
		})].(map[string]any)
		resources, _, _ := unstructured.NestedStringSlice(rule, "resources")
		resources = slices.DeleteFunc(resources, func(resource string) bool { return resource == plural })
		if readable {
			resources = append(resources, plural)
		}
		_ = unstructured.SetNestedStringSlice(rule, resources, "resources")
		_ = unstructured.SetNestedSlice(object.Object, rules, "rules")
	})
}
