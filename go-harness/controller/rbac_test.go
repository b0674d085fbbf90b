package controller_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	ctrl "sigs.k8s.io/controller-runtime"

	"github.com/kumahq/kuma-gapi/go-harness/controller"
)

// asked notes what the controller asks the API server for, as a role has it: `kuma-system: create secrets`.
type asked struct {
	base  http.RoundTripper
	mutex sync.Mutex
	verbs map[string]bool
}

func (a *asked) RoundTrip(request *http.Request) (*http.Response, error) {
	if verb, ok := verbOf(request); ok {
		a.mutex.Lock()
		a.verbs[verb] = true
		a.mutex.Unlock()
	}
	return a.base.RoundTrip(request)
}

// verbOf reads a request as an API server does that authorizes it.
func verbOf(request *http.Request) (string, bool) {
	parts := strings.Split(strings.Trim(request.URL.Path, "/"), "/")
	group := ""
	switch {
	case parts[0] == "api" && len(parts) > 2:
		parts = parts[2:]
	case parts[0] == "apis" && len(parts) > 3:
		group, parts = "."+parts[1], parts[3:]
	default:
		return "", false
	}
	namespace := ""
	if parts[0] == "namespaces" && len(parts) > 2 {
		namespace, parts = parts[1], parts[2:]
	}
	verb := map[string]string{"POST": "create", "PUT": "update", "PATCH": "patch", "DELETE": "delete", "GET": "get"}[request.Method]
	if verb == "get" && len(parts) == 1 {
		verb = "list"
		if request.URL.Query().Get("watch") == "true" {
			verb = "watch"
		}
	}
	resource := parts[0]
	if len(parts) > 2 {
		resource += "/" + parts[2]
	}
	return fmt.Sprintf("%s: %s %s%s", namespace, verb, resource, group), true
}

// allowed are the permissions of the roles that are shipped, each as [asked] notes it; of a ClusterRole without a
// namespace.
func allowed(t testing.TB) map[string]bool {
	all := map[string]bool{}
	for _, role := range documents(t, "../../deploy") {
		rules, _, _ := unstructured.NestedSlice(role.Object, "rules")
		for _, rule := range rules {
			lists := func(name string) []string {
				list, _, _ := unstructured.NestedStringSlice(rule.(map[string]any), name)
				return list
			}
			for _, group := range lists("apiGroups") {
				if group != "" {
					group = "." + group
				}
				for _, resource := range lists("resources") {
					for _, verb := range lists("verbs") {
						all[fmt.Sprintf("%s: %s %s%s", role.GetNamespace(), verb, resource, group)] = true
					}
				}
			}
		}
	}
	return all
}

// The roles that are shipped allow nothing that the controller does not ask for when it does everything that it can.
func TestRolesAreNoWiderThanNeeded(t *testing.T) {
	c := open(t)
	a := &asked{verbs: map[string]bool{}}
	wrap := func(base http.RoundTripper) http.RoundTripper {
		a.base = base
		return a
	}
	run := func(what string, options controller.Options, do func()) {
		t.Helper()
		c.choices.Target = options.Target
		r := c.runWith(options, wrap, ctrl.Options{
			LeaderElection: true, LeaderElectionID: "kuma-gapi-controller", LeaderElectionNamespace: systemNamespace, LeaderElectionReleaseOnCancel: true,
		})
		evaluation := c.settled(what)
		if do == nil {
			// An update of each kind.
			for _, resource := range evaluation.Resources {
				for _, what := range []string{"another spec", "other bytes"} {
					if edit := edits(resource.Kind)[what]; edit != nil {
						c.change(ofResource(resource), edit)
					}
				}
			}
		} else {
			do()
		}
		c.settled(what + ", changed")
		if err := r.stop(); err != nil {
			t.Error(err)
		}
	}
	c.apply(world(t))
	// Something to tell of, too.
	lost := named("gateway.networking.k8s.io/v1", "HTTPRoute", "shop", "lost")
	lost.Object["spec"] = map[string]any{
		"parentRefs": []any{map[string]any{"name": "inner"}},
		"rules":      []any{map[string]any{"backendRefs": []any{map[string]any{"name": "nowhere", "port": int64(80)}}}},
	}
	c.create(lost)
	lease := named("coordination.k8s.io/v1", "Lease", systemNamespace, "kuma-gapi-controller")
	c.delete(lease)
	older := controller.Options{Target: "kuma-2.6"}
	run("for Kuma 2.6", older, func() {
		c.eventually("an Event tells of it", func() bool { return c.told(lost, "backend-not-found", "does not exist") })
		for _, object := range c.list(outputs[2:3]) {
			c.change(object, func(object *unstructured.Unstructured) { object.Object["spec"] = map[string]any{} })
		}
	})
	run("for Kuma 2.14", controller.Options{}, nil)
	run("without what was asked for", controller.Options{}, func() {
		for _, object := range append(c.list(inputs[1:3]), named("v1", "Service", "shop", "web")) {
			switch object.GetName() {
			case "edge", "inner":
				// Its class is another controller's: even the instance goes, which else is for the garbage collector.
				c.change(object, func(object *unstructured.Unstructured) {
					_ = unstructured.SetNestedField(object.Object, "other", "spec", "gatewayClassName")
				})
			default:
				c.delete(object)
			}
		}
	})
	run("with Secrets of the system namespace only", controller.Options{SecretNamespaces: []string{}}, func() {})
	// The API server asks for this itself, when an instance names the Gateway that it holds.
	a.verbs[": update gateways/finalizers.gateway.networking.k8s.io"] = true
	for verb := range maps.Clone(a.verbs) {
		_, without, _ := strings.Cut(verb, ": ")
		a.verbs[": "+without] = true
	}
	if len(allowed(t)) < 50 {
		t.Errorf("the roles have only %d permissions", len(allowed(t)))
	}
	for _, permission := range slices.Sorted(maps.Keys(allowed(t))) {
		if !a.verbs[permission] {
			t.Errorf("not needed: %s", permission)
		}
	}
}

// An instance names the Gateway that it holds, for which some clusters ask for a permission of its own.
func TestFinalizersOfGatewaysAreNeeded(t *testing.T) {
	c := open(t)
	role := named("rbac.authorization.k8s.io/v1", "ClusterRole", "", "kuma-gapi-controller")
	set := func(resource string) {
		c.change(role, func(object *unstructured.Unstructured) {
			rules, _, _ := unstructured.NestedSlice(object.Object, "rules")
			for _, rule := range rules {
				resources, _, _ := unstructured.NestedStringSlice(rule.(map[string]any), "resources")
				if strings.HasPrefix(resources[0], "gateways/finalizer") {
					_ = unstructured.SetNestedStringSlice(rule.(map[string]any), []string{resource}, "resources")
				}
			}
			_ = unstructured.SetNestedSlice(object.Object, rules, "rules")
		})
	}
	set("gateways/finalizersnot")
	t.Cleanup(func() { set("gateways/finalizers") })
	c.run(controller.Options{}, nil)
	c.apply(world(t))
	gateway := named("gateway.networking.k8s.io/v1", "Gateway", "shop", "edge")
	c.eventually("the instance is refused", func() bool { return c.told(gateway, "WriteRefused", "cannot set blockOwnerDeletion") })
}
