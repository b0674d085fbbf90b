package main

import (
	"encoding/json"
	"fmt"

	"github.com/kumahq/kuma-gapi/go-harness/testserver"
)

// A kind in one version, as a CRD has it.
type kind struct {
	group, version, name, plural string
	namespaced                   bool
	// schema is the OpenAPI schema.
	schema object
}

func (k *kind) apiVersion() string { return k.group + "/" + k.version }

// kinds are those of some CRDs, by apiVersion and kind.
func kinds(crds []testserver.CRD) (map[string]*kind, error) {
	found := map[string]*kind{}
	for _, crd := range crds {
		raw, err := json.Marshal(crd.Object)
		if err != nil {
			return nil, err
		}
		tree, err := parse(raw)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", crd.GetName(), err)
		}
		spec := tree.(object).object("spec")
		names := spec.object("names")
		versions, _ := spec.get("versions").(list)
		for _, v := range versions {
			version := v.(object)
			if version.get("served") != true {
				continue
			}
			k := &kind{
				group: spec.text("group"), version: version.text("name"),
				name: names.text("kind"), plural: names.text("plural"),
				namespaced: spec.text("scope") == "Namespaced",
				schema:     version.object("schema").object("openAPIV3Schema"),
			}
			found[k.apiVersion()+" "+k.name] = k
		}
	}
	return found, nil
}

// below is the schema of a member or, for a list, of its entries.
func below(schema object, segment any) object {
	if _, isIndex := segment.(int); isIndex {
		return schema.object("items")
	}
	key, _ := segment.(string)
	if property := schema.object("properties").object(key); property != nil {
		return property
	}
	return schema.object("additionalProperties")
}
