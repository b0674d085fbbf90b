package policy

import (
	"os"
	"testing"
)

// Only the embedded modules ask, so that wazero need not; the package's plain one imports nothing.
func TestTheEmbeddedModulesAsk(t *testing.T) {
	for name, build := range map[string]Build{"kuma_gapi.wasm": Full, "kuma_gapi_trusted.wasm": Trusted} {
		wasm, err := embedded(build)
		if err != nil {
			t.Fatal(err)
		}
		plain, err := os.ReadFile("../../pkg/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if !ticks(wasm) || ticks(plain) {
			t.Errorf("%s: the embedded one asks: %v, the plain one: %v", name, ticks(wasm), ticks(plain))
		}
	}
}
