package controller

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/go-logr/logr"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/tools/events"
	"k8s.io/client-go/util/workqueue"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	crcontroller "sigs.k8s.io/controller-runtime/pkg/controller"
	"sigs.k8s.io/controller-runtime/pkg/event"
	"sigs.k8s.io/controller-runtime/pkg/handler"
	"sigs.k8s.io/controller-runtime/pkg/log"
	"sigs.k8s.io/controller-runtime/pkg/manager"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
	"sigs.k8s.io/controller-runtime/pkg/source"

	"github.com/kumahq/kuma-gapi/go-harness/policy"
)

// Name is that of the controller, in events, logs and metrics.
const Name = "kuma-gapi"

// everything is the one request that there is: events of all kinds are coalesced into it.
var everything = reconcile.Request{}

// syncWithin is how long a reconcile waits for a cache that was just begun.
const syncWithin = 30 * time.Second

type reconciler struct {
	options  Options
	module   *policy.Module
	client   client.Client
	direct   client.Reader
	mapper   meta.RESTMapper
	cache    cache.Cache
	recorder events.EventRecorder
	watch    func(source.Source) error
	metrics  *metrics
	// discovery is what the cluster itself says of its kinds.
	discovery discovery.DiscoveryInterface

	// watched has the version of each kind that is watched; absent are those of which it was said that they
	// are not.
	watched map[schema.GroupKind]schema.GroupVersionKind
	absent  map[schema.GroupKind]string
	// written are our own writes that the cache does not show yet.
	written map[key]write
	told    map[string]bool
	texts   texts
}

// AddToManager adds the controller to a manager. It runs while the manager leads.
//
// It fails if the policy module cannot be made or refuses the options, or if the manager takes no more.
func AddToManager(mgr manager.Manager, options Options) error {
	options.complete()
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
		mapper:    mgr.GetRESTMapper(),
		cache:     own,
		recorder:  mgr.GetEventRecorder(Name),
		metrics:   newMetrics(),
		watched:   map[schema.GroupKind]schema.GroupVersionKind{},
		absent:    map[schema.GroupKind]string{},
		written:   map[key]write{},
		told:      map[string]bool{},
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
		// There is one request, so its name says nothing.
		LogConstructor: func(*reconcile.Request) logr.Logger { return mgr.GetLogger().WithName(Name) },
		RateLimiter:    workqueue.NewTypedItemExponentialFailureRateLimiter[reconcile.Request](50*time.Millisecond, 5*time.Second),
	})
	if err != nil {
		return err
	}
	r.watch = controller.Watch
	first := source.Func(func(_ context.Context, queue workqueue.TypedRateLimitingInterface[reconcile.Request]) error {
		queue.Add(everything)
		return nil
	})
	return errors.Join(mgr.Add(own), controller.Watch(first))
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
		DefaultTransform: cache.TransformStripManagedFields(),
	}
	if options.SecretNamespaces != nil {
		secret := &unstructured.Unstructured{}
		secret.SetGroupVersionKind(schema.GroupVersionKind{Version: "v1", Kind: "Secret"})
		namespaces := map[string]cache.Config{options.SystemNamespace: {}}
		for _, namespace := range options.SecretNamespaces {
			namespaces[namespace] = cache.Config{}
		}
		made.ByObject = map[client.Object]cache.ByObject{secret: {Namespaces: namespaces}}
	}
	return made
}

// Reconcile brings the cluster to what its Gateway API resources ask for.
func (r *reconciler) Reconcile(ctx context.Context, _ reconcile.Request) (reconcile.Result, error) {
	if err := r.watchKinds(ctx); err != nil {
		return reconcile.Result{}, err
	}
	state, err := r.read(ctx)
	if err != nil {
		return reconcile.Result{}, err
	}
	evaluation, err := r.evaluate(ctx, state)
	if err != nil {
		return reconcile.Result{}, err
	}
	failed := append(r.apply(ctx, state, evaluation), r.writeStatuses(ctx, state, evaluation)...)
	err = joined(failed)
	r.tell(state, evaluation)
	if err != nil {
		return reconcile.Result{}, err
	}
	result := reconcile.Result{}
	if len(r.absent) > 0 {
		result.RequeueAfter = r.options.Discover
	}
	if len(r.written) > 0 {
		result.RequeueAfter = cacheWithin
	}
	return result, nil
}

