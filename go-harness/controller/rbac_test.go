package controller_test

import (
	"testing"

	"k8s.io/client-go/rest"

	"github.com/kumahq/kuma-gapi/go-harness/controller"
	"github.com/kumahq/kuma-gapi/go-harness/testserver"
)

// The role that is shipped is enough, with RBAC on.
func TestTheShippedRoleIsEnough(t *testing.T) {
	c := prepareWith(t, testserver.Options{RBAC: true})
	c.install(testserver.Standard)
	c.create(named("v1", "Namespace", "", "kuma-system"))
	for _, object := range documents(t, "../../deploy") {
		if object.GetKind() != "Deployment" {
			c.create(object)
		}
	}
	c.user = rest.ImpersonationConfig{
		UserName: "system:serviceaccount:kuma-system:kuma-gapi-controller",
		Groups:   []string{"system:serviceaccounts", "system:authenticated"},
	}
	c.run(controller.Options{}, nil)
	for _, example := range []string{"tls", "gateway-and-route", "service-to-service"} {
		objects := documents(t, "../../examples/"+example)
		c.apply(objects)
		if evaluation := c.settle(example); len(evaluation.Resources) == 0 {
			t.Errorf("%s: nothing is made", example)
		}
	}
	for _, resource := range c.fresh().Resources {
		object := named(resource.APIVersion, resource.Kind, resource.Metadata.Namespace, resource.Metadata.Name)
		if err := c.client.Delete(t.Context(), object); err != nil {
			t.Fatal(err)
		}
	}
	c.settle("all outputs deleted")
	gateway := named("gateway.networking.k8s.io/v1", "Gateway", "kuma-demo", "kuma")
	if err := c.client.Delete(t.Context(), gateway); err != nil {
		t.Fatal(err)
	}
	c.settle("a Gateway deleted")
}
