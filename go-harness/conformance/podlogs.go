package conformance

import (
	"io"
	"net/http"
	"regexp"
	"strings"
	"time"
)

var logPath = regexp.MustCompile(`^/api/v1/namespaces/([^/]+)/pods/([^/]+)/log$`)

// podLogs answers for the kubelet: the logs of the echo servers.
type podLogs struct {
	echoes *echoes
	next   http.RoundTripper
}

// RoundTrip answers requests for logs, and hands all others on.
func (p *podLogs) RoundTrip(request *http.Request) (*http.Response, error) {
	found := logPath.FindStringSubmatch(request.URL.Path)
	if found == nil {
		return p.next.RoundTrip(request)
	}
	since, _ := time.Parse(time.RFC3339, request.URL.Query().Get("sinceTime"))
	return &http.Response{
		StatusCode: http.StatusOK, Status: "200 OK", Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header:  http.Header{"Content-Type": []string{"text/plain"}},
		Body:    io.NopCloser(strings.NewReader(p.echoes.log(found[1]+"/"+found[2], since))),
		Request: request,
	}, nil
}
