// Command controller runs an API server of its own with the controller on it, applies the files of the directories
// that are given, and prints the Kuma resources that it makes of them.
package main

import (
	"bytes"
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
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
	ctrl.SetLogger(zap.New(zap.UseDevMode(true)))
	mgr, err := ctrl.NewManager(api.Config(), ctrl.Options{Metrics: server.Options{BindAddress: "0"}})
	if err != nil {
		return err
	}
	if err := controller.AddToManager(mgr, controller.Options{}); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- mgr.Start(ctx) }()
	if err := apply(ctx, mgr.GetClient(), dirs); err != nil {
		return err
	}
	select {
	case err := <-ended:
		return err
	case <-time.After(3 * time.Second):
	}
	if err := show(ctx, mgr.GetAPIReader()); err != nil {
		return err
	}
	cancel()
	return <-ended
}

func apply(ctx context.Context, c client.Client, dirs []string) error {
	namespaces := map[string]bool{"kuma-system": true}
	var objects []*unstructured.Unstructured
	for _, dir := range dirs {
		files, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
		if err != nil {
			return err
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			for _, document := range bytes.Split(append([]byte("\n"), text...), []byte("\n---")) {
				object := &unstructured.Unstructured{}
				if err := yaml.Unmarshal(document, &object.Object); err != nil {
					return fmt.Errorf("%s: %w", file, err)
				}
				if object.GetKind() == "" {
					continue
				}
				if object.GetNamespace() != "" {
					namespaces[object.GetNamespace()] = true
				}
				objects = append(objects, object)
			}
		}
	}
	for namespace := range namespaces {
		object := &unstructured.Unstructured{Object: map[string]any{"apiVersion": "v1", "kind": "Namespace"}}
		object.SetName(namespace)
		if err := c.Create(ctx, object); client.IgnoreAlreadyExists(err) != nil {
			return err
		}
	}
	for _, object := range objects {
		if err := c.Create(ctx, object); client.IgnoreAlreadyExists(err) != nil {
			return err
		}
	}
	return nil
}

func show(ctx context.Context, c client.Reader) error {
	count := 0
	for _, kind := range []string{"MeshGateway", "MeshGatewayInstance", "MeshHTTPRoute"} {
		list := &unstructured.UnstructuredList{}
		list.SetGroupVersionKind(schema.GroupVersionKind{Group: "kuma.io", Version: "v1alpha1", Kind: kind + "List"})
		if err := c.List(ctx, list); err != nil {
			return err
		}
		for _, item := range list.Items {
			item.SetManagedFields(nil)
			text, err := yaml.Marshal(item.Object)
			if err != nil {
				return err
			}
			fmt.Printf("---\n%s", text)
			count++
		}
	}
	fmt.Printf("# %d Kuma resources\n", count)
	return nil
}
