package controller_test

import (
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// An API server takes what deploy/ has, and knows each field of it.
func TestDeployedObjectsAreTaken(t *testing.T) {
	c := open(t)
	strict := client.WithFieldValidation(c.client, metav1.FieldValidationStrict)
	deployments := 0
	for _, object := range documents(t, "../../deploy") {
		// Those that are there already are no obstacle.
		object.SetName(object.GetName() + "-again")
		if err := strict.Create(t.Context(), object, client.DryRunAll); err != nil {
			t.Errorf("%s `%s`: %v", object.GetKind(), object.GetName(), err)
		}
		if object.GetKind() != "Deployment" {
			continue
		}
		deployments++
		// Each argument is one of the program's.
		containers, _, _ := unstructured.NestedSlice(object.Object, "spec", "template", "spec", "containers")
		arguments, _, _ := unstructured.NestedStringSlice(containers[0].(map[string]any), "args")
		r := start(t, buildProgram(t), []string{"KUBECONFIG=" + c.kubeconfig()}, append(arguments, "--dry-run", "--metrics-address=0", "--health-address=0")...)
		c.eventually("the program runs with the arguments of the Deployment", func() bool { return r.out.count("nothing is to be written") > 0 })
	}
	if deployments != 1 {
		t.Errorf("there are %d Deployments", deployments)
	}
}
