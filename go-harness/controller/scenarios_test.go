package controller_test

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/kumahq/kuma-gapi/go-harness/controller"
	"github.com/kumahq/kuma-gapi/go-harness/policy"
)

// Each situation of Kuma's page and each recorded scenario, one after the other on one server: what the controller
// makes of the objects and the statuses that it writes are what the module answers for the same files, and of the page's
// what its golden has; and when the objects are gone, so is what was made of them.
func TestScenarios(t *testing.T) {
	c := open(t)
	scenarios, err := filepath.Glob("../../tests/recorded/*/*/in.yaml")
	if err != nil || len(scenarios) == 0 {
		t.Fatalf("there are no recorded scenarios: %v", err)
	}
	// A prime, so that no family of them is left out.
	every := count(t, "KUMA_GAPI_SCENARIOS_EVERY", 23)
	examples, _ := filepath.Glob("../../examples/*")
	if len(examples) == 0 {
		t.Fatal("there are no examples")
	}
	paths := examples
	for index := 0; index < len(scenarios); index += every {
		paths = append(paths, scenarios[index])
	}
	total := tally{}
	running := c.runSoon()
	for _, path := range paths {
		objects := documents(t, path)
		// What an earlier controller left behind is there before this one, which would remove it as it is stored.
		leftovers := slices.ContainsFunc(objects, func(object *unstructured.Unstructured) bool { return isOutput(object.GetKind()) })
		start := func() {}
		if leftovers {
			if err := running.stop(); err != nil {
				t.Fatal(err)
			}
			start = func() { running = c.runSoon() }
		}
		total.add(c.scenario(strings.TrimSuffix(path, "/in.yaml"), objects, start))
	}
	t.Logf("%d scenarios: %d resources and %d statuses as the module answers for the files; the API server refused %d objects, as the module does",
		len(paths), total.resources, total.statuses, total.refused)
	if total.resources == 0 || total.statuses == 0 {
		t.Error("nothing was compared")
	}
}

// tally counts what was compared.
type tally struct{ resources, statuses, refused int }

func (t *tally) add(other tally) {
	t.resources += other.resources
	t.statuses += other.statuses
	t.refused += other.refused
}

// runSoon starts a controller that gathers events for a short time only.
func (c *cluster) runSoon() *replica {
	c.t.Helper()
	return c.run(controller.Options{Window: 10 * time.Millisecond}, nil)
}

// scenario goes through one of them; start is called when its objects are stored.
func (c *cluster) scenario(name string, objects []*unstructured.Unstructured, start func()) tally {
	c.t.Helper()
	c.namespaces(objects)
	asked := asStored(objects)
	refused := c.store(asked)
	start()
	c.settle(name)
	answer := c.answer(asked, policy.Choices{})
	for _, wrong := range c.differences(asked, answer) {
		c.t.Errorf("%s: %s", name, wrong)
	}
	if family, example := filepath.Split(name); filepath.Base(family) == "examples" {
		c.isGolden(example)
	}
	for _, object := range refused {
		if !isRefused(answer, object) {
			c.t.Errorf("%s: the API server refuses %s `%s`, and the module does not", name, object.GetKind(), object.GetName())
		}
	}
	for _, object := range objects {
		if object.GetKind() != "Namespace" {
			if err := c.client.Delete(context.Background(), object.DeepCopy()); err != nil && !apierrors.IsNotFound(err) && !meta.IsNoMatchError(err) {
				c.t.Fatal(err)
			}
		}
	}
	c.settle(name + ", removed")
	if left := c.list(outputs); len(left) > 0 {
		c.t.Errorf("%s: after all inputs are gone there is %s `%s`", name, left[0].GetKind(), left[0].GetName())
	}
	c.clean()
	return tally{len(answer.Resources), len(answer.Statuses), len(refused)}
}

func isRefused(answer *policy.Evaluation, object *unstructured.Unstructured) bool {
	return slices.ContainsFunc(answer.Diagnostics, func(diagnostic policy.Diagnostic) bool {
		about := diagnostic.Object
		return diagnostic.Severity == policy.SeverityError && about != nil && about.Kind == object.GetKind() &&
			about.Namespace == object.GetNamespace() && about.Name == object.GetName()
	})
}

