package testserver

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/dynamic"
	"sigs.k8s.io/yaml"
)

// GatewayAPIVersion is the release of Gateway API whose CRDs are installed; scripts/setup reads it here.
const GatewayAPIVersion = "v1.7.0"

// The channels of Gateway API.
const (
	Standard     = "standard"
	Experimental = "experimental"
)

// CRD is a CustomResourceDefinition.
type CRD = *unstructured.Unstructured

var crdResource = schema.GroupVersionResource{
	Group: "apiextensions.k8s.io", Version: "v1", Resource: "customresourcedefinitions",
}

// ModuleDir is where the files of a Go module lie that `make setup-gateway-api` fetched.
func ModuleDir(module, version string) (string, error) {
	cache, err := exec.Command("go", "env", "GOMODCACHE").Output()
	if err != nil {
		return "", fmt.Errorf("go env GOMODCACHE: %w", err)
	}
	dir := filepath.Join(strings.TrimSpace(string(cache)), filepath.FromSlash(module)+"@"+version)
	if _, err := os.Stat(dir); err != nil {
		return "", fmt.Errorf("%s %s is not here, run `make setup-gateway-api`: %w", module, version, err)
	}
	return dir, nil
}

// GatewayAPICRDs are those of one channel, from Gateway API's Go module.
func GatewayAPICRDs(channel string) ([]CRD, error) {
	return GatewayAPICRDsOf(GatewayAPIVersion, channel)
}

// GatewayAPICRDsOf are those of another release than [GatewayAPIVersion].
func GatewayAPICRDsOf(version, channel string) ([]CRD, error) {
	dir, err := ModuleDir("sigs.k8s.io/gateway-api", version)
	if err != nil {
		return nil, err
	}
	files, err := filepath.Glob(filepath.Join(dir, "config", "crd", channel, "*.yaml"))
	if err != nil {
		return nil, err
	}
	var crds []CRD
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		for document := range strings.SplitSeq("\n"+string(text), "\n---") {
			crd := &unstructured.Unstructured{}
			if err := yaml.Unmarshal([]byte(document), &crd.Object); err != nil {
				return nil, fmt.Errorf("%s: %w", file, err)
			}
			if crd.GetKind() == "CustomResourceDefinition" {
				crds = append(crds, crd)
			}
		}
	}
	if len(crds) == 0 {
		return nil, fmt.Errorf("Gateway API %s has no CRDs of the channel `%s`", version, channel)
	}
	return crds, nil
}

// Install creates CRDs, or brings those that exist to the same, and waits until they are served.
func (s *Server) Install(ctx context.Context, crds ...CRD) error {
	client, err := dynamic.NewForConfig(s.config)
	if err != nil {
		return err
	}
	resources := client.Resource(crdResource)
	for _, crd := range crds {
		_, err := resources.Create(ctx, crd, metav1.CreateOptions{})
		if apierrors.IsAlreadyExists(err) {
			var old CRD
			if old, err = resources.Get(ctx, crd.GetName(), metav1.GetOptions{}); err == nil {
				crd = crd.DeepCopy()
				crd.SetResourceVersion(old.GetResourceVersion())
				_, err = resources.Update(ctx, crd, metav1.UpdateOptions{})
			}
		}
		if err != nil {
			return fmt.Errorf("CRD `%s`: %w", crd.GetName(), err)
		}
	}
	for _, crd := range crds {
		err := wait.PollUntilContextTimeout(ctx, 50*time.Millisecond, readyWithin, true, func(ctx context.Context) (bool, error) {
			now, err := resources.Get(ctx, crd.GetName(), metav1.GetOptions{})
			return err == nil && established(now), err
		})
		if err != nil {
			return fmt.Errorf("CRD `%s` is not served: %w", crd.GetName(), err)
		}
	}
	return nil
}

func established(crd CRD) bool {
	conditions, _, _ := unstructured.NestedSlice(crd.Object, "status", "conditions")
	for _, condition := range conditions {
		if is, _ := condition.(map[string]any); is["type"] == "Established" && is["status"] == "True" {
			return true
		}
	}
	return false
}
