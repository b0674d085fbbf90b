package controller

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"strings"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/controller-runtime/pkg/log"
)

// part is what is written of an object by itself.
type part struct {
	key
	of string
}

const (
	wholeObject = "object"
	itsStatus   = "status"
	finalizers  = "finalizers"
)

// confirmAfter is how soon an update that was in vain is tried again, and how often: for a while after a CRD was
// changed an API server goes by the schema that it had.
var confirmAfter = []time.Duration{5 * time.Second, 30 * time.Second, 5 * time.Minute}

// ask is an update as it was asked for last.
type ask struct {
	// version is that of the object which the update gave.
	version string
	what    [sha256.Size]byte
	when    time.Time
	// kept is whether all of it was stored. Then it is the cache that shows the object otherwise, as the schema before
	// the last one had it: it may do so until the object changes.
	kept bool
	// confirmed is how often the update was repeated and gave the same version.
	confirmed int
	// waits is whether it is to be repeated.
	waits bool
	// told is whether it was said that it was in vain.
	told bool
}

// asks are the last updates of each object that exists. To ask for the same of the same version once more changes
// nothing: not all of it was stored then, as the CRD that is installed has not all of the fields, or as a webhook
// has them otherwise. It would be asked for at every reconcile, for ever.
type asks struct {
	mutex sync.Mutex
	last  map[part]ask
}

// inVain is whether the same update was done already and gave the object as it is. It is said once, with the fields
// that differ.
func (a *asks) inVain(ctx context.Context, at part, object *unstructured.Unstructured, what any, fields func() []string) bool {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	last, ok := a.last[at]
	if !ok || last.version != object.GetResourceVersion() || last.what != sumOf(what) {
		return false
	}
	if last.kept {
		return true
	}
	if last.confirmed < len(confirmAfter) {
		if time.Since(last.when) >= confirmAfter[last.confirmed] {
			return false
		}
		last.waits = true
		a.last[at] = last
	}
	if last.confirmed > 0 && !last.told {
		log.FromContext(ctx).Info("an update is not stored as it is asked for, and after a few attempts is not repeated until the object or what is asked for changes; is its CRD of another release?",
			"part", at.of, "kind", at.kind, "namespace", at.namespace, "name", at.name, "fields", trimmed(fields()))
		last.told = true
		a.last[at] = last
	}
	return true
}

// done notes an update, the object that it gave, and whether that has all that was asked for.
func (a *asks) done(at part, object *unstructured.Unstructured, what any, kept bool) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	last, made := a.last[at], ask{version: object.GetResourceVersion(), what: sumOf(what), when: time.Now(), kept: kept}
	if last.what == made.what {
		if last.version == made.version {
			made.confirmed = last.confirmed + 1
		}
		// Somebody else's change of the object is no reason to say it again.
		made.told = last.told
	}
	a.last[at] = made
}

// begin starts a reconcile: what was asked of objects that are gone is forgotten.
func (a *asks) begin(state *state) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	if a.last == nil {
		a.last = map[part]ask{}
	}
	for at, last := range a.last {
		if state.objects[at.key] == nil {
			delete(a.last, at)
			continue
		}
		last.waits = false
		a.last[at] = last
	}
}

// wait is how long it is until an update is to be repeated; 0: none is.
func (a *asks) wait() time.Duration {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	wait := time.Duration(0)
	for _, last := range a.last {
		if !last.waits {
			continue
		}
		left := max(time.Until(last.when.Add(confirmAfter[last.confirmed])), time.Millisecond)
		if wait == 0 || left < wait {
			wait = left
		}
	}
	return wait
}

func trimmed(lines []string) []string {
	for index := range lines {
		lines[index] = strings.TrimSpace(lines[index])
	}
	return lines
}

func sumOf(what any) [sha256.Size]byte {
	// What is asked for comes out of JSON.
	text, _ := json.Marshal(what)
	return sha256.Sum256(text)
}
