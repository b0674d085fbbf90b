// Command controller runs an API server of its own with the controller on it, applies the files of one directory
// after the other, and prints the Kuma resources that it makes of them, and what it says of each object.
package main

import (
	"bytes"
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"go.uber.org/zap/zapcore"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/rest"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
	"sigs.k8s.io/controller-runtime/pkg/metrics/server"
	"sigs.k8s.io/yaml"

	"github.com/kumahq/kuma-gapi/go-harness/controller"
	"github.com/kumahq/kuma-gapi/go-harness/testserver"
)

func main() {
	if err := run(context.Background(), os.Args[1:]); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, dirs []string) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	api, err := testserver.Start(ctx, testserver.Options{})
	if err != nil {
		return err
	}
	defer api.Stop()
	crds, err := testserver.GatewayAPICRDs(testserver.Standard)
	if err != nil {
		return err
	}
	kuma, err := testserver.KumaCRDs()
	if err != nil {
		return err
	}
	if err := api.Install(ctx, append(crds, kuma...)...); err != nil {
		return err
	}
	ctrl.SetLogger(zap.New(zap.ConsoleEncoder(), zap.StacktraceLevel(zapcore.PanicLevel), zap.Level(quieter)))
	config := api.Config()
	config.WarningHandler = rest.NoWarnings{}
	mgr, err := ctrl.NewManager(config, ctrl.Options{Metrics: server.Options{BindAddress: "0"}})
	if err != nil {
		return err
	}
	if err := controller.AddToManager(mgr, controller.Options{}); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- mgr.Start(ctx) }()
	c, err := client.New(config, client.Options{})
	if err != nil {
		return err
	}
	fmt.Println("# An API server with the controller on it, and no control plane: no load balancer will have an address.")
	for _, dir := range dirs {
		if err := show(ctx, c, dir); err != nil {
			return err
		}
	}
	cancel()
	return <-ended
}

// quieter leaves out what the controller does step by step: what comes of it is printed.
const quieter = zapcore.ErrorLevel

// show applies the files of a directory, and prints what becomes of them.
func show(ctx context.Context, c client.Client, dir string) error {
	objects, err := read(dir)
	if err != nil {
		return err
	}
	fmt.Printf("\n# %s: %d objects\n", dir, len(objects))
	if err := apply(ctx, c, objects); err != nil {
		return err
	}
	if err := settle(ctx, c); err != nil {
		return err
	}
	made := 0
	for _, gvk := range outputs {
		count, err := showKind(ctx, c, gvk)
		if err != nil {
			return err
		}
		made += count
	}
	if err := showStatuses(ctx, c, objects); err != nil {
		return err
	}
	for _, object := range objects {
		if kind := object.GetKind(); kind != "Namespace" {
			if err := c.Delete(ctx, object); client.IgnoreNotFound(err) != nil {
				return err
			}
		}
	}
	if err := settle(ctx, c); err != nil {
		return err
	}
	left := 0
	for _, gvk := range outputs {
		items, err := list(ctx, c, gvk)
		if err != nil {
			return err
		}
		left += len(items)
	}
	fmt.Printf("# %d Kuma resources; the objects deleted again: %d are left\n", made, left)
	return nil
}

var outputs = []schema.GroupVersionKind{
	{Version: "v1", Kind: "Secret"},
	{Group: "kuma.io", Version: "v1alpha1", Kind: "MeshGateway"},
	{Group: "kuma.io", Version: "v1alpha1", Kind: "MeshGatewayInstance"},
	{Group: "kuma.io", Version: "v1alpha1", Kind: "MeshHTTPRoute"},
}

// read gives the objects of a directory's files.
func read(dir string) ([]*unstructured.Unstructured, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
	if err != nil {
		return nil, err
	}
	var objects []*unstructured.Unstructured
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		for _, document := range bytes.Split(append([]byte("\n"), text...), []byte("\n---")) {
			object := &unstructured.Unstructured{}
			if err := yaml.Unmarshal(document, &object.Object); err != nil {
				return nil, fmt.Errorf("%s: %w", file, err)
			}
			if object.GetKind() != "" {
				objects = append(objects, object)
			}
		}
	}
	return objects, nil
}

