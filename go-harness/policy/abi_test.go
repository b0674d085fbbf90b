package policy

import (
	"context"
	"encoding/json"
	"math"
	"testing"
)

// Whatever address and length a host hands to the module's exports: the answer is JSON that lies in the memory, what
// cannot be had is refused, and the next call is right.
func FuzzABI(f *testing.F) {
	m, err := New(context.Background(), Options{PoolSize: 1, MemoryLimit: 16 << 20, OnDrop: func(reason error) { f.Errorf("an instance was dropped: %v", reason) }})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = m.Close(context.Background()) })
	snapshot := []byte(`{"resources":[]}`)
	wanted, err := m.EvaluateJSON(context.Background(), snapshot)
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range [][2]uint32{{0, 0}, {0, 1}, {1, 0}, {math.MaxUint32, math.MaxUint32}, {0, math.MaxUint32}, {1 << 20, 1 << 20}, {16 << 20, 1}, {1<<24 - 1, 2}} {
		f.Add(seed[0], seed[1], true)
		f.Add(seed[0], seed[1], false)
	}
	f.Fuzz(func(t *testing.T, at, length uint32, validates bool) {
		export := "gapi_evaluate"
		if validates {
			export = "gapi_validate"
		}
		instance, err := m.pool.take(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		defer m.pool.give(instance)
		tryAlloc(t, instance, length)
		packed, err := instance.module.ExportedFunction(export).Call(context.Background(), uint64(at), uint64(length))
		if err != nil {
			t.Fatalf("%s(%d, %d): %v", export, at, length, err)
		}
		answer, ok := instance.memory.Read(uint32(packed[0]>>32), uint32(packed[0]))
		if !ok || !json.Valid(answer) {
			t.Fatalf("%s(%d, %d) answers `%s`", export, at, length, answer)
		}
		if _, err := instance.free.Call(context.Background(), packed[0]>>32, packed[0]&math.MaxUint32); err != nil {
			t.Fatal(err)
		}
		again, err := instance.call(context.Background(), "gapi_evaluate", snapshot)
		if err != nil || string(again) != string(wanted) {
			t.Fatalf("after %s(%d, %d): `%s`, %v", export, at, length, again, err)
		}
	})
}

// tryAlloc asks for memory: it is inside of the memory, or there is none.
func tryAlloc(t *testing.T, instance *instance, length uint32) {
	t.Helper()
	got, err := instance.alloc.Call(context.Background(), uint64(length))
	if err != nil {
		t.Fatalf("gapi_alloc(%d): %v", length, err)
	}
	at := uint32(got[0])
	if at == 0 {
		return
	}
	if uint64(at)+uint64(length) > instance.size() {
		t.Fatalf("gapi_alloc(%d) gives %d, in a memory of %d bytes", length, at, instance.size())
	}
	if _, err := instance.free.Call(context.Background(), uint64(at), uint64(length)); err != nil {
		t.Fatal(err)
	}
}
