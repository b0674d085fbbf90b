package controller

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/kumahq/kuma-gapi/go-harness/policy"
)

// tell makes an Event of each error and warning about an object, once for as long as it stands, and counts them.
func (r *reconciler) tell(state *state, evaluation *policy.Evaluation) {
	r.metrics.diagnosed(evaluation.Diagnostics)
	stands := map[string]bool{}
	for _, diagnostic := range evaluation.Diagnostics {
		if diagnostic.Object == nil || diagnostic.Severity == policy.SeverityInfo {
			continue
		}
		object := state.objects[keyOfRef(*diagnostic.Object)]
		if object == nil {
			continue
		}
		id := string(object.GetUID()) + diagnostic.Code + diagnostic.Path + diagnostic.Message
		stands[id] = true
		if !r.told[id] && !r.options.DryRun {
			r.recorder.Eventf(object, nil, corev1.EventTypeWarning, diagnostic.Code, "Evaluate", "%s", diagnostic.Message+"; "+diagnostic.Help)
		}
	}
	r.told = stands
}
