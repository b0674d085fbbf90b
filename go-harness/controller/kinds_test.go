package controller_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	ctrl "sigs.k8s.io/controller-runtime"

	"github.com/kumahq/kuma-gapi/go-harness/controller"
	"github.com/kumahq/kuma-gapi/go-harness/testserver"
)

// Kinds that are not there, in another version, or of another Kuma: the controller says so once or each time that
// it tries, goes on with the rest where that is safe, and picks up what comes, without a restart.
func TestKindsThatComeLate(t *testing.T) {
	c := bare(t)
	r := c.run(controller.Options{Discover: 200 * time.Millisecond}, nil)
	c.says(r, "a kind is not watched")
	time.Sleep(time.Second)
	if told := r.said.count("Gateway.gateway.networking.k8s.io"); told > 1 {
		t.Errorf("it is said %d times that there are no Gateways", told)
	}

	c.installKuma("MeshHTTPRoute")
	crds, err := testserver.GatewayAPICRDs(testserver.Standard)
	if err != nil {
		t.Fatal(err)
	}
	var others, routes []testserver.CRD
	for _, crd := range crds {
		if crd.GetName() == "httproutes.gateway.networking.k8s.io" {
			routes = append(routes, crd)
		} else {
			others = append(others, crd)
		}
	}
	c.installCRDs(append(others, inVersion(routes[0], "v9")))
	c.says(r, "the cluster serves HTTPRoute.gateway.networking.k8s.io only in version `v9`")
	if err := c.client.Delete(t.Context(), routes[0].DeepCopy()); err != nil {
		t.Fatal(err)
	}
	c.eventually("the version is gone", func() bool { return !c.exists(routes[0]) })
	c.installCRDs(routes)
	c.apply(world(t))
	c.says(r, "4 MeshHTTPRoutes are asked for, but the cluster does not serve the kind")
	gateway := named("kuma.io/v1alpha1", "MeshGateway", "", "edge.shop")
	c.eventually("what can be made is made", func() bool { return c.exists(gateway) })
	c.installKuma()
	if evaluation := c.settled("all kinds are served"); len(evaluation.Resources) == 0 {
		t.Error("nothing is made")
	}

	// A kind that goes takes its objects along, and when it is back they are made again.
	said := r.said.count("4 MeshHTTPRoutes are asked for")
	kind := named("apiextensions.k8s.io/v1", "CustomResourceDefinition", "", "meshhttproutes.kuma.io")
	c.delete(kind)
	c.eventually("it is said that the kind is gone", func() bool { return r.said.count("4 MeshHTTPRoutes are asked for") > said })
	c.eventually("the kind is gone", func() bool { return !c.exists(kind) })
	c.installKuma()
	c.settled("the kind is back")

	// A kind that is served in another version is read in that one.
	c.installCRDs([]testserver.CRD{serving(routes[0], "v1beta1")})
	c.says(r, `"kind":"HTTPRoute.gateway.networking.k8s.io","version":"v1beta1"`)
	c.delete(named("gateway.networking.k8s.io/v1beta1", "HTTPRoute", "team", "guest"))
	c.eventually("what was made of a route goes", func() bool {
		return !slices.ContainsFunc(c.list(outputs[3:4]), func(o *unstructured.Unstructured) bool { return strings.HasPrefix(o.GetName(), "guest-team") })
	})
	if len(c.list(outputs[3:4])) == 0 {
		t.Error("what was made of the other routes is gone")
	}
}

// serving is a CRD that serves only one of its versions.
func serving(crd testserver.CRD, version string) testserver.CRD {
	made := crd.DeepCopy()
	versions, _, _ := unstructured.NestedSlice(made.Object, "spec", "versions")
	for _, entry := range versions {
		entry := entry.(map[string]any)
		entry["served"] = entry["name"] == version
	}
	_ = unstructured.SetNestedSlice(made.Object, versions, "spec", "versions")
	return made
}

// inVersion is a CRD that serves one version of another name.
func inVersion(crd testserver.CRD, name string) testserver.CRD {
	made := crd.DeepCopy()
	versions, _, _ := unstructured.NestedSlice(made.Object, "spec", "versions")
	version := versions[0].(map[string]any)
	version["name"], version["storage"], version["served"] = name, true, true
	_ = unstructured.SetNestedSlice(made.Object, []any{version}, "spec", "versions")
	return made
}

// What the controller makes for an older Kuma is replaced by what a newer one reads, and is not deleted before.
func TestAnotherTarget(t *testing.T) {
	c := open(t)
	untouched := c.guard()
	c.apply(world(t))
	c.choices.Target = "kuma-2.6"
	older := c.run(controller.Options{Target: "kuma-2.6"}, nil)
	made := c.settled("for Kuma 2.6")
	routes := 0
	for _, resource := range made.Resources {
		if resource.Kind == "MeshGatewayRoute" {
			routes++
			c.change(ofResource(resource), func(object *unstructured.Unstructured) { object.Object["spec"] = map[string]any{} })
			c.settle("edited")
			c.compareResource("edited", resource)
			c.delete(ofResource(resource))
			c.eventually("it is back", func() bool { return c.exists(ofResource(resource)) })
		}
	}
	if routes == 0 {
		t.Errorf("there are no MeshGatewayRoutes: %v", names(made))
	}
	c.settle("put back")
	// The mesh of an instance is an annotation there (F114), and that of a Gateway, too.
	gateway := named("gateway.networking.k8s.io/v1", "Gateway", "shop", "edge")
	c.change(gateway, func(object *unstructured.Unstructured) {
		object.SetAnnotations(map[string]string{"kuma.io/mesh": "blue"})
	})
	c.settled("in another mesh")
	instance := named("kuma.io/v1alpha1", "MeshGatewayInstance", "shop", "edge")
	if err := c.client.Get(t.Context(), keyOf(instance), instance); err != nil || instance.GetAnnotations()["kuma.io/mesh"] != "blue" {
		t.Errorf("the instance is in mesh `%s`: %v", instance.GetAnnotations()["kuma.io/mesh"], err)
	}
	c.change(gateway, func(object *unstructured.Unstructured) { object.SetAnnotations(nil) })
	c.settled("in its mesh again")
	if err := older.stop(); err != nil {
		t.Error(err)
	}
	h := c.watchOutputs()
	c.choices.Target = ""
	c.run(controller.Options{}, nil)
	c.settled("for Kuma 2.14")
	happened := h.stop()
	if left := slices.DeleteFunc(c.list(outputs[2:3]), isForeign); len(left) > 0 {
		t.Errorf("%d MeshGatewayRoutes are left", len(left))
	}
	added := false
	for _, happening := range happened {
		added = added || (happening.kind == "MeshHTTPRoute" && happening.what == "ADDED")
		if happening.what == "DELETED" && !added {
			t.Errorf("%s before there are routes for the newer Kuma", happening)
		}
	}
	untouched()
}

// Options that make no sense are refused at once.
func TestOptionsAreChecked(t *testing.T) {
	c := open(t)
	mgr, err := ctrl.NewManager(c.api.Config(), ctrl.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for wrong, options := range map[string]controller.Options{
		"`kuma-0.1`": {Target: "kuma-0.1"},
		"`a b`":      {SecretNamespaces: []string{"shop", "a b"}},
		"``":         {SecretNamespaces: []string{" "}},
	} {
		options.Module = c.module
		if err := controller.AddToManager(mgr, options); err == nil || !strings.Contains(err.Error(), wrong) {
			t.Errorf("%s is taken: %v", wrong, err)
		}
	}
}
