package controller_test

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf8"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/kumahq/kuma-gapi/go-harness/controller"
)

// failing answers the first requests for new Events with an error.
type failing struct {
	base http.RoundTripper
	left atomic.Int64
}

func (f *failing) RoundTrip(request *http.Request) (*http.Response, error) {
	if request.Method == http.MethodPost && strings.HasSuffix(request.URL.Path, "/events") && f.left.Add(-1) >= 0 {
		return answer(request, http.StatusInternalServerError, "InternalError"), nil
	}
	return f.base.RoundTrip(request)
}

// Each error is told once, whatever is in the way: Events that cannot be sent at first, a second one of the same kind in
// the same object, and a text that is longer than an API server takes.
func TestEvents(t *testing.T) {
	c := open(t)
	for _, event := range c.events("team") {
		c.delete(event)
	}
	f := &failing{}
	f.left.Store(2)
	c.run(controller.Options{}, func(base http.RoundTripper) http.RoundTripper {
		f.base = base
		return f
	})
	c.apply(world(t))
	lost := named("gateway.networking.k8s.io/v1", "HTTPRoute", "team", "lost")
	match := map[string]any{"headers": []any{map[string]any{"name": "x", "type": "RegularExpression", "value": "[" + strings.Repeat("ü", 2000)}}}
	backend := func(name string) map[string]any {
		return map[string]any{"backendRefs": []any{map[string]any{"name": name, "port": int64(80)}}}
	}
	broken := backend("nowhere")
	broken["matches"] = []any{match}
	lost.Object["spec"] = map[string]any{
		"parentRefs": []any{map[string]any{"name": "edge", "namespace": "shop"}},
		"rules":      []any{backend("nowhere"), backend("elsewhere"), broken},
	}
	c.create(lost)
	c.settled("with errors")
	told := func() (notes []string) {
		for _, event := range c.events("team") {
			if name, _, _ := unstructured.NestedString(event.Object, "regarding", "name"); name == "lost" {
				note, _, _ := unstructured.NestedString(event.Object, "note")
				notes = append(notes, note)
			}
		}
		return notes
	}
	with := func(text string) (found []string) {
		for _, note := range told() {
			if strings.Contains(note, text) {
				found = append(found, note)
			}
		}
		return found
	}
	for _, text := range []string{"`team/nowhere` does not exist", "`team/elsewhere` does not exist", "üü"} {
		c.eventually("an Event has: "+text, func() bool { return len(with(text)) > 0 })
	}
	for _, note := range with("üü") {
		if len(note) > 1024 || len(note) < 1020 || !utf8.ValidString(note) || !strings.HasSuffix(note, "ü…") {
			t.Errorf("a long text has %d bytes and ends in %q", len(note), note[len(note)-10:])
		}
	}
	if f.left.Load() >= 0 {
		t.Error("no Event failed")
	}
	before := len(told())
	for _, label := range []string{"a", "b"} {
		c.change(lost, func(object *unstructured.Unstructured) { object.SetLabels(map[string]string{"some": label}) })
		c.settled("changed")
	}
	time.Sleep(time.Second)
	if now := len(told()); now != before {
		t.Errorf("there are %d Events, and were %d", now, before)
	}
}

// events are those of a namespace.
func (c *cluster) events(namespace string) []*unstructured.Unstructured {
	c.t.Helper()
	list := &unstructured.UnstructuredList{Object: map[string]any{"apiVersion": "events.k8s.io/v1", "kind": "EventList"}}
	if err := c.client.List(c.t.Context(), list, client.InNamespace(namespace)); err != nil {
		c.t.Fatal(err)
	}
	var events []*unstructured.Unstructured
	for index := range list.Items {
		events = append(events, &list.Items[index])
	}
	return events
}
