package controller_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/kumahq/kuma-gapi/go-harness/controller"
	"github.com/kumahq/kuma-gapi/go-harness/testserver"
)

const classCRD = "gatewayclasses.gateway.networking.k8s.io"

// classCRDs are the CRDs of the standard channel, and of these the one of GatewayClasses as another release has it:
// each version's schema of the status is changed by the test.
func classCRDs(t *testing.T, bundle, channel string, change func(status map[string]any)) []testserver.CRD {
	t.Helper()
	crds, err := testserver.GatewayAPICRDs(testserver.Standard)
	if err != nil {
		t.Fatal(err)
	}
	for index, crd := range crds {
		if crd.GetName() != classCRD {
			continue
		}
		crd = crd.DeepCopy()
		annotations := crd.GetAnnotations()
		annotations["gateway.networking.k8s.io/bundle-version"] = bundle
		annotations["gateway.networking.k8s.io/channel"] = channel
		crd.SetAnnotations(annotations)
		changeSchemas(crd, func(schema map[string]any) {
			status, _, _ := unstructured.NestedMap(schema, "properties", "status", "properties")
			change(status)
			_ = unstructured.SetNestedMap(schema, status, "properties", "status", "properties")
		})
		crds[index] = crd
	}
	return crds
}

// changeSchemas changes the schema of each version of a CRD.
func changeSchemas(crd testserver.CRD, change func(schema map[string]any)) {
	versions, _, _ := unstructured.NestedSlice(crd.Object, "spec", "versions")
	for _, version := range versions {
		change(version.(map[string]any)["schema"].(map[string]any)["openAPIV3Schema"].(map[string]any))
	}
	_ = unstructured.SetNestedSlice(crd.Object, versions, "spec", "versions")
}

func withoutFeatures(status map[string]any) { delete(status, "supportedFeatures") }

func featuresAsTexts(status map[string]any) {
	status["supportedFeatures"] = map[string]any{"type": "array", "x-kubernetes-list-type": "set", "items": map[string]any{"type": "string"}}
}

// isStill fails if writes go on: what is in vain is tried again after five seconds, and then not for half a minute.
func isStill(t *testing.T, counted *transport, when string) {
	t.Helper()
	var before, after int64
	for range 3 {
		before = counted.writes.Load()
		time.Sleep(7 * time.Second)
		if after = counted.writes.Load(); after == before {
			return
		}
	}
	t.Errorf("%s: %d writes that change nothing in the last seven seconds", when, after-before)
}

// The CRDs of other releases of Gateway API have no `supportedFeatures`, or have them as texts: classes are accepted
// with what there is a place for, and nothing is written again and again.
func TestOtherReleasesOfGatewayAPI(t *testing.T) {
	c := bare(t)
	c.installKuma()
	c.installCRDs(classCRDs(t, "v1.3.0", testserver.Standard, withoutFeatures))
	counted := &transport{}
	r := c.run(controller.Options{Discover: 200 * time.Millisecond}, counted.wrap)
	c.apply(world(t))
	class := named("gateway.networking.k8s.io/v1", "GatewayClass", "", "kuma")
	says := func(want ...string) func() bool {
		return func() bool {
			if err := c.client.Get(t.Context(), keyOf(class), class); err != nil {
				return false
			}
			status := textOf(class.Object["status"])
			return !slices.ContainsFunc(want, func(text string) bool {
				text, unwanted := strings.CutPrefix(text, "not ")
				return strings.Contains(status, text) == unwanted
			})
		}
	}
	accepted, known, features := `"Accepted","status":"True"`, `"SupportedVersion","status":"True"`, `"HTTPRouteMethodMatching"`
	c.settled("before 1.4")
	c.eventually("it is accepted without features", says(accepted, known, "not "+features))
	isStill(t, counted, "before 1.4")

	c.installCRDs(classCRDs(t, "v1.1.1", testserver.Experimental, featuresAsTexts))
	c.renew(class)
	c.eventually("it is accepted where features are texts", says(accepted, known, "not "+features))
	isStill(t, counted, "experimental 1.1")
	if refused := r.said.count("is invalid"); refused > 0 {
		t.Errorf("%d writes are refused", refused)
	}

	c.installCRDs(classCRDs(t, "v2.0.0", testserver.Standard, func(map[string]any) {}))
	c.eventually("a version that is not known", says(accepted, `"UnsupportedVersion","status":"False"`, features))
	c.install(testserver.Standard)
	c.eventually("it is accepted with features", says(accepted, known, features))
	isStill(t, counted, "after the upgrade")
}

