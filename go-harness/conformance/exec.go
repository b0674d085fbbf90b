package conformance

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/remotecommand"
	"k8s.io/streaming/pkg/httpstream"
	"k8s.io/streaming/pkg/httpstream/spdy"
)

// commands runs commands in containers, as the kubelet does for the API server: over SPDY, with streams for what the
// command writes and for how it ends.
type commands struct {
	// run runs a command in a container of a pod.
	run func(ctx context.Context, namespace, pod string, command []string, out io.Writer) error
}

// streamsWait is how long the other side may take to open its streams, and to close the connection.
const streamsWait = 10 * time.Second

// ServeHTTP runs one command.
func (c *commands) ServeHTTP(writer http.ResponseWriter, request *http.Request) {
	found := podPath.FindStringSubmatch(request.URL.Path)
	if found == nil {
		http.NotFound(writer, request)
		return
	}
	if _, err := httpstream.Handshake(request, writer, []string{remotecommand.StreamProtocolV4Name}); err != nil {
		return
	}
	opened := make(chan httpstream.Stream, 3)
	connection := spdy.NewResponseUpgrader().UpgradeResponse(writer, request, func(stream httpstream.Stream, replied <-chan struct{}) error {
		go func() {
			<-replied
			opened <- stream
		}()
		return nil
	})
	if connection == nil {
		return
	}
	defer connection.Close()
	streams, err := wait(opened)
	if err != nil {
		return
	}
	var out bytes.Buffer
	err = c.run(request.Context(), found[1], found[2], request.URL.Query()["command"], &out)
	ended := metav1.Status{Status: metav1.StatusSuccess}
	if err != nil {
		fmt.Fprintln(streams[corev1.StreamTypeStderr], err)
		ended = metav1.Status{
			Status: metav1.StatusFailure, Reason: remotecommand.NonZeroExitCodeReason, Message: err.Error(),
			Details: &metav1.StatusDetails{Causes: []metav1.StatusCause{{Type: remotecommand.ExitCodeCauseType, Message: "1"}}},
		}
	}
	_, _ = out.WriteTo(streams[corev1.StreamTypeStdout])
	_ = json.NewEncoder(streams[corev1.StreamTypeError]).Encode(ended)
	for _, stream := range streams {
		_ = stream.Close()
	}
	select {
	case <-connection.CloseChan():
	case <-time.After(streamsWait):
	}
}

// wait waits for the streams of a command that reads nothing, by their types.
func wait(opened <-chan httpstream.Stream) (map[string]httpstream.Stream, error) {
	streams := map[string]httpstream.Stream{}
	deadline := time.After(streamsWait)
	for len(streams) < 3 {
		select {
		case stream := <-opened:
			streams[stream.Headers().Get(corev1.StreamType)] = stream
		case <-deadline:
			return nil, errors.New("the streams were not opened")
		}
	}
	return streams, nil
}
