package controller_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"math/big"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/kumahq/kuma-gapi/go-harness/controller"
	"github.com/kumahq/kuma-gapi/go-harness/policy"
)

// world gives one of every kind of input.
func world(t testing.TB) []*unstructured.Unstructured {
	t.Helper()
	return append(documents(t, "testdata/world.yaml"), certificate(t, "certificates", "shop"))
}

// begun gives a cluster on which the controller has made what the world asks for, beside foreign objects of which
// untouched counts those that somebody touches.
func begun(t testing.TB) (c *cluster, objects []*unstructured.Unstructured, made *policy.Evaluation, untouched func() int) {
	t.Helper()
	c = open(t)
	untouched = c.guard()
	c.run(controller.Options{}, nil)
	objects = world(t)
	c.apply(objects)
	return c, objects, c.settled("from nothing"), untouched
}

// certificate makes a TLS Secret for shop.example.
func certificate(t testing.TB, namespace, name string) *unstructured.Unstructured {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: "shop.example"}, DNSNames: []string{"shop.example"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	signed, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	encoded := func(kind string, bytes []byte) string {
		return base64.StdEncoding.EncodeToString(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: bytes}))
	}
	secret := named("v1", "Secret", namespace, name)
	secret.Object["type"] = string(corev1.SecretTypeTLS)
	secret.Object["data"] = map[string]any{"tls.crt": encoded("CERTIFICATE", signed), "tls.key": encoded("PRIVATE KEY", der)}
	return secret
}
