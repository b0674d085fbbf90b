package controller_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/kumahq/kuma-gapi/go-harness/controller"
	"github.com/kumahq/kuma-gapi/go-harness/policy"
)

// What an instance of a broken module does at its third evaluation.
var (
	traps = []byte{0x00}                               // unreachable
	loops = []byte{0x03, 0x40, 0x0c, 0x00, 0x0b, 0x00} // loop, br 0, end, unreachable
)

// A module that traps, and one that never answers until its deadline, cost time and nothing else.
func TestABrokenModule(t *testing.T) {
	for name, does := range map[string][]byte{"traps": traps, "runs into its deadline": loops} {
		t.Run(name, func(t *testing.T) {
			c := open(t)
			untouched := c.guard()
			var dropped atomic.Int64
			c.run(controller.Options{ModuleOptions: policy.Options{
				Wasm: broken(t, does), PoolSize: 1, Deadline: time.Second, OnDrop: func(error) { dropped.Add(1) },
			}}, nil)
			c.apply(world(t))
			evaluation := c.settled("from nothing")
			for range count(t, "KUMA_GAPI_TRAP_ROUNDS", 4) {
				for _, resource := range evaluation.Resources {
					c.delete(ofResource(resource))
				}
				c.settle("all outputs deleted")
			}
			t.Logf("the module failed %d times; lost: %d", dropped.Load(), c.lost(untouched))
			if dropped.Load() == 0 {
				t.Error("the module never failed")
			}
		})
	}
}

// A snapshot that is too large for the memory of the module is an error that is said, and passes with its cause.
func TestTooLittleMemory(t *testing.T) {
	c := open(t)
	var dropped atomic.Int64
	c.run(controller.Options{ModuleOptions: policy.Options{
		PoolSize: 1, MemoryLimit: 8 << 20, OnDrop: func(error) { dropped.Add(1) },
	}}, nil)
	objects := world(t)
	c.apply(objects)
	before := c.settled("from nothing")
	const large = 60
	for index := range large {
		service := named("v1", "Service", "shop", fmt.Sprint("large-", index))
		service.Object["spec"] = map[string]any{"ports": []any{map[string]any{"port": int64(80)}}}
		service.SetAnnotations(map[string]string{"kuma.io/large": string(bytes.Repeat([]byte("a"), 200<<10))})
		c.create(service)
	}
	c.eventually("the module has too little memory", func() bool { return dropped.Load() > 0 })
	if now := c.fresh(); !slices.Equal(names(now), names(before)) {
		t.Errorf("the outputs are %v, and were %v", names(now), names(before))
	}
	for index := range large {
		c.delete(named("v1", "Service", "shop", fmt.Sprint("large-", index)))
	}
	for _, resource := range before.Resources {
		c.delete(ofResource(resource))
	}
	c.settled("without the large objects")
}

// broken is the real module, each instance of which does something else at its third evaluation.
func broken(t testing.TB, does []byte) []byte {
	t.Helper()
	wasm, err := os.ReadFile("../../pkg/kuma_gapi.wasm")
	if err != nil {
		t.Fatal(err)
	}
	sections := sectionsOf(wasm)
	functions, rest := number(sections[functionSection])
	globals, _ := number(sections[globalSection])
	name := append([]byte{byte(len("gapi_evaluate"))}, "gapi_evaluate\x00"...)
	before, after, found := bytes.Cut(sections[exportSection], name)
	if !found {
		t.Fatal("the module exports no gapi_evaluate")
	}
	evaluate, after := number(after)
	types := rest
	kind := uint64(0)
	for range evaluate + 1 {
		kind, types = number(types)
	}
	sections[exportSection] = slices.Concat(before, name, leb(functions), after)
	sections[functionSection] = appended(sections[functionSection], leb(kind))
	sections[globalSection] = appended(sections[globalSection], []byte{0x7f, 1, 0x41, 0, 0x0b})
	body := slices.Concat([]byte{0},
		[]byte{0x23}, leb(globals), []byte{0x41, 1, 0x6a, 0x24}, leb(globals), // count this call
		[]byte{0x23}, leb(globals), []byte{0x41, 3, 0x46, 0x04, 0x40}, does, []byte{0x0b}, // if it is the third
		[]byte{0x20, 0, 0x20, 1, 0x10}, leb(evaluate), []byte{0x0b}) // otherwise as before
	sections[codeSection] = appended(sections[codeSection], append(leb(uint64(len(body))), body...))
	out := slices.Clone(wasm[:8])
	for _, id := range []byte{1, 2, functionSection, 4, 5, globalSection, exportSection, 8, 9, 12, codeSection, 11} {
		if content, ok := sections[id]; ok {
			out = slices.Concat(out, []byte{id}, leb(uint64(len(content))), content)
		}
	}
	return out
}

const (
	functionSection = 3
	globalSection   = 6
	exportSection   = 7
	codeSection     = 10
)

func sectionsOf(wasm []byte) map[byte][]byte {
	sections := map[byte][]byte{}
	for rest := wasm[8:]; len(rest) > 0; {
		id := rest[0]
		size, content := number(rest[1:])
		sections[id], rest = content[:size], content[size:]
	}
	return sections
}

// appended is a section with one entry more.
func appended(section, entry []byte) []byte {
	entries, rest := number(section)
	return slices.Concat(leb(entries+1), rest, entry)
}

func number(bytes []byte) (uint64, []byte) {
	value, length := binary.Uvarint(bytes)
	return value, bytes[length:]
}

func leb(value uint64) []byte { return binary.AppendUvarint(nil, value) }
