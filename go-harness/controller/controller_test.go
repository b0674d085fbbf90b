package controller_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/rest"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	crconfig "sigs.k8s.io/controller-runtime/pkg/config"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
	"sigs.k8s.io/controller-runtime/pkg/metrics/server"
	"sigs.k8s.io/yaml"

	"github.com/kumahq/kuma-gapi/go-harness/controller"
	"github.com/kumahq/kuma-gapi/go-harness/policy"
	"github.com/kumahq/kuma-gapi/go-harness/testserver"
)

// within is how soon everything must have settled on a loaded machine; how long it took is logged.
const within = 30 * time.Second

// cluster is an API server with the CRDs, the controller, and a client.
type cluster struct {
	t      *testing.T
	api    *testserver.Server
	client client.Client
	module *policy.Module
	// user is as whom the controller runs; empty: one who may do everything.
	user rest.ImpersonationConfig
}

func start(t *testing.T, options controller.Options) *cluster {
	t.Helper()
	c := prepare(t)
	c.install(testserver.Standard)
	c.run(options, nil)
	return c
}

func prepare(t *testing.T) *cluster {
	t.Helper()
	return prepareWith(t, testserver.Options{})
}

func prepareWith(t *testing.T, options testserver.Options) *cluster {
	t.Helper()
	api, err := testserver.Start(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := api.Stop(); err != nil {
			t.Error(err)
		}
	})
	kuma, err := testserver.KumaCRDs()
	if err != nil {
		t.Fatal(err)
	}
	if err := api.Install(t.Context(), kuma...); err != nil {
		t.Fatal(err)
	}
	c, err := client.New(api.Config(), client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	module, err := policy.New(context.Background(), policy.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = module.Close(context.Background()) })
	return &cluster{t: t, api: api, client: c, module: module}
}

// install brings Gateway API's kinds of a channel.
func (c *cluster) install(channel string) {
	c.t.Helper()
	crds, err := testserver.GatewayAPICRDs(channel)
	if err != nil {
		c.t.Fatal(err)
	}
	if err := c.api.Install(c.t.Context(), crds...); err != nil {
		c.t.Fatal(err)
	}
}

