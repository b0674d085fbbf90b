// Command kuma-gapi-controller keeps Kuma resources as the Gateway API resources of a cluster ask for, beside a
// control plane whose own Gateway API support is off.
//
// Each flag has an environment variable: --system-namespace is KUMA_GAPI_SYSTEM_NAMESPACE.
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"

	"go.uber.org/zap/zapcore"
	"k8s.io/klog/v2"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/healthz"
	"sigs.k8s.io/controller-runtime/pkg/log"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
	"sigs.k8s.io/controller-runtime/pkg/metrics/server"

	"github.com/kumahq/kuma-gapi/go-harness/controller"
)

type settings struct {
	controller       controller.Options
	secretNamespaces string
	metrics, health  string
	leaderElection   bool
}

func main() {
	var s settings
	flags := s.flags()
	// An error of a reconcile says what is wrong; where in this program it was met does not help.
	logging := zap.Options{TimeEncoder: zapcore.ISO8601TimeEncoder, StacktraceLevel: zapcore.PanicLevel}
	logging.BindFlags(flags)
	if err := fromEnvironment(flags); err != nil {
		fail(err)
	}
	// It ends the program itself where the flags are wrong.
	_ = flags.Parse(os.Args[1:])
	logger := zap.New(zap.UseFlagOptions(&logging))
	ctrl.SetLogger(logger)
	// What the Kubernetes client says goes the same way.
	klog.SetLogger(logger)
	if err := s.run(); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintf(os.Stderr, "kuma-gapi-controller: %v\n", err)
	os.Exit(1)
}

func (s *settings) flags() *flag.FlagSet {
	flags := flag.NewFlagSet("kuma-gapi-controller", flag.ExitOnError)
	flags.StringVar(&s.controller.SystemNamespace, "system-namespace", "kuma-system", "the namespace of the control plane")
	flags.StringVar(&s.controller.Target, "target", "", "the Kuma that runs, kuma-2.3 to kuma-3.0; empty: kuma-2.14")
	flags.StringVar(&s.controller.Zone, "zone", "default", "the name of the zone")
	flags.StringVar(&s.controller.Mode, "mode", "zone", "zone or global")
	flags.BoolVar(&s.controller.Federated, "federated", false, "the zone is one of a global control plane")
	flags.StringVar(&s.secretNamespaces, "secret-namespaces", "", "namespaces whose Secrets may be read, separated by commas; empty: all")
	flags.BoolVar(&s.controller.DryRun, "dry-run", false, "write nothing, log the plan")
	flags.StringVar(&s.controller.ModuleOptions.CacheDir, "cache-dir", "", "where the compiled module is kept between runs")
	flags.StringVar(&s.metrics, "metrics-address", ":8080", "where metrics are served; 0: nowhere")
	flags.StringVar(&s.health, "health-address", ":8081", "where /healthz and /readyz are served; 0: nowhere")
	flags.BoolVar(&s.leaderElection, "leader-election", true, "only one replica writes")
	return flags
}

// fromEnvironment sets the flags that have an environment variable; the command line wins.
func fromEnvironment(flags *flag.FlagSet) error {
	var wrong error
	flags.VisitAll(func(f *flag.Flag) {
		name := "KUMA_GAPI_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		value, ok := os.LookupEnv(name)
		if !ok || wrong != nil {
			return
		}
		if err := flags.Set(f.Name, value); err != nil {
			wrong = fmt.Errorf("the environment variable %s is `%s`: %w", name, value, err)
		}
	})
	return wrong
}

func (s *settings) run() error {
	if s.secretNamespaces != "" {
		s.controller.SecretNamespaces = strings.Split(s.secretNamespaces, ",")
	}
	config, err := ctrl.GetConfig()
	if err != nil {
		return err
	}
	// The API server itself keeps each client to its share.
	config.QPS = -1
	config.WarningHandlerWithContext = log.NewKubeAPIWarningLogger(log.KubeAPIWarningLoggerOptions{Deduplicate: true})
	mgr, err := ctrl.NewManager(config, ctrl.Options{
		Metrics:                 server.Options{BindAddress: s.metrics},
		HealthProbeBindAddress:  s.health,
		LeaderElection:          s.leaderElection,
		LeaderElectionID:        "kuma-gapi-controller",
		LeaderElectionNamespace: s.controller.SystemNamespace,
		// Whoever stops hands over at once.
		LeaderElectionReleaseOnCancel: true,
	})
	if err != nil {
		return err
	}
	for _, add := range []func(string, healthz.Checker) error{mgr.AddHealthzCheck, mgr.AddReadyzCheck} {
		if err := add("ping", healthz.Ping); err != nil {
			return err
		}
	}
	if err := controller.AddToManager(mgr, s.controller); err != nil {
		return err
	}
	return mgr.Start(ctrl.SetupSignalHandler())
}
