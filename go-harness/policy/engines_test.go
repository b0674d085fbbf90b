package policy_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"hash/fnv"
	"os"
	"testing"

	"github.com/kumahq/kuma-gapi/go-harness/policy"
)

// golden is one of the evaluations of tests/golden, with the native build's answer.
type golden struct {
	Name     string
	Snapshot string
	Answer   string
}

// goldens reads what `make golden.json` wrote.
func goldens(t testing.TB) []golden {
	t.Helper()
	return answers(t, "../../target/golden.json")
}

// recorded are the recorded scenarios in the same form.
func recorded(t testing.TB) []golden {
	t.Helper()
	return answers(t, "../../target/recorded.json")
}

func answers(t testing.TB, file string) []golden {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("run `make golden.json` first: %v", err)
	}
	var all []golden
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		t.Fatal("there are no goldens")
	}
	return all
}

// Every golden and every recorded scenario: wazero has had faults of compilation before.
func TestEnginesGiveTheNativeBytes(t *testing.T) {
	all := append(goldens(t), recorded(t)...)
	for name, engine := range map[string]policy.Engine{"compiler": policy.Compiler, "interpreter": policy.Interpreter} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := module(t, policy.Options{Engine: engine})
			hash := fnv.New32a()
			for _, golden := range all {
				answer, err := m.EvaluateJSON(context.Background(), []byte(golden.Snapshot))
				if err != nil {
					t.Fatalf("%s: %v", golden.Name, err)
				}
				if string(answer) != golden.Answer {
					t.Errorf("%s: other bytes than the native build's", golden.Name)
				}
				hash.Write(answer)
			}
			t.Logf("%d answers, hash %08x", len(all), hash.Sum32())
		})
	}
}

// The build for objects of an API server answers as the full one does of such objects, and refuses what it cannot do.
func TestTheTrustedBuild(t *testing.T) {
	full, trusted := module(t, policy.Options{}), module(t, policy.Options{Build: policy.Trusted})
	for _, golden := range recorded(t) {
		var snapshot policy.Snapshot
		if err := json.Unmarshal([]byte(golden.Snapshot), &snapshot); err != nil {
			t.Fatal(err)
		}
		snapshot.Options.Admission = "trusted"
		text, err := json.Marshal(snapshot)
		if err != nil {
			t.Fatal(err)
		}
		wanted, err := full.EvaluateJSON(context.Background(), text)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := trusted.EvaluateJSON(context.Background(), text)
		if err != nil || !bytes.Equal(answer, wanted) {
			t.Errorf("%s: other bytes than the full build's: %v", golden.Name, err)
		}
	}
	_, err := trusted.Evaluate(context.Background(), policy.Snapshot{Resources: []any{}, Options: policy.Choices{Admission: "enforce"}})
	var refusal *policy.Refusal
	if !errors.As(err, &refusal) {
		t.Errorf("admission without schemas: %v", err)
	}
	if _, err := trusted.Validate(context.Background(), policy.Snapshot{Resources: []any{}}); err == nil {
		t.Error("validation without schemas is no error")
	}
	works(t, full)
}