// run starts the controller, whose requests go through a transport of the test's, if there is one.
func (c *cluster) run(options controller.Options, wrap func(http.RoundTripper) http.RoundTripper) {
	t := c.t
	t.Helper()
	ctrl.SetLogger(zap.New(zap.WriteTo(testWriter{t})))
	config := c.api.Config()
	config.Impersonate = c.user
	if wrap != nil {
		config.Wrap(wrap)
	}
	repeated := true
	mgr, err := ctrl.NewManager(config, ctrl.Options{
		Metrics:    server.Options{BindAddress: "0"},
		Controller: crconfig.Controller{SkipNameValidation: &repeated},
	})
	if err != nil {
		t.Fatal(err)
	}
	options.Module = c.module
	if err := controller.AddToManager(mgr, options); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- mgr.Start(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

// testWriter shows the controller's log where a test fails.
type testWriter struct{ t *testing.T }

func (w testWriter) Write(text []byte) (int, error) {
	if w.t.Context().Err() == nil {
		w.t.Log(strings.TrimSpace(string(text)))
	}
	return len(text), nil
}

// documents reads the YAML files of a directory.
func documents(t *testing.T, dir string) []*unstructured.Unstructured {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files in %s: %v", dir, err)
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
	for _, object := range objects {
		if namespace := object.GetNamespace(); namespace != "" {
			c.create(named("v1", "Namespace", "", namespace))
		}
	}
	for _, object := range objects {
		c.create(object.DeepCopy())
	}
}

func (c *cluster) create(object *unstructured.Unstructured) {
	c.t.Helper()
	if err := c.client.Create(c.t.Context(), object); err != nil && !apierrors.IsAlreadyExists(err) {
		c.t.Fatalf("%s %s: %v", object.GetKind(), object.GetName(), err)
	}
}

func named(apiVersion, kind, namespace, name string) *unstructured.Unstructured {
	object := &unstructured.Unstructured{Object: map[string]any{"apiVersion": apiVersion, "kind": kind}}
	object.SetNamespace(namespace)
	object.SetName(name)
	return object
}

var (
	inputs = []schema.GroupVersionKind{
		{Group: "gateway.networking.k8s.io", Version: "v1", Kind: "GatewayClass"},
		{Group: "gateway.networking.k8s.io", Version: "v1", Kind: "Gateway"},
		{Group: "gateway.networking.k8s.io", Version: "v1", Kind: "HTTPRoute"},
		{Group: "gateway.networking.k8s.io", Version: "v1", Kind: "ReferenceGrant"},
		{Version: "v1", Kind: "Service"}, {Version: "v1", Kind: "Namespace"}, {Version: "v1", Kind: "Secret"},
		{Group: "kuma.io", Version: "v1alpha1", Kind: "Mesh"},
		{Group: "kuma.io", Version: "v1alpha1", Kind: "MeshGatewayConfig"},
	}
	outputs = []schema.GroupVersionKind{
		{Group: "kuma.io", Version: "v1alpha1", Kind: "MeshGateway"},
		{Group: "kuma.io", Version: "v1alpha1", Kind: "MeshGatewayInstance"},
		{Group: "kuma.io", Version: "v1alpha1", Kind: "MeshHTTPRoute"},
		{Version: "v1", Kind: "Secret"},
	}
)

func (c *cluster) list(kinds []schema.GroupVersionKind) []any {
	c.t.Helper()
	objects := []any{}
	for _, gvk := range kinds {
		list := &unstructured.UnstructuredList{}
		list.SetGroupVersionKind(gvk)
		if err := c.client.List(c.t.Context(), list); err != nil {
			c.t.Fatal(err)
		}
		for _, item := range list.Items {
			objects = append(objects, item.Object)
		}
	}
	return objects
}

// fresh evaluates what the cluster holds now.
func (c *cluster) fresh() *policy.Evaluation {
	c.t.Helper()
	observed := c.list(outputs)
	evaluation, err := c.module.Evaluate(c.t.Context(), policy.Snapshot{
		Resources: c.list(inputs), Observed: &observed, Options: policy.Choices{Admission: "trusted"},
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return evaluation
}

// settle waits until the cluster is as a fresh evaluation of it wants, statuses included.
func (c *cluster) settle(what string) *policy.Evaluation {
	c.t.Helper()
	began := time.Now()
	for {
		evaluation := c.fresh()
		open := c.open(evaluation)
		if len(open) == 0 {
			c.t.Logf("%s: settled after %v", what, time.Since(began).Round(time.Millisecond))
			return evaluation
		}
		if time.Since(began) > within {
			c.t.Fatalf("%s: after %v there is still to do:\n%s", what, within, strings.Join(open, "\n"))
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func (c *cluster) open(evaluation *policy.Evaluation) []string {
	var open []string
	for _, step := range evaluation.Plan {
		if step.Action != policy.Unchanged {
			open = append(open, fmt.Sprintf("%s %s %s: %s %v", step.Action, step.Object.Kind, step.Object.Name, step.Reason, step.Changes))
		}
	}
	for _, status := range evaluation.Statuses {
		object := named(status.APIVersion, status.Kind, status.Namespace, status.Name)
		if err := c.client.Get(c.t.Context(), client.ObjectKeyFromObject(object), object); err != nil {
			open = append(open, err.Error())
			continue
		}
		now, _ := json.Marshal(object.Object["status"])
		var wanted any
		_ = json.Unmarshal(status.Status, &wanted)
		if text, _ := json.Marshal(wanted); string(text) != string(now) {
			open = append(open, fmt.Sprintf("status of %s %s: %s instead of %s", status.Kind, status.Name, now, text))
		}
	}
	return open
}

// Each situation of Kuma's page, from nothing to the outputs that the module gives for the same files, and back.
func TestExamples(t *testing.T) {
	dirs, err := filepath.Glob("../../examples/*")
	if err != nil || len(dirs) == 0 {
		t.Fatalf("there are no examples: %v", err)
	}
	c := start(t, controller.Options{})
	c.create(named("v1", "Namespace", "", "kuma-system"))
	for _, dir := range dirs {
		objects := documents(t, dir)
		c.apply(objects)
		evaluation := c.settle(filepath.Base(dir))
		if want := c.fromFiles(objects); fmt.Sprint(names(evaluation)) != fmt.Sprint(want) {
			t.Errorf("%s: the cluster has %v, the files ask for %v", dir, names(evaluation), want)
		}
		for _, object := range objects {
			// A namespace would take minutes to end without its controller.
			if object.GetKind() != "Mesh" && object.GetKind() != "Namespace" {
				if err := c.client.Delete(t.Context(), object.DeepCopy()); err != nil {
					t.Fatal(err)
				}
			}
		}
		if evaluation := c.settle(filepath.Base(dir) + ", removed"); len(evaluation.Resources) > 0 {
			t.Errorf("%s: after all inputs are gone there is %v", dir, names(evaluation))
		}
	}
}

func (c *cluster) fromFiles(objects []*unstructured.Unstructured) []string {
	c.t.Helper()
	var resources []any
	for _, object := range objects {
		resources = append(resources, object.Object)
	}
	evaluation, err := c.module.Evaluate(c.t.Context(), policy.Snapshot{Resources: resources})
	if err != nil {
		c.t.Fatal(err)
	}
	return names(evaluation)
}

func names(evaluation *policy.Evaluation) []string {
	var names []string
	for _, resource := range evaluation.Resources {
		names = append(names, resource.Kind+"/"+resource.Metadata.Namespace+"/"+resource.Metadata.Name)
	}
	return names
}

// Whatever is edited or deleted of the outputs is put back, and what is somebody else's is left alone.
func TestOutputsArePutBack(t *testing.T) {
	c := start(t, controller.Options{})
	c.create(named("v1", "Namespace", "", "kuma-system"))
	foreign := named("kuma.io/v1alpha1", "MeshHTTPRoute", "kuma-system", "own")
	foreign.Object["spec"] = map[string]any{"targetRef": map[string]any{"kind": "Mesh"}}
	c.create(foreign)
	c.apply(documents(t, "../../examples/tls"))
	evaluation := c.settle("tls")
	if len(evaluation.Resources) < 4 {
		t.Fatalf("the example makes only %v", names(evaluation))
	}
	for _, resource := range evaluation.Resources {
		object := named(resource.APIVersion, resource.Kind, resource.Metadata.Namespace, resource.Metadata.Name)
		at := client.ObjectKeyFromObject(object)
		if err := c.client.Get(t.Context(), at, object); err != nil {
			t.Fatal(err)
		}
		edited := object.DeepCopy()
		if resource.Kind == "Secret" {
			edited.Object["data"] = map[string]any{"value": "b2xk"}
		} else {
			edited.Object["spec"] = map[string]any{}
			if resource.Kind == "MeshHTTPRoute" {
				edited.Object["spec"] = map[string]any{"targetRef": map[string]any{"kind": "Mesh"}}
			}
		}
		if err := c.client.Update(t.Context(), edited); err != nil {
			t.Fatalf("%s: %v", resource.Kind, err)
		}
		c.settle(resource.Kind + " edited")
		if err := c.client.Delete(t.Context(), object); err != nil {
			t.Fatalf("%s: %v", resource.Kind, err)
		}
		c.settle(resource.Kind + " deleted")
		if err := c.client.Get(t.Context(), at, object); err != nil {
			t.Errorf("%s is not back: %v", resource.Kind, err)
		}
	}
	if err := c.client.Get(t.Context(), client.ObjectKeyFromObject(foreign), foreign); err != nil || foreign.GetGeneration() != 1 {
		t.Errorf("somebody else's object was touched: %v", err)
	}
}
