package policy

import (
	"errors"
	"fmt"
)

// ErrNotBuilt says that the package was compiled without the module.
var ErrNotBuilt = errors.New("the policy module is not in this build: run `make build` in the repository of kuma-gapi, then build again")

// ErrClosed says that the module was closed.
var ErrClosed = errors.New("the policy module is closed")

// Refusal is the module's own answer to a snapshot that cannot be evaluated at all. What is wrong with single
// objects is a diagnostic instead.
type Refusal struct {
	// Code is stable.
	Code    string `json:"code"`
	Message string `json:"message"`
	// Help says what to do.
	Help string `json:"help"`
	// Path is a JSON pointer into the snapshot.
	Path string `json:"path,omitempty"`
}

func (r *Refusal) Error() string {
	return fmt.Sprintf("%s: %s (%s)", r.Code, r.Message, r.Help)
}

// TrapError says that the module failed in the middle of a call, which is a fault of it. The instance is
// dropped; the next call has another.
type TrapError struct {
	// Cause is what the runtime says.
	Cause error
}

func (e *TrapError) Error() string { return fmt.Sprintf("the policy module trapped: %v", e.Cause) }

// Unwrap gives the cause.
func (e *TrapError) Unwrap() error { return e.Cause }

// MemoryError says that a call needed more memory than there is. The instance is dropped.
type MemoryError struct {
	// Limit is the most that an instance may have, in bytes.
	Limit uint64
	// Snapshot is the size of the snapshot.
	Snapshot int
}

func (e *MemoryError) Error() string {
	return fmt.Sprintf("the policy module needs more than its %d MiB of memory for a snapshot of %d bytes: raise Options.MemoryLimit (--memory-limit of the controller), or hand over fewer objects",
		e.Limit>>20, e.Snapshot)
}

// DeadlineError says that a call was interrupted by its context or by [Options.Deadline]. The instance is dropped.
type DeadlineError struct {
	// Cause is context.DeadlineExceeded or context.Canceled.
	Cause error
}

func (e *DeadlineError) Error() string {
	return fmt.Sprintf("the call of the policy module was interrupted: %v", e.Cause)
}

// Unwrap gives the cause.
func (e *DeadlineError) Unwrap() error { return e.Cause }
