package controller

import (
	"context"
	"slices"
	"time"

	"k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
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
	object, err := r.writeFinalizers(ctx, status, object)
	if err != nil {
		return err
	}
	var desired map[string]any
	if err := utiljson.Unmarshal(status.Status, &desired); err != nil {
		return err
	}
	if isGone(object) {
		return nil
	}
	// A condition that did not change keeps its time, so that equal means that there is nothing to write.
	if equality.Semantic.DeepEqual(object.Object["status"], any(desired)) {
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
	r.changed(object)
	return nil
}

func (r *reconciler) writeFinalizers(ctx context.Context, status policy.Status, object *unstructured.Unstructured) (*unstructured.Unstructured, error) {
	if status.Finalizers == nil || slices.Equal(status.Finalizers, object.GetFinalizers()) {
		return object, nil
	}
	object = object.DeepCopy()
	object.SetFinalizers(status.Finalizers)
	err := r.client.Update(ctx, object)
	r.metrics.wrote(status.Kind, "finalizers", err)
	if err != nil {
		return nil, err
	}
	r.changed(object)
	return object, nil
}

// fillIn sets the time of conditions that have none, wherever they are.
func fillIn(value any, now string) {
	switch value := value.(type) {
	case []any:
		for _, entry := range value {
			fillIn(entry, now)
		}
	case map[string]any:
		conditions, _ := value["conditions"].([]any)
		for _, condition := range conditions {
			condition, ok := condition.(map[string]any)
			if _, has := condition["lastTransitionTime"]; ok && !has {
				condition["lastTransitionTime"] = now
			}
		}
		for name, entry := range value {
			if name != "conditions" {
				fillIn(entry, now)
			}
		}
	}
}
