// Package controller keeps the Kuma resources of a cluster as its Gateway API resources ask for, through the
// policy module. A program hands over its controller-runtime Manager:
//
//	err := controller.AddToManager(mgr, controller.Options{})
//
// Gateway API resources are the source of truth: whatever changes, the whole snapshot is read from a cache and
// evaluated, and only differences are written. What somebody else edits or deletes is put back.
package controller

import (
	"io"
	"time"

	"github.com/kumahq/kuma-gapi/go-harness/policy"
)

// Options of the controller. The zero value is that of a zone without a global control plane.
type Options struct {
	// Target is the Kuma that runs, as `kuma-2.6`; empty: the module's default. `kuma-3.0` serves no Gateways.
	Target string
	// SystemNamespace is where Kuma keeps its own objects; empty: kuma-system.
	SystemNamespace string
	// Zone is the zone's name; empty: default.
	Zone string
	// Mode is `zone` or `global`; empty: zone. The global control plane translates nothing.
	Mode string
	// Federated says that the zone is one of a global control plane, which takes policies only with a label.
	Federated bool
	// SecretNamespaces are the namespaces whose Secrets are read, beside the system namespace; nil: all, or the
	// system namespace alone where the role allows no more. A Secret elsewhere, or one that the role does not allow
	// to read, is not copied: a condition of the listener that names it says so.
	SecretNamespaces []string
	// DryRun writes nothing to the cluster, but shows the plan whenever it becomes another one. A manager that elects a
	// leader would still write its Lease.
	DryRun bool
	// DryRunTo is where the plan is shown; nil: in the log.
	DryRunTo io.Writer
	// Health is told how it goes; nil: nobody is.
	Health *Health
	// Module evaluates; nil: the controller makes one of ModuleOptions, and closes it.
	Module *policy.Module
	// ModuleOptions are those of the module that the controller makes. Its build is [policy.Trusted], as all
	// objects come from an API server.
	ModuleOptions policy.Options
	// Window is how long events are gathered before they are acted upon; 0: 50 ms.
	Window time.Duration
	// Discover is how often kinds that the cluster did not serve are looked for; 0: 5 seconds.
	Discover time.Duration
}

// complete fills in what was left out, and says what makes no sense. What the module knows better it says itself.
func (o *Options) complete() (err error) {
	if o.SystemNamespace == "" {
		o.SystemNamespace = "kuma-system"
	}
	if o.Window == 0 {
		o.Window = 50 * time.Millisecond
	}
	if o.Discover == 0 {
		o.Discover = 5 * time.Second
	}
	o.SecretNamespaces, err = checkedNamespaces(o.SecretNamespaces)
	return err
}

func (o *Options) choices(served []string) policy.Choices {
	return policy.Choices{
		Target:          o.Target,
		Zone:            o.Zone,
		SystemNamespace: o.SystemNamespace,
		Mode:            o.Mode,
		Federated:       o.Federated,
		Served:          served,
		// The API server has defaulted and validated everything.
		Admission: "trusted",
		// Nobody looks at it here.
		Provenance: "skip",
	}
}