// asStored are the objects of files with what an API server fills in of its own. The uid is the one that the
// recorded scenarios name as that of a Gateway.
func asStored(objects []*unstructured.Unstructured) []*unstructured.Unstructured {
	var all []*unstructured.Unstructured
	for _, object := range objects {
		object := object.DeepCopy()
		if object.GroupVersionKind().Group != "" {
			object.SetGeneration(1)
		}
		if object.GetKind() == "Gateway" {
			object.SetUID(types.UID("uid-" + object.GetNamespace() + "-" + object.GetName()))
		}
		// The server gives out the addresses of Services itself.
		if ip, _, _ := unstructured.NestedString(object.Object, "spec", "clusterIP"); ip != "None" {
			unstructured.RemoveNestedField(object.Object, "spec", "clusterIP")
		}
		all = append(all, object)
	}
	return all
}

// store creates objects in the order of their age, and then of their names, and gives those that the server refused.
// They are as old as in the files then: what has another time there gets another second.
func (c *cluster) store(objects []*unstructured.Unstructured) []*unstructured.Unstructured {
	c.t.Helper()
	var refused []*unstructured.Unstructured
	uids := map[types.UID]types.UID{}
	var before *unstructured.Unstructured
	for _, object := range byAge(objects) {
		if before != nil && !object.GetCreationTimestamp().Time.Equal(before.GetCreationTimestamp().Time) {
			time.Sleep(1100 * time.Millisecond)
		}
		before = object
		stored := object.DeepCopy()
		owners := stored.GetOwnerReferences()
		for index := range owners {
			if uid, ok := uids[owners[index].UID]; ok {
				owners[index].UID = uid
			}
		}
		if len(owners) > 0 {
			stored.SetOwnerReferences(owners)
		}
		err := c.client.Create(context.Background(), stored)
		switch {
		case apierrors.IsAlreadyExists(err) && object.GetKind() == "Namespace":
			c.create(object.DeepCopy())
		case apierrors.IsInvalid(err) || apierrors.IsBadRequest(err) || meta.IsNoMatchError(err):
			c.t.Logf("the API server refuses %s `%s`: %v", object.GetKind(), object.GetName(), err)
			refused = append(refused, object)
			continue
		case err != nil:
			c.t.Fatal(err)
		}
		uids[object.GetUID()] = stored.GetUID()
	}
	for _, object := range objects {
		if status, ok := object.Object["status"]; ok && !slices.Contains(refused, object) {
			c.writeStatus(object, status)
		}
	}
	return refused
}

// writeStatus stores what a file says that others wrote.
func (c *cluster) writeStatus(object *unstructured.Unstructured, status any) {
	c.t.Helper()
	for {
		stored := named(object.GetAPIVersion(), object.GetKind(), "", "")
		if err := c.client.Get(context.Background(), keyOf(object), stored); err != nil {
			c.t.Fatal(err)
		}
		stored.Object["status"] = status
		err := c.client.Status().Update(context.Background(), stored)
		if apierrors.IsConflict(err) {
			continue
		}
		if err != nil {
			c.t.Fatalf("status of %s %s: %v", object.GetKind(), object.GetName(), err)
		}
		return
	}
}

// answer is the module's for objects, with what is there of Kuma's kinds as what exists.
func (c *cluster) answer(objects []*unstructured.Unstructured, choices policy.Choices) *policy.Evaluation {
	c.t.Helper()
	snapshot := policy.Snapshot{Resources: c.installed(), Observed: &[]any{}, Options: choices}
	for _, object := range objects {
		if isOutput(object.GetKind()) {
			*snapshot.Observed = append(*snapshot.Observed, object.Object)
		} else {
			snapshot.Resources = append(snapshot.Resources, object.Object)
		}
	}
	evaluation, err := c.module.Evaluate(context.Background(), snapshot)
	if err != nil {
		c.t.Fatal(err)
	}
	return evaluation
}

