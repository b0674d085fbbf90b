package main

import (
	"bytes"
	"context"
	"fmt"
	"os"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
)

// module is the plain build in wazero.
type module struct {
	memory                 api.Memory
	alloc, free, evaluates api.Function
}

func newModule(ctx context.Context, path string) (*module, error) {
	binary, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	instance, err := wazero.NewRuntime(ctx).Instantiate(ctx, binary)
	if err != nil {
		return nil, err
	}
	return &module{
		memory:    instance.Memory(),
		alloc:     instance.ExportedFunction("gapi_alloc"),
		free:      instance.ExportedFunction("gapi_free"),
		evaluates: instance.ExportedFunction("gapi_evaluate"),
	}, nil
}

// evaluate hands a snapshot over and takes the answer back, as a host does.
func (m *module) evaluate(ctx context.Context, snapshot []byte) error {
	length := uint64(len(snapshot))
	allocated, err := m.alloc.Call(ctx, length)
	if err != nil {
		return err
	}
	if !m.memory.Write(uint32(allocated[0]), snapshot) {
		return fmt.Errorf("no memory for %d bytes", length)
	}
	packed, err := m.evaluates.Call(ctx, allocated[0], length)
	if err != nil {
		return err
	}
	at, size := packed[0]>>32, packed[0]&0xffff_ffff
	view, _ := m.memory.Read(uint32(at), uint32(size))
	answer := bytes.Clone(view)
	if _, err := m.free.Call(ctx, at, size); err != nil {
		return err
	}
	if _, err := m.free.Call(ctx, allocated[0], length); err != nil {
		return err
	}
	// The routes come without their Gateways. Any other error would be a refusal: quick, and no proof.
	refusals := bytes.Count(answer, []byte(`"severity":"error"`)) - bytes.Count(answer, []byte(`"code":"parent-not-found"`))
	if !bytes.HasPrefix(answer, []byte(`{"ok":`)) || refusals != 0 {
		return fmt.Errorf("the module refuses something: %.300s", answer)
	}
	return nil
}
