package controller

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/kumahq/kuma-gapi/go-harness/policy"
)

// key names one object, whatever its version.
type key struct{ group, kind, namespace, name string }

func keyOf(object *unstructured.Unstructured) key {
	gvk := object.GroupVersionKind()
	return key{gvk.Group, gvk.Kind, object.GetNamespace(), object.GetName()}
}

func keyOfRef(ref policy.ObjectRef) key {
	gv, _ := schema.ParseGroupVersion(ref.APIVersion)
	return key{gv.Group, ref.Kind, ref.Namespace, ref.Name}
}

// ownerLabel is the label of an output that says for which input it was made.
const ownerLabel = "gateways.kuma.io/gateway.networking.k8s.io-owner"

// state is what the cluster holds, as the cache and our own last writes have it. Its objects are the cache's:
// they must not be changed.
type state struct {
	objects map[key]*unstructured.Unstructured
	// ending are the outputs that are being deleted, and held by a finalizer: neither there nor gone.
	ending map[key]bool
	// inputs and observed are what is evaluated, in JSON.
	inputs   []json.RawMessage
	observed []json.RawMessage
	served   []string
}

// snapshot is the state in JSON. The objects are put in as they are: to marshal them once more would look at
// every byte.
func (s *state) snapshot(choices policy.Choices) ([]byte, error) {
	options, err := json.Marshal(choices)
	if err != nil {
		return nil, err
	}
	length := len(options) + len(`{"resources":[],"observed":[],"options":}`)
	for _, object := range slices.Concat(s.inputs, s.observed) {
		length += len(object) + 1
	}
	text := append(make([]byte, 0, length), `{"resources":[`...)
	text = appendJoined(text, s.inputs)
	text = append(text, `],"observed":[`...)
	text = appendJoined(text, s.observed)
	text = append(text, `],"options":`...)
	text = append(text, options...)
	return append(text, '}'), nil
}

func appendJoined(text []byte, objects []json.RawMessage) []byte {
	for index, object := range objects {
		if index > 0 {
			text = append(text, ',')
		}
		text = append(text, object...)
	}
	return text
}

// read lists every kind that is watched.
func (r *reconciler) read(ctx context.Context) (*state, error) {
	ctx, cancel := context.WithTimeout(ctx, syncWithin)
	defer cancel()
	s := &state{objects: map[key]*unstructured.Unstructured{}, ending: map[key]bool{}, served: []string{}}
	r.texts.begin()
	var secrets []*unstructured.Unstructured
	wanted := map[string]bool{}
	for _, kind := range kinds {
		gvk, ok := r.watched[kind.GroupKind]
		if !ok {
			continue
		}
		if kind.GroupKind == secretKind.GroupKind() {
			// Before they are listed: one that comes while this is read is either listed, or wakes us up.
			r.named.Store(&wanted)
		}
		if kind.Group == gatewayGroup {
			s.served = append(s.served, kind.Kind)
		}
		objects, err := r.list(ctx, gvk)
		if err != nil {
			return nil, fmt.Errorf("nothing is written, as %s cannot be listed: %w", kind, err)
		}
		for _, object := range objects {
			s.objects[keyOf(object)] = object
			if kind.Kind == "Secret" {
				secrets = append(secrets, object)
				continue
			}
			if err := r.add(s, object, kind.output); err != nil {
				return nil, err
			}
			if kind.Kind == "Gateway" {
				certificates(object, wanted)
			}
		}
	}
	for _, secret := range secrets {
		// Of all Secrets only those that a Gateway names are handed over, and what has the name of a copy.
		if wanted[secret.GetNamespace()+"/"+secret.GetName()] {
			if err := r.add(s, secret, false); err != nil {
				return nil, err
			}
		}
		if r.options.mayBeCopy(secret) {
			if err := r.add(s, secret, true); err != nil {
				return nil, err
			}
		}
	}
	return s, nil
}

