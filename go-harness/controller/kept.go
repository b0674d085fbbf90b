package controller

import (
	"maps"
	"reflect"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// kept leaves of an object what an evaluation or a write needs, before it is cached: the Secrets of a whole cluster,
// each with its last applied configuration, would be most of the memory.
func (o *Options) kept(object any) (any, error) {
	is, ok := object.(*unstructured.Unstructured)
	if !ok {
		return object, nil
	}
	is.SetManagedFields(nil)
	switch gvk := is.GroupVersionKind(); {
	case gvk.Group != "":
	case gvk.Kind == "Secret" && !o.mayBeCopy(is):
		keepAnnotations(is)
		keepCertificate(is)
	case gvk.Kind == "Service" || gvk.Kind == "Namespace":
		keepAnnotations(is)
	}
	return is, nil
}

// mayBeCopy is whether a Secret has the place and the name of a copy; those are kept whole, as they are written.
func (o *Options) mayBeCopy(secret *unstructured.Unstructured) bool {
	return secret.GetNamespace() == o.SystemNamespace && strings.HasPrefix(secret.GetName(), "gapi-")
}

// keepAnnotations drops the annotations that are not Kuma's, which alone are read: `kuma.io/mesh`, or
// `80.service.kuma.io/protocol` of a port.
func keepAnnotations(object *unstructured.Unstructured) {
	annotations := object.GetAnnotations()
	maps.DeleteFunc(annotations, func(name, _ string) bool { return !strings.Contains(name, "kuma.io/") })
	if len(annotations) == 0 {
		annotations = nil
	}
	object.SetAnnotations(annotations)
}

// keepCertificate drops the bytes of a Secret, but for those of a certificate; the type stays, as it is told.
func keepCertificate(secret *unstructured.Unstructured) {
	data, _, _ := unstructured.NestedMap(secret.Object, "data")
	of, _, _ := unstructured.NestedString(secret.Object, "type")
	for name := range data {
		if of != "kubernetes.io/tls" || (name != "tls.crt" && name != "tls.key") {
			delete(data, name)
		}
	}
	if len(data) == 0 {
		delete(secret.Object, "data")
		return
	}
	secret.Object["data"] = data
}

// matters is whether an object may change an answer: not a Secret that no Gateway names and that is no copy.
func (r *reconciler) matters(object *unstructured.Unstructured) bool {
	named := r.named.Load()
	return named == nil || object.GroupVersionKind() != secretKind || r.options.mayBeCopy(object) ||
		(*named)[object.GetNamespace()+"/"+object.GetName()]
}

// isSame is whether two versions of an object differ in nothing that is kept.
func isSame(a, b *unstructured.Unstructured) bool {
	return a.GetResourceVersion() == b.GetResourceVersion() || reflect.DeepEqual(withoutVersion(a), withoutVersion(b))
}

// withoutVersion is an object without what counts its changes. It shares the rest with it.
func withoutVersion(object *unstructured.Unstructured) map[string]any {
	bare := maps.Clone(object.Object)
	metadata, _ := bare["metadata"].(map[string]any)
	rest := maps.Clone(metadata)
	delete(rest, "resourceVersion")
	bare["metadata"] = rest
	return bare
}
