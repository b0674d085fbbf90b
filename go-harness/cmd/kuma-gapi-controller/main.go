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
	"time"

	"go.uber.org/zap/zapcore"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/klog/v2"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client/config"
	"sigs.k8s.io/controller-runtime/pkg/healthz"
	"sigs.k8s.io/controller-runtime/pkg/log"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
	"sigs.k8s.io/controller-runtime/pkg/metrics/server"

	"github.com/kumahq/kuma-gapi/go-harness/controller"
)

type settings struct {
	controller       controller.Options
	secretNamespaces string
	memoryLimit      string
	metrics, health  string
	unreadyAfter     time.Duration
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
	if rest := flags.Args(); len(rest) > 0 {
		fail(fmt.Errorf("the argument `%s` belongs to no flag: values are given as --flag=value", rest[0]))
	}
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
	flags.StringVar(&s.secretNamespaces, "secret-namespaces", "", "namespaces whose Secrets are read beside the system namespace, separated by commas; the system namespace alone: none beside it; empty: all")
	flags.BoolVar(&s.controller.DryRun, "dry-run", false, "write nothing at all, and print the plan whenever it changes")
	flags.StringVar(&s.controller.ModuleOptions.CacheDir, "cache-dir", "", "where the compiled module is kept between runs")
	flags.StringVar(&s.memoryLimit, "memory-limit", "1Gi", "the most memory of the module's instance, up to 4Gi")
	flags.DurationVar(&s.controller.ModuleOptions.Deadline, "deadline", time.Minute, "how long an evaluation may take")
	flags.StringVar(&s.metrics, "metrics-address", ":8080", "where metrics are served; 0: nowhere")
	flags.StringVar(&s.health, "health-address", ":8081", "where /healthz and /readyz are served; 0: nowhere")
	flags.DurationVar(&s.unreadyAfter, "unready-after", 2*time.Minute, "how long nothing can be written until /readyz says so")
	flags.BoolVar(&s.leaderElection, "leader-election", true, "only one replica writes")
	config.RegisterFlags(flags)
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

// complete makes the controller's options of what flags have as text.
func (s *settings) complete() error {
	if s.secretNamespaces != "" {
		s.controller.SecretNamespaces = strings.Split(s.secretNamespaces, ",")
	}
	limit, err := resource.ParseQuantity(s.memoryLimit)
	if err != nil || limit.Sign() <= 0 {
		return fmt.Errorf("--memory-limit is `%s`, which is no amount of memory: write it like `1Gi`", s.memoryLimit)
	}
	if s.controller.ModuleOptions.Deadline <= 0 {
		return fmt.Errorf("--deadline is `%s`: write it like `1m`", s.controller.ModuleOptions.Deadline)
	}
	s.controller.ModuleOptions.MemoryLimit = uint64(limit.Value())
	// One evaluation runs at a time.
	s.controller.ModuleOptions.PoolSize = 1
	s.controller.DryRunTo = os.Stdout
	return nil
}

func (s *settings) run() error {
	if err := s.complete(); err != nil {
		return err
	}
	cluster, err := ctrl.GetConfig()
	if err != nil {
		return err
	}
	// The API server itself keeps each client to its share.
	cluster.QPS = -1
	cluster.WarningHandlerWithContext = log.NewKubeAPIWarningLogger(log.KubeAPIWarningLoggerOptions{Deduplicate: true})
	mgr, err := ctrl.NewManager(cluster, ctrl.Options{
		Metrics:                server.Options{BindAddress: s.metrics},
		HealthProbeBindAddress: s.health,
		// A dry run writes nothing, not even who leads, and must not take the lead of those that write.
		LeaderElection:          s.leaderElection && !s.controller.DryRun,
		LeaderElectionID:        "kuma-gapi-controller",
		LeaderElectionNamespace: s.controller.SystemNamespace,
		// Whoever stops hands over at once.
		LeaderElectionReleaseOnCancel: true,
	})
	if err != nil {
		return err
	}
	if err := mgr.AddHealthzCheck("ping", healthz.Ping); err != nil {
		return err
	}
	s.controller.Health = &controller.Health{Within: s.unreadyAfter}
	if err := mgr.AddReadyzCheck("writes", s.controller.Health.Check); err != nil {
		return err
	}
	if err := controller.AddToManager(mgr, s.controller); err != nil {
		return err
	}
	return mgr.Start(ctrl.SetupSignalHandler())
}
