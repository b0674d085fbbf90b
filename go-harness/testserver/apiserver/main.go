// Command kube-apiserver-etcd is a real kube-apiserver and the etcd that it stores to, in one process.
//
// It takes the flags of kube-apiserver but for --etcd-servers, keeps what is stored below $ETCD_DIR, and
// ends with its standard input, so that whoever started it cannot leave it behind.
package main

import (
	"fmt"
	"io"
	"net/url"
	"os"
	"syscall"
	"time"

	"go.etcd.io/etcd/server/v3/embed"
	"k8s.io/component-base/cli"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
)

// What this was built from; scripts/setup sets it, and reads it from the binary.
var sources string

func main() {
	_ = sources
	etcd, err := startEtcd(os.Getenv("ETCD_DIR"))
	if err != nil {
		fmt.Fprintln(os.Stderr, "etcd:", err)
		os.Exit(1)
	}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		// kube-apiserver ends in order on a first signal.
		_ = syscall.Kill(os.Getpid(), syscall.SIGTERM)
	}()
	server := app.NewAPIServerCommand()
	server.SetArgs(append(os.Args[1:], "--etcd-servers=http://"+etcd.Clients[0].Addr().String()))
	code := cli.Run(server)
	etcd.Close()
	os.Exit(code)
}

func startEtcd(dir string) (*embed.Etcd, error) {
	if dir == "" {
		return nil, fmt.Errorf("ETCD_DIR is not set: it names the directory to store to")
	}
	config := embed.NewConfig()
	config.Dir = dir
	config.LogLevel = "fatal"
	// What is stored is thrown away with the server.
	config.UnsafeNoFsync = true
	any := url.URL{Scheme: "http", Host: "127.0.0.1:0"}
	config.ListenClientUrls, config.AdvertiseClientUrls = []url.URL{any}, []url.URL{any}
	config.ListenPeerUrls, config.AdvertisePeerUrls = []url.URL{any}, []url.URL{any}
	config.InitialCluster = config.InitialClusterFromName(config.Name)
	etcd, err := embed.StartEtcd(config)
	if err != nil {
		return nil, err
	}
	select {
	case <-etcd.Server.ReadyNotify():
		return etcd, nil
	case <-time.After(30 * time.Second):
		etcd.Close()
		return nil, fmt.Errorf("not ready after 30 seconds")
	}
}
