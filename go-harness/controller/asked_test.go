package controller

import (
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// An update that is not stored as it is asked for is repeated a few times, later and later, and then only when the
// object or what is asked for is another.
func TestAsksInVain(t *testing.T) {
	object := &unstructured.Unstructured{Object: map[string]any{"apiVersion": "v1", "kind": "Service"}}
	object.SetName("one")
	object.SetResourceVersion("7")
	at := part{keyOf(object), wholeObject}
	known := &state{objects: map[key]*unstructured.Unstructured{at.key: object}}
	a := &asks{}
	inVain := func() bool {
		a.begin(known)
		return a.inVain(t.Context(), at, object, "what", func() []string { return []string{"/spec"} })
	}
	later := func(by time.Duration) {
		last := a.last[at]
		last.when = last.when.Add(-by)
		a.last[at] = last
	}
	if inVain() || a.wait() != 0 {
		t.Error("nothing was asked for yet")
	}
	for _, after := range confirmAfter {
		a.done(at, object, "what", false)
		if !inVain() || a.wait() <= 0 || a.wait() > after {
			t.Errorf("it is to be repeated after %v, not %v", after, a.wait())
		}
		later(after)
		if inVain() {
			t.Errorf("it is not repeated after %v", after)
		}
	}
	a.done(at, object, "what", false)
	later(time.Hour)
	if !inVain() || a.wait() != 0 || !a.last[at].told {
		t.Errorf("it is repeated for ever: %+v", a.last[at])
	}
	if a.inVain(t.Context(), at, object, "something else", nil) {
		t.Error("something else is not asked for")
	}
	object.SetResourceVersion("8")
	if inVain() {
		t.Error("it is not asked for of a changed object")
	}
	// What was stored, and is shown otherwise by the cache, is not asked for again.
	a.done(at, object, "what", true)
	later(time.Hour)
	if !inVain() || a.wait() != 0 {
		t.Error("what was stored is asked for again")
	}
	a.begin(&state{})
	if len(a.last) != 0 {
		t.Error("an object that is gone is remembered")
	}
}
