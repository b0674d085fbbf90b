package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"k8s.io/client-go/rest"

	"github.com/kumahq/kuma-gapi/go-harness/testserver"
)

// A client asks one API server.
type client struct {
	http *http.Client
	host string
}

func newClient(server *testserver.Server) (*client, error) {
	config := server.Config()
	transport, err := rest.HTTPClientFor(config)
	if err != nil {
		return nil, err
	}
	return &client{transport, config.Host}, nil
}

// path is where an object of a kind is written to. Without a namespace of its own it goes to `default`.
func path(k *kind, o object) string {
	path := "/apis/" + k.apiVersion() + "/"
	if k.namespaced {
		metadata, _ := o.last("metadata").(object)
		namespace, _ := metadata.last("namespace").(string)
		if namespace == "" || strings.ContainsAny(namespace, "/%") {
			namespace = "default"
		}
		path += "namespaces/" + url.PathEscape(namespace) + "/"
	}
	return path + k.plural
}

// create asks what would become of a new object.
func (c *client) create(k *kind, o object) (object, error) {
	return c.ask(http.MethodPost, path(k, o)+"?dryRun=All&fieldValidation=Warn", o)
}

// send gives what the server answers, an object in JSON.
func (c *client) send(method, path string, sent object) (*http.Response, object, error) {
	request, err := http.NewRequest(method, c.host+path, bytes.NewReader(text(sent)))
	if err != nil {
		return nil, nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := c.http.Do(request)
	if err != nil {
		return nil, nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, nil, err
	}
	tree, err := parse(body)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %s: %w", path, response.Status, err)
	}
	answer, ok := tree.(object)
	if !ok {
		return nil, nil, fmt.Errorf("%s: %s", path, body)
	}
	return response, answer, nil
}

// ask sends an object and gives the answer as the records have it.
func (c *client) ask(method, path string, sent object) (object, error) {
	response, status, err := c.send(method, path, sent)
	if err != nil {
		return nil, err
	}
	var answer object
	switch response.StatusCode {
	case http.StatusOK, http.StatusCreated:
		answer = object{{"verdict", "accepted"}, {"stored", stored(status, sent)}}
	case http.StatusBadRequest, http.StatusUnprocessableEntity:
		answer = object{
			{"verdict", "refused"},
			{"code", json.Number(fmt.Sprint(response.StatusCode))},
			{"reason", status.text("reason")},
			{"message", unrandom(status.text("message"), sent)},
		}
		if causes, ok := status.object("details").get("causes").(list); ok {
			for i := range causes {
				if cause, ok := causes[i].(object); ok {
					causes[i] = cause.set("message", unrandom(cause.text("message"), sent))
				}
			}
			answer = append(answer, member{"causes", causes})
		}
	default:
		return nil, fmt.Errorf("%s: %s: %s", path, response.Status, text(status))
	}
	if warnings := response.Header.Values("Warning"); len(warnings) > 0 {
		answer = append(answer, member{"warnings", strings.Join(warnings, ", ")})
	}
	return answer, nil
}

// stored is an object without what the server itself writes into its metadata.
func stored(o, sent object) object {
	metadata := o.object("metadata").without(
		"uid", "resourceVersion", "generation", "creationTimestamp", "managedFields", "selfLink")
	if generates(sent) != "" {
		metadata = metadata.without("name")
	}
	return o.set("metadata", metadata)
}

// generates is what the server makes a name from, if the object has none.
func generates(sent object) string {
	metadata, _ := sent.last("metadata").(object)
	if name, _ := metadata.last("name").(string); name != "" {
		return ""
	}
	prefix, _ := metadata.last("generateName").(string)
	return prefix
}

// unrandom is a message with `xxxxx` for what is random in a generated name.
func unrandom(message string, sent object) string {
	prefix := generates(sent)
	if prefix == "" {
		return message
	}
	quoted := strconv.Quote(prefix[:min(len(prefix), 58)])
	quoted = strings.TrimSuffix(quoted, `"`)
	generated := regexp.MustCompile(regexp.QuoteMeta(quoted) + `[bcdfghjklmnpqrstvwxz2456789]{5}"`)
	return generated.ReplaceAllLiteralString(message, quoted+`xxxxx"`)
}
