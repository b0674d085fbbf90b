package conformance

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"github.com/kumahq/kuma-gapi/go-harness/policy"
	"github.com/kumahq/kuma-gapi/go-harness/testserver"
)

// golden is the snapshot of a golden.
func golden(t *testing.T, name string) policy.Snapshot {
	t.Helper()
	root, err := testserver.Repository()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(root, "tests", "golden", name, "in.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var snapshot policy.Snapshot
	for document := range strings.SplitSeq(string(text), "\n---\n") {
		object := map[string]any{}
		if err := yaml.Unmarshal([]byte(document), &object); err != nil {
			t.Fatal(err)
		}
		snapshot.Resources = append(snapshot.Resources, object)
	}
	return snapshot
}

// What the data plane is said to do with a snapshot is what it does with the resources that come of it.
func TestSimulateAndSimulateDeployedAgree(t *testing.T) {
	module := simulating(t)
	snapshot := golden(t, "weights")
	evaluation, err := module.Evaluate(t.Context(), snapshot)
	if err != nil {
		t.Fatal(err)
	}
	deployed := policy.Deployed{Services: []policy.DeployedService{}}
	gateway := ""
	for _, resource := range evaluation.Resources {
		deployed.Resources = append(deployed.Resources, resource)
		if resource.Kind == "MeshGateway" {
			gateway = resource.Metadata.Name
		}
	}
	whole, err := module.Simulate(t.Context(), snapshot, []policy.Request{{URL: "http://h.example/twice"}})
	if err != nil {
		t.Fatal(err)
	}
	if whole[0].OK == nil {
		t.Fatal(whole[0].Error)
	}
	want := whole[0].OK.DataPlane
	if len(want.Backends) < 2 {
		t.Fatalf("no weights to compare: %+v", want)
	}
	for _, backend := range want.Backends {
		if backend.Status == 200 {
			deployed.Services = append(deployed.Services, policy.DeployedService{Mesh: mesh, Name: backend.Service, HTTP: true})
		}
	}
	alone, err := module.SimulateDeployed(t.Context(), deployed, []policy.WireRequest{
		{Gateway: gateway, Port: whole[0].OK.Entrance.Port, Method: "GET", Host: "h.example", Target: "/twice", Headers: [][2]string{}},
	})
	if err != nil {
		t.Fatal(err)
	}
	// Where a rule comes from is not known of deployed resources.
	want.Matched = nil
	if alone[0].OK == nil || !reflect.DeepEqual(*alone[0].OK, want) {
		t.Errorf("alone: %+v\nwith the snapshot: %+v", alone[0], want)
	}
}

func TestRequestsThatCannotBeSimulatedAreRefusals(t *testing.T) {
	module := simulating(t)
	answers, err := module.Simulate(t.Context(), policy.Snapshot{Resources: []any{}}, []policy.Request{{URL: "/no-host"}})
	if err != nil || len(answers) != 1 || answers[0].Error == nil || answers[0].Error.Code != "invalid-request" {
		t.Errorf("%+v, %v", answers, err)
	}
	var refusal *policy.Refusal
	if _, err := module.Simulate(t.Context(), policy.Snapshot{Options: policy.Choices{Target: "kuma-9"}, Resources: []any{}}, nil); !errors.As(err, &refusal) {
		t.Errorf("an unknown target: %v", err)
	}
}
