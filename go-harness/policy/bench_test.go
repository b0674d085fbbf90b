package policy_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/kumahq/kuma-gapi/go-harness/policy"
)

func BenchmarkStartCold(b *testing.B) {
	for b.Loop() {
		start(b, policy.Options{})
	}
}

func BenchmarkStartWithCache(b *testing.B) {
	options := policy.Options{CacheDir: b.TempDir()}
	start(b, options)
	for b.Loop() {
		start(b, options)
	}
}

func start(b *testing.B, options policy.Options) {
	m, err := policy.New(context.Background(), options)
	if err != nil {
		b.Fatal(err)
	}
	if err := m.Close(context.Background()); err != nil {
		b.Fatal(err)
	}
}

func BenchmarkEmptyCall(b *testing.B) {
	m := module(b, policy.Options{PoolSize: 1})
	evaluate(b, m, []byte("{}"))
}

func BenchmarkRoutes(b *testing.B) {
	for _, routes := range []int{100, 1000, 5000} {
		b.Run(fmt.Sprint(routes), func(b *testing.B) {
			m := module(b, policy.Options{PoolSize: 1})
			snapshot := large(routes)
			b.SetBytes(int64(len(snapshot)))
			evaluate(b, m, snapshot)
		})
	}
}

// Two goroutines on two instances against one: `-cpu 1,2`, and the time of an operation should halve.
func BenchmarkParallel(b *testing.B) {
	m := module(b, policy.Options{PoolSize: 2})
	snapshot := large(1000)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := m.EvaluateJSON(context.Background(), snapshot); err != nil {
				b.Error(err)
			}
		}
	})
}

func evaluate(b *testing.B, m *policy.Module, snapshot []byte) {
	for b.Loop() {
		if _, err := m.EvaluateJSON(context.Background(), snapshot); err != nil {
			b.Fatal(err)
		}
	}
}
