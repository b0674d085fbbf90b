package controller_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/watch"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/kumahq/kuma-gapi/go-harness/controller"
)

// BenchmarkReconcile prints how long it takes from the edit of one route until its output is written, and from the end of an
// output until it is there again, of so many; `make bench` runs it once. The window in which events are gathered (50 ms) is part of it.
func BenchmarkReconcile(b *testing.B) {
	const edits = 9
	c := open(b)
	// The controller's log is no part of the table.
	c.quiet = true
	c.loadClass()
	c.loadGateways(20)
	counted := &transport{}
	c.run(controller.Options{}, counted.wrap)
	stored := 0
	for _, routes := range []int{100, 1000, 5000} {
		if limit := count(b, "KUMA_GAPI_BENCH_ROUTES", 5000); routes > limit {
			break
		}
		for ; stored < routes; stored++ {
			c.loadRoute(20, stored)
		}
		began := time.Now()
		c.eventually("it begins", func() bool { return counted.writes.Load() > 0 })
		quiet(counted)
		made := time.Since(began) - enough
		all := make([]time.Duration, edits)
		for index := range all {
			all[index] = c.follows(fmt.Sprint("route-", index*routes/edits), 20)
		}
		back := make([]time.Duration, edits)
		for index := range back {
			back[index] = c.comesBack(fmt.Sprint("route-", index*routes/edits))
		}
		slices.Sort(all)
		slices.Sort(back)
		fmt.Fprintf(os.Stdout, "reconcile of one edit among %4d routes: %7.1f ms (at most %.1f); all of them were written %.1f s after the last was stored\n",
			routes, float64(all[edits/2].Microseconds())/1000, float64(all[edits-1].Microseconds())/1000, made.Seconds())
		worst := float64(back[edits-1].Microseconds()) / 1000
		fmt.Fprintf(os.Stdout, "an output deleted among %4d routes: back after %7.1f ms (at most %.1f; goal ≤ 1000 ms, %s)\n",
			routes, float64(back[edits/2].Microseconds())/1000, worst, map[bool]string{true: "met", false: "MISSED"}[worst <= 1000])
	}
}

// follows edits a route, and gives how long it takes until its output has changed.
func (c *cluster) follows(route string, gateways int) time.Duration {
	c.t.Helper()
	watched := c.watchRoutes()
	defer watched.Stop()
	object := named("gateway.networking.k8s.io/v1", "HTTPRoute", "load", route)
	c.change(object, func(object *unstructured.Unstructured) {
		rules, _, _ := unstructured.NestedSlice(object.Object, "spec", "rules")
		rules[0].(map[string]any)["matches"] = []any{map[string]any{"path": map[string]any{"type": "PathPrefix", "value": fmt.Sprint("/", time.Now().UnixNano())}}}
		_ = unstructured.SetNestedSlice(object.Object, rules, "spec", "rules")
	})
	return c.happens(watched, watch.Modified, route)
}

// comesBack deletes the output of a route, and gives how long it takes until it is there again.
func (c *cluster) comesBack(route string) time.Duration {
	c.t.Helper()
	all := c.list(outputs[3:4])
	watched := c.watchRoutes()
	defer watched.Stop()
	c.delete(all[slices.IndexFunc(all, func(object *unstructured.Unstructured) bool { return isOutputOf(object, route) })])
	return c.happens(watched, watch.Added, route)
}

func isOutputOf(object *unstructured.Unstructured, route string) bool {
	return strings.HasPrefix(object.GetName(), route+"-load-")
}

// watchRoutes watches the outputs of routes from now on.
func (c *cluster) watchRoutes() watch.Interface {
	c.t.Helper()
	list := &unstructured.UnstructuredList{}
	list.SetGroupVersionKind(outputs[3])
	if err := c.client.List(context.Background(), list, client.InNamespace(systemNamespace), client.Limit(1)); err != nil {
		c.t.Fatal(err)
	}
	from := &client.ListOptions{Namespace: systemNamespace, Raw: &metav1.ListOptions{ResourceVersion: list.GetResourceVersion()}}
	watched, err := c.client.Watch(context.Background(), list, from)
	if err != nil {
		c.t.Fatal(err)
	}
	return watched
}

// happens waits until something happens to the output of a route, and gives how long that took.
func (c *cluster) happens(watched watch.Interface, what watch.EventType, route string) time.Duration {
	c.t.Helper()
	began := time.Now()
	for event := range watched.ResultChan() {
		object, ok := event.Object.(*unstructured.Unstructured)
		if ok && event.Type == what && isOutputOf(object, route) {
			return time.Since(began)
		}
	}
	c.t.Fatal("the watch ended")
	return 0
}
