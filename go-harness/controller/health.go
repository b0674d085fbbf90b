package controller

import (
	"fmt"
	"net/http"
	"sync"
	"time"
)

// Health says whether the controller gets anywhere. The zero value is ready to be used.
type Health struct {
	// Within is how long it may fail before it is not ready any more; 0: two minutes.
	Within time.Duration

	mutex sync.Mutex
	// since is when the first failure after the last success was; zero: it does not fail.
	since time.Time
	last  error
}

// Check is for /readyz: an error while nothing could be written for long, with the reason. A replica that does not lead
// has nothing to write. It must not be for /healthz, as a restart helps nobody.
func (h *Health) Check(*http.Request) error {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	within := h.Within
	if within == 0 {
		within = 2 * time.Minute
	}
	if took := time.Since(h.since); !h.since.IsZero() && took > within {
		return fmt.Errorf("nothing was written for %s: %w", took.Round(time.Second), h.last)
	}
	return nil
}

// note takes what became of an attempt.
func (h *Health) note(err error) {
	if h == nil {
		return
	}
	h.mutex.Lock()
	defer h.mutex.Unlock()
	switch h.last = err; {
	case err == nil:
		h.since = time.Time{}
	case h.since.IsZero():
		h.since = time.Now()
	}
}