func (r *reconciler) evaluate(ctx context.Context, state *state) (*policy.Evaluation, error) {
	began := time.Now()
	snapshot, err := state.snapshot(r.options.choices(state.served))
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

// watchKinds begins to watch what the cluster serves by now, and says once what it does not.
func (r *reconciler) watchKinds(ctx context.Context) error {
	for _, kind := range kinds {
		if _, ok := r.watched[kind.GroupKind]; ok {
			continue
		}
		why, err := r.watchKind(ctx, kind)
		if err != nil {
			return err
		}
		if why == "" {
			delete(r.absent, kind.GroupKind)
			continue
		}
		if r.absent[kind.GroupKind] != why {
			log.FromContext(ctx).Info("a kind is not watched", "kind", kind.String(), "reason", why)
		}
		r.absent[kind.GroupKind] = why
	}
	return nil
}

// watchKind gives the reason for which a kind cannot be watched; an error where nothing may be evaluated then.
func (r *reconciler) watchKind(ctx context.Context, kind kind) (string, error) {
	mapping, err := r.mapper.RESTMapping(kind.GroupKind, kind.versions...)
	if meta.IsNoMatchError(err) {
		return "the cluster does not serve it", r.inOtherVersion(kind)
	}
	if err != nil {
		return "", err
	}
	gvk := mapping.GroupVersionKind
	for _, namespace := range r.namespacesOf(kind) {
		list := listOf(gvk)
		err := r.direct.List(ctx, list, client.InNamespace(namespace), client.Limit(1))
		if err == nil {
			continue
		}
		if apierrors.IsForbidden(err) && !kind.needed {
			return fmt.Sprintf("it may not be read: %v", err), nil
		}
		return "", fmt.Errorf("nothing is written, as %s cannot be read: %w", kind, err)
	}
	object := &unstructured.Unstructured{}
	object.SetGroupVersionKind(gvk)
	if err := r.watch(source.Kind(r.cache, object, r.handler())); err != nil {
		return "", err
	}
	r.watched[kind.GroupKind] = gvk
	return "", nil
}

// inOtherVersion is an error where the cluster serves a kind in versions only that the module does not read: there
// may be objects then, and not to know of them is not the same as that there are none.
func (r *reconciler) inOtherVersion(kind kind) error {
	// The mapper does not look for versions that it was not asked for.
	groups, err := r.discovery.ServerGroups()
	if err != nil {
		return err
	}
	for _, group := range groups.Groups {
		for _, version := range group.Versions {
			if group.Name != kind.Group || slices.Contains(kind.versions, version.Version) {
				continue
			}
			resources, err := r.discovery.ServerResourcesForGroupVersion(version.GroupVersion)
			if client.IgnoreNotFound(err) != nil {
				return err
			}
			if err == nil && slices.ContainsFunc(resources.APIResources, func(resource metav1.APIResource) bool { return resource.Kind == kind.Kind }) {
				return fmt.Errorf("nothing is written, as the cluster serves %s only in version `%s`: install its CRD with version `%s`, or another version of this controller",
					kind, version.Version, kind.versions[0])
			}
		}
	}
	return nil
}

func (r *reconciler) namespacesOf(kind kind) []string {
	if kind.Kind != "Secret" || r.options.SecretNamespaces == nil {
		return []string{""}
	}
	return append([]string{r.options.SystemNamespace}, r.options.SecretNamespaces...)
}

// handler gathers events for a moment: a change rarely comes alone.
func (r *reconciler) handler() handler.TypedEventHandler[*unstructured.Unstructured, reconcile.Request] {
	type queue = workqueue.TypedRateLimitingInterface[reconcile.Request]
	add := func(queue queue) { queue.AddAfter(everything, r.options.Window) }
	return handler.TypedFuncs[*unstructured.Unstructured, reconcile.Request]{
		CreateFunc: func(_ context.Context, _ event.TypedCreateEvent[*unstructured.Unstructured], q queue) { add(q) },
		UpdateFunc: func(_ context.Context, e event.TypedUpdateEvent[*unstructured.Unstructured], q queue) {
			if e.ObjectOld.GetResourceVersion() != e.ObjectNew.GetResourceVersion() {
				add(q)
			}
		},
		DeleteFunc: func(_ context.Context, _ event.TypedDeleteEvent[*unstructured.Unstructured], q queue) { add(q) },
	}
}

// shownErrors is how many errors of one reconcile are told one by one.
const shownErrors = 10

// joined makes one error of those that were met; after the first few it only counts.
func joined(failed []error) error {
	if more := len(failed) - shownErrors; more > 0 {
		failed = append(failed[:shownErrors:shownErrors], fmt.Errorf("and %d more", more))
	}
	return errors.Join(failed...)
}

func listOf(gvk schema.GroupVersionKind) *unstructured.UnstructuredList {
	list := &unstructured.UnstructuredList{}
	list.SetGroupVersionKind(gvk.GroupVersion().WithKind(gvk.Kind + "List"))
	return list
}
