// Package testserver runs a real kube-apiserver with its etcd for tests: on loopback, in a directory of its
// own, ready in seconds and gone with the test.
//
// The binary is built by `make setup-apiserver`. It ends when the pipe to it closes, so that not even a test
// that is killed leaves it behind.
package testserver

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"k8s.io/client-go/discovery"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
)

const (
	readyWithin = 60 * time.Second
	// An open watch would keep the server from ending for a minute; what was stored survives a kill.
	stopWithin = 3 * time.Second
)

// Options of a server. The zero value is good for most tests.
type Options struct {
	// Binary is the server's; empty: what `make setup-apiserver` built.
	Binary string
	// RBAC authorizes by roles. Otherwise everyone may do everything.
	RBAC bool
	// DisableAdmissionPlugins are left out beside ServiceAccount, whose controller does not run here.
	DisableAdmissionPlugins []string
	// Log takes what the server writes; nil: its end is part of an error of Start.
	Log io.Writer
}

// Server is a running API server.
type Server struct {
	options Options
	dir     string
	port    int
	config  *rest.Config
	process *process
}

// Start runs a server and waits until it is ready. The caller stops it.
//
// It fails if the binary is not built, or if the server is not ready within a minute.
func Start(ctx context.Context, options Options) (*Server, error) {
	if options.Binary == "" {
		root, err := Repository()
		if err != nil {
			return nil, err
		}
		options.Binary = filepath.Join(root, ".tools", "bin", "kube-apiserver-etcd")
	}
	if _, err := os.Stat(options.Binary); err != nil {
		return nil, fmt.Errorf("the API server is not built, run `make setup-apiserver`: %w", err)
	}
	dir, err := os.MkdirTemp("", "testserver-")
	if err != nil {
		return nil, err
	}
	server := &Server{options: options, dir: dir}
	if err := server.prepare(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if err := server.run(ctx); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return server, nil
}

// Config is that of a client that may do everything.
func (s *Server) Config() *rest.Config {
	return rest.CopyConfig(s.config)
}

// Kubeconfig is the path of a file with the same, for programs. It goes with the server.
func (s *Server) Kubeconfig() string {
	return filepath.Join(s.dir, "kubeconfig")
}

// Restart stops the server and starts it again, at the same address and with what it has stored.
func (s *Server) Restart(ctx context.Context) error {
	if err := s.process.stop(); err != nil {
		return err
	}
	return s.run(ctx)
}

// Stop ends the server and removes what it stored.
func (s *Server) Stop() error {
	return errors.Join(s.process.stop(), os.RemoveAll(s.dir))
}

// prepare writes what outlives a restart: the key of service accounts, the token, the client's configuration.
func (s *Server) prepare() error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	der, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return err
	}
	pemKey := pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: der})
	if err := os.WriteFile(s.path("service-account.key"), pemKey, 0o600); err != nil {
		return err
	}
	random := make([]byte, 16)
	if _, err := rand.Read(random); err != nil {
		return err
	}
	token := hex.EncodeToString(random)
	user := token + ",admin,admin,system:masters\n"
	if err := os.WriteFile(s.path("tokens.csv"), []byte(user), 0o600); err != nil {
		return err
	}
	if s.port, err = freePort(); err != nil {
		return err
	}
	s.config = &rest.Config{
		Host:        "https://" + net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port)),
		BearerToken: token,
		// The certificate is the server's own, made when it starts.
		TLSClientConfig: rest.TLSClientConfig{Insecure: true},
		// Tests shall not wait for the client's own limit.
		QPS: -1,
	}
	file := clientcmdapi.NewConfig()
	file.Clusters["test"] = &clientcmdapi.Cluster{Server: s.config.Host, InsecureSkipTLSVerify: true}
	file.AuthInfos["admin"] = &clientcmdapi.AuthInfo{Token: token}
	file.Contexts["test"] = &clientcmdapi.Context{Cluster: "test", AuthInfo: "admin"}
	file.CurrentContext = "test"
	return clientcmd.WriteToFile(*file, s.Kubeconfig())
}

func (s *Server) run(ctx context.Context) error {
	authorization := "AlwaysAllow"
	if s.options.RBAC {
		authorization = "RBAC"
	}
	disabled := append([]string{"ServiceAccount"}, s.options.DisableAdmissionPlugins...)
	command := exec.Command(s.options.Binary,
		"--bind-address=127.0.0.1",
		"--secure-port="+strconv.Itoa(s.port),
		"--cert-dir="+s.path("certificates"),
		"--token-auth-file="+s.path("tokens.csv"),
		"--authorization-mode="+authorization,
		"--disable-admission-plugins="+strings.Join(disabled, ","),
		// As some clusters have it: who names an owner that it holds must be allowed to.
		"--enable-admission-plugins=OwnerReferencesPermissionEnforcement",
		"--service-cluster-ip-range=10.0.0.0/24",
		"--service-account-issuer=https://kubernetes.default.svc",
		"--service-account-key-file="+s.path("service-account.key"),
		"--service-account-signing-key-file="+s.path("service-account.key"),
	)
	command.Env = append(os.Environ(), "ETCD_DIR="+s.path("etcd"))
	process, err := startProcess(command, s.options.Log)
	if err != nil {
		return err
	}
	s.process = process
	if err := s.ready(ctx); err != nil {
		return errors.Join(err, process.stop())
	}
	return nil
}

func (s *Server) ready(ctx context.Context) error {
	client, err := discovery.NewDiscoveryClientForConfig(s.config)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	for {
		answer := client.RESTClient().Get().AbsPath("/readyz").Do(ctx)
		if answer.Error() == nil {
			return nil
		}
		select {
		case <-s.process.done:
			return fmt.Errorf("the API server ended before it was ready:\n%s", s.process.tail.String())
		case <-ctx.Done():
			return fmt.Errorf("the API server is not ready: %w:\n%s", answer.Error(), s.process.tail.String())
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func (s *Server) path(name string) string {
	return filepath.Join(s.dir, name)
}

func freePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}
