package controller

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sync"

	"k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	utiljson "k8s.io/apimachinery/pkg/util/json"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/log"

	"github.com/kumahq/kuma-gapi/go-harness/policy"
)

// atATime is how many writes are under way at the same time.
const atATime = 8

// apply does the steps of the plan, those of one kind side by side. One that fails harms no other; but what it would
// have replaced stays, and while something may only have to be tried again, nothing is removed at all.
func (r *reconciler) apply(ctx context.Context, state *state, evaluation *policy.Evaluation) []failure {
	resources := map[key]policy.Resource{}
	for _, resource := range evaluation.Resources {
		ref := policy.ObjectRef{APIVersion: resource.APIVersion, Kind: resource.Kind, Namespace: resource.Metadata.Namespace, Name: resource.Metadata.Name}
		resources[keyOfRef(ref)] = resource
	}
	var failed []failure
	steps := slices.DeleteFunc(slices.Clone(evaluation.Plan), func(step policy.Step) bool { return step.Action == policy.Unchanged })
	for len(steps) > 0 {
		phase := steps[0].Action == policy.Delete
		end := slices.IndexFunc(steps, func(step policy.Step) bool {
			return (step.Action == policy.Delete) != phase || step.Object.Kind != steps[0].Object.Kind
		})
		if end < 0 {
			end = len(steps)
		}
		stays := successorsOf(failed, resources)
		var todo []func() *failure
		for _, step := range steps[:end] {
			at := keyOfRef(step.Object)
			if phase && stays.keep(state.objects[at]) {
				log.FromContext(ctx).V(1).Info("stays, as what comes in its place could not be written", "resource", nameOf(step.Object))
				continue
			}
			todo = append(todo, func() *failure { return r.step(ctx, step, resources[at], state) })
		}
		failed = append(failed, r.sideBySide(todo)...)
		steps = steps[end:]
	}
	return failed
}

// sideBySide does several things at a time, and gives what failed, in their order.
func (r *reconciler) sideBySide(todo []func() *failure) []failure {
	results := make([]*failure, len(todo))
	next := make(chan int)
	var group sync.WaitGroup
	for range min(atATime, len(todo)) {
		group.Go(func() {
			for index := range next {
				results[index] = todo[index]()
			}
		})
	}
	for index := range todo {
		next <- index
	}
	close(next)
	group.Wait()
	var failed []failure
	for _, result := range results {
		if result != nil {
			failed = append(failed, *result)
		}
	}
	return failed
}

// step does one step; nil: it is done.
func (r *reconciler) step(ctx context.Context, step policy.Step, resource policy.Resource, state *state) *failure {
	at := keyOfRef(step.Object)
	failed := func(err error) *failure {
		return &failure{action: step.Action, object: step.Object, source: step.From, err: err}
	}
	if !r.isServed(step.Object) {
		return failed(errNotServed)
	}
	if state.ending[at] && step.Action == policy.Create {
		return failed(errEnding)
	}
	log := log.FromContext(ctx).WithValues("action", step.Action, "resource", nameOf(step.Object), "reason", step.Reason)
	if len(step.Changes) > 0 {
		log = log.WithValues("changes", shown(step.Changes))
	}
	if step.Action == policy.Update && r.asks.inVain(ctx, part{at, wholeObject}, state.objects[at], resource, func() []string { return shown(step.Changes) }) {
		return nil
	}
	err := r.do(ctx, step, resource, state.objects[at])
	r.metrics.wrote(step.Object.Kind, step.Action, err)
	if err != nil {
		return failed(err)
	}
	log.Info("done")
	return nil
}

// isServed is whether the kind of an object can be written: it is read then, too.
func (r *reconciler) isServed(object policy.ObjectRef) bool {
	at := keyOfRef(object)
	_, ok := r.watched[schema.GroupKind{Group: at.group, Kind: at.kind}]
	return ok
}

// nameOf names an object for people.
func nameOf(object policy.ObjectRef) string {
	if object.Namespace == "" {
		return fmt.Sprintf("%s `%s`", object.Kind, object.Name)
	}
	return fmt.Sprintf("%s `%s/%s`", object.Kind, object.Namespace, object.Name)
}

