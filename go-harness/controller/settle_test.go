package controller_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/kumahq/kuma-gapi/go-harness/policy"
)

// within is how soon everything must have settled on a loaded machine; how long it took is logged. After a restart of
// the API server the client's watches alone may wait for half a minute.
const within = 2 * time.Minute

// fresh evaluates what the cluster holds now.
func (c *cluster) fresh() *policy.Evaluation {
	c.t.Helper()
	evaluation, err := c.module.Evaluate(context.Background(), c.snapshot())
	if err != nil {
		c.t.Fatal(err)
	}
	return evaluation
}

func (c *cluster) snapshot() policy.Snapshot {
	c.t.Helper()
	observed := contents(c.list(outputs))
	return policy.Snapshot{Resources: append(contents(c.list(inputs)), c.installed()...), Observed: &observed, Options: c.choices}
}

// installed is the CRD that tells which release of Gateway API is installed, if one is.
func (c *cluster) installed() []any {
	c.t.Helper()
	crd := named("apiextensions.k8s.io/v1", "CustomResourceDefinition", "", classCRD)
	err := c.client.Get(context.Background(), keyOf(crd), crd)
	if apierrors.IsNotFound(err) {
		return nil
	}
	if err != nil {
		c.t.Fatal(err)
	}
	return []any{crd.Object}
}

// settle waits until the cluster is as a fresh evaluation of it wants, statuses included, and says how long it took.
func (c *cluster) settle(what string) (*policy.Evaluation, time.Duration) {
	c.t.Helper()
	began := time.Now()
	for {
		evaluation := c.fresh()
		left := c.left(evaluation)
		if len(left) == 0 {
			return evaluation, time.Since(began)
		}
		if time.Since(began) > within {
			c.t.Fatalf("%s: after %v there are %d things to do:\n%s", what, within, len(left), strings.Join(left[:min(len(left), 10)], "\n"))
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// settled is settle for a test that does not ask for more.
func (c *cluster) settled(what string) *policy.Evaluation {
	c.t.Helper()
	evaluation, took := c.settle(what)
	c.t.Logf("%s: settled after %v", what, took.Round(time.Millisecond))
	return evaluation
}

// left is what is still to do.
func (c *cluster) left(evaluation *policy.Evaluation) []string {
	var left []string
	for _, step := range evaluation.Plan {
		if step.Action != policy.Unchanged {
			left = append(left, fmt.Sprintf("%s %s %s: %s %v", step.Action, step.Object.Kind, step.Object.Name, step.Reason, step.Changes))
		}
	}
	for _, status := range evaluation.Statuses {
		object := named(status.APIVersion, status.Kind, status.Namespace, status.Name)
		if err := c.client.Get(context.Background(), client.ObjectKeyFromObject(object), object); err != nil {
			left = append(left, err.Error())
			continue
		}
		now, wanted := textOf(object.Object["status"]), textOf(valueOf(status.Status))
		if now != wanted {
			left = append(left, fmt.Sprintf("status of %s %s: %s instead of %s", status.Kind, status.Name, now, wanted))
		}
	}
	return left
}

func valueOf(text json.RawMessage) any {
	var value any
	_ = json.Unmarshal(text, &value)
	return value
}

func textOf(value any) string {
	text, err := json.Marshal(value)
	return string(text) + errorText(err)
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// eventually waits until something is so.
func (c *cluster) eventually(what string, is func() bool) {
	c.t.Helper()
	for began := time.Now(); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Since(began) > within {
			c.t.Fatalf("%s: not after %v", what, within)
		}
	}
}

func names(evaluation *policy.Evaluation) []string {
	var names []string
	for _, resource := range evaluation.Resources {
		names = append(names, resource.Kind+"/"+resource.Metadata.Namespace+"/"+resource.Metadata.Name)
	}
	return names
}
