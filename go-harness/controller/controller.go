package controller

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-logr/logr"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/util/workqueue"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	crcontroller "sigs.k8s.io/controller-runtime/pkg/controller"
	"sigs.k8s.io/controller-runtime/pkg/event"
	"sigs.k8s.io/controller-runtime/pkg/handler"
	"sigs.k8s.io/controller-runtime/pkg/manager"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
	"sigs.k8s.io/controller-runtime/pkg/source"

	"github.com/kumahq/kuma-gapi/go-harness/policy"
)

// Name is that of the controller, in events, logs and metrics.
const Name = "kuma-gapi"

// everything is the request into which events of all kinds are coalesced.
var everything = reconcile.Request{}

// syncWithin is how long a reconcile waits for a cache that was just begun.
const syncWithin = 30 * time.Second

type reconciler struct {
	options Options
	module  *policy.Module
	client  client.Client
	direct  client.Reader
	cache   cache.Cache
	teller  *teller
	watch   func(source.Source) error
	queue   workqueue.TypedRateLimitingInterface[reconcile.Request]
	metrics *metrics
	// discovery is what the cluster itself says of its kinds.
	discovery discovery.DiscoveryInterface

	secrets secrets
	// named are the Secrets that Gateways name, as `namespace/name`; nil: nobody has looked yet.
	named atomic.Pointer[map[string]bool]

	// watched has the version of each kind that is watched; absent are those of which it was said that they
	// are not.
	watched map[schema.GroupKind]schema.GroupVersionKind
	absent  map[schema.GroupKind]string
	// vanished is since when kinds that are watched are not served.
	vanished map[schema.GroupKind]time.Time
	// checked is when the kinds that are watched were last found readable.
	checked time.Time
	// blocked is why nothing may be evaluated; at first, that nobody has looked yet.
	blocked error

	// mutex guards written, as several writes are under way at a time.
	mutex sync.Mutex
	// written are our own writes that the cache does not show yet.
	written map[key]write
	// asks are what was asked for last, not to ask in vain for ever.
	asks asks
	// refused is what was last said of writes that no repetition helps.
	refused string
	texts   texts
	// shown is the plan of a dry run that was shown last.
	shown []string
}

// AddToManager adds the controller to a manager. It runs while the manager leads.
//
// It fails if the policy module cannot be made or refuses the options, or if the manager takes no more.
func AddToManager(mgr manager.Manager, options Options) error {
	if err := options.complete(); err != nil {
		return fmt.Errorf("the options of %s: %w", Name, err)
	}
	// A cache of its own: that of the host may leave out Secrets, or hold what nobody needs here.
	own, err := cache.New(mgr.GetConfig(), cacheOptions(mgr, &options))
	if err != nil {
		return fmt.Errorf("the cache of %s: %w", Name, err)
	}
	discovered, err := discovery.NewDiscoveryClientForConfigAndClient(mgr.GetConfig(), mgr.GetHTTPClient())
	if err != nil {
		return err
	}
	r := &reconciler{
		discovery: discovered,
		options:   options,
		client:    mgr.GetClient(),
		direct:    mgr.GetAPIReader(),
		cache:     own,
		teller:    newTeller(mgr.GetClient()),
		metrics:   newMetrics(),
		watched:   map[schema.GroupKind]schema.GroupVersionKind{},
		absent:    map[schema.GroupKind]string{},
		vanished:  map[schema.GroupKind]time.Time{},
		written:   map[key]write{},
		blocked:   errors.New("nobody has looked yet at which kinds are served"),
		secrets: secrets{
			open:    opener(mgr, &options),
			opened:  map[string]cache.Cache{"": own},
			watched: map[string]bool{},
			unread:  map[string]string{},
		},
	}
	if err := r.makeModule(mgr); err != nil {
		return err
	}
	// What is wrong with the options is wrong with every snapshot.
	if _, err := r.module.Evaluate(context.Background(), policy.Snapshot{Options: options.choices(nil)}); err != nil {
		return fmt.Errorf("the options of %s: %w", Name, err)
	}
	leads := true
	controller, err := crcontroller.New(Name, mgr, crcontroller.Options{
		Reconciler: r,
		// One at a time: each looks at everything.
		MaxConcurrentReconciles: 1,
		NeedLeaderElection:      &leads,
		// Requests are about no single object, so that their names say nothing.
		LogConstructor: func(*reconcile.Request) logr.Logger { return mgr.GetLogger().WithName(Name) },
		RateLimiter:    workqueue.NewTypedItemExponentialFailureRateLimiter[reconcile.Request](50*time.Millisecond, 5*time.Second),
	})
	if err != nil {
		return err
	}
	r.watch = controller.Watch
	first := source.Func(func(_ context.Context, queue workqueue.TypedRateLimitingInterface[reconcile.Request]) error {
		r.queue = queue
		queue.Add(look)
		return nil
	})
	return errors.Join(mgr.Add(own), mgr.Add(r.teller), controller.Watch(first))
}

// makeModule makes the module if the host gave none, and closes it with the manager.
func (r *reconciler) makeModule(mgr manager.Manager) error {
	if r.module = r.options.Module; r.module != nil {
		return nil
	}
	options := r.options.ModuleOptions
	// What is evaluated comes from an API server.
	options.Build = policy.Trusted
	told := options.OnDrop
	options.OnDrop = func(reason error) {
		r.metrics.dropped.Inc()
		if told != nil {
			told(reason)
		}
	}
	module, err := policy.New(context.Background(), options)
	if err != nil {
		return err
	}
	r.module = module
	return mgr.Add(manager.RunnableFunc(func(ctx context.Context) error {
		<-ctx.Done()
		return module.Close(context.WithoutCancel(ctx))
	}))
}

