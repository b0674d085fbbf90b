package controller_test

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/kumahq/kuma-gapi/go-harness/controller"
)

// transport counts writes, and does to requests what a test says.
type transport struct {
	base   http.RoundTripper
	writes atomic.Int64
	faults atomic.Int64
	// faulty spoils every fifth write: with a conflict, with an error before it is done, and with an error
	// after it is done, in turn.
	faulty atomic.Bool
	// dead lets nothing through.
	dead atomic.Bool
	// refuse says which writes are forbidden, refused counts them.
	refuse  atomic.Pointer[func(*http.Request) bool]
	refused atomic.Int64

	mutex   sync.Mutex
	watches []io.Closer
}

func (f *transport) wrap(base http.RoundTripper) http.RoundTripper {
	f.base = base
	return f
}

func (f *transport) RoundTrip(request *http.Request) (*http.Response, error) {
	if f.dead.Load() {
		return nil, errors.New("the network is gone")
	}
	if request.URL.Query().Get("watch") == "true" {
		return f.watch(request)
	}
	path := request.URL.Path
	if request.Method == http.MethodGet || strings.Contains(path, "/events") || strings.Contains(path, "/leases") {
		return f.base.RoundTrip(request)
	}
	if refuse := f.refuse.Load(); refuse != nil && (*refuse)(request) {
		f.refused.Add(1)
		return answer(request, http.StatusForbidden, "Forbidden"), nil
	}
	count := f.writes.Add(1)
	if !f.faulty.Load() || count%5 != 0 {
		return f.base.RoundTrip(request)
	}
	switch f.faults.Add(1) % 3 {
	case 0:
		return answer(request, http.StatusConflict, "Conflict"), nil
	case 1:
		return answer(request, http.StatusInternalServerError, "InternalError"), nil
	default:
		done, err := f.base.RoundTrip(request)
		if err != nil {
			return nil, err
		}
		_ = done.Body.Close()
		return answer(request, http.StatusInternalServerError, "InternalError"), nil
	}
}

// watch keeps what a watch reads from, so that it can be cut.
func (f *transport) watch(request *http.Request) (*http.Response, error) {
	response, err := f.base.RoundTrip(request)
	if err == nil {
		f.mutex.Lock()
		f.watches = append(f.watches, response.Body)
		f.mutex.Unlock()
	}
	return response, err
}

// cut ends every watch, and gives how many.
func (f *transport) cut() int {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	cut := len(f.watches)
	for _, body := range f.watches {
		_ = body.Close()
	}
	f.watches = nil
	return cut
}

func answer(request *http.Request, code int, reason string) *http.Response {
	body := fmt.Sprintf(`{"kind":"Status","apiVersion":"v1","status":"Failure","reason":%q,"message":"injected","code":%d}`, reason, code)
	return &http.Response{
		StatusCode: code, Status: http.StatusText(code), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: request,
		Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)),
	}
}

// disturb does something to the cluster that asks for several writes: to inputs or to outputs, of a seeded choice.
func (c *cluster) disturb(random *rand.Rand) string {
	c.t.Helper()
	resources := c.fresh().Resources
	switch choice := random.IntN(4); {
	case choice == 0 && len(resources) > 0:
		for _, resource := range resources {
			c.delete(ofResource(resource))
		}
		return "all outputs deleted"
	case choice == 1 && len(resources) > 0:
		resource := resources[random.IntN(len(resources))]
		for _, do := range edits(resource.Kind) {
			if object := ofResource(resource); c.exists(object) {
				c.change(object, do)
			}
			break
		}
		return resource.Kind + " edited"
	case choice == 2:
		return c.toggle(random)
	default:
		namespace := named("v1", "Namespace", "", "shop")
		mesh := []string{"default", "blue"}[random.IntN(2)]
		namespace.SetLabels(map[string]string{"kuma.io/mesh": mesh})
		c.create(namespace)
		return "the mesh of a namespace is " + mesh
	}
}

// toggle deletes an input, or makes one again that is not there: at most two are missing at a time.
func (c *cluster) toggle(random *rand.Rand) string {
	c.t.Helper()
	objects := slices.DeleteFunc(world(c.t), func(object *unstructured.Unstructured) bool {
		return object.GetKind() == "Namespace" || object.GetKind() == "GatewayClass"
	})
	missing := slices.DeleteFunc(slices.Clone(objects), c.exists)
	if len(missing) == 2 {
		object := missing[random.IntN(2)]
		c.create(object)
		return object.GetKind() + " made again"
	}
	object := objects[random.IntN(len(objects))]
	c.delete(object)
	return object.GetKind() + " deleted"
}

