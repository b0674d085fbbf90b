package policy

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

const benchRoutes = 1000

// BenchmarkTable prints figures beside their goals; `make bench` runs it once. Ratios come from one run on one machine,
// as times say more about the machine than about the module.
func BenchmarkTable(b *testing.B) {
	starts(b)
	evaluations(b)
}

// figure prints one line of the table.
func figure(what string, is float64, unit, goal string, met bool) {
	verdict := ""
	if goal != "" {
		verdict = map[bool]string{true: "met", false: "MISSED"}[met]
	}
	fmt.Printf("%-52s %9.2f %-6s %9s  %s\n", what, is, unit, goal, verdict)
}

// starts measures how long it takes until a module can be called.
func starts(b *testing.B) {
	for _, build := range []struct {
		name  string
		build Build
	}{{"full", Full}, {"trusted", Trusted}} {
		start := func(cache string) float64 {
			return milliseconds(func() { open(b, Options{Build: build.build, CacheDir: cache, PoolSize: 1}).close(b) })
		}
		cache := b.TempDir()
		start(cache)
		warm := median(21, func() float64 { return start(cache) })
		figure(build.name+" build: start with a warm compilation cache", warm, "ms", "≤ 3", warm <= 3)
		figure(build.name+" build: start without a cache", median(3, func() float64 { return start("") }), "ms", "", true)
	}
}

// evaluations measures calls.
func evaluations(b *testing.B) {
	file := filepath.Join(b.TempDir(), "snapshot.json")
	inNode := printed(b, "../..", "node", "js-harness/bench/evaluate.mjs", strconv.Itoa(benchRoutes), file)
	native := printed(b, "../..", "cargo", "bench", "--quiet", "--bench", "evaluate", "--", file)
	snapshot, err := os.ReadFile(file)
	if err != nil {
		b.Fatal(err)
	}
	m := open(b, Options{PoolSize: 1})
	m.evaluate(b, snapshot)
	here := median(9, func() float64 { return milliseconds(func() { m.evaluate(b, snapshot) }) })
	figure(fmt.Sprintf("%d routes, wazero", benchRoutes), here, "ms", "", true)
	figure("  against Node", here/inNode, "", "", true)
	figure("  against the native build", here/native, "", "", true)
	instance, err := m.pool.take(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	figure("  peak memory / input", float64(instance.size())/float64(len(snapshot)), "", "≤ 6", float64(instance.size()) <= 6*float64(len(snapshot)))
	m.pool.give(instance)
	empty := median(201, func() float64 { return milliseconds(func() { m.evaluate(b, []byte("{}")) }) })
	figure("an empty call", empty*1000, "µs", "", true)
	m.close(b)
	parallel(b, snapshot)
}

// parallel measures how much more two goroutines do than one, in turns; and the same for work without memory, as more
// than that the machine does not give.
func parallel(b *testing.B, snapshot []byte) {
	m := open(b, Options{PoolSize: 2})
	defer m.close(b)
	gain := gainOfTwo(func() { m.evaluate(b, snapshot) })
	figure("two goroutines against one", gain, "", "≥ 1.8", gain >= 1.8)
	block := make([]byte, 1<<10)
	figure("  the machine's own: the same for hashes", gainOfTwo(func() {
		for range 50_000 {
			sha256.Sum256(block)
		}
	}), "", "", true)
}

// gainOfTwo is how much more often two goroutines do something than one.
func gainOfTwo(do func()) float64 {
	rate := func(workers int) float64 {
		const each = 5
		var group sync.WaitGroup
		spent := milliseconds(func() {
			for range workers {
				group.Go(func() {
					for range each {
						do()
					}
				})
			}
			group.Wait()
		})
		return float64(workers*each) / spent
	}
	rate(2)
	return median(7, func() float64 { return 1 / rate(1) * rate(2) })
}

func open(b *testing.B, options Options) *Module {
	m, err := New(context.Background(), options)
	if err != nil {
		b.Fatal(err)
	}
	return m
}

func (m *Module) close(b *testing.B) {
	if err := m.Close(context.Background()); err != nil {
		b.Fatal(err)
	}
}

func (m *Module) evaluate(b *testing.B, snapshot []byte) {
	if _, err := m.EvaluateJSON(context.Background(), snapshot); err != nil {
		b.Error(err)
	}
}

// printed runs a command that prints milliseconds.
func printed(b *testing.B, dir, name string, arguments ...string) float64 {
	command := exec.Command(name, arguments...)
	command.Dir, command.Stderr = dir, os.Stderr
	text, err := command.Output()
	if err != nil {
		b.Fatalf("%s: %v", name, err)
	}
	is, err := strconv.ParseFloat(strings.TrimSpace(string(text)), 64)
	if err != nil {
		b.Fatalf("%s: %v", name, err)
	}
	return is
}

func milliseconds(do func()) float64 {
	began := time.Now()
	do()
	return float64(time.Since(began)) / float64(time.Millisecond)
}

func median(rounds int, measure func() float64) float64 {
	all := make([]float64, rounds)
	for index := range all {
		all[index] = measure()
	}
	slices.Sort(all)
	return all[rounds/2]
}
