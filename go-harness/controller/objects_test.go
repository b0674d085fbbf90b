package controller_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/yaml"

	"github.com/kumahq/kuma-gapi/go-harness/policy"
)

// documents reads the YAML files of a directory, or one file.
func documents(t testing.TB, path string) []*unstructured.Unstructured {
	t.Helper()
	files := []string{path}
	if !strings.HasSuffix(path, ".yaml") {
		var err error
		if files, err = filepath.Glob(filepath.Join(path, "*.yaml")); err != nil || len(files) == 0 {
			t.Fatalf("no files in %s: %v", path, err)
		}
	}
	var objects []*unstructured.Unstructured
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for document := range strings.SplitSeq("\n"+string(text), "\n---") {
			object := &unstructured.Unstructured{}
			if err := yaml.Unmarshal([]byte(document), &object.Object); err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			if object.GetKind() != "" {
				objects = append(objects, object)
			}
		}
	}
	return objects
}

// apply creates objects, and the namespaces that they stand in.
func (c *cluster) apply(objects []*unstructured.Unstructured) {
	c.t.Helper()
	c.namespaces(objects)
	for _, object := range objects {
		c.create(object.DeepCopy())
	}
}

// namespaces creates those that objects stand in.
func (c *cluster) namespaces(objects []*unstructured.Unstructured) {
	c.t.Helper()
	for _, object := range objects {
		if namespace := object.GetNamespace(); namespace != "" {
			c.create(named("v1", "Namespace", "", namespace))
		}
	}
}

// create creates an object; a Namespace that exists gets its labels and annotations.
func (c *cluster) create(object *unstructured.Unstructured) {
	c.t.Helper()
	err := c.client.Create(context.Background(), object)
	if apierrors.IsAlreadyExists(err) && object.GetKind() == "Namespace" {
		err = nil
		if len(object.GetLabels())+len(object.GetAnnotations()) > 0 {
			err = c.client.Update(context.Background(), object)
		}
	}
	if err != nil && !apierrors.IsAlreadyExists(err) {
		c.t.Fatalf("%s %s: %v", object.GetKind(), object.GetName(), err)
	}
}

// change does something to the object that is stored.
func (c *cluster) change(object *unstructured.Unstructured, do func(*unstructured.Unstructured)) {
	c.t.Helper()
	for {
		stored := named(object.GetAPIVersion(), object.GetKind(), object.GetNamespace(), object.GetName())
		if err := c.client.Get(context.Background(), client.ObjectKeyFromObject(object), stored); err != nil {
			c.t.Fatalf("%s %s: %v", object.GetKind(), object.GetName(), err)
		}
		do(stored)
		err := c.client.Update(context.Background(), stored)
		if apierrors.IsConflict(err) {
			continue
		}
		if err != nil {
			c.t.Fatalf("%s %s: %v", object.GetKind(), object.GetName(), err)
		}
		return
	}
}

// delete deletes an object that may be gone.
func (c *cluster) delete(object *unstructured.Unstructured) {
	c.t.Helper()
	if err := c.client.Delete(context.Background(), object.DeepCopy()); client.IgnoreNotFound(err) != nil {
		c.t.Fatalf("%s %s: %v", object.GetKind(), object.GetName(), err)
	}
}

func named(apiVersion, kind, namespace, name string) *unstructured.Unstructured {
	object := &unstructured.Unstructured{Object: map[string]any{"apiVersion": apiVersion, "kind": kind}}
	object.SetNamespace(namespace)
	object.SetName(name)
	return object
}

func ofResource(resource policy.Resource) *unstructured.Unstructured {
	return named(resource.APIVersion, resource.Kind, resource.Metadata.Namespace, resource.Metadata.Name)
}

const (
	gatewayGroup = "gateway.networking.k8s.io"
	kumaGroup    = "kuma.io"
)

var (
	inputs = []schema.GroupVersionKind{
		{Group: gatewayGroup, Version: "v1", Kind: "GatewayClass"},
		{Group: gatewayGroup, Version: "v1", Kind: "Gateway"},
		{Group: gatewayGroup, Version: "v1", Kind: "HTTPRoute"},
		{Group: gatewayGroup, Version: "v1", Kind: "ReferenceGrant"},
		{Version: "v1", Kind: "Service"}, {Version: "v1", Kind: "Namespace"}, {Version: "v1", Kind: "Secret"},
		{Group: kumaGroup, Version: "v1alpha1", Kind: "Mesh"},
		{Group: kumaGroup, Version: "v1alpha1", Kind: "MeshGatewayConfig"},
		{Group: kumaGroup, Version: "v1alpha1", Kind: "ExternalService"},
		{Group: kumaGroup, Version: "v1alpha1", Kind: "MeshService"},
		{Group: kumaGroup, Version: "v1alpha1", Kind: "MeshExternalService"},
		{Group: kumaGroup, Version: "v1alpha1", Kind: "MeshMultiZoneService"},
	}
	outputs = []schema.GroupVersionKind{
		{Group: kumaGroup, Version: "v1alpha1", Kind: "MeshGateway"},
		{Group: kumaGroup, Version: "v1alpha1", Kind: "MeshGatewayInstance"},
		{Group: kumaGroup, Version: "v1alpha1", Kind: "MeshGatewayRoute"},
		{Group: kumaGroup, Version: "v1alpha1", Kind: "MeshHTTPRoute"},
		{Version: "v1", Kind: "Secret"},
	}
)

func isOutput(kind string) bool {
	for _, gvk := range outputs {
		if gvk.Kind == kind && kind != "Secret" {
			return true
		}
	}
	return false
}

// list gives all objects of some kinds; none of a kind that is not served.
func (c *cluster) list(kinds []schema.GroupVersionKind) []*unstructured.Unstructured {
	c.t.Helper()
	var objects []*unstructured.Unstructured
	for _, gvk := range kinds {
		list := &unstructured.UnstructuredList{}
		list.SetGroupVersionKind(gvk)
		err := c.client.List(context.Background(), list)
		if err != nil && !meta.IsNoMatchError(err) && !apierrors.IsNotFound(err) {
			c.t.Fatal(err)
		}
		for index := range list.Items {
			objects = append(objects, &list.Items[index])
		}
	}
	return objects
}

func contents(objects []*unstructured.Unstructured) []any {
	all := make([]any, 0, len(objects))
	for _, object := range objects {
		all = append(all, object.Object)
	}
	return all
}

// stored is an object as it is stored.
func (c *cluster) stored(object *unstructured.Unstructured) *unstructured.Unstructured {
	c.t.Helper()
	stored := named(object.GetAPIVersion(), object.GetKind(), "", "")
	if err := c.client.Get(context.Background(), keyOf(object), stored); err != nil {
		c.t.Fatalf("%s %s: %v", object.GetKind(), object.GetName(), err)
	}
	return stored
}

// exists is whether an object is stored.
func (c *cluster) exists(object *unstructured.Unstructured) bool {
	c.t.Helper()
	err := c.client.Get(context.Background(), client.ObjectKeyFromObject(object), named(object.GetAPIVersion(), object.GetKind(), "", ""))
	if client.IgnoreNotFound(err) != nil {
		c.t.Fatal(err)
	}
	return err == nil
}
