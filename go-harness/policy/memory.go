package policy

import (
	"context"

	"github.com/tetratelabs/wazero/experimental"
)

// heap is the memory of one instance. It is ours so that we know when the module was refused more: in the module itself
// that ends as every other fault does.
type heap struct {
	limit uint64
	bytes []byte
	// refused is whether the call that runs asked for more than the limit.
	refused bool
}

// with makes the instance that is started with the context use the heap.
func (h *heap) with(ctx context.Context) context.Context {
	return experimental.WithMemoryAllocator(ctx, experimental.MemoryAllocatorFunc(func(uint64, uint64) experimental.LinearMemory { return h }))
}

// Reallocate makes the memory larger; nil: it may not be. What a module begins with it gets.
func (h *heap) Reallocate(size uint64) []byte {
	if size > h.limit && h.bytes != nil {
		h.refused = true
		return nil
	}
	if size > uint64(cap(h.bytes)) {
		h.bytes = append(h.bytes, make([]byte, size-uint64(len(h.bytes)))...)
	}
	h.bytes = h.bytes[:size]
	return h.bytes
}

// Free lets go of the memory.
func (h *heap) Free() { h.bytes = nil }
