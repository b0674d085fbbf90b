package testserver

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
)

const (
	kumaGroup = "kuma.io"
	// kumaSchemas has the schemas of what the module writes, in the repository.
	kumaSchemas = "tests/crds/kuma-2.14.3.json"
	// kumaFacts has everything about Kuma's CRDs, beside the repository.
	kumaFacts = "../shared/crds/kuma-2.14.3.json"
)

// ErrNoKumaFacts says that the facts of Kuma's CRDs are not beside the repository.
var ErrNoKumaFacts = errors.New("the facts of Kuma's CRDs are not at `" + kumaFacts + "`, beside the repository")

// kumaKinds are Kuma's kinds that the module reads or writes, each with its plural.
var kumaKinds = []struct {
	kind, plural string
	scope        string
	hasStatus    bool
}{
	{"ExternalService", "externalservices", "Cluster", false},
	{"Mesh", "meshes", "Cluster", false},
	{"MeshExternalService", "meshexternalservices", "Namespaced", false},
	{"MeshGatewayConfig", "meshgatewayconfigs", "Cluster", true},
	{"MeshGatewayInstance", "meshgatewayinstances", "Namespaced", true},
	{"MeshGatewayRoute", "meshgatewayroutes", "Cluster", false},
	{"MeshGateway", "meshgateways", "Cluster", false},
	{"MeshHTTPRoute", "meshhttproutes", "Namespaced", false},
	{"MeshMultiZoneService", "meshmultizoneservices", "Namespaced", false},
	{"MeshService", "meshservices", "Namespaced", false},
}

// KumaCRDs are those of Kuma 2.14.3 that the module reads or writes. MeshHTTPRoutes, MeshGatewayInstances and
// MeshGatewayConfigs are validated and defaulted as in Kuma; of the others any spec is taken, as Kuma itself takes
// any of a Mesh, a MeshGateway, a MeshGatewayRoute and an ExternalService.
func KumaCRDs() ([]CRD, error) {
	root, err := Repository()
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(kumaSchemas)))
	if err != nil {
		return nil, err
	}
	var schemas map[string]map[string]any
	if err := json.Unmarshal(text, &schemas); err != nil {
		return nil, fmt.Errorf("%s: %w", kumaSchemas, err)
	}
	if schemas["MeshGatewayConfig"], err = configOf(schemas["MeshGatewayInstance"]); err != nil {
		return nil, fmt.Errorf("%s: %w", kumaSchemas, err)
	}
	var crds []CRD
	for _, kind := range kumaKinds {
		schema := schemas[kind.kind]
		if schema == nil {
			schema = anySpec()
		}
		version := map[string]any{"name": "v1alpha1", "served": true, "storage": true, "schema": schema}
		if kind.hasStatus {
			version["subresources"] = map[string]any{"status": map[string]any{}}
		}
		names := map[string]any{"kind": kind.kind, "plural": kind.plural, "singular": strings.ToLower(kind.kind)}
		crds = append(crds, kumaCRD(kumaGroup, names, kind.scope, version))
	}
	return crds, nil
}

// anySpec is the schema of an object whose spec may have whatever.
func anySpec() map[string]any {
	anything := map[string]any{"x-kubernetes-preserve-unknown-fields": true}
	return map[string]any{"type": "object", "properties": map[string]any{
		"mesh": map[string]any{"type": "string"}, "spec": anything, "status": anything,
	}}
}

// configOf makes the schema of MeshGatewayConfigs: the spec of an instance, and whether it is for other meshes.
func configOf(instance map[string]any) (map[string]any, error) {
	config := runtime.DeepCopyJSON(instance)
	crossMesh := map[string]any{"type": "boolean"}
	return config, unstructured.SetNestedMap(config, crossMesh, "properties", "spec", "properties", "crossMesh")
}

// KumaCRDsWithRules are those of Kuma 2.14.3 as it ships them, with all that they validate, or [ErrNoKumaFacts].
func KumaCRDsWithRules() ([]CRD, error) {
	root, err := Repository()
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(kumaFacts)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNoKumaFacts
	}
	if err != nil {
		return nil, err
	}
	var facts []struct {
		Group    string
		Names    map[string]any
		Scope    string
		Versions []map[string]any
	}
	if err := json.Unmarshal(text, &facts); err != nil {
		return nil, fmt.Errorf("%s: %w", kumaFacts, err)
	}
	var crds []CRD
	for _, fact := range facts {
		crds = append(crds, kumaCRD(fact.Group, fact.Names, fact.Scope, fact.Versions...))
	}
	return crds, nil
}

// kumaCRD puts a CRD together; the versions have their schema bare.
func kumaCRD(group string, names map[string]any, scope string, bare ...map[string]any) CRD {
	if _, ok := names["listKind"]; !ok {
		names["listKind"] = fmt.Sprint(names["kind"], "List")
	}
	versions := make([]any, 0, len(bare))
	for _, version := range bare {
		version["schema"] = map[string]any{"openAPIV3Schema": version["schema"]}
		versions = append(versions, version)
	}
	return &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": crdResource.GroupVersion().String(),
		"kind":       "CustomResourceDefinition",
		"metadata":   map[string]any{"name": fmt.Sprint(names["plural"], ".", group)},
		"spec":       map[string]any{"group": group, "names": names, "scope": scope, "versions": versions},
	}}
}
