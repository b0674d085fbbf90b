package conformance

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/remotecommand"
)

// A command gets to the stand-in for the kubelet, though the client means an API server, and what it writes comes back.
func TestCommandsAreRunInsteadOfTheKubelet(t *testing.T) {
	served := httptest.NewServer(&commands{run: func(_ context.Context, namespace, pod string, command []string, out io.Writer) error {
		fmt.Fprint(out, namespace, " ", pod, " ", strings.Join(command, "|"))
		if command[0] == "fail" {
			return errors.New("it failed")
		}
		return nil
	}})
	t.Cleanup(served.Close)
	at, err := url.Parse(served.URL)
	if err != nil {
		t.Fatal(err)
	}
	config := &rest.Config{Host: "https://nowhere.invalid"}
	config.Wrap(func(next http.RoundTripper) http.RoundTripper { return &kubelet{commands: at, next: next} })
	run := func(command string) (string, string, error) {
		asked, err := url.Parse("https://nowhere.invalid/api/v1/namespaces/n/pods/p/exec?command=" + command + "&command=x")
		if err != nil {
			t.Fatal(err)
		}
		executor, err := remotecommand.NewSPDYExecutor(config, http.MethodPost, asked)
		if err != nil {
			t.Fatal(err)
		}
		var out, failed bytes.Buffer
		err = executor.StreamWithContext(t.Context(), remotecommand.StreamOptions{Stdout: &out, Stderr: &failed})
		return out.String(), failed.String(), err
	}
	if out, failed, err := run("go"); out != "n p go|x" || failed != "" || err != nil {
		t.Errorf("%q, %q, %v", out, failed, err)
	}
	out, failed, err := run("fail")
	if out != "n p fail|x" || failed != "it failed\n" || err == nil || !strings.Contains(err.Error(), "exit code 1") {
		t.Errorf("%q, %q, %v", out, failed, err)
	}
}

func TestCallsThatAreNotUnderstoodAreErrors(t *testing.T) {
	made, err := readCall([]string{"client", "http://echo:8080/p?q", "--method=PUT", "-H", "Host:other", "-H", "X-A:b:c", "--count=3"})
	if err != nil || made.host != "other" || made.port != 8080 || made.method != "PUT" || made.count != 3 ||
		len(made.headers) != 1 || made.headers[0] != [2]string{"X-A", "b:c"} {
		t.Errorf("%+v, %v", made, err)
	}
	for _, command := range []string{"sh", "client", "client grpc://echo", "client http://echo --follow", "client http://echo -H", "client http://echo --count=x"} {
		if _, err := readCall(strings.Fields(command)); err == nil {
			t.Errorf("`%s` is no error", command)
		}
	}
}
