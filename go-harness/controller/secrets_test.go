package controller_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/kumahq/kuma-gapi/go-harness/controller"
)

// Of Secrets that the controller is not to read a condition of the listener that names one says so, and everything
// else goes on (F26).
func TestSecretsOfOtherNamespaces(t *testing.T) {
	c := open(t)
	without := c.run(controller.Options{SecretNamespaces: []string{}}, nil)
	c.apply(world(t))
	c.isWithoutCertificate(unreadable)
	if err := without.stop(); err != nil {
		t.Error(err)
	}
	// A role for that namespace is enough then.
	c.setSecrets(false)
	t.Cleanup(func() { c.setSecrets(true) })
	c.setSecretsOf("certificates", true)
	c.run(controller.Options{SecretNamespaces: []string{"certificates"}}, nil)
	c.awaitsCertificate()
	c.setSecretsOf("certificates", false)
}

// One namespace that may not be read harms no other, is told once, and is tried again.
func TestOneNamespaceOfSecretsThatMayNotBeRead(t *testing.T) {
	c := open(t)
	c.setSecrets(false)
	t.Cleanup(func() { c.setSecrets(true) })
	c.namespaces([]*unstructured.Unstructured{named("v1", "Secret", "closed", "")})
	c.setSecretsOf("closed", false)
	c.setSecretsOf("certificates", false)
	c.apply(world(t))
	c.setSecretsOf("certificates", true)
	options := controller.Options{SecretNamespaces: []string{"closed", "certificates"}, Discover: 200 * time.Millisecond}
	first := c.run(options, nil)
	c.awaitsCertificate()
	c.says(first, "Secrets are not read")
	time.Sleep(time.Second)
	if told := first.said.count("Secrets are not read"); told != 1 {
		t.Errorf("it is said %d times that one namespace may not be read", told)
	}
	if err := first.stop(); err != nil {
		t.Error(err)
	}
	c.setSecretsOf("certificates", false)
	c.setSecretsOf("closed", true)
	c.run(options, nil)
	c.isWithoutCertificate(unreadable)
	c.setSecretsOf("certificates", true)
	c.awaitsCertificate()
	c.setSecretsOf("certificates", false)
	c.setSecretsOf("closed", false)
}

// setSecretsOf lets the controller read the Secrets of one namespace, by a role of its own, or not.
func (c *cluster) setSecretsOf(namespace string, readable bool) {
	c.t.Helper()
	role := named("rbac.authorization.k8s.io/v1", "Role", namespace, "secrets")
	role.Object["rules"] = []any{map[string]any{"apiGroups": []any{""}, "resources": []any{"secrets"}, "verbs": []any{"list", "watch"}}}
	binding := named("rbac.authorization.k8s.io/v1", "RoleBinding", namespace, "secrets")
	binding.Object["roleRef"] = map[string]any{"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "secrets"}
	binding.Object["subjects"] = []any{map[string]any{"kind": "ServiceAccount", "name": "kuma-gapi-controller", "namespace": systemNamespace}}
	for _, object := range []*unstructured.Unstructured{role, binding} {
		if readable {
			c.create(object)
		} else {
			c.delete(object)
		}
	}
}

// Secrets that may not be read by the role: the same, and when they may be read, they are.
func TestSecretsThatMayNotBeRead(t *testing.T) {
	c := open(t)
	c.setSecrets(false)
	t.Cleanup(func() { c.setSecrets(true) })
	r := c.run(controller.Options{Discover: 200 * time.Millisecond}, nil)
	c.apply(world(t))
	c.isWithoutCertificate(unreadable)
	c.says(r, "they may not be read: secrets is forbidden")
	c.setSecrets(true)
	c.awaitsCertificate()
}

// setSecrets lets the shipped roles read Secrets of all namespaces, or not.
func (c *cluster) setSecrets(readable bool) {
	c.t.Helper()
	for _, object := range documents(c.t, "../../deploy/secrets-all.yaml") {
		if readable {
			c.create(object)
		} else {
			c.delete(object)
		}
	}
}

// unreadable is what a listener says whose Secret may not be read.
const unreadable = "may not read the Secrets of namespace `certificates`"

// isWithoutCertificate waits until the listener that names a Secret says why it has none, and all else is made.
func (c *cluster) isWithoutCertificate(why string) {
	c.t.Helper()
	gateway := named("gateway.networking.k8s.io/v1", "Gateway", "shop", "edge")
	c.eventually("the listener says that there is no certificate", func() bool {
		if err := c.client.Get(c.t.Context(), keyOf(gateway), gateway); err != nil {
			c.t.Fatal(err)
		}
		status := textOf(gateway.Object["status"])
		return strings.Contains(status, "InvalidCertificateRef") && strings.Contains(status, why)
	})
	c.eventually("the other listener has its route", func() bool {
		return slices.ContainsFunc(c.list(outputs[3:4]), func(route *unstructured.Unstructured) bool { return strings.HasPrefix(route.GetName(), "guest-team") })
	})
	if copies := c.list(outputs[4:]); slices.ContainsFunc(copies, func(secret *unstructured.Unstructured) bool { return secret.GetNamespace() == systemNamespace }) {
		c.t.Error("a Secret is copied that is not to be read")
	}
}

// awaitsCertificate waits until the Secret is read and copied.
func (c *cluster) awaitsCertificate() {
	c.t.Helper()
	c.settled("the Secrets may be read")
	if copies := c.list(outputs[4:]); !slices.ContainsFunc(copies, func(secret *unstructured.Unstructured) bool { return secret.GetNamespace() == systemNamespace }) {
		c.t.Error("the Secret is not copied")
	}
}
