package controller_test

import (
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"k8s.io/client-go/tools/clientcmd"
	ctrl "sigs.k8s.io/controller-runtime"

	"github.com/kumahq/kuma-gapi/go-harness/controller"
)

// Of two replicas one writes; the other goes on when it stops, and when it is cut off.
func TestTwoReplicas(t *testing.T) {
	c := open(t)
	untouched := c.guard()
	lease, renew, retry := 2*time.Second, 1500*time.Millisecond, 200*time.Millisecond
	elected := ctrl.Options{
		LeaderElection: true, LeaderElectionID: "kuma-gapi-controller", LeaderElectionNamespace: systemNamespace,
		LeaderElectionReleaseOnCancel: true, LeaseDuration: &lease, RenewDeadline: &renew, RetryPeriod: &retry,
	}
	begin := func() (*replica, *transport) {
		counted := &transport{}
		return c.runWith(controller.Options{}, counted.wrap, elected), counted
	}
	first, firstWrites := begin()
	c.apply(world(t))
	c.settled("with one replica")
	second, secondWrites := begin()
	random := rand.New(rand.NewPCG(3, 4))
	change := func(what string) {
		t.Helper()
		for range 3 {
			c.settle(what + ": " + c.disturb(random))
		}
	}
	change("with two replicas")
	if writes := secondWrites.writes.Load(); writes > 0 {
		t.Errorf("the replica that does not lead made %d writes", writes)
	}
	if err := first.stop(); err != nil {
		t.Error(err)
	}
	change("the first has stopped")
	written := firstWrites.writes.Load()
	_, thirdWrites := begin()
	change("with a third")
	if thirdWrites.writes.Load() > 0 || secondWrites.writes.Load() == 0 {
		t.Errorf("the third made %d writes, the second %d", thirdWrites.writes.Load(), secondWrites.writes.Load())
	}
	secondWrites.dead.Store(true)
	change("the second is cut off")
	if err := second.stop(); err == nil {
		t.Error("a replica that is cut off ends without an error")
	}
	if thirdWrites.writes.Load() == 0 || firstWrites.writes.Load() != written {
		t.Error("the third did not go on")
	}
	c.makeAgain()
	t.Logf("lost: %d", c.lost(untouched))
}

// The program is killed at random moments while it writes, and started again: nothing is lost.
func TestKilled(t *testing.T) {
	kills := count(t, "KUMA_GAPI_KILLS", 5)
	c := open(t)
	untouched := c.guard()
	program := buildProgram(t)
	kubeconfig := c.kubeconfig()
	cache := t.TempDir()
	begin := func() (kill func()) {
		return start(t, program, []string{"KUBECONFIG=" + kubeconfig}, "--leader-election=false", "--metrics-address=0", "--health-address=0", "--cache-dir="+cache).kill
	}
	kill := begin()
	c.apply(world(t))
	evaluation := c.settled("from nothing")
	kill()
	random := rand.New(rand.NewPCG(5, 6))
	killed, halfway := 0, 0
	// A kill may come too late for what is written within milliseconds: at least one must not.
	for round := 0; round < kills || (halfway == 0 && round < 10*kills); round++ {
		for _, resource := range evaluation.Resources {
			c.delete(ofResource(resource))
		}
		c.disturb(random)
		if len(c.left(c.fresh())) == 0 {
			continue
		}
		h := c.watchOutputs()
		kill := begin()
		h.begins(c)
		time.Sleep(time.Duration(random.IntN(15)) * time.Millisecond)
		kill()
		killed++
		h.stop()
		if len(c.left(c.fresh())) > 0 {
			halfway++
		}
	}
	begin()
	c.settled("started for good")
	c.makeAgain()
	t.Logf("killed %d times while it wrote, %d of them before it was done; lost: %d", killed, halfway, c.lost(untouched))
	if halfway == 0 {
		t.Error("no kill came before the writes were done")
	}
}

// kubeconfig is a file for a program that runs with the shipped role.
func (c *cluster) kubeconfig() string {
	c.t.Helper()
	config, err := clientcmd.LoadFromFile(c.api.Kubeconfig())
	if err != nil {
		c.t.Fatal(err)
	}
	for _, user := range config.AuthInfos {
		user.Impersonate, user.ImpersonateGroups = account.UserName, account.Groups
	}
	path := filepath.Join(c.t.TempDir(), "kubeconfig")
	if err := clientcmd.WriteToFile(*config, path); err != nil {
		c.t.Fatal(err)
	}
	return path
}
