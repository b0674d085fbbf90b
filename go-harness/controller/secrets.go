package controller

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/validation"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/log"
	"sigs.k8s.io/controller-runtime/pkg/source"
)

var secretKind = schema.GroupVersionKind{Version: "v1", Kind: "Secret"}

// secrets are the caches of Secrets. Each namespace has one of its own: one whose Secrets may not be read must not
// cost those of the others.
type secrets struct {
	// open makes and starts the cache of one namespace.
	open func(ctx context.Context, namespace string) (cache.Cache, error)
	// opened are the caches by namespace; the one of `` has all. Watched are those that hold Secrets.
	opened  map[string]cache.Cache
	watched map[string]bool
	// unread says of each namespace that is asked for and may not be read why.
	unread map[string]string
}

// checkedNamespaces gives the namespaces once each, or says which is none.
func checkedNamespaces(namespaces []string) ([]string, error) {
	if namespaces == nil {
		return nil, nil
	}
	checked := []string{}
	for _, namespace := range namespaces {
		namespace = strings.TrimSpace(namespace)
		if wrong := validation.IsDNS1123Label(namespace); len(wrong) > 0 {
			return nil, fmt.Errorf("the namespaces of Secrets have `%s`, which is no name of a namespace: %s", namespace, wrong[0])
		}
		if !slices.Contains(checked, namespace) {
			checked = append(checked, namespace)
		}
	}
	return checked, nil
}

// secretNamespaces are those to read Secrets of; “ stands for all. Copies are kept in the system namespace.
func (o *Options) secretNamespaces() []string {
	if o.SecretNamespaces == nil {
		return []string{"", o.SystemNamespace}
	}
	others := slices.DeleteFunc(slices.Clone(o.SecretNamespaces), func(namespace string) bool { return namespace == o.SystemNamespace })
	return append([]string{o.SystemNamespace}, others...)
}

// watchSecrets watches the Secrets that may be read, and says once of which namespaces they may not.
func (r *reconciler) watchSecrets(ctx context.Context, check bool) (news bool, err error) {
	for _, namespace := range r.options.secretNamespaces() {
		if r.secrets.has(namespace) && !(check && r.secrets.watched[namespace]) {
			delete(r.secrets.unread, namespace)
			continue
		}
		changed, why, err := r.watchSecretsOf(ctx, namespace)
		news = news || changed
		switch {
		case err != nil:
			return news, fmt.Errorf("nothing is written, as Secrets cannot be read: %w", err)
		case why == "":
			delete(r.secrets.unread, namespace)
		case r.secrets.unread[namespace] != why:
			log.FromContext(ctx).Info("Secrets are not read", "namespace", shownNamespace(namespace), "reason", why)
			r.secrets.unread[namespace] = why
		}
	}
	// Without the copies that exist none can be kept, so that no other Secret is of use.
	if r.secrets.has(r.options.SystemNamespace) {
		r.watched[secretKind.GroupKind()] = secretKind
	} else {
		delete(r.watched, secretKind.GroupKind())
	}
	return news, nil
}

// watchSecretsOf watches the Secrets of a namespace, or gives the reason for which they are not.
func (r *reconciler) watchSecretsOf(ctx context.Context, namespace string) (news bool, why string, err error) {
	watched := r.secrets.watched[namespace]
	err = r.direct.List(ctx, listOf(secretKind), client.InNamespace(namespace), client.Limit(1))
	if apierrors.IsForbidden(err) {
		if watched {
			delete(r.secrets.watched, namespace)
			if err := r.secrets.opened[namespace].RemoveInformer(ctx, objectOfKind(secretKind)); err != nil {
				return true, "", err
			}
		}
		return watched, fmt.Sprintf("they may not be read: %v", err), nil
	}
	if err != nil || watched {
		return false, "", err
	}
	if r.secrets.opened[namespace] == nil {
		if r.secrets.opened[namespace], err = r.secrets.open(ctx, namespace); err != nil {
			return false, "", err
		}
	}
	if err := r.watch(source.Kind(r.secrets.opened[namespace], objectOfKind(secretKind), r.handler())); err != nil {
		return false, "", err
	}
	r.secrets.watched[namespace] = true
	return true, "", nil
}

// has is whether the Secrets of a namespace are read.
func (s *secrets) has(namespace string) bool {
	return s.watched[namespace] || s.watched[""]
}

// readSecrets are the namespaces whose Secrets are read; nil: all.
func (r *reconciler) readSecrets() []string {
	if r.secrets.watched[""] {
		return nil
	}
	if _, ok := r.watched[secretKind.GroupKind()]; !ok {
		return []string{}
	}
	return slices.Sorted(maps.Keys(r.secrets.watched))
}

// cached lists the objects of a kind that the caches hold.
func (r *reconciler) cached(ctx context.Context, gvk schema.GroupVersionKind) ([]unstructured.Unstructured, error) {
	caches := []cache.Cache{r.cache}
	if gvk == secretKind && !r.secrets.watched[""] {
		caches = caches[:0]
		for namespace := range r.secrets.watched {
			caches = append(caches, r.secrets.opened[namespace])
		}
	}
	var items []unstructured.Unstructured
	for _, one := range caches {
		list := listOf(gvk)
		if err := one.List(ctx, list, client.UnsafeDisableDeepCopy); err != nil {
			return nil, err
		}
		items = append(items, list.Items...)
	}
	return items, nil
}

func shownNamespace(namespace string) string {
	if namespace == "" {
		return "all"
	}
	return namespace
}
