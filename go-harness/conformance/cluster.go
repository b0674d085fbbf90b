package conformance

import (
	"context"
	"errors"
	"fmt"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes/scheme"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	crconfig "sigs.k8s.io/controller-runtime/pkg/config"
	"sigs.k8s.io/controller-runtime/pkg/metrics/server"

	"github.com/kumahq/kuma-gapi/go-harness/controller"
	"github.com/kumahq/kuma-gapi/go-harness/testserver"
)

const (
	systemNamespace = "kuma-system"
	mesh            = "default"
	// gatewayClass is the one that the suite uses.
	gatewayClass = "kuma"
)

// Cluster is an API server with the controller on it, and stubs of what else runs in a cluster.
type Cluster struct {
	api *testserver.Server
	// reader shows what is stored, as a control plane's cache does.
	reader client.Reader
	client client.Client
	stop   context.CancelFunc
	// ended has what the managers that were started end with.
	ended   chan error
	started int
}

// StartCluster starts everything and waits until the caches are filled.
//
// It fails if a part does not start.
func StartCluster(ctx context.Context) (*Cluster, error) {
	kuma, err := testserver.KumaCRDs()
	if err != nil {
		return nil, err
	}
	gateway, err := testserver.GatewayAPICRDs(testserver.Standard)
	if err != nil {
		return nil, err
	}
	api, err := testserver.Start(ctx, testserver.Options{})
	if err != nil {
		return nil, err
	}
	c := &Cluster{api: api, ended: make(chan error, 2)}
	if err := c.start(ctx, append(kuma, gateway...)); err != nil {
		return nil, errors.Join(err, c.Stop())
	}
	return c, nil
}

func (c *Cluster) start(ctx context.Context, crds []testserver.CRD) error {
	if err := c.api.Install(ctx, crds...); err != nil {
		return err
	}
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	c.stop = stop
	product, err := c.manager()
	if err != nil {
		return err
	}
	if err := controller.AddToManager(product, controller.Options{}); err != nil {
		return err
	}
	others, err := c.manager()
	if err != nil {
		return err
	}
	c.client, c.reader = others.GetClient(), others.GetCache()
	if err := addStubs(others); err != nil {
		return err
	}
	for _, object := range watched() {
		if _, err := others.GetCache().GetInformer(running, object); err != nil {
			return err
		}
	}
	if err := c.seed(ctx); err != nil {
		return err
	}
	for _, manager := range []ctrl.Manager{product, others} {
		c.started++
		go func() { c.ended <- manager.Start(running) }()
	}
	if !others.GetCache().WaitForCacheSync(ctx) {
		return errors.New("the cache of the stubs was not filled")
	}
	return nil
}

func (c *Cluster) manager() (ctrl.Manager, error) {
	repeated := true
	return ctrl.NewManager(c.api.Config(), ctrl.Options{
		Scheme:     scheme.Scheme,
		Metrics:    server.Options{BindAddress: "0"},
		Controller: crconfig.Controller{SkipNameValidation: &repeated},
		Cache:      cache.Options{DefaultTransform: cache.TransformStripManagedFields()},
		Client:     client.Options{Cache: &client.CacheOptions{Unstructured: true}},
	})
}

// watched are the kinds that decide what a request gets.
func watched() []client.Object {
	objects := []client.Object{&corev1.Service{}, &corev1.Pod{}, &corev1.Secret{}, &corev1.Namespace{}, &appsv1.Deployment{}}
	for _, kind := range []string{"MeshGateway", "MeshGatewayInstance", "MeshHTTPRoute"} {
		objects = append(objects, kumaObject(kind))
	}
	return objects
}

// seed makes what an installation of Kuma brings: its namespace, the default mesh and a GatewayClass.
func (c *Cluster) seed(ctx context.Context) error {
	namespace := &corev1.Namespace{}
	namespace.Name = systemNamespace
	class := &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "gateway.networking.k8s.io/v1",
		"kind":       "GatewayClass",
		"metadata":   map[string]any{"name": gatewayClass},
		"spec":       map[string]any{"controllerName": "gateways.kuma.io/controller"},
	}}
	defaultMesh := kumaObject("Mesh")
	defaultMesh.SetName(mesh)
	for _, object := range []client.Object{namespace, defaultMesh, class} {
		if err := c.client.Create(ctx, object); err != nil {
			return fmt.Errorf("%s `%s`: %w", object.GetObjectKind().GroupVersionKind().Kind, object.GetName(), err)
		}
	}
	return nil
}

// Stop ends everything.
func (c *Cluster) Stop() error {
	var failed []error
	if c.stop != nil {
		c.stop()
		for range c.started {
			failed = append(failed, <-c.ended)
		}
	}
	return errors.Join(append(failed, c.api.Stop())...)
}

func kumaObject(kind string) *unstructured.Unstructured {
	object := &unstructured.Unstructured{}
	object.SetAPIVersion("kuma.io/v1alpha1")
	object.SetKind(kind)
	return object
}

func kumaList(ctx context.Context, reader client.Reader, kind string, options ...client.ListOption) ([]unstructured.Unstructured, error) {
	list := &unstructured.UnstructuredList{}
	list.SetAPIVersion("kuma.io/v1alpha1")
	list.SetKind(kind + "List")
	err := reader.List(ctx, list, options...)
	return list.Items, err
}

// into reads a part of an object into a Go value; what is absent leaves it as it is.
func into(object *unstructured.Unstructured, value any, fields ...string) error {
	part, found, err := unstructured.NestedMap(object.Object, fields...)
	if err != nil || !found {
		return err
	}
	return runtime.DefaultUnstructuredConverter.FromUnstructured(part, value)
}
