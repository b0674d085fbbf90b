package policy_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/kumahq/kuma-gapi/go-harness/policy"
)

// Whatever is handed over, the module answers with JSON of one of its two forms, and the next call is right.
func FuzzEvaluateJSON(f *testing.F) {
	for _, golden := range goldens(f) {
		f.Add([]byte(golden.Snapshot))
	}
	f.Add([]byte("\xff\xfe"))
	f.Add([]byte(`{"resources":[[[[[[[[`))
	m := module(f, policy.Options{PoolSize: 1, MemoryLimit: 64 << 20})
	f.Fuzz(func(t *testing.T, snapshot []byte) {
		text, err := m.EvaluateJSON(context.Background(), snapshot)
		if err != nil {
			t.Fatalf("the call failed: %v", err)
		}
		var answer map[string]json.RawMessage
		if err := json.Unmarshal(text, &answer); err != nil {
			t.Fatalf("the answer is no JSON: %v", err)
		}
		if len(answer) != 1 || (answer["ok"] == nil) == (answer["error"] == nil) {
			t.Fatalf("the answer has the members %v", answer)
		}
	})
}
