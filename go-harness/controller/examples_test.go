package controller_test

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

// isGolden holds what is stored, outputs and statuses, against what was read and found right for an example of Kuma's
// page; `UPDATE_GOLDEN=1` writes it anew.
func (c *cluster) isGolden(example string) {
	c.t.Helper()
	golden := filepath.Join("testdata", "examples", example+".yaml")
	now := fmt.Sprintf("# What is stored for examples/%s: the outputs, and the statuses of what was applied.\n", example)
	for _, object := range append(c.list(outputs), c.list(inputs[:3])...) {
		if object.GetKind() == "Secret" && object.GetNamespace() != systemNamespace {
			continue
		}
		text, err := yaml.Marshal(shownOf(object))
		if err != nil {
			c.t.Fatal(err)
		}
		now += "---\n" + string(text)
	}
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(golden, []byte(now), 0o644); err != nil {
			c.t.Fatal(err)
		}
	}
	wanted, err := os.ReadFile(golden)
	if err != nil {
		c.t.Errorf("examples/%s: %v", example, err)
		return
	}
	if now != string(wanted) {
		c.t.Errorf("examples/%s: stored is not what %s has (UPDATE_GOLDEN=1 writes it; read the difference):\n%s", example, golden, now)
	}
}

// shownOf is an object without what differs each time, and without the bytes of a Secret.
func shownOf(object *unstructured.Unstructured) map[string]any {
	metadata := map[string]any{"name": object.GetName()}
	if namespace := object.GetNamespace(); namespace != "" {
		metadata["namespace"] = namespace
	}
	shown := map[string]any{"apiVersion": object.GetAPIVersion(), "kind": object.GetKind(), "metadata": metadata}
	if object.GroupVersionKind().Group == gatewayGroup {
		if finalizers := object.GetFinalizers(); len(finalizers) > 0 {
			metadata["finalizers"] = finalizers
		}
		shown["status"] = timeless(object.Object["status"])
		return shown
	}
	if labels := object.GetLabels(); len(labels) > 0 {
		metadata["labels"] = labels
	}
	var owners []any
	for _, owner := range object.GetOwnerReferences() {
		owners = append(owners, map[string]any{
			"apiVersion": owner.APIVersion, "kind": owner.Kind, "name": owner.Name,
			"controller": owner.Controller, "blockOwnerDeletion": owner.BlockOwnerDeletion,
		})
	}
	if owners != nil {
		metadata["ownerReferences"] = owners
	}
	for _, field := range []string{"mesh", "type", "spec"} {
		if value, ok := object.Object[field]; ok {
			shown[field] = value
		}
	}
	if data, _, _ := unstructured.NestedStringMap(object.Object, "data"); data != nil {
		hashed := map[string]any{}
		for name, value := range data {
			hashed[name] = fmt.Sprintf("sha256 %x", sha256.Sum256([]byte(value)))
		}
		shown["data"] = hashed
	}
	return shown
}