// add hands an object over, as an input or as an output that exists.
func (r *reconciler) add(s *state, object *unstructured.Unstructured, output bool) error {
	if output && object.GetDeletionTimestamp() != nil {
		s.ending[keyOf(object)] = true
		return nil
	}
	text, err := r.texts.of(object)
	if err != nil {
		return fmt.Errorf("nothing is written, as %s `%s/%s` cannot be put into JSON: %w", object.GetKind(), object.GetNamespace(), object.GetName(), err)
	}
	if output {
		s.observed = append(s.observed, text)
	} else {
		s.inputs = append(s.inputs, text)
	}
	return nil
}

// certificates notes the Secrets that a Gateway names.
func certificates(gateway *unstructured.Unstructured, into map[string]bool) {
	listeners, _, _ := unstructured.NestedSlice(gateway.Object, "spec", "listeners")
	for _, listener := range listeners {
		listener, _ := listener.(map[string]any)
		references, _, _ := unstructured.NestedSlice(listener, "tls", "certificateRefs")
		for _, reference := range references {
			reference, _ := reference.(map[string]any)
			name, _ := reference["name"].(string)
			namespace, _ := reference["namespace"].(string)
			if namespace == "" {
				namespace = gateway.GetNamespace()
			}
			into[namespace+"/"+name] = true
		}
	}
}

// list gives the objects of a kind: those of the cache, with our own writes that it does not show yet.
func (r *reconciler) list(ctx context.Context, gvk schema.GroupVersionKind) ([]*unstructured.Unstructured, error) {
	items, err := r.cached(ctx, gvk)
	if err != nil {
		return nil, err
	}
	objects := make([]*unstructured.Unstructured, 0, len(items))
	seen := map[key]bool{}
	for index := range items {
		object := &items[index]
		at := keyOf(object)
		seen[at] = true
		if ours, ok := r.written[at]; ok {
			if ours.gone && ours.object.GetUID() == object.GetUID() && time.Since(ours.at) < cacheWithin {
				continue
			}
			if !ours.gone && isNewer(ours.object, object) {
				objects = append(objects, ours.object)
				continue
			}
			delete(r.written, at)
		}
		objects = append(objects, object)
	}
	for at, ours := range r.written {
		if at.group != gvk.Group || at.kind != gvk.Kind || seen[at] {
			continue
		}
		// The cache shows its end, or has not shown it yet; or never will, as somebody removed it at once.
		if !ours.made || time.Since(ours.at) > cacheWithin {
			delete(r.written, at)
			continue
		}
		objects = append(objects, ours.object)
	}
	slices.SortFunc(objects, func(a, b *unstructured.Unstructured) int {
		return strings.Compare(a.GetNamespace()+"/"+a.GetName(), b.GetNamespace()+"/"+b.GetName())
	})
	return objects, nil
}

// cacheWithin is how soon the cache shows what was written.
const cacheWithin = 2 * time.Second

// write is one of our own writes that the cache may not show yet.
type write struct {
	object *unstructured.Unstructured
	// made is whether the cache may not show it at all yet, gone whether it may still show it.
	made, gone bool
	at         time.Time
}

func (r *reconciler) made(object *unstructured.Unstructured) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.written[keyOf(object)] = write{object: object, made: true, at: time.Now()}
}

func (r *reconciler) changed(object *unstructured.Unstructured) {
	// Without its last finalizer an object that was to go is gone.
	if isGone(object) {
		r.removed(object)
		return
	}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	made := r.written[keyOf(object)].made
	r.written[keyOf(object)] = write{object: object, made: made, at: time.Now()}
}

// isGone is whether nothing holds an object any more that was to go.
func isGone(object *unstructured.Unstructured) bool {
	return object.GetDeletionTimestamp() != nil && len(object.GetFinalizers()) == 0
}

func (r *reconciler) removed(object *unstructured.Unstructured) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.written[keyOf(object)] = write{object: object, gone: true, at: time.Now()}
}

// isNewer compares versions of one object, which count upwards.
func isNewer(a, b *unstructured.Unstructured) bool {
	versionA, errA := strconv.ParseUint(a.GetResourceVersion(), 10, 64)
	versionB, errB := strconv.ParseUint(b.GetResourceVersion(), 10, 64)
	return errA == nil && errB == nil && versionA > versionB
}
