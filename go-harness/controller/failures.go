package controller

import (
	"context"
	"errors"
	"fmt"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/controller-runtime/pkg/log"

	"github.com/kumahq/kuma-gapi/go-harness/policy"
)

// refusedAgain is how soon a write is tried again that was refused for good. Whatever changes in between is looked at
// at once.
const refusedAgain = time.Minute

// conflictAgain is how soon that is tried again which met another version than was read; mostly the event of that
// version comes first.
const conflictAgain = 500 * time.Millisecond

var (
	errNotServed = errors.New("the cluster does not serve the kind: install Kuma's CRD, or choose the target that fits the Kuma that runs")
	errEnding    = errors.New("an object of this name is being deleted, and something still holds it by a finalizer")
)

// failure is one write that was not done.
type failure struct {
	action string
	object policy.ObjectRef
	// source is the input that asks for it; nil: none does, or it is the input's own status.
	source *policy.ObjectRef
	err    error
}

func (f failure) Error() string {
	return fmt.Sprintf("%s of %s: %v", f.action, nameOf(f.object), f.err)
}

func (f failure) Unwrap() error { return f.err }

// mayPass is whether the same write may succeed soon: not one that was refused for what it says or who asks, nor one
// that waits for an object of which an event tells.
func (f failure) mayPass() bool {
	err := f.err
	return !apierrors.IsInvalid(err) && !apierrors.IsForbidden(err) && !apierrors.IsBadRequest(err) && !meta.IsNoMatchError(err) &&
		!errors.Is(err, errNotServed) && !errors.Is(err, errEnding)
}

// sourcesOf are the inputs for which something could not be written. Their statuses must not say that all is well.
func sourcesOf(failed []failure) map[key]bool {
	sources := map[key]bool{}
	for _, failure := range failed {
		if failure.source != nil {
			sources[keyOfRef(*failure.source)] = true
		}
	}
	return sources
}

// successors tell which objects must stay as what comes in their place could not be written.
type successors struct {
	// all: something may only have to be tried again, and may come in the place of anything.
	all    bool
	owners map[string]bool
}

func successorsOf(failed []failure, resources map[key]policy.Resource) successors {
	s := successors{owners: map[string]bool{}}
	for _, failure := range failed {
		s.all = s.all || failure.mayPass()
		resource := resources[keyOfRef(failure.object)]
		if label := resource.Metadata.Labels[ownerLabel]; label != "" {
			s.owners[label] = true
		}
		for _, owner := range resource.Metadata.OwnerReferences {
			s.owners[owner.UID] = true
		}
	}
	return s
}

// keep is whether an object stays that nothing asks for any more: what was made for the same input was not.
func (s successors) keep(object *unstructured.Unstructured) bool {
	if s.all || object == nil {
		return s.all
	}
	kept := s.owners[object.GetLabels()[ownerLabel]]
	for _, owner := range object.GetOwnerReferences() {
		kept = kept || s.owners[string(owner.UID)]
	}
	return kept
}

// shownErrors is how many errors of one reconcile are told one by one.
const shownErrors = 10

// sum makes one error of what failed and is to be tried again, later each time. Where only others failed they are said
// once, as to repeat them soon would help nobody. Conflicts are no faults: what was read was not the newest.
func (r *reconciler) sum(ctx context.Context, failed []failure) error {
	var shown []error
	unserved := map[string]int{}
	soon := false
	for _, failure := range failed {
		if apierrors.IsConflict(failure.err) {
			continue
		}
		soon = soon || failure.mayPass()
		if errors.Is(failure.err, errNotServed) {
			unserved[failure.object.Kind]++
			continue
		}
		shown = append(shown, failure)
	}
	if more := len(shown) - shownErrors; more > 0 {
		shown = append(shown[:shownErrors:shownErrors], fmt.Errorf("and %d more", more))
	}
	for _, kind := range kinds {
		if count := unserved[kind.Kind]; count > 0 {
			shown = append(shown, fmt.Errorf("%d %ss are asked for, but %w", count, kind.Kind, errNotServed))
		}
	}
	err := errors.Join(shown...)
	if soon {
		return err
	}
	said := ""
	if err != nil {
		said = err.Error()
	}
	if said != "" && said != r.refused {
		log.FromContext(ctx).Error(err, "some of what is asked for is not written")
	}
	r.refused = said
	return nil
}

// refusals are the writes that no repetition helps, to be told of the inputs for which they are.
func refusals(state *state, failed []failure) []told {
	var all []told
	for _, failure := range failed {
		if failure.source == nil || failure.mayPass() {
			continue
		}
		if source := state.objects[keyOfRef(*failure.source)]; source != nil {
			note := fmt.Sprintf("%s is not written, and the status stays as it was: %v", nameOf(failure.object), failure.err)
			all = append(all, told{source, "WriteRefused", "Write", note})
		}
	}
	return all
}
