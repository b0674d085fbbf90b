package conformance

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/kubernetes/scheme"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"
	"sigs.k8s.io/gateway-api/conformance"
	confv1 "sigs.k8s.io/gateway-api/conformance/apis/v1"
	"sigs.k8s.io/gateway-api/conformance/tests"
	"sigs.k8s.io/gateway-api/conformance/utils/config"
	"sigs.k8s.io/gateway-api/conformance/utils/suite"
	"sigs.k8s.io/gateway-api/pkg/consts"
	"sigs.k8s.io/gateway-api/pkg/features"

	"github.com/kumahq/kuma-gapi/go-harness/policy"
	"github.com/kumahq/kuma-gapi/go-harness/testserver"
)

// out is where a run of the suite puts its report and results; TestConformance sets it for its child.
const out = "KUMA_GAPI_CONFORMANCE_OUT"

// TestSuite is Gateway API's suite, once for each profile. FEATURES names others than are claimed, to see what they would
// bring.
func TestSuite(t *testing.T) {
	dir := os.Getenv(out)
	if dir == "" {
		t.Skipf("TestConformance runs it; by hand: %s=DIRECTORY", out)
	}
	logTo(t, filepath.Join(dir, "controllers.log"))
	for _, add := range []func(*runtime.Scheme) error{gatewayv1.Install, apiextensionsv1.AddToScheme} {
		if err := add(scheme.Scheme); err != nil {
			t.Fatal(err)
		}
	}
	cluster, err := StartCluster(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := cluster.Stop(); err != nil {
			t.Error(err)
		}
	})
	module := simulating(t)
	plane := &dataPlane{module: module, reader: cluster.reader}
	echoes := newEchoes(plane)
	served := httptest.NewServer(&commands{run: (&meshClients{plane: plane, echoes: echoes}).run})
	t.Cleanup(served.Close)
	at, err := url.Parse(served.URL)
	if err != nil {
		t.Fatal(err)
	}
	rest := cluster.api.Config()
	rest.Wrap(func(next http.RoundTripper) http.RoundTripper {
		return &kubelet{echoes: echoes, commands: at, next: next}
	})
	c, err := client.New(rest, client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	clientset, err := kubernetes.NewForConfig(rest)
	if err != nil {
		t.Fatal(err)
	}
	for _, profile := range profiles {
		t.Run(string(profile.Name), func(t *testing.T) {
			results := &recorder{Results: Results{Profile: profile.Name, Version: consts.BundleVersion, Channel: testserver.Standard}}
			options := suite.ConformanceOptions{
				ConfigurableOptions: configured(t, module),
				Client:              c,
				Clientset:           clientset,
				RestConfig:          rest,
				RoundTripper:        &roundTripper{plane: plane, echoes: echoes},
				Hook:                results.add,
			}
			options.ConformanceProfiles = []suite.ConformanceProfileName{profile.Name}
			options.ReportOutputPath = filepath.Join(dir, reportOf(profile.Name))
			results.Features = gatewayFeatures(t, c)
			if profile.Name == suite.MeshHTTPConformanceProfileName {
				options.SupportedFeatures = slices.Concat(meshFeatures, slices.DeleteFunc(results.Features, isOfGateways))
				results.Features = meshFeatures
			}
			if more := suite.ParseSupportedFeaturesSlice(os.Getenv("FEATURES")); more != nil {
				options.SupportedFeatures = more
			}
			t.Cleanup(func() { results.write(t, filepath.Join(dir, resultsOf(profile.Name))) })
			conformance.RunConformanceWithOptions(t, options)
		})
	}
}

// meshFeatures are those of a mesh that are claimed.
var meshFeatures = []features.FeatureName{
	features.SupportMeshClusterIPMatching,
	features.SupportMeshHTTPRouteNamedRouteRule,
	features.SupportMeshHTTPRouteRedirectPath,
	features.SupportMeshHTTPRouteRedirectPort,
	features.SupportMeshHTTPRouteRewritePath,
	features.SupportMeshHTTPRouteSchemeRedirect,
}

func isOfGateways(feature features.FeatureName) bool {
	return !strings.HasPrefix(string(feature), "HTTPRoute")
}

