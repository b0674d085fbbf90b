package policy

import "embed"

// The directory and not the file: a package that does not compile until `make build` has run could not even be
// looked at by Go's tools.
//
//go:embed module
var files embed.FS

func embedded() ([]byte, error) {
	wasm, err := files.ReadFile("module/kuma_gapi.wasm")
	if err != nil {
		return nil, ErrNotBuilt
	}
	return wasm, nil
}