// differences are those of what is stored from an answer to objects.
func (c *cluster) differences(asked []*unstructured.Unstructured, answer *policy.Evaluation) []string {
	c.t.Helper()
	var wrong []string
	wanted := map[string]bool{}
	for _, resource := range answer.Resources {
		wanted[resource.Kind+"/"+resource.Metadata.Namespace+"/"+resource.Metadata.Name] = true
		wrong = append(wrong, c.differencesOf(resource)...)
	}
	for _, step := range answer.Plan {
		if step.Action == policy.Unchanged {
			wanted[step.Object.Kind+"/"+step.Object.Namespace+"/"+step.Object.Name] = true
		}
	}
	for _, object := range asked {
		if object.GetKind() == "Secret" {
			wanted["Secret/"+object.GetNamespace()+"/"+object.GetName()] = true
		}
	}
	// What exists and is not ours has no step.
	for _, object := range asked {
		if isOutput(object.GetKind()) && !isDeleted(answer, object) {
			wanted[object.GetKind()+"/"+object.GetNamespace()+"/"+object.GetName()] = true
		}
	}
	for _, object := range c.list(outputs) {
		if at := object.GetKind() + "/" + object.GetNamespace() + "/" + object.GetName(); !wanted[at] {
			wrong = append(wrong, fmt.Sprintf("there is %s, which nothing asks for", at))
		}
	}
	for _, status := range answer.Statuses {
		object := named(status.APIVersion, status.Kind, status.Namespace, status.Name)
		if err := c.client.Get(context.Background(), keyOf(object), object); err != nil {
			wrong = append(wrong, err.Error())
			continue
		}
		now, wanted := textOf(timeless(object.Object["status"])), textOf(timeless(valueOf(status.Status)))
		if now != wanted {
			wrong = append(wrong, fmt.Sprintf("status of %s `%s`\nis     %s\nwanted %s", status.Kind, status.Name, now, wanted))
		}
	}
	return wrong
}

func isDeleted(answer *policy.Evaluation, object *unstructured.Unstructured) bool {
	for _, step := range answer.Plan {
		if step.Action == policy.Delete && step.Object.Kind == object.GetKind() &&
			step.Object.Namespace == object.GetNamespace() && step.Object.Name == object.GetName() {
			return true
		}
	}
	return false
}

// compareResource reports what is stored otherwise than it is asked for.
func (c *cluster) compareResource(name string, resource policy.Resource) {
	c.t.Helper()
	for _, wrong := range c.differencesOf(resource) {
		c.t.Errorf("%s: %s", name, wrong)
	}
}

func (c *cluster) differencesOf(resource policy.Resource) []string {
	c.t.Helper()
	object := ofResource(resource)
	if err := c.client.Get(context.Background(), keyOf(object), object); err != nil {
		return []string{err.Error()}
	}
	var wrong []string
	differs := func(what, now, wanted string) {
		if now != wanted {
			wrong = append(wrong, fmt.Sprintf("%s of %s `%s`\nis     %s\nwanted %s", what, resource.Kind, resource.Metadata.Name, now, wanted))
		}
	}
	for label, value := range resource.Metadata.Labels {
		differs("the label "+label, object.GetLabels()[label], value)
	}
	differs("the number of owners", fmt.Sprint(len(object.GetOwnerReferences())), fmt.Sprint(len(resource.Metadata.OwnerReferences)))
	var wantedData any
	if resource.Data != nil {
		wantedData = resource.Data
	}
	differs("spec", textOf(object.Object["spec"]), textOf(valueOf(resource.Spec)))
	differs("data", textOf(object.Object["data"]), textOf(wantedData))
	for field, wanted := range map[string]string{"mesh": resource.Mesh, "type": resource.Type} {
		now, _, _ := unstructured.NestedString(object.Object, field)
		differs(field, now, wanted)
	}
	return wrong
}

func keyOf(object *unstructured.Unstructured) client.ObjectKey {
	return client.ObjectKeyFromObject(object)
}

func byAge(objects []*unstructured.Unstructured) []*unstructured.Unstructured {
	sorted := slices.Clone(objects)
	slices.SortStableFunc(sorted, func(a, b *unstructured.Unstructured) int {
		return cmp.Or(
			a.GetCreationTimestamp().Time.Compare(b.GetCreationTimestamp().Time),
			// Who is owned comes after the owner.
			cmp.Compare(len(a.GetOwnerReferences()), len(b.GetOwnerReferences())),
			strings.Compare(a.GetNamespace(), b.GetNamespace()),
			strings.Compare(a.GetName(), b.GetName()),
		)
	})
	return sorted
}

// timeless is a status without the times of its conditions.
func timeless(value any) any {
	switch value := value.(type) {
	case map[string]any:
		made := map[string]any{}
		for key, entry := range value {
			if key != "lastTransitionTime" {
				made[key] = timeless(entry)
			}
		}
		return made
	case []any:
		made := make([]any, 0, len(value))
		for _, entry := range value {
			made = append(made, timeless(entry))
		}
		return made
	default:
		return value
	}
}
