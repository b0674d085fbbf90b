package controller_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/kumahq/kuma-gapi/go-harness/controller"
)

// buildProgram builds the program.
func buildProgram(t testing.TB) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "kuma-gapi-controller")
	if text, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, "../cmd/kuma-gapi-controller").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return program
}

// running is a run of the program.
type running struct {
	out, err *said
	kill     func()
}

// start runs the program until it is killed, or the test ends.
func start(t testing.TB, program string, environment []string, arguments ...string) *running {
	t.Helper()
	// It is killed when the pipe closes: with the test at the latest, whatever becomes of that.
	command := exec.Command("sh", append([]string{"-c", `"$0" "$@" & read -r end; kill -KILL $!`, program}, arguments...)...)
	r := &running{out: &said{}, err: &said{}}
	command.Env = append(os.Environ(), environment...)
	command.Stdout, command.Stderr = r.out, r.err
	pipe, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	r.kill = sync.OnceFunc(func() {
		_ = pipe.Close()
		_ = command.Wait()
		if t.Failed() {
			t.Logf("the program said:\n%s%s", r.out.all(), r.err.all())
		}
	})
	t.Cleanup(r.kill)
	return r
}

func (s *said) all() string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.text.String()
}

// address gives one that is free.
func address(t testing.TB) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// get gives the status and the text of an answer; 0 where there is none.
func get(t testing.TB, url string) (int, string) {
	t.Helper()
	response, err := http.Get(url)
	if err != nil {
		return 0, err.Error()
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(text)
}

// What is said to the program and makes no sense ends it at once, and it says what is wrong.
func TestWrongArguments(t *testing.T) {
	program, kubeconfig := buildProgram(t), open(t).kubeconfig()
	for wrong, given := range map[string][]string{
		"the argument `zone` belongs to no flag":                            {"--federated", "zone"},
		"the namespaces of Secrets have ``":                                 {"--secret-namespaces=shop,,team"},
		"the namespaces of Secrets have `A_B`":                              {"--secret-namespaces", "shop, A_B"},
		"--memory-limit is `lots`":                                          {"--memory-limit=lots"},
		"Options.MemoryLimit is `1024` bytes":                               {"--memory-limit=1Ki"},
		"--deadline is `-1s`":                                               {"--deadline=-1s"},
		"the options of kuma-gapi: invalid-option:":                         {"--target=kuma-1.0"},
		"the environment variable KUMA_GAPI_DRY_RUN is `maybe`":             {"KUMA_GAPI_DRY_RUN=maybe"},
		"no such file or directory":                                         {"--kubeconfig=nowhere"},
		"the environment variable KUMA_GAPI_UNREADY_AFTER is `a long time`": {"KUMA_GAPI_UNREADY_AFTER=a long time"},
	} {
		command := exec.CommandContext(t.Context(), program)
		command.Env = append(os.Environ(), "KUBECONFIG="+kubeconfig)
		for _, argument := range given {
			if strings.HasPrefix(argument, "KUMA_GAPI_") {
				command.Env = append(command.Env, argument)
			} else {
				command.Args = append(command.Args, argument)
			}
		}
		text, err := command.CombinedOutput()
		if command.ProcessState.ExitCode() != 1 || !strings.Contains(string(text), wrong) {
			t.Errorf("%v: %v, but it should say: %s\n%s", given, err, wrong, text)
		}
	}
}

// The program does its work by what its environment says, and tells how it goes: healthy, ready, and every metric that
// is documented.
func TestProgram(t *testing.T) {
	c := open(t)
	health, metrics := address(t), address(t)
	answers := func(path string, code int) {
		t.Helper()
		c.eventually(fmt.Sprint(path, " answers ", code), func() bool {
			now, _ := get(t, "http://"+health+path)
			return now == code
		})
	}
	binding := documents(t, "../../deploy/rbac.yaml")[2]
	if binding.GetKind() != "ClusterRoleBinding" {
		t.Fatalf("the third object of the role is a %s", binding.GetKind())
	}
	t.Cleanup(func() { c.create(binding) })
	c.delete(binding)
	start(t, buildProgram(t), []string{
		"KUMA_GAPI_HEALTH_ADDRESS=" + health, "KUMA_GAPI_METRICS_ADDRESS=" + metrics, "KUMA_GAPI_LEADER_ELECTION=false",
		"KUMA_GAPI_SECRET_NAMESPACES= certificates ", "KUMA_GAPI_UNREADY_AFTER=500ms",
	}, "--kubeconfig="+c.kubeconfig())
	// While nothing can be written it is not ready; to start it again would not help.
	answers("/readyz", http.StatusInternalServerError)
	answers("/healthz", http.StatusOK)
	c.create(binding.DeepCopy())
	objects := world(t)
	lost := named("gateway.networking.k8s.io/v1", "HTTPRoute", "shop", "lost")
	lost.Object["spec"] = map[string]any{
		"parentRefs": []any{map[string]any{"name": "inner"}},
		"rules":      []any{map[string]any{"backendRefs": []any{map[string]any{"name": "nowhere", "port": int64(80)}}}},
	}
	c.apply(append(objects, lost))
	c.settled("by the program")
	if c.exists(named("coordination.k8s.io/v1", "Lease", systemNamespace, "kuma-gapi-controller")) {
		t.Error("there is a Lease of the program, which should elect nobody")
	}
	answers("/readyz", http.StatusOK)
	answers("/healthz", http.StatusOK)
	documentation, err := os.ReadFile("../../docs/go-control-plane.md")
	if err != nil {
		t.Fatal(err)
	}
	_, text := get(t, "http://"+metrics+"/metrics")
	names := slices.Compact(slices.Sorted(slices.Values(regexp.MustCompile("kuma_gapi_[a-z_]+").FindAllString(string(documentation), -1))))
	if len(names) < 5 {
		t.Errorf("the documentation names %v", names)
	}
	for _, name := range names {
		if !strings.Contains(text, "\n"+name) {
			t.Errorf("there is no metric %s", name)
		}
	}
	for _, wanted := range []string{
		`kuma_gapi_evaluations_total{result="ok"}`, `kuma_gapi_writes_total{action="create",kind="MeshGateway",result="ok"}`,
		`kuma_gapi_diagnostics{code="backend-not-found",severity="error"} 1`,
	} {
		if !strings.Contains(text, "\n"+wanted) {
			t.Errorf("the metrics have no %s:\n%s", wanted, text)
		}
	}
	c.eventually("an Event tells of the backend", func() bool { return c.told(lost, "backend-not-found", "`shop/nowhere` does not exist") })
	c.delete(lost)
	c.eventually("the diagnostic is gone", func() bool {
		_, text := get(t, "http://"+metrics+"/metrics")
		return !strings.Contains(text, "backend-not-found")
	})
}

// A dry run says everything that it would do, once, without a byte of a Secret, and leaves no trace: no Lease, no Event.
func TestDryRunOfTheProgram(t *testing.T) {
	c := open(t)
	program := buildProgram(t)
	kubeconfig := c.kubeconfig()
	objects := world(t)
	secret := objects[len(objects)-1]
	c.apply(objects)
	before := c.versions()
	dry := start(t, program, []string{"KUBECONFIG=" + kubeconfig}, "--dry-run", "--metrics-address=0", "--health-address=0")
	prints := func(r *running, text string) {
		t.Helper()
		c.eventually("it prints: "+text, func() bool { return r.out.count(text) > 0 })
	}
	prints(dry, "create MeshGateway `edge.shop`: Gateway `shop/edge` asks for it\n")
	prints(dry, "finalizers of GatewayClass `kuma`: [] -> [gateway-exists-finalizer.gateway.networking.k8s.io]\n")
	prints(dry, "status of Gateway `shop/edge`\n    /")
	prints(dry, "    /conditions/0/status: \"Unknown\" -> \"True\"\n")
	prints(dry, "; this is a dry run, so nothing is\n")
	plans := dry.out.count("to be written:")
	// Every five seconds it looks at what is served.
	time.Sleep(6 * time.Second)
	if now := dry.out.count("to be written:"); now != plans {
		t.Errorf("the plan is printed %d times more without having changed", now-plans)
	}
	if now := c.versions(); !slices.Equal(now, before) {
		t.Errorf("a dry run has changed something: %v instead of %v", now, before)
	}
	dry.kill()
	real := c.run(controller.Options{}, nil)
	evaluation := c.settled("made for good")
	if err := real.stop(); err != nil {
		t.Error(err)
	}
	again := start(t, program, []string{"KUBECONFIG=" + kubeconfig}, "--dry-run", "--metrics-address=0", "--health-address=0")
	prints(again, "nothing is to be written\n")
	other := certificate(t, "certificates", "shop")
	c.change(secret, func(stored *unstructured.Unstructured) { stored.Object["data"] = other.Object["data"] })
	prints(again, "update Secret `kuma-system/gapi-")
	secrets := []string{}
	for _, resource := range append(evaluation.Resources, c.fresh().Resources...) {
		secrets = append(secrets, resource.Data["value"])
	}
	for _, of := range []*unstructured.Unstructured{secret, other} {
		data, _, _ := unstructured.NestedStringMap(of.Object, "data")
		secrets = append(secrets, data["tls.crt"], data["tls.key"])
	}
	for _, resource := range evaluation.Resources {
		if resource.Kind == "MeshHTTPRoute" {
			c.change(ofResource(resource), edits(resource.Kind)["another spec"])
			prints(again, "update MeshHTTPRoute `kuma-system/"+resource.Metadata.Name+"`: ")
			prints(again, "    /spec/to: [")
			break
		}
	}
	looked := 0
	for _, run := range []*running{dry, again} {
		for _, text := range secrets {
			if len(text) < 140 {
				continue
			}
			looked++
			if strings.Contains(run.out.all()+run.err.all(), text[100:140]) {
				t.Error("it shows bytes of a Secret")
			}
		}
	}
	if looked != 2*(1+1+4) {
		t.Errorf("%d texts of Secrets were looked for", looked)
	}
}

// versions are the versions of everything that the program might write.
func (c *cluster) versions() []string {
	c.t.Helper()
	var versions []string
	kinds := slices.Concat(inputs, outputs, []schema.GroupVersionKind{
		{Group: "coordination.k8s.io", Version: "v1", Kind: "Lease"}, {Version: "v1", Kind: "Event"}, {Group: "events.k8s.io", Version: "v1", Kind: "Event"},
	})
	for _, object := range c.list(kinds) {
		// The API server renews a Lease of its own.
		if object.GetKind() != "Lease" || object.GetNamespace() == systemNamespace {
			versions = append(versions, fmt.Sprint(object.GetKind(), " ", object.GetNamespace(), "/", object.GetName(), " ", object.GetResourceVersion()))
		}
	}
	return versions
}
