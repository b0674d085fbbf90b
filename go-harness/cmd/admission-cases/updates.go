package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/kumahq/kuma-gapi/go-harness/testserver"
)

// withoutRules are CRDs that ask for the types of fields alone: what is stored then may break what comes
// later.
func withoutRules(crds []testserver.CRD) []testserver.CRD {
	var bare []testserver.CRD
	for _, crd := range crds {
		crd := crd.DeepCopy()
		versions := crd.Object["spec"].(map[string]any)["versions"].([]any)
		for _, version := range versions {
			schema := version.(map[string]any)["schema"].(map[string]any)
			root := typesOf(schema["openAPIV3Schema"]).(map[string]any)
			// By this the server is seen to have one schema or the other.
			root["x-kubernetes-preserve-unknown-fields"] = true
			schema["openAPIV3Schema"] = root
		}
		bare = append(bare, crd)
	}
	return bare
}

// typesOf is what is left of a schema once it asks for types alone, with their formats.
func typesOf(schema any) any {
	whole, ok := schema.(map[string]any)
	if !ok {
		return schema
	}
	left := map[string]any{}
	for key, value := range whole {
		switch key {
		case "type", "format", "nullable", "x-kubernetes-int-or-string", "x-kubernetes-preserve-unknown-fields":
			left[key] = value
		case "items", "additionalProperties":
			left[key] = typesOf(value)
		case "properties":
			properties := map[string]any{}
			for name, property := range value.(map[string]any) {
				properties[name] = typesOf(property)
			}
			left[key] = properties
		}
	}
	return left
}

// A prior object is one that will be changed.
type prior struct {
	number int
	kind   *kind
	// written is the object as its author wrote it, and sent what is made of it.
	written, sent object
}

// olds are objects to be changed: every third as its author wrote it, the others mutated.
func olds(kinds map[string]*kind, seed uint64, count, only int) ([]prior, error) {
	byKind, order, err := corpusByKind(kinds)
	if err != nil {
		return nil, err
	}
	var found []prior
	for i := range count {
		if only >= 0 && i != only {
			continue
		}
		r := rand.New(rand.NewPCG(seed, uint64(i)<<32))
		k := pick(r, order)
		written := clone(pick(r, byKind[k])).(object)
		sent := written
		if r.IntN(3) > 0 {
			sent, _ = mutated(r, written, k)
		}
		metadata := object{{"name", fmt.Sprint("update-", i)}}
		if k.namespaced {
			metadata = append(metadata, member{"namespace", "default"})
		}
		if labels := written.object("metadata").object("labels"); labels != nil {
			metadata = append(metadata, member{"labels", labels})
		}
		found = append(found, prior{i, k, clone(written).(object), sent.without("metadata").set("metadata", metadata)})
	}
	return found, nil
}

// store creates objects for real, and gives those that the server takes.
func (c *client) store(ctx context.Context, objects []prior) ([]prior, error) {
	var found []prior
	for _, o := range objects {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		answer, err := c.ask(http.MethodPost, path(o.kind, o.sent), o.sent)
		if err == nil && answer.text("verdict") != "accepted" {
			// A mutation changed the type of something.
			o.sent = o.written.set("metadata", o.sent.get("metadata"))
			answer, err = c.ask(http.MethodPost, path(o.kind, o.sent), o.sent)
		}
		if err != nil {
			return nil, err
		}
		if answer.text("verdict") == "accepted" {
			found = append(found, o)
		}
	}
	return found, nil
}

// loose waits until every kind takes an unknown field, or until none does any more.
func (c *client) loose(ctx context.Context, kinds map[string]*kind, wanted bool) error {
	deadline := time.Now().Add(time.Minute)
	for _, k := range kinds {
		probe := object{{"apiVersion", k.apiVersion()}, {"kind", k.name}, {"metadata", object{{"name", "probe"}}}, {"unknownProbe", true}}
		for {
			answer, err := c.ask(http.MethodPost, path(k, probe)+"?dryRun=All&fieldValidation=Strict", probe)
			if err == nil && (answer.text("verdict") == "accepted") == wanted {
				break
			}
			if time.Now().After(deadline) {
				return errors.Join(err, fmt.Errorf("the schema of %s is not in force", k.name))
			}
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(100 * time.Millisecond):
			}
		}
	}
	return nil
}

// updateQuestions are changes of objects that were stored before the CRDs had rules, as the server gives
// them now.
func (s *session) updateQuestions(ctx context.Context, channel string, seed uint64, count, only int) ([]question, error) {
	objects, err := olds(s.kinds, seed, count, only)
	if err != nil {
		return nil, err
	}
	c := s.client
	if err := errors.Join(s.server.Install(ctx, withoutRules(s.crds)...), c.loose(ctx, s.kinds, true)); err != nil {
		return nil, err
	}
	if objects, err = c.store(ctx, objects); err != nil {
		return nil, err
	}
	if err := errors.Join(s.server.Install(ctx, s.crds...), c.loose(ctx, s.kinds, false)); err != nil {
		return nil, err
	}
	var questions []question
	for _, o := range objects {
		old, err := c.get(o.kind, o.sent)
		if err != nil {
			return nil, err
		}
		r := rand.New(rand.NewPCG(seed, uint64(o.number)<<32+1))
		version := old.object("metadata").text("resourceVersion")
		old = stored(old, o.sent)
		written, told := clone(old).(object), "as it is"
		if r.IntN(3) > 0 {
			written, told = mutated(r, written, o.kind)
		}
		// Which object it is, and in which version, is another question.
		metadata, ok := written.get("metadata").(object)
		if !ok {
			metadata = object{}
		}
		metadata = metadata.without("name", "namespace", "uid", "resourceVersion")
		for _, key := range []string{"name", "namespace"} {
			if v := old.object("metadata").get(key); v != nil {
				metadata = append(metadata, member{key, v})
			}
		}
		written = written.without("metadata").set("metadata", metadata)
		name := fmt.Sprintf("%s seed %d update %d: %s %s", channel, seed, o.number, o.kind.name, told)
		questions = append(questions, question{name, o.kind, written, old, version})
	}
	return questions, nil
}

// get is a stored object.
func (c *client) get(k *kind, o object) (object, error) {
	response, old, err := c.send(http.MethodGet, path(k, o)+"/"+o.object("metadata").text("name"), nil)
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", o.object("metadata").text("name"), text(old))
	}
	return old, nil
}

// update asks what would become of a change of an object that is there in some version.
func (c *client) update(k *kind, o object, version string) (object, error) {
	o = clone(o).(object)
	o = o.set("metadata", o.object("metadata").set("resourceVersion", version))
	return c.ask(http.MethodPut, path(k, o)+"/"+o.object("metadata").text("name")+"?dryRun=All&fieldValidation=Warn", o)
}
