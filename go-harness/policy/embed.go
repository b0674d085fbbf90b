package policy

import "embed"

// The directory and not the file: a package that does not compile until `make build` has run could not even be
// looked at by Go's tools.
//
//go:embed module
var files embed.FS

func embedded(build Build) ([]byte, error) {
	name := "module/kuma_gapi.wasm"
	if build == Trusted {
		name = "module/kuma_gapi_trusted.wasm"
	}
	wasm, err := files.ReadFile(name)
	if err != nil {
		return nil, ErrNotBuilt
	}
	return wasm, nil
}
