package controller

import (
	"encoding/json"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"
)

// texts keeps objects as JSON: of many objects few change between two evaluations, and to write an object down takes
// longer than the module takes to read it.
type texts struct {
	kept map[key]text
	// used are those of this evaluation.
	used map[key]text
}

// text is one object in JSON, as it was in one version.
type text struct {
	uid     types.UID
	version string
	json    json.RawMessage
}

// begin starts an evaluation: what the last one did not use is forgotten.
func (t *texts) begin() {
	t.kept, t.used = t.used, make(map[key]text, len(t.used))
}

// of gives an object as JSON.
func (t *texts) of(object *unstructured.Unstructured) (json.RawMessage, error) {
	at := keyOf(object)
	made, ok := t.kept[at]
	if !ok || made.uid != object.GetUID() || made.version != object.GetResourceVersion() {
		written, err := json.Marshal(object.Object)
		if err != nil {
			return nil, err
		}
		made = text{object.GetUID(), object.GetResourceVersion(), written}
	}
	t.used[at] = made
	return made.json, nil
}