// gatewayFeatures are those that the status of the GatewayClass names, once it does.
func gatewayFeatures(t *testing.T, c client.Client) []features.FeatureName {
	t.Helper()
	class := &gatewayv1.GatewayClass{}
	for deadline := time.Now().Add(30 * time.Second); len(class.Status.SupportedFeatures) == 0; time.Sleep(50 * time.Millisecond) {
		if err := c.Get(t.Context(), client.ObjectKey{Name: gatewayClass}, class); err != nil {
			t.Fatal(err)
		}
		if time.Now().After(deadline) {
			t.Fatal("the status of the GatewayClass names no features")
		}
	}
	var names []features.FeatureName
	for _, feature := range class.Status.SupportedFeatures {
		names = append(names, features.FeatureName(feature.Name))
	}
	return names
}

// resultsOf and reportOf are the files of a profile.
func resultsOf(profile suite.ConformanceProfileName) string { return string(profile) + ".json" }

func reportOf(profile suite.ConformanceProfileName) string { return string(profile) + ".yaml" }

// logTo sends what the controllers log into a file.
func logTo(t *testing.T, path string) {
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	ctrl.SetLogger(zap.New(zap.WriteTo(file)))
}

// simulating is the policy module with the simulation of requests.
func simulating(t *testing.T) *policy.Module {
	t.Helper()
	wasm, err := os.ReadFile("module/kuma_gapi_simulate.wasm")
	if err != nil {
		t.Fatalf("run `scripts/build simulate` first: %v", err)
	}
	module, err := policy.New(context.Background(), policy.Options{Wasm: wasm})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = module.Close(context.Background()) })
	return module
}

func configured(t *testing.T, module *policy.Module) suite.ConfigurableOptions {
	version, err := module.Version(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ip := gatewayv1.IPAddressType
	return suite.ConfigurableOptions{
		GatewayClassName:     gatewayClass,
		NamespaceLabels:      map[string]string{sidecarInjection: "enabled"},
		CleanupTestResources: true,
		TimeoutConfig:        timeouts(),
		Implementation: confv1.Implementation{
			Organization: "kumahq", Project: "kuma-gapi", Version: version,
			URL: "https://github.com/kumahq/kuma-gapi", Contact: []string{"https://github.com/kumahq/kuma-gapi/issues"},
		},
		UsableNetworkAddresses:   []gatewayv1.GatewaySpecAddress{{Type: &ip, Value: UsableAddress}},
		UnusableNetworkAddresses: []gatewayv1.GatewaySpecAddress{{Type: &ip, Value: UnusableAddress}},
	}
}

// timeouts are shorter than the suite's own, as nothing here waits for pods to start or for a network.
func timeouts() config.TimeoutConfig {
	const short, long = 5 * time.Second, 30 * time.Second
	timeouts := config.DefaultTimeoutConfig()
	for _, timeout := range []*time.Duration{
		&timeouts.GatewayMustHaveAddress, &timeouts.GatewayMustHaveCondition, &timeouts.GatewayStatusMustHaveListeners,
		&timeouts.GatewayListenersMustHaveConditions, &timeouts.HTTPRouteMustNotHaveParents, &timeouts.HTTPRouteMustHaveCondition,
		&timeouts.RouteMustHaveParents, &timeouts.MaxTimeToConsistency, &timeouts.LatestObservedGenerationSet,
		&timeouts.DefaultTestTimeout,
	} {
		*timeout = short
	}
	timeouts.NamespacesMustBeReady = long
	timeouts.DefaultPollInterval = 50 * time.Millisecond
	return timeouts
}

// recorder notes what became of each test.
type recorder struct {
	mutex sync.Mutex
	Results
}

func (r *recorder) add(t *testing.T, test suite.ConformanceTest, _ *suite.ConformanceTestSuite) {
	result := Result{Name: test.ShortName, Features: test.Features, Outcome: Passed}
	switch {
	case t.Failed():
		result.Outcome = Failed
	case t.Skipped():
		result.Outcome = Skipped
	}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.Tests = append(r.Tests, result)
}

// write writes the results, if every test of the suite is among them.
func (r *recorder) write(t *testing.T, path string) {
	if len(r.Tests) != len(tests.ConformanceTests) {
		t.Errorf("%d of %d tests came to their end", len(r.Tests), len(tests.ConformanceTests))
		return
	}
	text, err := json.Marshal(&r.Results)
	if err == nil {
		err = os.WriteFile(path, text, 0o666)
	}
	if err != nil {
		t.Error(err)
	}
}
