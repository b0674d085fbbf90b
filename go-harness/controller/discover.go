package controller

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/discovery"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/log"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
	"sigs.k8s.io/controller-runtime/pkg/source"
)

// look is the request to find out which kinds the cluster serves.
var look = reconcile.Request{NamespacedName: types.NamespacedName{Name: "look"}}

// checkEvery is how often it is made sure that what is watched may still be read: a watch that is refused ends in silence.
const checkEvery = time.Minute

// lookAround watches what the cluster serves by now, and nothing else, and wakes up the evaluation where that is news.
func (r *reconciler) lookAround(ctx context.Context) (reconcile.Result, error) {
	news, err := r.watchKinds(ctx)
	if err == nil && (news || r.blocked != nil) {
		r.queue.Add(everything)
	}
	r.blocked = err
	if err != nil {
		return reconcile.Result{}, err
	}
	return reconcile.Result{RequeueAfter: r.options.Discover}, nil
}

// watchKinds watches the kinds that are served in a version that the module reads, and says once of each other that it
// is not watched. It is an error if nothing may be evaluated then.
func (r *reconciler) watchKinds(ctx context.Context) (news bool, err error) {
	served, err := r.served()
	if err != nil {
		return false, err
	}
	check := time.Since(r.checked) > checkEvery
	var failed []error
	for _, kind := range kinds {
		if kind.GroupKind == secretKind.GroupKind() {
			continue
		}
		changed, why, err := r.watchKind(ctx, kind, served[kind.GroupKind], check)
		news = news || changed
		switch {
		case err != nil:
			failed = append(failed, err)
		case why == "":
			delete(r.absent, kind.GroupKind)
		case r.absent[kind.GroupKind] != why:
			log.FromContext(ctx).Info("a kind is not watched", "kind", kind.String(), "reason", why)
			r.absent[kind.GroupKind] = why
		}
	}
	changed, err := r.watchSecrets(ctx, check)
	news = news || changed
	if err != nil {
		failed = append(failed, err)
	}
	if check && len(failed) == 0 {
		r.checked = time.Now()
	}
	return news, errors.Join(failed...)
}

// served gives the versions in which the cluster serves each kind. The cluster itself is asked, as a mapper
// remembers what is not served any more.
func (r *reconciler) served() (map[schema.GroupKind][]string, error) {
	_, lists, err := r.discovery.ServerGroupsAndResources()
	if failed, ok := discovery.GroupDiscoveryFailedErrorGroups(err); ok {
		for version, err := range failed {
			if slices.ContainsFunc(kinds, func(kind kind) bool { return kind.Group == version.Group }) {
				return nil, fmt.Errorf("nothing is written, as it cannot be found out what the cluster serves of %s: %w", version, err)
			}
		}
	} else if err != nil {
		return nil, fmt.Errorf("nothing is written, as it cannot be found out which kinds the cluster serves: %w", err)
	}
	served := map[schema.GroupKind][]string{}
	for _, list := range lists {
		version, err := schema.ParseGroupVersion(list.GroupVersion)
		if err != nil {
			continue
		}
		for _, resource := range list.APIResources {
			at := schema.GroupKind{Group: version.Group, Kind: resource.Kind}
			if !slices.Contains(served[at], version.Version) {
				served[at] = append(served[at], version.Version)
			}
		}
	}
	return served, nil
}

// watchKind watches one kind, or gives the reason for which it is not; an error where nothing may be evaluated then.
func (r *reconciler) watchKind(ctx context.Context, kind kind, versions []string, check bool) (news bool, why string, err error) {
	before, watched := r.watched[kind.GroupKind]
	best := slices.IndexFunc(kind.versions, func(version string) bool { return slices.Contains(versions, version) })
	if best < 0 {
		if watched && !r.isGoneForGood(kind) {
			return false, "", fmt.Errorf("nothing is written, as the cluster does not serve %s any more, which may pass", kind)
		}
		if news, err = r.unwatch(ctx, kind); err != nil {
			return news, "", err
		}
		if len(versions) > 0 {
			// There may be objects then, and not to know of them is not the same as that there are none.
			return news, "", fmt.Errorf("nothing is written, as the cluster serves %s only in version `%s`: install its CRD with version `%s`, or another version of this controller",
				kind, versions[0], kind.versions[0])
		}
		return news, "the cluster does not serve it", nil
	}
	delete(r.vanished, kind.GroupKind)
	gvk := kind.WithVersion(kind.versions[best])
	if watched && before == gvk && !check {
		return false, "", nil
	}
	unread := r.readable(ctx, kind, gvk)
	if unread == nil && before == gvk {
		return false, "", nil
	}
	if news, err = r.unwatch(ctx, kind); err != nil {
		return news, "", err
	}
	if kind.name != "" && apierrors.IsForbidden(unread) {
		return news, fmt.Sprintf("it may not be read: %v", errors.Unwrap(unread)), nil
	}
	if unread != nil {
		return news, "", unread
	}
	if err := r.watch(source.Kind(r.cache, objectOfKind(gvk), r.handler())); err != nil {
		return news, "", err
	}
	r.watched[kind.GroupKind] = gvk
	log.FromContext(ctx).Info("a kind is watched", "kind", kind.String(), "version", gvk.Version)
	return true, "", nil
}

// goneAfter is for how many looks a kind that was watched must not be served before that is believed.
const goneAfter = 6

// isGoneForGood is whether a kind that was watched is not served for good. An API server that starts serves what is defined
// by others a moment later: to take that for an end would remove what was made of the objects.
func (r *reconciler) isGoneForGood(kind kind) bool {
	since, ok := r.vanished[kind.GroupKind]
	if !ok {
		r.vanished[kind.GroupKind] = time.Now()
		return false
	}
	return time.Since(since) > goneAfter*r.options.Discover
}

// readable is an error if a kind may not be read.
func (r *reconciler) readable(ctx context.Context, kind kind, gvk schema.GroupVersionKind) error {
	if err := r.direct.List(ctx, listOf(gvk), kind.selected(), client.Limit(1)); err != nil {
		return fmt.Errorf("nothing is written, as %s cannot be read: %w", kind, err)
	}
	return nil
}

// unwatch ends the watch of a kind, and gives whether it was watched.
func (r *reconciler) unwatch(ctx context.Context, kind kind) (bool, error) {
	gvk, watched := r.watched[kind.GroupKind]
	if !watched {
		return false, nil
	}
	delete(r.watched, kind.GroupKind)
	return true, r.cache.RemoveInformer(ctx, objectOfKind(gvk))
}

func objectOfKind(gvk schema.GroupVersionKind) *unstructured.Unstructured {
	object := &unstructured.Unstructured{}
	object.SetGroupVersionKind(gvk)
	return object
}