// apply creates objects, and the namespaces that they stand in.
func apply(ctx context.Context, c client.Client, objects []*unstructured.Unstructured) error {
	all := []*unstructured.Unstructured{namespace("kuma-system")}
	for _, object := range objects {
		if object.GetNamespace() != "" {
			all = append(all, namespace(object.GetNamespace()))
		}
	}
	for _, object := range append(all, objects...) {
		if err := c.Create(ctx, object.DeepCopy()); client.IgnoreAlreadyExists(err) != nil {
			return err
		}
	}
	return nil
}

func namespace(name string) *unstructured.Unstructured {
	object := &unstructured.Unstructured{Object: map[string]any{"apiVersion": "v1", "kind": "Namespace"}}
	object.SetName(name)
	return object
}

// settle waits until nothing of what the controller writes has changed for a second.
func settle(ctx context.Context, c client.Client) error {
	last := ""
	for since := time.Now(); time.Since(since) < time.Second; time.Sleep(50 * time.Millisecond) {
		now := ""
		for _, gvk := range append(outputs, gateways...) {
			items, err := list(ctx, c, gvk)
			if err != nil {
				return err
			}
			for _, item := range items {
				now += string(item.GetUID()) + item.GetResourceVersion() + " "
			}
		}
		if now != last {
			last, since = now, time.Now()
		}
	}
	return nil
}

var gateways = []schema.GroupVersionKind{
	{Group: "gateway.networking.k8s.io", Version: "v1", Kind: "GatewayClass"},
	{Group: "gateway.networking.k8s.io", Version: "v1", Kind: "Gateway"},
	{Group: "gateway.networking.k8s.io", Version: "v1", Kind: "HTTPRoute"},
}

// list gives the objects of a kind; of Secrets the copies that the controller made.
func list(ctx context.Context, c client.Client, gvk schema.GroupVersionKind) ([]unstructured.Unstructured, error) {
	list := &unstructured.UnstructuredList{}
	list.SetGroupVersionKind(gvk.GroupVersion().WithKind(gvk.Kind + "List"))
	var options []client.ListOption
	if gvk.Kind == "Secret" {
		options = append(options, client.InNamespace("kuma-system"))
	}
	err := c.List(ctx, list, options...)
	return list.Items, err
}

// showKind prints the resources of a kind; of Secrets not the bytes.
func showKind(ctx context.Context, c client.Client, gvk schema.GroupVersionKind) (int, error) {
	items, err := list(ctx, c, gvk)
	if err != nil {
		return 0, err
	}
	for _, item := range items {
		for _, noise := range []string{"managedFields", "uid", "resourceVersion", "generation", "creationTimestamp"} {
			unstructured.RemoveNestedField(item.Object, "metadata", noise)
		}
		data, _, _ := unstructured.NestedStringMap(item.Object, "data")
		for name, value := range data {
			data[name] = fmt.Sprintf("<%d bytes>", len(value)*3/4)
			_ = unstructured.SetNestedStringMap(item.Object, data, "data")
		}
		text, err := yaml.Marshal(item.Object)
		if err != nil {
			return 0, err
		}
		fmt.Printf("---\n%s", text)
	}
	return len(items), nil
}

// showStatuses prints the conditions of the Gateways and routes that were applied, one line each.
func showStatuses(ctx context.Context, c client.Client, objects []*unstructured.Unstructured) error {
	fmt.Println("---")
	for _, object := range objects {
		stored := object.DeepCopy()
		if err := c.Get(ctx, client.ObjectKeyFromObject(object), stored); err != nil {
			return err
		}
		for _, said := range conditions(stored.Object["status"]) {
			fmt.Printf("# %s %s: %s\n", object.GetKind(), strings.TrimPrefix(client.ObjectKeyFromObject(object).String(), "/"), said)
		}
	}
	return nil
}

// conditions are those that are not as one would like them, and that an object is accepted.
func conditions(status any) []string {
	var said []string
	switch status := status.(type) {
	case []any:
		for _, entry := range status {
			said = append(said, conditions(entry)...)
		}
	case map[string]any:
		if kind, ok := status["type"].(string); ok {
			good := "True"
			if kind == "Conflicted" {
				good = "False"
			}
			if status["status"] != good || kind == "Accepted" {
				said = append(said, strings.TrimSuffix(fmt.Sprintf("%s=%s (%s) %s", kind, status["status"], status["reason"], status["message"]), " "))
			}
			return said
		}
		for _, name := range []string{"conditions", "listeners", "parents"} {
			said = append(said, conditions(status[name])...)
		}
	}
	slices.Sort(said)
	return slices.Compact(said)
}
