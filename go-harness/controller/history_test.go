package controller_test

import (
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/watch"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// happening is one write to an output, as a watch shows it.
type happening struct {
	what    watch.EventType
	object  string
	kind    string
	version uint64
	at      time.Time
}

func (h happening) String() string { return fmt.Sprintf("%s %s", h.what, h.object) }

// history records what happens to the outputs.
type history struct {
	mutex   sync.Mutex
	all     []happening
	watches []watch.Interface
	group   sync.WaitGroup
}

// watchOutputs begins to record.
func (c *cluster) watchOutputs() *history {
	c.t.Helper()
	h := &history{}
	for _, gvk := range outputs {
		list := &unstructured.UnstructuredList{}
		list.SetGroupVersionKind(gvk)
		if err := c.client.List(c.t.Context(), list); err != nil {
			c.t.Fatal(err)
		}
		from := &client.ListOptions{Raw: &metav1.ListOptions{ResourceVersion: list.GetResourceVersion()}}
		watched, err := c.client.Watch(c.t.Context(), list, from)
		if err != nil {
			c.t.Fatal(err)
		}
		h.watches = append(h.watches, watched)
		h.group.Go(func() { h.record(watched) })
	}
	return h
}

func (h *history) record(watched watch.Interface) {
	for event := range watched.ResultChan() {
		object, ok := event.Object.(*unstructured.Unstructured)
		if !ok || (object.GetKind() == "Secret" && object.GetNamespace() != systemNamespace) {
			continue
		}
		version, _ := strconv.ParseUint(object.GetResourceVersion(), 10, 64)
		h.mutex.Lock()
		h.all = append(h.all, happening{
			what: event.Type, kind: object.GetKind(), version: version, at: time.Now(),
			object: object.GetKind() + " " + object.GetNamespace() + "/" + object.GetName(),
		})
		h.mutex.Unlock()
	}
}

// soFar gives what was recorded, in the order in which it happened.
func (h *history) soFar() []happening {
	// What was written is shown in a moment.
	time.Sleep(100 * time.Millisecond)
	h.mutex.Lock()
	defer h.mutex.Unlock()
	sorted := slices.Clone(h.all)
	slices.SortFunc(sorted, func(a, b happening) int { return int(int64(a.version) - int64(b.version)) })
	return sorted
}

// begins waits until something happens.
func (h *history) begins(c *cluster) {
	c.t.Helper()
	for began := time.Now(); ; time.Sleep(time.Millisecond) {
		h.mutex.Lock()
		happened := len(h.all)
		h.mutex.Unlock()
		if happened > 0 {
			return
		}
		if time.Since(began) > within {
			c.t.Fatalf("nothing happens for %v", within)
		}
	}
}

// stop ends the record and gives it.
func (h *history) stop() []happening {
	all := h.soFar()
	for _, watched := range h.watches {
		watched.Stop()
	}
	h.group.Wait()
	return all
}

// gaps are the objects that were deleted before what comes in their place existed: what was made anew under its own
// name, and what was made only after another of its kind had been deleted.
func gaps(happened []happening) []string {
	var wrong []string
	for index, deleted := range happened {
		if deleted.what != watch.Deleted {
			continue
		}
		if again := madeAgain(happened[index:], deleted); again != nil {
			wrong = append(wrong, fmt.Sprintf("%s was deleted, and made again after %v", deleted.object, again.at.Sub(deleted.at).Round(time.Millisecond)))
			continue
		}
		for _, added := range happened[index:] {
			if added.what == watch.Added && added.kind == deleted.kind {
				wrong = append(wrong, fmt.Sprintf("%s was made after %s was deleted", added.object, deleted.object))
			}
		}
	}
	return wrong
}

// replacements takes out of what happened what was deleted and made again under its own name, as is done with what
// moves to another mesh, and gives the longest time for which one was not there. An instance moves as it stands.
func replacements(happened []happening) (others []happening, longest time.Duration) {
	again := map[int]bool{}
	for index, deleted := range happened {
		if deleted.what != watch.Deleted || deleted.kind == "MeshGatewayInstance" {
			continue
		}
		made := madeAgain(happened[index:], deleted)
		if made == nil {
			continue
		}
		longest = max(longest, made.at.Sub(deleted.at))
		again[index] = true
		again[slices.IndexFunc(happened, func(h happening) bool { return h.version == made.version && h.object == made.object })] = true
	}
	for index, happening := range happened {
		if !again[index] {
			others = append(others, happening)
		}
	}
	return others, longest
}

// madeAgain is when an object was made again that had been deleted, if it was.
func madeAgain(later []happening, deleted happening) *happening {
	index := slices.IndexFunc(later, func(h happening) bool { return h.what == watch.Added && h.object == deleted.object })
	if index < 0 {
		return nil
	}
	return &later[index]
}