// renew deletes a class, with its finalizers, and creates it again.
func (c *cluster) renew(class *unstructured.Unstructured) {
	c.t.Helper()
	again := named(class.GetAPIVersion(), class.GetKind(), "", class.GetName())
	again.Object["spec"] = class.Object["spec"]
	c.delete(class)
	c.change(class, func(stored *unstructured.Unstructured) { stored.SetFinalizers(nil) })
	c.eventually("it is gone", func() bool { return !c.exists(class) })
	c.create(again)
}

// What the API server does not store as it is asked for is asked for once, and once more when somebody changes the
// object: here the controller may not read the CRD, and cannot know.
func TestStatusThatIsNotStored(t *testing.T) {
	c := bare(t)
	c.installKuma()
	c.installCRDs(classCRDs(t, "v1.3.0", testserver.Standard, withoutFeatures))
	role := named("rbac.authorization.k8s.io/v1", "ClusterRole", "", "kuma-gapi-controller")
	c.change(role, func(object *unstructured.Unstructured) {
		rules, _, _ := unstructured.NestedSlice(object.Object, "rules")
		rules = slices.DeleteFunc(rules, func(rule any) bool { return strings.Contains(textOf(rule), classCRD) })
		_ = unstructured.SetNestedSlice(object.Object, rules, "rules")
	})
	counted := &transport{}
	r := c.run(controller.Options{Discover: 200 * time.Millisecond}, counted.wrap)
	c.apply(world(t))
	c.says(r, "CustomResourceDefinition.apiextensions.k8s.io")
	c.says(r, `/status/supportedFeatures: `)
	isStill(t, counted, "not stored")
	before := counted.writes.Load()
	class := named("gateway.networking.k8s.io/v1", "GatewayClass", "", "kuma")
	c.change(class, func(object *unstructured.Unstructured) { object.SetAnnotations(map[string]string{"somebody": "else"}) })
	// Once, and once more to confirm that it is in vain.
	c.eventually("it is tried again", func() bool { return counted.writes.Load() >= before+2 })
	isStill(t, counted, "changed by somebody")
	// There are two classes of ours.
	if told := r.said.count(`/status/supportedFeatures: `); told != 2 {
		t.Errorf("it is said %d times", told)
	}
}

// The same of an output whose CRD lacks a field.
func TestOutputThatIsNotStored(t *testing.T) {
	c := bare(t)
	crds, err := testserver.KumaCRDs()
	if err != nil {
		t.Fatal(err)
	}
	for _, crd := range crds {
		if crd.GetName() == "meshhttproutes.kuma.io" {
			changeSchemas(crd, func(schema map[string]any) {
				schema = schema["properties"].(map[string]any)["spec"].(map[string]any)
				for _, list := range []string{"to", "rules"} {
					schema = schema["properties"].(map[string]any)[list].(map[string]any)["items"].(map[string]any)
				}
				schema = schema["properties"].(map[string]any)["default"].(map[string]any)
				schema = schema["properties"].(map[string]any)["backendRefs"].(map[string]any)["items"].(map[string]any)
				properties := schema["properties"].(map[string]any)
				if properties["tags"] == nil {
					t.Fatalf("there are no tags in %s", textOf(properties))
				}
				delete(properties, "tags")
			})
		}
	}
	c.installCRDs(crds)
	c.install(testserver.Standard)
	counted := &transport{}
	r := c.run(controller.Options{}, counted.wrap)
	c.apply(world(t))
	c.says(r, "is not stored as it is asked for")
	isStill(t, counted, "not stored")
}

// A class that is being deleted gets no finalizer, which the API server would refuse for ever, and has its status.
func TestClassThatIsGoing(t *testing.T) {
	c := open(t)
	class := named("gateway.networking.k8s.io/v1", "GatewayClass", "", "going")
	class.Object["spec"] = map[string]any{"controllerName": "gateways.kuma.io/controller"}
	class.SetFinalizers([]string{"example.com/guard"})
	c.create(class)
	c.delete(class)
	gateway := named("gateway.networking.k8s.io/v1", "Gateway", "shop", "edge")
	gateway.Object["spec"] = map[string]any{"gatewayClassName": "going", "listeners": []any{map[string]any{"name": "web", "port": int64(80), "protocol": "HTTP"}}}
	c.apply([]*unstructured.Unstructured{gateway})
	counted := &transport{}
	r := c.run(controller.Options{}, counted.wrap)
	c.settled("the class is going")
	isStill(t, counted, "the class is going")
	if refused := r.said.count("no new finalizers"); refused > 0 {
		t.Errorf("%d finalizers are refused", refused)
	}
	if err := c.client.Get(t.Context(), keyOf(class), class); err != nil || class.GetDeletionTimestamp() == nil || !slices.Equal(class.GetFinalizers(), []string{"example.com/guard"}) {
		t.Errorf("the class is %s: %v", textOf(class.Object["metadata"]), err)
	}
}
