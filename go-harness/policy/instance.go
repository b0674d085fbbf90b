package policy

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/sys"
)

// instance is one copy of the module with memory of its own: one call at a time.
type instance struct {
	module api.Module
	memory api.Memory
	alloc  api.Function
	free   api.Function
	heap   *heap
}

func (m *Module) instantiate(ctx context.Context) (*instance, error) {
	heap := &heap{limit: m.options.MemoryLimit}
	// Without a name, so that there can be many. A deadline of the call must not end up in the start.
	module, err := m.runtime.InstantiateModule(heap.with(context.WithoutCancel(ctx)), m.compiled, wazero.NewModuleConfig().WithName(""))
	if err != nil {
		return nil, fmt.Errorf("the policy module cannot be started: %w", err)
	}
	i := &instance{
		module: module,
		memory: module.Memory(),
		alloc:  module.ExportedFunction("gapi_alloc"),
		free:   module.ExportedFunction("gapi_free"),
		heap:   heap,
	}
	if i.memory == nil || i.alloc == nil || i.free == nil {
		i.close()
		return nil, errors.New("the WebAssembly module is not the policy module: it lacks `memory`, `gapi_alloc` or `gapi_free`")
	}
	if i.size() > heap.limit {
		i.close()
		return nil, fmt.Errorf("the WebAssembly module begins with %d bytes of memory, which are more than Options.MemoryLimit", i.size())
	}
	return i, nil
}

func (i *instance) size() uint64 { return uint64(i.memory.Size()) }

func (i *instance) close() {
	// Nothing runs in it any more, so that it cannot fail in a way that matters.
	_ = i.module.Close(context.Background())
}

// call hands texts over, and copies the answer out. After an error the instance is of no use.
func (i *instance) call(ctx context.Context, export string, texts ...[]byte) ([]byte, error) {
	function := i.module.ExportedFunction(export)
	if function == nil {
		return nil, fmt.Errorf("the policy module has no `%s`: it is the build without it, or older than this package", export)
	}
	i.heap.refused = false
	size := 0
	var arguments []uint64
	for _, text := range texts {
		size += len(text)
		if uint64(size) > math.MaxUint32 {
			return nil, &MemoryError{Limit: i.heap.limit, Snapshot: size}
		}
		at, err := i.hand(ctx, text)
		if err != nil {
			return nil, err
		}
		arguments = append(arguments, at, uint64(len(text)))
	}
	packed, err := function.Call(ctx, arguments...)
	if err != nil {
		return nil, i.failure(ctx, err, size)
	}
	if len(packed) != 1 {
		return nil, &TrapError{Cause: fmt.Errorf("`%s` gives %d values instead of one", export, len(packed))}
	}
	start, length := uint32(packed[0]>>32), uint32(packed[0])
	view, ok := i.memory.Read(start, length)
	if !ok {
		return nil, &TrapError{Cause: fmt.Errorf("the answer at %d of %d bytes is outside of the memory", start, length)}
	}
	answer := bytes.Clone(view)
	if err := i.release(ctx, uint64(start), uint64(length), arguments); err != nil {
		return nil, i.failure(ctx, err, size)
	}
	return answer, nil
}

// hand copies text into the module's memory.
func (i *instance) hand(ctx context.Context, text []byte) (uint64, error) {
	results, err := i.alloc.Call(ctx, uint64(len(text)))
	if err != nil {
		return 0, i.failure(ctx, err, len(text))
	}
	at := uint32(results[0])
	if at == 0 || !i.memory.Write(at, text) {
		return 0, &MemoryError{Limit: i.heap.limit, Snapshot: len(text)}
	}
	return uint64(at), nil
}

// release frees the answer and what was handed over.
func (i *instance) release(ctx context.Context, start, length uint64, arguments []uint64) error {
	if _, err := i.free.Call(ctx, start, length); err != nil {
		return err
	}
	for ; len(arguments) > 1; arguments = arguments[2:] {
		if _, err := i.free.Call(ctx, arguments[:2]...); err != nil {
			return err
		}
	}
	return nil
}

// failure says why a call ended.
func (i *instance) failure(ctx context.Context, err error, snapshot int) error {
	var exit *sys.ExitError
	if errors.As(err, &exit) {
		switch exit.ExitCode() {
		case sys.ExitCodeDeadlineExceeded:
			return &DeadlineError{Cause: context.DeadlineExceeded}
		case sys.ExitCodeContextCanceled:
			return &DeadlineError{Cause: context.Canceled}
		}
	}
	if ctx.Err() != nil {
		return &DeadlineError{Cause: ctx.Err()}
	}
	// Rust ends in `unreachable` when there is no memory, as in every other fault; but it has asked for it before.
	if i.heap.refused {
		return &MemoryError{Limit: i.heap.limit, Snapshot: snapshot}
	}
	return &TrapError{Cause: err}
}
