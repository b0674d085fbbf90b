package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"sigs.k8s.io/yaml"

	"github.com/kumahq/kuma-gapi/go-harness/testserver"
)

// A seed is an object that somebody wrote by hand, and where.
type seed struct {
	from   string
	object object
}

var placeholder = regexp.MustCompile(`\{[A-Z_]+\}`)

// seeds are all objects in the YAML files below some directories.
func seeds(roots ...string) ([]seed, error) {
	var found []seed
	for _, root := range roots {
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || filepath.Ext(path) != ".yaml" || filepath.Base(path) == "out.yaml" {
				return err
			}
			content, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			content = placeholder.ReplaceAll(content, []byte("kuma"))
			for document := range bytes.SplitSeq(append([]byte("\n"), content...), []byte("\n---")) {
				raw, err := yaml.YAMLToJSON(document)
				if err != nil {
					return fmt.Errorf("%s: %w", path, err)
				}
				tree, err := parse(raw)
				if err != nil {
					return fmt.Errorf("%s: %w", path, err)
				}
				if o, ok := tree.(object); ok && o.text("kind") != "" {
					found = append(found, seed{strings.TrimPrefix(path, root+"/"), o})
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

// corpus is what is mutated: Gateway API's examples and conformance manifests, and our goldens.
func corpus() ([]seed, error) {
	root, err := testserver.Repository()
	if err != nil {
		return nil, err
	}
	api, err := testserver.ModuleDir("sigs.k8s.io/gateway-api", testserver.GatewayAPIVersion)
	if err != nil {
		return nil, err
	}
	conformance, err := testserver.ModuleDir("sigs.k8s.io/gateway-api/conformance", testserver.GatewayAPIVersion)
	if err != nil {
		return nil, err
	}
	return seeds(
		filepath.Join(api, "examples"),
		filepath.Join(conformance, "base"),
		filepath.Join(conformance, "tests"),
		filepath.Join(root, "tests", "golden"),
		filepath.Join(root, "examples"),
	)
}