// makeAgain makes the inputs that disturb has deleted: without the parameters of its class a Gateway keeps what was made of
// it (F111), which only an evaluation can tell that knows what there is.
func (c *cluster) makeAgain() {
	c.t.Helper()
	c.apply(world(c.t))
	c.settled("all inputs are there")
}

// Spoilt writes, cut watches and restarts of the API server are made up for.
func TestFaults(t *testing.T) {
	rounds, restarts := count(t, "KUMA_GAPI_FAULT_ROUNDS", 12), count(t, "KUMA_GAPI_RESTARTS", 1)
	c := open(t)
	untouched := c.guard()
	faulty := &transport{}
	faulty.faulty.Store(true)
	r := c.run(controller.Options{}, faulty.wrap)
	c.apply(world(t))
	c.settled("from nothing")
	random := rand.New(rand.NewPCG(1, 2))
	cut := 0
	for round := range rounds {
		// A client waits longer after each cut, for up to half a minute, unless two minutes are quiet.
		if round%6 == 2 {
			cut += faulty.cut()
		}
		if restarts > 0 && round%(max(1, rounds/restarts)) == rounds/restarts-1 {
			if err := c.api.Restart(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		c.settle(c.disturb(random))
	}
	c.makeAgain()
	t.Logf("%d changes; injected: %d of %d writes spoilt, %d watches cut, %d restarts of the API server; lost: %d",
		rounds, faulty.faults.Load(), faulty.writes.Load(), cut, restarts, c.lost(untouched))
	// An API server that starts does not serve everything at once.
	if told := r.said.count("a kind is not watched"); told > 0 {
		t.Errorf("%d times a kind was taken for gone", told)
	}
	// One of each sort at least.
	if faulty.faults.Load() < 3 || cut == 0 {
		t.Error("nothing was injected")
	}
}

// What changes nothing writes nothing (F118): what Kuma's webhooks add to an object, and what others write.
func TestNothingIsWrittenWithoutADifference(t *testing.T) {
	c := open(t)
	counted := &transport{}
	c.run(controller.Options{}, counted.wrap)
	c.apply(world(t))
	evaluation := c.settled("from nothing")
	quiet(counted)
	before := counted.writes.Load()
	patch := client.RawPatch(types.MergePatchType, []byte(`{"metadata":{"annotations":{"somebody":"else"},"labels":{"kuma.io/env":"kubernetes"}}}`))
	mesh := c.stored(named("kuma.io/v1alpha1", "Mesh", "", "default"))
	for _, resource := range evaluation.Resources {
		if err := c.client.Patch(t.Context(), ofResource(resource), patch); err != nil {
			t.Fatal(err)
		}
		c.change(ofResource(resource), func(object *unstructured.Unstructured) {
			owner := metav1.OwnerReference{APIVersion: mesh.GetAPIVersion(), Kind: mesh.GetKind(), Name: mesh.GetName(), UID: mesh.GetUID()}
			object.SetOwnerReferences(append(object.GetOwnerReferences(), owner))
		})
	}
	for _, object := range c.list(inputs) {
		if err := c.client.Patch(t.Context(), object, patch); err != nil {
			t.Fatal(err)
		}
	}
	quiet(counted)
	if writes := counted.writes.Load() - before; writes != 0 {
		t.Errorf("%d writes for what others add", writes)
	}
	t.Logf("%d writes to begin with, 0 after", before)
}

// enough is how long there must be no write.
const enough = 3 * time.Second

// quiet waits until there was no write for some time, longer than an evaluation and a cache take, and gives when the
// last one was, from now on.
func quiet(counted *transport) time.Duration {
	began := time.Now()
	last, since := counted.writes.Load(), began
	for time.Since(since) < enough {
		time.Sleep(20 * time.Millisecond)
		if now := counted.writes.Load(); now != last {
			last, since = now, time.Now()
		}
	}
	return since.Sub(began)
}

// A dry run writes nothing.
func TestDryRun(t *testing.T) {
	c := open(t)
	counted := &transport{}
	c.run(controller.Options{DryRun: true}, counted.wrap)
	c.apply(world(t))
	quiet(counted)
	if writes := counted.writes.Load(); writes != 0 {
		t.Errorf("%d writes", writes)
	}
}