// shown are changes as log lines have them; the module has left out the bytes of Secrets.
func shown(changes []policy.Change) []string {
	paths := make([]string, 0, len(changes))
	for _, change := range changes {
		paths = append(paths, change.Path)
	}
	return paths
}

func (r *reconciler) do(ctx context.Context, step policy.Step, resource policy.Resource, existing *unstructured.Unstructured) error {
	switch step.Action {
	case policy.Create:
		return r.create(ctx, resource)
	case policy.Update:
		return r.update(ctx, resource, existing)
	case policy.Replace:
		if err := r.remove(ctx, existing); err != nil {
			return err
		}
		return r.create(ctx, resource)
	case policy.Delete:
		return r.remove(ctx, existing)
	default:
		return fmt.Errorf("the plan has a step `%s`, which this version does not know", step.Action)
	}
}

func (r *reconciler) create(ctx context.Context, resource policy.Resource) error {
	object, err := objectOf(resource)
	if err != nil {
		return err
	}
	if err := r.client.Create(ctx, object); err != nil {
		return err
	}
	r.made(object)
	return nil
}

// ours are the fields of an output that nobody else writes.
var ours = []string{"mesh", "spec", "type", "data"}

// update changes what is ours of an object, as of the version that was evaluated: if somebody has changed it
// since, that is evaluated first.
func (r *reconciler) update(ctx context.Context, resource policy.Resource, existing *unstructured.Unstructured) error {
	desired, err := objectOf(resource)
	if err != nil {
		return err
	}
	object := existing.DeepCopy()
	for _, field := range ours {
		if value, ok := desired.Object[field]; ok {
			object.Object[field] = value
		}
	}
	// What others add stays.
	object.SetLabels(merged(object.GetLabels(), desired.GetLabels()))
	object.SetAnnotations(merged(object.GetAnnotations(), desired.GetAnnotations()))
	owners := object.GetOwnerReferences()
	for _, wanted := range desired.GetOwnerReferences() {
		known := false
		for index := range owners {
			if owners[index].UID == wanted.UID {
				owners[index], known = wanted, true
			}
		}
		if !known {
			owners = append(owners, wanted)
		}
	}
	if len(owners) > 0 {
		object.SetOwnerReferences(owners)
	}
	asked := object.DeepCopy()
	if err := r.client.Update(ctx, object); err != nil {
		return err
	}
	r.asks.done(part{keyOf(object), wholeObject}, object, resource, has(object, asked))
	r.changed(object)
	return nil
}

// has is whether an object that was stored has all that was asked for.
func has(stored, asked *unstructured.Unstructured) bool {
	all := true
	for _, field := range ours {
		all = all && equality.Semantic.DeepEqual(stored.Object[field], asked.Object[field])
	}
	return all && equality.Semantic.DeepEqual(merged(stored.GetLabels(), asked.GetLabels()), stored.GetLabels()) &&
		equality.Semantic.DeepEqual(merged(stored.GetAnnotations(), asked.GetAnnotations()), stored.GetAnnotations()) &&
		equality.Semantic.DeepEqual(stored.GetOwnerReferences(), asked.GetOwnerReferences())
}

// merged puts entries over those that are there.
func merged(there, wanted map[string]string) map[string]string {
	if there == nil {
		return wanted
	}
	maps.Copy(there, wanted)
	return there
}

// remove deletes the object that was evaluated, and no other of its name.
func (r *reconciler) remove(ctx context.Context, existing *unstructured.Unstructured) error {
	uid, version := existing.GetUID(), existing.GetResourceVersion()
	err := r.client.Delete(ctx, existing.DeepCopy(), client.Preconditions{UID: &uid, ResourceVersion: &version})
	if err != nil && !apierrors.IsNotFound(err) {
		return err
	}
	r.removed(existing)
	return nil
}

func objectOf(resource policy.Resource) (*unstructured.Unstructured, error) {
	text, err := json.Marshal(resource)
	if err != nil {
		return nil, err
	}
	object := &unstructured.Unstructured{}
	// Kubernetes' own reader: whole numbers stay whole.
	return object, utiljson.Unmarshal(text, &object.Object)
}
