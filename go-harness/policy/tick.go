package policy

import (
	"bytes"
	"context"
	"errors"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/sys"
)

// The embedded modules ask once in a while whether to go on: an import that the build puts into them, so that a deadline
// can end a call. wazero can do that for any module, but leaves the machine code at every turn of every loop for it,
// which makes calls three times as slow.
const (
	tickModule = "kuma-gapi"
	tickName   = "tick"
)

// ticks is whether a module asks; the import stands in it as two texts with their lengths.
func ticks(wasm []byte) bool {
	imported := append([]byte{byte(len(tickModule))}, tickModule...)
	imported = append(append(imported, byte(len(tickName))), tickName...)
	return bytes.Contains(wasm, imported)
}

// provideTick gives the modules of a runtime what they ask.
func provideTick(ctx context.Context, runtime wazero.Runtime) error {
	tick := func(ctx context.Context, module api.Module, _ []uint64) {
		err := ctx.Err()
		if err == nil {
			return
		}
		code := uint32(sys.ExitCodeContextCanceled)
		if errors.Is(err, context.DeadlineExceeded) {
			code = sys.ExitCodeDeadlineExceeded
		}
		// As wazero itself ends a call: the module is closed, and what runs in it unwinds.
		_ = module.CloseWithExitCode(context.WithoutCancel(ctx), code)
		panic(sys.NewExitError(code))
	}
	_, err := runtime.NewHostModuleBuilder(tickModule).
		NewFunctionBuilder().WithGoModuleFunction(api.GoModuleFunc(tick), nil, nil).Export(tickName).
		Instantiate(ctx)
	return err
}