func cacheOptions(mgr manager.Manager, options *Options) cache.Options {
	made := cache.Options{
		HTTPClient:       mgr.GetHTTPClient(),
		Scheme:           mgr.GetScheme(),
		Mapper:           mgr.GetRESTMapper(),
		DefaultTransform: options.kept,
		ByObject:         map[client.Object]cache.ByObject{},
	}
	for _, kind := range kinds {
		if kind.name != "" {
			made.ByObject[objectOfKind(kind.WithVersion(kind.versions[0]))] = cache.ByObject{Field: kind.selected().Selector}
		}
	}
	return made
}

// opener makes and starts caches of single namespaces, which end with the manager.
func opener(mgr manager.Manager, options *Options) func(context.Context, string) (cache.Cache, error) {
	return func(ctx context.Context, namespace string) (cache.Cache, error) {
		limited := cacheOptions(mgr, options)
		limited.DefaultNamespaces = map[string]cache.Config{namespace: {}}
		opened, err := cache.New(mgr.GetConfig(), limited)
		if err != nil {
			return nil, err
		}
		if err := mgr.Add(opened); err != nil {
			return nil, err
		}
		ctx, cancel := context.WithTimeout(ctx, syncWithin)
		defer cancel()
		if !opened.WaitForCacheSync(ctx) {
			return nil, errors.New("its cache does not start")
		}
		return opened, nil
	}
}

// Reconcile looks at which kinds the cluster serves, or brings the cluster to what its Gateway API resources ask for.
func (r *reconciler) Reconcile(ctx context.Context, request reconcile.Request) (reconcile.Result, error) {
	if request == look {
		result, err := r.lookAround(ctx)
		if err != nil {
			r.options.Health.note(err)
		}
		return result, err
	}
	// What is in the way is told by whoever looks, who wakes this up when it is gone.
	if r.blocked != nil {
		return reconcile.Result{}, nil
	}
	result, err := r.bring(ctx)
	r.options.Health.note(err)
	return result, err
}

// bring reads, evaluates and writes.
func (r *reconciler) bring(ctx context.Context) (reconcile.Result, error) {
	state, err := r.read(ctx)
	if err != nil {
		return reconcile.Result{}, err
	}
	r.asks.begin(state)
	evaluation, err := r.evaluate(ctx, state)
	if err != nil {
		return reconcile.Result{}, err
	}
	r.metrics.diagnosed(evaluation.Diagnostics)
	if r.options.DryRun {
		return reconcile.Result{}, r.show(ctx, state, evaluation)
	}
	failed := r.apply(ctx, state, evaluation)
	failed = append(failed, r.writeStatuses(ctx, state, evaluation, sourcesOf(failed))...)
	r.teller.tell(append(diagnosed(state, evaluation.Diagnostics), refusals(state, failed)...))
	if err := r.sum(ctx, failed); err != nil {
		return reconcile.Result{}, err
	}
	return reconcile.Result{RequeueAfter: r.soonest(failed)}, nil
}

// soonest is how soon everything is looked at again if nothing happens; 0: not at all.
func (r *reconciler) soonest(failed []failure) time.Duration {
	var waits []time.Duration
	if wait := r.asks.wait(); wait > 0 {
		waits = append(waits, wait)
	}
	if len(failed) > 0 {
		waits = append(waits, refusedAgain)
	}
	if len(r.written) > 0 {
		waits = append(waits, cacheWithin)
	}
	if slices.ContainsFunc(failed, func(failure failure) bool { return apierrors.IsConflict(failure.err) }) {
		waits = append(waits, conflictAgain)
	}
	if len(waits) == 0 {
		return 0
	}
	return slices.Min(waits)
}

func (r *reconciler) evaluate(ctx context.Context, state *state) (*policy.Evaluation, error) {
	began := time.Now()
	choices := r.options.choices(state.served)
	choices.SecretNamespaces = r.readSecrets()
	snapshot, err := state.snapshot(choices)
	if err != nil {
		return nil, err
	}
	evaluation, err := r.module.EvaluateText(ctx, snapshot)
	r.metrics.evaluated(time.Since(began), err)
	if err != nil {
		return nil, fmt.Errorf("nothing is written, as the snapshot could not be evaluated: %w", err)
	}
	return evaluation, nil
}

// handler gathers events for a moment: a change rarely comes alone.
func (r *reconciler) handler() handler.TypedEventHandler[*unstructured.Unstructured, reconcile.Request] {
	type queue = workqueue.TypedRateLimitingInterface[reconcile.Request]
	wake := func(queue queue, object *unstructured.Unstructured) {
		if r.matters(object) {
			queue.AddAfter(everything, r.options.Window)
		}
	}
	return handler.TypedFuncs[*unstructured.Unstructured, reconcile.Request]{
		CreateFunc: func(_ context.Context, e event.TypedCreateEvent[*unstructured.Unstructured], q queue) {
			wake(q, e.Object)
		},
		UpdateFunc: func(_ context.Context, e event.TypedUpdateEvent[*unstructured.Unstructured], q queue) {
			if !isSame(e.ObjectOld, e.ObjectNew) {
				wake(q, e.ObjectNew)
			}
		},
		DeleteFunc: func(_ context.Context, e event.TypedDeleteEvent[*unstructured.Unstructured], q queue) {
			wake(q, e.Object)
		},
	}
}

func listOf(gvk schema.GroupVersionKind) *unstructured.UnstructuredList {
	list := &unstructured.UnstructuredList{}
	list.SetGroupVersionKind(gvk.GroupVersion().WithKind(gvk.Kind + "List"))
	return list
}
