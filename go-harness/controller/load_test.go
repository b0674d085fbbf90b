package controller_test

import (
	"fmt"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/kumahq/kuma-gapi/go-harness/controller"
	"github.com/kumahq/kuma-gapi/go-harness/policy"
)

const listenersOfAGateway = 10

// Many objects, and many edits of them: there are exactly as many writes as there are differences (F118).
func TestLoad(t *testing.T) {
	gateways, routes, edits := count(t, "KUMA_GAPI_GATEWAYS", 10), count(t, "KUMA_GAPI_ROUTES", 100), count(t, "KUMA_GAPI_EDITS", 50)
	c := open(t)
	began := time.Now()
	c.load(gateways, routes)
	stored := time.Since(began)
	counted := &transport{}
	c.run(controller.Options{}, counted.wrap)
	began = time.Now()
	c.eventually("it begins", func() bool { return counted.writes.Load() > 0 })
	quiet(counted)
	took := time.Since(began) - enough
	evaluation := c.settled("everything at once")
	// The finalizer of the class is a write of its own.
	if wanted := int64(len(evaluation.Resources) + len(evaluation.Statuses) + 1); counted.writes.Load() != wanted {
		t.Errorf("%d writes to begin with, and %d differences", counted.writes.Load(), wanted)
	}
	t.Logf("%d Gateways with %d listeners and %d routes, stored in %v: %d writes in %v from the start",
		gateways, gateways*listenersOfAGateway, routes, stored.Round(time.Millisecond), counted.writes.Load(), took.Round(time.Millisecond))

	before := counted.writes.Load()
	for index := range edits {
		edited := index * routes / edits
		route := named("gateway.networking.k8s.io/v1", "HTTPRoute", "load", fmt.Sprint("route-", edited))
		c.change(route, func(object *unstructured.Unstructured) {
			// Every fifth is no difference for anybody.
			if index%5 == 4 {
				object.SetAnnotations(map[string]string{"edit": fmt.Sprint(index)})
				return
			}
			object.Object["spec"] = routeSpec(gateways, edited, "/edited")
		})
	}
	took = quiet(counted)
	after := c.settled("after the edits")
	wanted := differences(evaluation, after)
	if writes := counted.writes.Load() - before; writes != wanted || wanted == 0 {
		t.Errorf("%d writes for %d differences", writes, wanted)
	}
	t.Logf("%d edits: %d differences, %d writes, the last of them %v after the last edit", edits, wanted, counted.writes.Load()-before, took.Round(time.Millisecond))
}

// load stores Gateways and routes that are attached to them.
func (c *cluster) load(gateways, routes int) {
	c.t.Helper()
	c.loadClass()
	c.loadGateways(gateways)
	for index := range routes {
		c.loadRoute(gateways, index)
	}
}

func (c *cluster) loadClass() {
	c.t.Helper()
	class := named("gateway.networking.k8s.io/v1", "GatewayClass", "", "kuma")
	class.Object["spec"] = map[string]any{"controllerName": "gateways.kuma.io/controller"}
	service := named("v1", "Service", "load", "echo")
	service.Object["spec"] = map[string]any{"ports": []any{map[string]any{"port": int64(80), "appProtocol": "http"}}}
	c.apply([]*unstructured.Unstructured{class, service})
}

func (c *cluster) loadGateways(gateways int) {
	c.t.Helper()
	for index := range gateways {
		gateway := named("gateway.networking.k8s.io/v1", "Gateway", "load", fmt.Sprint("gateway-", index))
		var listeners []any
		for port := range listenersOfAGateway {
			listeners = append(listeners, map[string]any{"name": fmt.Sprint("http-", port), "port": int64(8000 + port), "protocol": "HTTP"})
		}
		gateway.Object["spec"] = map[string]any{"gatewayClassName": "kuma", "listeners": listeners}
		c.create(gateway)
	}
}

func (c *cluster) loadRoute(gateways, index int) {
	c.t.Helper()
	route := named("gateway.networking.k8s.io/v1", "HTTPRoute", "load", fmt.Sprint("route-", index))
	route.Object["spec"] = routeSpec(gateways, index, fmt.Sprint("/", index))
	c.create(route)
}

func routeSpec(gateways, index int, path string) map[string]any {
	return map[string]any{
		"parentRefs": []any{map[string]any{"name": fmt.Sprint("gateway-", index%gateways), "sectionName": fmt.Sprint("http-", index/gateways%listenersOfAGateway)}},
		"rules": []any{map[string]any{
			"matches":     []any{map[string]any{"path": map[string]any{"type": "PathPrefix", "value": path}}},
			"backendRefs": []any{map[string]any{"name": "echo", "port": int64(80)}},
		}},
	}
}

// differences counts the objects and statuses that differ between two evaluations.
func differences(before, after *policy.Evaluation) int64 {
	contents := func(evaluation *policy.Evaluation) map[string]string {
		all := map[string]string{}
		for _, resource := range evaluation.Resources {
			all[resource.Kind+"/"+resource.Metadata.Namespace+"/"+resource.Metadata.Name] = textOf(resource)
		}
		for _, status := range evaluation.Statuses {
			all["status of "+status.Kind+"/"+status.Namespace+"/"+status.Name] = textOf(timeless(valueOf(status.Status)))
		}
		return all
	}
	old, count := contents(before), int64(0)
	now := contents(after)
	for name, text := range now {
		if old[name] != text {
			count++
		}
		delete(old, name)
	}
	return count + int64(len(old))
}
