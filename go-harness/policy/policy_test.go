package policy_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kumahq/kuma-gapi/go-harness/policy"
)

func module(t testing.TB, options policy.Options) *policy.Module {
	t.Helper()
	m, err := policy.New(context.Background(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := m.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return m
}

func TestValidate(t *testing.T) {
	m := module(t, policy.Options{PoolSize: 1})
	route := func(name string, rules ...any) map[string]any {
		return map[string]any{
			"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute",
			"metadata": map[string]any{"name": name, "namespace": "demo"}, "spec": map[string]any{"rules": rules},
		}
	}
	noPort := map[string]any{"backendRefs": []any{map[string]any{"name": "echo"}}}
	validation, err := m.Validate(context.Background(), policy.Snapshot{Resources: []any{route("good"), route("bad", noPort)}})
	if err != nil {
		t.Fatal(err)
	}
	if len(validation.Objects) != 2 || validation.Objects[0].Verdict != policy.Accepted || validation.Objects[1].Verdict != policy.Refused {
		t.Fatalf("%+v", validation)
	}
	if stored := string(validation.Objects[0].Stored); !strings.Contains(stored, `"rules"`) {
		t.Errorf("what is stored is %s", stored)
	}
	causes := validation.Objects[1].Causes
	if len(causes) != 1 || causes[0].Message != "Invalid value: Must have port for Service reference" || causes[0].Path != "/spec/rules/0/backendRefs/0" {
		t.Errorf("the causes are %+v", causes)
	}
	var refusal *policy.Refusal
	if _, err := m.Validate(context.Background(), policy.Snapshot{Options: policy.Choices{GatewayAPI: "0.1"}}); !errors.As(err, &refusal) || refusal.Code != "invalid-option" {
		t.Errorf("an option that does not exist: %v", err)
	}
}

func TestConcurrentCallsDoNotMix(t *testing.T) {
	m := module(t, policy.Options{PoolSize: 3})
	all := goldens(t)
	var group sync.WaitGroup
	for worker := range 8 {
		group.Go(func() {
			for index := range all {
				golden := all[(index+worker*13)%len(all)]
				answer, err := m.EvaluateJSON(context.Background(), []byte(golden.Snapshot))
				if err != nil || string(answer) != golden.Answer {
					t.Errorf("%s: %v", golden.Name, err)
				}
			}
		})
	}
	group.Wait()
}

func TestBadSnapshotsAreRefusals(t *testing.T) {
	m := module(t, policy.Options{})
	for text, code := range map[string]string{
		"":                                "not-json",
		"{":                               "not-json",
		"\xff":                            "not-json",
		"[]":                              "not-a-snapshot",
		`{"resource": []}`:                "not-a-snapshot",
		`{"options": {"zone": ""}}`:       "invalid-option",
		`{"options": {"target": "kuma"}}`: "invalid-option",
	} {
		_, err := m.EvaluateText(context.Background(), []byte(text))
		var refusal *policy.Refusal
		if !errors.As(err, &refusal) || refusal.Code != code {
			t.Errorf("%q: %v, but expected a refusal `%s`", text, err, code)
		}
	}
	// An object without a name is a diagnostic, and the others are evaluated.
	evaluation, err := m.Evaluate(context.Background(), policy.Snapshot{Resources: []any{
		map[string]any{"apiVersion": "v1", "kind": "Service", "metadata": map[string]any{}},
		map[string]any{"apiVersion": "gateway.networking.k8s.io/v1", "kind": "GatewayClass", "metadata": map[string]any{"name": "kuma"}, "spec": map[string]any{"controllerName": "gateways.kuma.io/controller"}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if len(evaluation.Statuses) != 1 || len(evaluation.Diagnostics) != 1 || evaluation.Diagnostics[0].Code != "not-an-object" ||
		!strings.HasPrefix(evaluation.Diagnostics[0].Path, "/resources/0") {
		t.Errorf("%+v", evaluation)
	}
}

// works is whether a module still answers.
func works(t *testing.T, m *policy.Module) {
	t.Helper()
	golden := goldens(t)[0]
	answer, err := m.EvaluateJSON(context.Background(), []byte(golden.Snapshot))
	if err != nil || string(answer) != golden.Answer {
		t.Errorf("after a failure the module does not answer as before: %v", err)
	}
}

func TestCloseWaitsAndThenCallsFail(t *testing.T) {
	m, err := policy.New(context.Background(), policy.Options{PoolSize: 1, CacheDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	started := make(chan error)
	go func() {
		_, err := m.EvaluateJSON(context.Background(), large(1000))
		started <- err
	}()
	time.Sleep(5 * time.Millisecond)
	if err := m.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	if err := <-started; err != nil && !errors.Is(err, policy.ErrClosed) {
		t.Errorf("a call that ran when the module was closed: %v", err)
	}
	if _, err := m.Version(context.Background()); !errors.Is(err, policy.ErrClosed) {
		t.Errorf("a call after Close: %v", err)
	}
}

// Memory is held flat over many calls; `KUMA_GAPI_CALLS` makes them 100,000 (`make soak`).
func TestManyCallsKeepMemoryFlat(t *testing.T) {
	calls := count("KUMA_GAPI_CALLS", 2000)
	m := module(t, policy.Options{PoolSize: 2})
	all := goldens(t)
	var before, after runtime.MemStats
	for index := range calls {
		golden := all[index%len(all)]
		if _, err := m.EvaluateJSON(context.Background(), []byte(golden.Snapshot)); err != nil {
			t.Fatal(err)
		}
		if index == calls/4 {
			runtime.GC()
			runtime.ReadMemStats(&before)
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	t.Logf("%d calls: heap %d KiB after a quarter, %d KiB at the end; %d goroutines", calls, before.HeapAlloc>>10, after.HeapAlloc>>10, runtime.NumGoroutine())
	if after.HeapAlloc > before.HeapAlloc+(8<<20) {
		t.Errorf("the heap grew from %d to %d bytes", before.HeapAlloc, after.HeapAlloc)
	}
}

func TestCompareSaysWhatAnUpgradeMakes(t *testing.T) {
	m := module(t, policy.Options{})
	ctx := context.Background()
	targets := policy.Targets{From: "kuma-2.14", To: "kuma-3.0"}
	verdicts := map[string]int{}
	for _, golden := range goldens(t) {
		text, err := m.CompareJSON(ctx, []byte(golden.Snapshot), []byte(`{"from": "kuma-2.14", "to": "kuma-3.0"}`))
		if err != nil {
			t.Fatalf("%s: %v", golden.Name, err)
		}
		var answer struct {
			OK    *policy.Comparison `json:"ok,omitempty"`
			Error *policy.Refusal    `json:"error,omitempty"`
		}
		decoder := json.NewDecoder(bytes.NewReader(text))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&answer); err != nil {
			t.Fatalf("%s: %v", golden.Name, err)
		}
		again, err := json.Marshal(answer)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(canonical(t, again), canonical(t, text)) {
			t.Errorf("%s: the comparison is not the same after the types", golden.Name)
		}
		if answer.OK != nil {
			verdicts[answer.OK.Verdict]++
		}
	}
	if verdicts[policy.Blocked] == 0 || verdicts[policy.Clean] == 0 {
		t.Errorf("the goldens' verdicts are %v", verdicts)
	}
	comparison, err := m.Compare(ctx, policy.Snapshot{Resources: []any{}}, targets)
	if err != nil || comparison.Verdict != policy.Clean || comparison.Targets != targets {
		t.Errorf("nothing is compared as %+v, %v", comparison, err)
	}
	var refusal *policy.Refusal
	if _, err := m.Compare(ctx, policy.Snapshot{}, policy.Targets{From: "kuma-3.0", To: "kuma-2.14"}); !errors.As(err, &refusal) || refusal.Code != "downgrade" {
		t.Errorf("a downgrade is %v", err)
	}
}

func TestModulesWithoutSimulationSaySo(t *testing.T) {
	m := module(t, policy.Options{})
	if _, err := m.Simulate(context.Background(), policy.Snapshot{Resources: []any{}}, nil); !errors.Is(err, policy.ErrNotSimulating) {
		t.Errorf("Simulate: %v", err)
	}
	if _, err := m.SimulateDeployed(context.Background(), policy.Deployed{}, nil); !errors.Is(err, policy.ErrNotSimulating) {
		t.Errorf("SimulateDeployed: %v", err)
	}
	if _, err := m.SimulateJSON(context.Background(), []byte("{}"), []byte("[]")); !errors.Is(err, policy.ErrNotSimulating) {
		t.Errorf("SimulateJSON: %v", err)
	}
	if _, err := m.EvaluateJSON(context.Background(), []byte("{}")); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}
