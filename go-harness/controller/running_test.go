package controller_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"k8s.io/client-go/rest"
	ctrl "sigs.k8s.io/controller-runtime"
	crconfig "sigs.k8s.io/controller-runtime/pkg/config"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
	"sigs.k8s.io/controller-runtime/pkg/metrics/server"

	"github.com/kumahq/kuma-gapi/go-harness/controller"
)

// account is as whom the controller runs in every test: with the role that is shipped, RBAC on.
var account = rest.ImpersonationConfig{
	UserName: "system:serviceaccount:kuma-system:kuma-gapi-controller",
	Groups:   []string{"system:serviceaccounts", "system:authenticated"},
}

// replica is one running controller.
type replica struct {
	cancel context.CancelFunc
	done   chan error
	once   sync.Once
	said   *said
}

// stop ends the controller and waits for it; the second time there is nothing to do.
func (r *replica) stop() (err error) {
	r.once.Do(func() {
		r.cancel()
		err = <-r.done
	})
	return err
}

// run starts the controller until the test ends. Its requests go through a transport of the test's, if there is one.
func (c *cluster) run(options controller.Options, wrap func(http.RoundTripper) http.RoundTripper) *replica {
	c.t.Helper()
	return c.runWith(options, wrap, ctrl.Options{})
}

func (c *cluster) runWith(options controller.Options, wrap func(http.RoundTripper) http.RoundTripper, managed ctrl.Options) *replica {
	t := c.t
	t.Helper()
	said := &said{}
	managed.Logger = zap.New(zap.WriteTo(io.MultiWriter(testWriter{t}, said)))
	if c.quiet {
		managed.Logger = zap.New(zap.WriteTo(io.Discard))
	}
	ctrl.SetLogger(managed.Logger)
	config := c.api.Config()
	config.Impersonate = account
	if wrap != nil {
		config.Wrap(wrap)
	}
	repeated := true
	managed.Metrics = server.Options{BindAddress: "0"}
	managed.Controller = crconfig.Controller{SkipNameValidation: &repeated}
	mgr, err := ctrl.NewManager(config, managed)
	if err != nil {
		t.Fatal(err)
	}
	if options.ModuleOptions.PoolSize == 0 {
		options.Module = c.module
	}
	if err := controller.AddToManager(mgr, options); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	r := &replica{cancel: cancel, done: make(chan error, 1), said: said}
	go func() { r.done <- mgr.Start(ctx) }()
	t.Cleanup(func() {
		if err := r.stop(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// testWriter shows the controller's log where a test fails.
type testWriter struct{ t testing.TB }

func (w testWriter) Write(text []byte) (int, error) {
	if w.t.Context().Err() == nil {
		w.t.Log(strings.TrimSpace(string(text)))
	}
	return len(text), nil
}

// said keeps what a controller logs.
type said struct {
	mutex sync.Mutex
	text  strings.Builder
}

func (s *said) Write(text []byte) (int, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.text.Write(text)
}

func (s *said) count(text string) int {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return strings.Count(s.text.String(), text)
}

// says waits until a controller has logged something.
func (c *cluster) says(r *replica, text string) {
	c.t.Helper()
	c.eventually("it says: "+text, func() bool { return r.said.count(text) > 0 })
}
