package controller_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/kumahq/kuma-gapi/go-harness/policy"
	"github.com/kumahq/kuma-gapi/go-harness/testserver"
)

// systemNamespace is where the controller writes.
const systemNamespace = "kuma-system"

// shared is the one API server of the package, with all CRDs; each test cleans it first.
var shared *testserver.Server

// module evaluates for the tests and for the controllers in this process.
var module = sync.OnceValues(func() (*policy.Module, error) {
	return policy.New(context.Background(), policy.Options{})
})

func TestMain(m *testing.M) {
	code := m.Run()
	if shared != nil {
		if err := shared.Stop(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}
	os.Exit(code)
}

// cluster is an API server and what a test does with it.
type cluster struct {
	t      testing.TB
	api    *testserver.Server
	client client.WithWatch
	module *policy.Module
	// choices are those that the controller evaluates with.
	choices policy.Choices
	// quiet keeps the controller's log out of the test's.
	quiet bool
}

// open gives the shared server, with nothing on it but namespaces.
func open(t testing.TB) *cluster {
	t.Helper()
	if shared == nil {
		c := bare(t)
		c.installKuma()
		c.install(testserver.Standard)
		shared = c.api
		return c
	}
	c := over(t, shared)
	c.clean()
	return c
}

// bare gives a server without any CRDs; it is the test's own unless somebody keeps it.
func bare(t testing.TB) *cluster {
	t.Helper()
	api, err := testserver.Start(t.Context(), testserver.Options{RBAC: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if api == shared {
			return
		}
		if err := api.Stop(); err != nil {
			t.Error(err)
		}
	})
	c := over(t, api)
	c.create(named("v1", "Namespace", "", systemNamespace))
	for _, object := range documents(t, "../../deploy") {
		if object.GetKind() != "Deployment" {
			c.create(object)
		}
	}
	return c
}

func over(t testing.TB, api *testserver.Server) *cluster {
	t.Helper()
	c, err := client.NewWithWatch(api.Config(), client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	module, err := module()
	if err != nil {
		t.Fatal(err)
	}
	return &cluster{t: t, api: api, client: c, module: module, choices: policy.Choices{Admission: "trusted"}}
}

// install brings Gateway API's kinds of a channel.
func (c *cluster) install(channel string) {
	c.t.Helper()
	crds, err := testserver.GatewayAPICRDs(channel)
	if err != nil {
		c.t.Fatal(err)
	}
	c.installCRDs(crds)
}

// installKuma brings Kuma's kinds, without those that are named.
func (c *cluster) installKuma(without ...string) {
	c.t.Helper()
	crds, err := testserver.KumaCRDs()
	if err != nil {
		c.t.Fatal(err)
	}
	var wanted []testserver.CRD
	for _, crd := range crds {
		kind, _, _ := unstructured.NestedString(crd.Object, "spec", "names", "kind")
		if !contains(without, kind) {
			wanted = append(wanted, crd)
		}
	}
	c.installCRDs(wanted)
}

func (c *cluster) installCRDs(crds []testserver.CRD) {
	c.t.Helper()
	if err := c.api.Install(context.Background(), crds...); err != nil {
		c.t.Fatal(err)
	}
}

func contains(all []string, one string) bool {
	for _, other := range all {
		if other == one {
			return true
		}
	}
	return false
}

// clean removes everything but namespaces, of which it removes what tests wrote.
func (c *cluster) clean() {
	c.t.Helper()
	for _, object := range c.list(append(outputs[:len(outputs)-1:len(outputs)-1], inputs...)) {
		switch {
		case object.GetKind() == "Namespace":
			if len(object.GetLabels()) > 1 || len(object.GetAnnotations()) > 0 {
				object.SetLabels(nil)
				object.SetAnnotations(nil)
				if err := c.client.Update(context.Background(), object); err != nil {
					c.t.Fatal(err)
				}
			}
		case object.GetKind() == "Service" && object.GetNamespace() == "default":
			// The API server's own.
		default:
			if len(object.GetFinalizers()) > 0 {
				object.SetFinalizers(nil)
				if err := c.client.Update(context.Background(), object); client.IgnoreNotFound(err) != nil {
					c.t.Fatal(err)
				}
			}
			c.delete(object)
		}
	}
}

// count is how often something is done: less in `make test` than in `make soak`, which sets the variable.
func count(t testing.TB, variable string, otherwise int) int {
	t.Helper()
	text, ok := os.LookupEnv(variable)
	if !ok {
		return otherwise
	}
	var n int
	if _, err := fmt.Sscan(text, &n); err != nil {
		t.Fatal(errors.Join(errors.New(variable), err))
	}
	return n
}
