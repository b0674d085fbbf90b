package controller

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/api/equality"
	"sigs.k8s.io/controller-runtime/pkg/log"

	"github.com/kumahq/kuma-gapi/go-harness/policy"
)

// show says what would be written, once for as long as it is the same.
func (r *reconciler) show(ctx context.Context, state *state, evaluation *policy.Evaluation) error {
	lines, err := r.planned(state, evaluation)
	if err != nil {
		return err
	}
	if slices.Equal(lines, r.shown) {
		return nil
	}
	if r.options.DryRunTo == nil {
		for _, line := range lines {
			log.FromContext(ctx).Info("dry run: " + strings.TrimSpace(line))
		}
	} else if _, err := io.WriteString(r.options.DryRunTo, strings.Join(lines, "\n")+"\n"); err != nil {
		return fmt.Errorf("the plan cannot be shown: %w", err)
	}
	r.shown = lines
	return nil
}

// planned are the steps of a plan, the statuses and the finalizers that would be written, in words.
func (r *reconciler) planned(state *state, evaluation *policy.Evaluation) ([]string, error) {
	var lines []string
	steps, statuses, finalizers := 0, 0, 0
	for _, step := range evaluation.Plan {
		if step.Action == policy.Unchanged {
			continue
		}
		steps++
		line := fmt.Sprintf("%s %s: %s", step.Action, nameOf(step.Object), step.Reason)
		if !r.isServed(step.Object) {
			line += "; it could not be done, as the cluster does not serve the kind"
		}
		lines = append(lines, line)
		// The module has left out the bytes of Secrets.
		for _, change := range step.Changes {
			lines = append(lines, changed(change.Path, change.Before, change.After))
		}
	}
	for _, status := range evaluation.Statuses {
		object := state.objects[keyOfRef(status.ObjectRef)]
		if object == nil {
			continue
		}
		if wantsFinalizers(status, object) {
			finalizers++
			lines = append(lines, fmt.Sprintf("finalizers of %s: [%s] -> [%s]",
				nameOf(status.ObjectRef), strings.Join(object.GetFinalizers(), " "), strings.Join(status.Finalizers, " ")))
		}
		desired, differs, err := desiredStatus(status, object)
		if err != nil {
			return nil, err
		}
		if differs {
			statuses++
			lines = append(lines, fmt.Sprintf("status of %s", nameOf(status.ObjectRef)))
			lines = append(lines, differences("", object.Object["status"], desired)...)
		}
	}
	if steps+statuses+finalizers == 0 {
		return append(lines, "nothing is to be written"), nil
	}
	return append(lines, fmt.Sprintf("to be written: %d objects, %d statuses, %d finalizers; this is a dry run, so nothing is", steps, statuses, finalizers)), nil
}

// differences are the smallest parts in which two values differ, in words.
func differences(path string, before, after any) []string {
	if equality.Semantic.DeepEqual(before, after) {
		return nil
	}
	var lines []string
	switch after := after.(type) {
	case map[string]any:
		if before, ok := before.(map[string]any); ok {
			names := maps.Clone(before)
			maps.Copy(names, after)
			// The time is that of the write.
			delete(names, "lastTransitionTime")
			for _, name := range slices.Sorted(maps.Keys(names)) {
				lines = append(lines, differences(path+"/"+pointer.Replace(name), before[name], after[name])...)
			}
			return lines
		}
	case []any:
		if before, ok := before.([]any); ok && len(before) == len(after) {
			for index := range after {
				lines = append(lines, differences(fmt.Sprintf("%s/%d", path, index), before[index], after[index])...)
			}
			return lines
		}
	}
	return []string{changed(path, textOf(before), textOf(after))}
}

// pointer escapes a name in a JSON pointer.
var pointer = strings.NewReplacer("~", "~0", "/", "~1")

// textOf is a value in JSON; nil is none.
func textOf(value any) json.RawMessage {
	if value == nil {
		return nil
	}
	// What was read from JSON can be written as JSON.
	text, _ := json.Marshal(value)
	return text
}

// changed is one field that changes, in words.
func changed(path string, before, after json.RawMessage) string {
	if path == "" {
		path = "/"
	}
	switch {
	case before == nil:
		return fmt.Sprintf("    %s: %s", path, after)
	case after == nil:
		return fmt.Sprintf("    %s: %s -> nothing", path, before)
	default:
		return fmt.Sprintf("    %s: %s -> %s", path, before, after)
	}
}
