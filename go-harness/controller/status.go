package controller

import (
	"context"
	"errors"
	"slices"
	"time"

	"k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	utiljson "k8s.io/apimachinery/pkg/util/json"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/kumahq/kuma-gapi/go-harness/policy"
)

// writeStatuses writes the statuses that changed, and finalizers; not of inputs for which something could not be
// written, as the status would say that it was.
func (r *reconciler) writeStatuses(ctx context.Context, state *state, evaluation *policy.Evaluation, unwritten map[key]bool) []failure {
	var todo []func() *failure
	for _, status := range evaluation.Statuses {
		at := keyOfRef(status.ObjectRef)
		object := state.objects[at]
		if object == nil || unwritten[at] {
			continue
		}
		todo = append(todo, func() *failure {
			// Who removed the object since will be seen by its own event.
			if err := r.writeStatus(ctx, status, object); client.IgnoreNotFound(err) != nil {
				return &failure{action: "status", object: status.ObjectRef, err: err}
			}
			return nil
		})
	}
	return r.sideBySide(todo)
}

func (r *reconciler) writeStatus(ctx context.Context, status policy.Status, object *unstructured.Unstructured) error {
	object, refused := r.writeFinalizers(ctx, status, object)
	// What is wrong with the finalizers is no reason to keep the status back.
	return errors.Join(client.IgnoreNotFound(refused), client.IgnoreNotFound(r.writeConditions(ctx, status, object)))
}

func (r *reconciler) writeConditions(ctx context.Context, status policy.Status, object *unstructured.Unstructured) error {
	desired, differs, err := desiredStatus(status, object)
	if err != nil || !differs || isGone(object) {
		return err
	}
	// The time at which something is written is not what is asked for.
	at, asked := part{keyOf(object), itsStatus}, runtime.DeepCopyJSON(desired)
	eachCondition(asked, func(condition map[string]any) { delete(condition, "lastTransitionTime") })
	if r.asks.inVain(ctx, at, object, asked, func() []string { return differences("/status", object.Object["status"], desired) }) {
		return nil
	}
	fillIn(desired, metav1.Now().UTC().Format(time.RFC3339))
	object = object.DeepCopy()
	object.Object["status"] = desired
	err = r.client.Status().Update(ctx, object)
	r.metrics.wrote(status.Kind, "status", err)
	if err != nil {
		return err
	}
	r.asks.done(at, object, asked, equality.Semantic.DeepEqual(object.Object["status"], any(desired)))
	r.changed(object)
	return nil
}

// desiredStatus is the status that an object should have, and whether it has another one. A condition that did not change
// keeps its time, so that equal means that there is nothing to write.
func desiredStatus(status policy.Status, object *unstructured.Unstructured) (desired map[string]any, differs bool, err error) {
	if err := utiljson.Unmarshal(status.Status, &desired); err != nil {
		return nil, false, err
	}
	return desired, !equality.Semantic.DeepEqual(object.Object["status"], any(desired)), nil
}

// wantsFinalizers is whether an object should have other finalizers than it has.
func wantsFinalizers(status policy.Status, object *unstructured.Unstructured) bool {
	return status.Finalizers != nil && !slices.Equal(status.Finalizers, object.GetFinalizers())
}

// writeFinalizers gives the object as it is then.
func (r *reconciler) writeFinalizers(ctx context.Context, status policy.Status, object *unstructured.Unstructured) (*unstructured.Unstructured, error) {
	if !wantsFinalizers(status, object) {
		return object, nil
	}
	at := part{keyOf(object), finalizers}
	if r.asks.inVain(ctx, at, object, status.Finalizers, func() []string {
		return []string{changed("/metadata/finalizers", textOf(object.GetFinalizers()), textOf(status.Finalizers))}
	}) {
		return object, nil
	}
	stored := object.DeepCopy()
	stored.SetFinalizers(status.Finalizers)
	err := r.client.Update(ctx, stored)
	r.metrics.wrote(status.Kind, "finalizers", err)
	if err != nil {
		return object, err
	}
	r.asks.done(at, stored, status.Finalizers, slices.Equal(stored.GetFinalizers(), status.Finalizers))
	r.changed(stored)
	return stored, nil
}

// fillIn sets the time of conditions that have none.
func fillIn(value any, now string) {
	eachCondition(value, func(condition map[string]any) {
		if _, has := condition["lastTransitionTime"]; !has {
			condition["lastTransitionTime"] = now
		}
	})
}

// eachCondition does something to every condition, wherever it is.
func eachCondition(value any, do func(condition map[string]any)) {
	switch value := value.(type) {
	case []any:
		for _, entry := range value {
			eachCondition(entry, do)
		}
	case map[string]any:
		conditions, _ := value["conditions"].([]any)
		for _, condition := range conditions {
			if condition, ok := condition.(map[string]any); ok {
				do(condition)
			}
		}
		for name, entry := range value {
			if name != "conditions" {
				eachCondition(entry, do)
			}
		}
	}
}
