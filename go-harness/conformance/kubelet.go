package conformance

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"
)

var podPath = regexp.MustCompile(`^/api/v1/namespaces/([^/]+)/pods/([^/]+)/(log|exec)$`)

// kubelet answers for the kubelet: the logs of the echo servers, and the commands that are run in their containers.
type kubelet struct {
	echoes *echoes
	// commands is where commands are run.
	commands *url.URL
	next     http.RoundTripper
}

// RoundTrip answers requests for logs, leads those for commands away from the API server, and hands all others on.
func (k *kubelet) RoundTrip(request *http.Request) (*http.Response, error) {
	found := podPath.FindStringSubmatch(request.URL.Path)
	switch {
	case found == nil:
		return k.next.RoundTrip(request)
	case found[3] == "exec":
		// The connection is upgraded, so that it must be a real one: to another server than the API server.
		led := request.Clone(request.Context())
		led.URL.Scheme, led.URL.Host, led.Host = k.commands.Scheme, k.commands.Host, ""
		return k.next.RoundTrip(led)
	}
	since, _ := time.Parse(time.RFC3339, request.URL.Query().Get("sinceTime"))
	return &http.Response{
		StatusCode: http.StatusOK, Status: "200 OK", Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header:  http.Header{"Content-Type": []string{"text/plain"}},
		Body:    io.NopCloser(strings.NewReader(k.echoes.log(found[1]+"/"+found[2], since))),
		Request: request,
	}, nil
}
