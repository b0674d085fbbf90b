package policy_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"hash/fnv"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

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
	if len(evaluation.Statuses) != 1 || len(evaluation.Diagnostics) == 0 || evaluation.Diagnostics[0].Code != "not-an-object" {
		t.Errorf("%+v", evaluation)
	}
}

// large is a snapshot with many routes that all go to one Service.
func large(routes int) []byte {
	var text bytes.Buffer
	text.WriteString(`{"resources":[
{"apiVersion":"gateway.networking.k8s.io/v1","kind":"GatewayClass","metadata":{"name":"kuma"},"spec":{"controllerName":"gateways.kuma.io/controller"}},
{"apiVersion":"gateway.networking.k8s.io/v1","kind":"Gateway","metadata":{"name":"edge","namespace":"demo"},"spec":{"gatewayClassName":"kuma","listeners":[{"name":"web","port":80,"protocol":"HTTP"}]}},
{"apiVersion":"v1","kind":"Service","metadata":{"name":"echo","namespace":"demo"},"spec":{"ports":[{"port":80}]}}`)
	for i := range routes {
		name, _ := json.Marshal("r" + time.Unix(int64(i), 0).UTC().Format("20060102150405"))
		text.WriteString(`,{"apiVersion":"gateway.networking.k8s.io/v1","kind":"HTTPRoute","metadata":{"namespace":"demo","name":`)
		text.Write(name)
		text.WriteString(`},"spec":{"parentRefs":[{"name":"edge"}],"rules":[{"backendRefs":[{"name":"echo","port":80}]}]}}`)
	}
	text.WriteString(`]}`)
	return text.Bytes()
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

func TestADeadlineDropsTheInstance(t *testing.T) {
	dropped := 0
	m := module(t, policy.Options{Engine: policy.Interpreter, PoolSize: 1, OnDrop: func(error) { dropped++ }})
	snapshot := large(5000)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	_, err := m.EvaluateJSON(ctx, snapshot)
	var deadline *policy.DeadlineError
	if !errors.As(err, &deadline) || !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("a call that takes too long: %v", err)
	}
	ctx, cancel2 := context.WithCancel(context.Background())
	time.AfterFunc(20*time.Millisecond, cancel2)
	if _, err = m.EvaluateJSON(ctx, snapshot); !errors.As(err, &deadline) || !errors.Is(err, context.Canceled) {
		t.Fatalf("a call that is cancelled: %v", err)
	}
	if dropped != 2 {
		t.Errorf("%d instances were dropped instead of 2", dropped)
	}
	works(t, m)
}

func TestTooLittleMemoryDropsTheInstance(t *testing.T) {
	m := module(t, policy.Options{MemoryLimit: 8 << 20, PoolSize: 1})
	for _, snapshot := range [][]byte{
		large(20000),
		[]byte(`{"resources":[{"apiVersion":"v1","kind":"Secret","metadata":{"name":"big","namespace":"demo"},"data":{"tls.key":"` + string(bytes.Repeat([]byte("A"), 100<<20)) + `"}}]}`),
	} {
		_, err := m.EvaluateJSON(context.Background(), snapshot)
		var memory *policy.MemoryError
		if !errors.As(err, &memory) {
			t.Fatalf("%d bytes in 8 MiB: %v", len(snapshot), err)
		}
		works(t, m)
	}
}

func TestAHugeSecretIsTaken(t *testing.T) {
	dropped := 0
	m := module(t, policy.Options{PoolSize: 1, IdleMemory: 64 << 20, OnDrop: func(error) { dropped++ }})
	snapshot := []byte(`{"resources":[{"apiVersion":"v1","kind":"Secret","metadata":{"name":"big","namespace":"demo"},"data":{"tls.key":"` + string(bytes.Repeat([]byte("A"), 100<<20)) + `"}}]}`)
	if _, err := m.EvaluateText(context.Background(), snapshot); err != nil {
		t.Fatal(err)
	}
	if dropped != 1 {
		t.Errorf("an instance that has grown beyond its idle memory is kept")
	}
}

// trapping is the smallest module that has our exports and traps when it evaluates:
// (module (memory (export "memory") 1)
//
//	(func (export "gapi_alloc") (param i32) (result i32) i32.const 8)
//	(func (export "gapi_free") (param i32 i32))
//	(func (export "gapi_evaluate") (param i32 i32) (result i64) unreachable))
var trapping = []byte{
	0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
	1, 0x11, 3, 0x60, 1, 0x7f, 1, 0x7f, 0x60, 2, 0x7f, 0x7f, 0, 0x60, 2, 0x7f, 0x7f, 1, 0x7e,
	3, 4, 3, 0, 1, 2,
	5, 3, 1, 0, 1,
	7, 0x33, 4,
	6, 'm', 'e', 'm', 'o', 'r', 'y', 2, 0,
	10, 'g', 'a', 'p', 'i', '_', 'a', 'l', 'l', 'o', 'c', 0, 0,
	9, 'g', 'a', 'p', 'i', '_', 'f', 'r', 'e', 'e', 0, 1,
	13, 'g', 'a', 'p', 'i', '_', 'e', 'v', 'a', 'l', 'u', 'a', 't', 'e', 0, 2,
	10, 13, 3, 4, 0, 0x41, 8, 0x0b, 2, 0, 0x0b, 3, 0, 0, 0x0b,
}

func TestATrapIsTypedAndDropsTheInstance(t *testing.T) {
	dropped := 0
	m := module(t, policy.Options{Wasm: trapping, PoolSize: 1, OnDrop: func(error) { dropped++ }})
	for range 3 {
		_, err := m.EvaluateJSON(context.Background(), []byte("{}"))
		var trap *policy.TrapError
		if !errors.As(err, &trap) {
			t.Fatalf("a trap: %v", err)
		}
	}
	if dropped != 3 {
		t.Errorf("%d instances were dropped instead of 3", dropped)
	}
}

func TestOtherModulesAndOptionsAreRefused(t *testing.T) {
	for name, options := range map[string]policy.Options{
		"no wasm":         {Wasm: []byte("wasm")},
		"an empty module": {Wasm: trapping[:8]},
		"no memory":       {MemoryLimit: 1},
		"a negative pool": {PoolSize: -1},
	} {
		if m, err := policy.New(context.Background(), options); err == nil {
			t.Errorf("%s: no error", name)
			_ = m.Close(context.Background())
		}
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
