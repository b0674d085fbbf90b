package controller

import (
	"errors"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	crmetrics "sigs.k8s.io/controller-runtime/pkg/metrics"

	"github.com/kumahq/kuma-gapi/go-harness/policy"
)

type metrics struct {
	evaluations *prometheus.CounterVec
	duration    prometheus.Histogram
	writes      *prometheus.CounterVec
	diagnostics *prometheus.GaugeVec
	dropped     prometheus.Counter

	mutex sync.Mutex
	// stood are the diagnostics that stood last, by code and severity.
	stood map[[2]string]int
}

// newMetrics gives the process's own: a registry takes each name once, and there may be several managers.
var newMetrics = sync.OnceValue(func() *metrics {
	m := &metrics{
		evaluations: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "kuma_gapi_evaluations_total", Help: "Evaluations of the policy module by their result."}, []string{"result"}),
		duration:    prometheus.NewHistogram(prometheus.HistogramOpts{Name: "kuma_gapi_evaluation_duration_seconds", Help: "How long an evaluation takes.", Buckets: prometheus.ExponentialBuckets(0.001, 2, 15)}),
		writes:      prometheus.NewCounterVec(prometheus.CounterOpts{Name: "kuma_gapi_writes_total", Help: "Writes to the API server."}, []string{"kind", "action", "result"}),
		diagnostics: prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "kuma_gapi_diagnostics", Help: "Diagnostics that stand, by code."}, []string{"code", "severity"}),
		dropped:     prometheus.NewCounter(prometheus.CounterOpts{Name: "kuma_gapi_dropped_instances_total", Help: "Instances of the policy module that were dropped after a failed call, or as they held too much memory."}),
	}
	crmetrics.Registry.MustRegister(m.evaluations, m.duration, m.writes, m.diagnostics, m.dropped)
	return m
})

func (m *metrics) evaluated(took time.Duration, err error) {
	m.duration.Observe(took.Seconds())
	m.evaluations.WithLabelValues(resultOf(err)).Inc()
}

func (m *metrics) wrote(kind, action string, err error) {
	result := "ok"
	if err != nil {
		result = "failed"
	}
	m.writes.WithLabelValues(kind, action, result).Inc()
}

// diagnosed counts the diagnostics that stand. What stood and does not any more is removed after the rest is set, so
// that nobody sees an empty gauge in between.
func (m *metrics) diagnosed(diagnostics []policy.Diagnostic) {
	counts := map[[2]string]int{}
	for _, diagnostic := range diagnostics {
		counts[[2]string{diagnostic.Code, diagnostic.Severity}]++
	}
	m.mutex.Lock()
	defer m.mutex.Unlock()
	for labels, count := range counts {
		m.diagnostics.WithLabelValues(labels[:]...).Set(float64(count))
	}
	for labels := range m.stood {
		if _, ok := counts[labels]; !ok {
			m.diagnostics.DeleteLabelValues(labels[:]...)
		}
	}
	m.stood = counts
}

func resultOf(err error) string {
	var (
		refusal  *policy.Refusal
		trap     *policy.TrapError
		memory   *policy.MemoryError
		deadline *policy.DeadlineError
	)
	switch {
	case err == nil:
		return "ok"
	case errors.As(err, &refusal):
		return "refused"
	case errors.As(err, &trap):
		return "trapped"
	case errors.As(err, &memory):
		return "memory"
	case errors.As(err, &deadline):
		return "deadline"
	default:
		return "failed"
	}
}
