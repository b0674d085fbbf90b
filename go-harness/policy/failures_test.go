package policy_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kumahq/kuma-gapi/go-harness/policy"
)

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

// A Secret of 100 MB that is no certificate is said of the listener that names it; everything else is made.
func TestAHugeSecretIsTaken(t *testing.T) {
	dropped := 0
	m := module(t, policy.Options{PoolSize: 1, IdleMemory: 64 << 20, OnDrop: func(error) { dropped++ }})
	snapshot := []byte(`{"resources":[
		{"apiVersion":"gateway.networking.k8s.io/v1","kind":"GatewayClass","metadata":{"name":"kuma"},"spec":{"controllerName":"gateways.kuma.io/controller"}},
		{"apiVersion":"gateway.networking.k8s.io/v1","kind":"Gateway","metadata":{"name":"edge","namespace":"demo"},"spec":{"gatewayClassName":"kuma","listeners":[
			{"name":"http","port":80,"protocol":"HTTP"},
			{"name":"https","port":443,"protocol":"HTTPS","hostname":"demo.example","tls":{"certificateRefs":[{"name":"big"}]}}]}},
		{"apiVersion":"v1","kind":"Secret","metadata":{"name":"big","namespace":"demo"},"type":"kubernetes.io/tls","data":{"tls.crt":"QQ==","tls.key":"` + string(bytes.Repeat([]byte("A"), 100<<20)) + `"}}]}`)
	evaluation, err := m.EvaluateText(context.Background(), snapshot)
	if err != nil {
		t.Fatal(err)
	}
	if dropped != 1 {
		t.Errorf("an instance that has grown beyond its idle memory is kept")
	}
	made := []string{}
	for _, resource := range evaluation.Resources {
		made = append(made, resource.Kind)
	}
	if !slices.Equal(made, []string{"MeshGateway", "MeshGatewayInstance"}) {
		t.Errorf("beside a huge Secret %v are made", made)
	}
	if !slices.ContainsFunc(evaluation.Diagnostics, func(d policy.Diagnostic) bool { return strings.Contains(d.Message, "`demo/big`") }) {
		t.Errorf("nobody is told which Secret it is: %+v", evaluation.Diagnostics)
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

// withMemory is the trapping module with so many pages of memory.
func withMemory(pages byte) []byte {
	return bytes.Replace(trapping, []byte{5, 3, 1, 0, 1}, []byte{5, 3, 1, 0, pages}, 1)
}

// What traps traps, however much memory it holds: half of the limit here.
func TestATrapIsNoWantOfMemory(t *testing.T) {
	m := module(t, policy.Options{Wasm: withMemory(32), MemoryLimit: 4 << 20})
	_, err := m.EvaluateJSON(context.Background(), []byte("{}"))
	var trap *policy.TrapError
	if !errors.As(err, &trap) {
		t.Fatalf("a trap: %v", err)
	}
}

func TestOtherModulesAndOptionsAreRefused(t *testing.T) {
	for name, options := range map[string]policy.Options{
		"no wasm":         {Wasm: []byte("wasm")},
		"an empty module": {Wasm: trapping[:8]},
		"no memory":       {MemoryLimit: 1},
		"a negative pool": {PoolSize: -1},
		"a large start":   {Wasm: withMemory(100), MemoryLimit: 4 << 20},
	} {
		if m, err := policy.New(context.Background(), options); err == nil {
			t.Errorf("%s: no error", name)
			_ = m.Close(context.Background())
		}
	}
}
