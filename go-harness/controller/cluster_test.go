package controller_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
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

// within is how soon everything must have settled on a loaded machine; how long it took is logged. After a restart of
// the API server the client's watches alone may wait for half a minute.
const within = 2 * time.Minute

// systemNamespace is where the controller writes.
const systemNamespace = "kuma-system"

// account is as whom the controller runs in every test: with the role that is shipped, RBAC on.
var account = rest.ImpersonationConfig{
	UserName: "system:serviceaccount:kuma-system:kuma-gapi-controller",
	Groups:   []string{"system:serviceaccounts", "system:authenticated"},
}

// shared is the one API server of the package, with all CRDs; each test cleans it first.
var shared *testserver.Server

// module evaluates for the tests and for the controllers in this process.
var module = sync.OnceValues(func() (*policy.Module, error) {
	return policy.New(context.Background(), policy.Options{})
})

func TestMain(m *testing.M) {
	code := m.Run()
	if shared != nil {
		if err := shared.Stop(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}
	os.Exit(code)
}

// cluster is an API server and what a test does with it.
type cluster struct {
	t      testing.TB
	api    *testserver.Server
	client client.WithWatch
	module *policy.Module
	// choices are those that the controller evaluates with.
	choices policy.Choices
	// quiet keeps the controller's log out of the test's.
	quiet bool
}

// open gives the shared server, with nothing on it but namespaces.
func open(t testing.TB) *cluster {
	t.Helper()
	if shared == nil {
		c := bare(t)
		c.installKuma()
		c.install(testserver.Standard)
		shared = c.api
		return c
	}
	c := over(t, shared)
	c.clean()
	return c
}

// bare gives a server without any CRDs; it is the test's own unless somebody keeps it.
func bare(t testing.TB) *cluster {
	t.Helper()
	api, err := testserver.Start(t.Context(), testserver.Options{RBAC: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if api == shared {
			return
		}
		if err := api.Stop(); err != nil {
			t.Error(err)
		}
	})
	c := over(t, api)
	c.create(named("v1", "Namespace", "", systemNamespace))
	for _, object := range documents(t, "../../deploy") {
		if object.GetKind() != "Deployment" {
			c.create(object)
		}
	}
	return c
}

func over(t testing.TB, api *testserver.Server) *cluster {
	t.Helper()
	c, err := client.NewWithWatch(api.Config(), client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	module, err := module()
	if err != nil {
		t.Fatal(err)
	}
	return &cluster{t: t, api: api, client: c, module: module, choices: policy.Choices{Admission: "trusted"}}
}

// install brings Gateway API's kinds of a channel.
func (c *cluster) install(channel string) {
	c.t.Helper()
	crds, err := testserver.GatewayAPICRDs(channel)
	if err != nil {
		c.t.Fatal(err)
	}
	c.installCRDs(crds)
}

// installKuma brings Kuma's kinds, without those that are named.
func (c *cluster) installKuma(without ...string) {
	c.t.Helper()
	crds, err := testserver.KumaCRDs()
	if err != nil {
		c.t.Fatal(err)
	}
	var wanted []testserver.CRD
	for _, crd := range crds {
		kind, _, _ := unstructured.NestedString(crd.Object, "spec", "names", "kind")
		if !contains(without, kind) {
			wanted = append(wanted, crd)
		}
	}
	c.installCRDs(wanted)
}

func (c *cluster) installCRDs(crds []testserver.CRD) {
	c.t.Helper()
	if err := c.api.Install(context.Background(), crds...); err != nil {
		c.t.Fatal(err)
	}
}

func contains(all []string, one string) bool {
	for _, other := range all {
		if other == one {
			return true
		}
	}
	return false
}

// replica is one running controller.
type replica struct {
	cancel context.CancelFunc
	done   chan error
	once   sync.Once
	said   *said
}

// stop ends the controller and waits for it; the second time there is nothing to do.
func (r *replica) stop() (err error) {
	r.once.Do(func() {
		r.cancel()
		err = <-r.done
	})
	return err
}

// run starts the controller until the test ends. Its requests go through a transport of the test's, if there is one.
func (c *cluster) run(options controller.Options, wrap func(http.RoundTripper) http.RoundTripper) *replica {
	c.t.Helper()
	return c.runWith(options, wrap, ctrl.Options{})
}

func (c *cluster) runWith(options controller.Options, wrap func(http.RoundTripper) http.RoundTripper, managed ctrl.Options) *replica {
	t := c.t
	t.Helper()
	said := &said{}
	managed.Logger = zap.New(zap.WriteTo(io.MultiWriter(testWriter{t}, said)))
	if c.quiet {
		managed.Logger = zap.New(zap.WriteTo(io.Discard))
	}
	ctrl.SetLogger(managed.Logger)
	config := c.api.Config()
	config.Impersonate = account
	if wrap != nil {
		config.Wrap(wrap)
	}
	repeated := true
	managed.Metrics = server.Options{BindAddress: "0"}
	managed.Controller = crconfig.Controller{SkipNameValidation: &repeated}
	mgr, err := ctrl.NewManager(config, managed)
	if err != nil {
		t.Fatal(err)
	}
	if options.ModuleOptions.PoolSize == 0 {
		options.Module = c.module
	}
	if err := controller.AddToManager(mgr, options); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	r := &replica{cancel: cancel, done: make(chan error, 1), said: said}
	go func() { r.done <- mgr.Start(ctx) }()
	t.Cleanup(func() {
		if err := r.stop(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// testWriter shows the controller's log where a test fails.
type testWriter struct{ t testing.TB }

func (w testWriter) Write(text []byte) (int, error) {
	if w.t.Context().Err() == nil {
		w.t.Log(strings.TrimSpace(string(text)))
	}
	return len(text), nil
}

// said keeps what a controller logs.
type said struct {
	mutex sync.Mutex
	text  strings.Builder
}

func (s *said) Write(text []byte) (int, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.text.Write(text)
}

func (s *said) count(text string) int {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return strings.Count(s.text.String(), text)
}

// says waits until a controller has logged something.
func (c *cluster) says(r *replica, text string) {
	c.t.Helper()
	c.eventually("it says: "+text, func() bool { return r.said.count(text) > 0 })
}

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

// clean removes everything but namespaces, of which it removes what tests wrote.
func (c *cluster) clean() {
	c.t.Helper()
	for _, object := range c.list(append(outputs[:len(outputs)-1:len(outputs)-1], inputs...)) {
		switch {
		case object.GetKind() == "Namespace":
			if len(object.GetLabels()) > 1 || len(object.GetAnnotations()) > 0 {
				object.SetLabels(nil)
				object.SetAnnotations(nil)
				if err := c.client.Update(context.Background(), object); err != nil {
					c.t.Fatal(err)
				}
			}
		case object.GetKind() == "Service" && object.GetNamespace() == "default":
			// The API server's own.
		default:
			if len(object.GetFinalizers()) > 0 {
				object.SetFinalizers(nil)
				if err := c.client.Update(context.Background(), object); client.IgnoreNotFound(err) != nil {
					c.t.Fatal(err)
				}
			}
			c.delete(object)
		}
	}
}

// fresh evaluates what the cluster holds now.
func (c *cluster) fresh() *policy.Evaluation {
	c.t.Helper()
	evaluation, err := c.module.Evaluate(context.Background(), c.snapshot())
	if err != nil {
		c.t.Fatal(err)
	}
	return evaluation
}

func (c *cluster) snapshot() policy.Snapshot {
	c.t.Helper()
	observed := contents(c.list(outputs))
	return policy.Snapshot{Resources: contents(c.list(inputs)), Observed: &observed, Options: c.choices}
}

func contents(objects []*unstructured.Unstructured) []any {
	all := make([]any, 0, len(objects))
	for _, object := range objects {
		all = append(all, object.Object)
	}
	return all
}

// settle waits until the cluster is as a fresh evaluation of it wants, statuses included, and says how long it took.
func (c *cluster) settle(what string) (*policy.Evaluation, time.Duration) {
	c.t.Helper()
	began := time.Now()
	for {
		evaluation := c.fresh()
		left := c.left(evaluation)
		if len(left) == 0 {
			return evaluation, time.Since(began)
		}
		if time.Since(began) > within {
			c.t.Fatalf("%s: after %v there are %d things to do:\n%s", what, within, len(left), strings.Join(left[:min(len(left), 10)], "\n"))
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// settled is settle for a test that does not ask for more.
func (c *cluster) settled(what string) *policy.Evaluation {
	c.t.Helper()
	evaluation, took := c.settle(what)
	c.t.Logf("%s: settled after %v", what, took.Round(time.Millisecond))
	return evaluation
}

// left is what is still to do.
func (c *cluster) left(evaluation *policy.Evaluation) []string {
	var left []string
	for _, step := range evaluation.Plan {
		if step.Action != policy.Unchanged {
			left = append(left, fmt.Sprintf("%s %s %s: %s %v", step.Action, step.Object.Kind, step.Object.Name, step.Reason, step.Changes))
		}
	}
	for _, status := range evaluation.Statuses {
		object := named(status.APIVersion, status.Kind, status.Namespace, status.Name)
		if err := c.client.Get(context.Background(), client.ObjectKeyFromObject(object), object); err != nil {
			left = append(left, err.Error())
			continue
		}
		now, wanted := textOf(object.Object["status"]), textOf(valueOf(status.Status))
		if now != wanted {
			left = append(left, fmt.Sprintf("status of %s %s: %s instead of %s", status.Kind, status.Name, now, wanted))
		}
	}
	return left
}

func valueOf(text json.RawMessage) any {
	var value any
	_ = json.Unmarshal(text, &value)
	return value
}

func textOf(value any) string {
	text, err := json.Marshal(value)
	return string(text) + errorText(err)
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
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

// eventually waits until something is so.
func (c *cluster) eventually(what string, is func() bool) {
	c.t.Helper()
	for began := time.Now(); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Since(began) > within {
			c.t.Fatalf("%s: not after %v", what, within)
		}
	}
}

func names(evaluation *policy.Evaluation) []string {
	var names []string
	for _, resource := range evaluation.Resources {
		names = append(names, resource.Kind+"/"+resource.Metadata.Namespace+"/"+resource.Metadata.Name)
	}
	return names
}

// count is how often something is done: less in `make test` than in `make soak`, which sets the variable.
func count(t testing.TB, variable string, otherwise int) int {
	t.Helper()
	text, ok := os.LookupEnv(variable)
	if !ok {
		return otherwise
	}
	var n int
	if _, err := fmt.Sscan(text, &n); err != nil {
		t.Fatal(errors.Join(errors.New(variable), err))
	}
	return n
}
