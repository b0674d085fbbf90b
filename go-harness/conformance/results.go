package conformance

import (
	"cmp"
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/util/sets"
	"sigs.k8s.io/gateway-api/conformance/utils/suite"
	"sigs.k8s.io/gateway-api/pkg/features"
	"sigs.k8s.io/yaml"
)

// Results are what a run of the suite found.
type Results struct {
	// Version and Channel are those of Gateway API.
	Version string `json:"version"`
	Channel string `json:"channel"`
	// Features are those that the GatewayClass says are supported.
	Features []features.FeatureName `json:"features"`
	Tests    []Result               `json:"tests"`
}

// Result is that of one test.
type Result struct {
	Name     string                 `json:"name"`
	Features []features.FeatureName `json:"features"`
	// Outcome is one of Passed, Failed and Skipped.
	Outcome string `json:"outcome"`
	// Fails are the subtests that failed.
	Fails []string `json:"fails,omitempty"`
}

// Outcomes of a test.
const (
	Passed  = "passed"
	Failed  = "failed"
	Skipped = "skipped"
)

// Reasons say why what fails does, and why what is not claimed is not.
type Reasons struct {
	// Tests are those that do not pass.
	Tests map[string]Reason `json:"tests"`
	// Features are those that are not claimed.
	Features map[features.FeatureName]string `json:"features"`
}

// Reason is why a test does not pass.
type Reason struct {
	Reason string `json:"reason"`
	// Fails are exactly the subtests that do not pass; empty: the test itself.
	Fails []string `json:"fails"`
}

//go:embed reasons.yaml
var reasonsText []byte

// ReadReasons reads the reasons that are recorded.
func ReadReasons() (*Reasons, error) {
	reasons := &Reasons{}
	return reasons, yaml.UnmarshalStrict(reasonsText, reasons)
}

var failedSubtest = regexp.MustCompile(`(?m)^\s+--- FAIL: TestSuite/([^/\s]+)(?:/(\S+))? \(`)

// addFails notes the subtests that failed, as the suite's log has them.
func (r *Results) addFails(log string) {
	for _, found := range failedSubtest.FindAllStringSubmatch(log, -1) {
		for index := range r.Tests {
			if test := &r.Tests[index]; test.Name == found[1] && found[2] != "" {
				test.Fails = append(test.Fails, found[2])
				slices.Sort(test.Fails)
			}
		}
	}
}

var profile = suite.GatewayHTTPConformanceProfile

// level is `core` or `extended`; empty for a test of no profile here.
func (r *Result) level() string {
	wanted := sets.New(r.Features...)
	switch {
	case profile.CoreFeatures.IsSuperset(wanted):
		return "core"
	case profile.CoreFeatures.Union(profile.ExtendedFeatures).IsSuperset(wanted):
		return "extended"
	}
	return ""
}

// count is how many tests of a level passed, of those that ran.
func (r *Results) count(level string) (passed, ran int) {
	for _, test := range r.Tests {
		if test.level() != level || test.Outcome == Skipped {
			continue
		}
		ran++
		if test.Outcome == Passed {
			passed++
		}
	}
	return passed, ran
}

func (r *Results) extendedFeatures() []features.FeatureName {
	return sets.List(profile.ExtendedFeatures.Intersection(sets.New(r.Features...)))
}

// Summary is the run in one line.
func (r *Results) Summary() string {
	core, ofCore := r.count("core")
	extended, ofExtended := r.count("extended")
	return fmt.Sprintf("conformance: core %d/%d, extended %d/%d, features %d", core, ofCore, extended, ofExtended, len(r.extendedFeatures()))
}

// Judge holds the results against the reasons: a failure without one, and a reason for what passes, are errors.
func (r *Results) Judge(reasons *Reasons) error {
	var wrong []error
	known := map[string]bool{}
	for _, test := range r.Tests {
		reason, expected := reasons.Tests[test.Name]
		known[test.Name] = true
		switch {
		case test.Outcome == Failed && !expected:
			wrong = append(wrong, fmt.Errorf("%s fails, and no reason is recorded: %s", test.Name, strings.Join(test.Fails, ", ")))
		case test.Outcome == Failed && !slices.Equal(test.Fails, slices.Sorted(slices.Values(reason.Fails))):
			wrong = append(wrong, fmt.Errorf("%s fails in other places than recorded: %q", test.Name, test.Fails))
		case test.Outcome == Passed && expected:
			wrong = append(wrong, fmt.Errorf("%s passes: remove its reason from reasons.yaml", test.Name))
		case test.Outcome == Skipped && test.level() == "core":
			wrong = append(wrong, fmt.Errorf("%s is a core test and was skipped", test.Name))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(reasons.Tests)) {
		if !known[name] {
			wrong = append(wrong, fmt.Errorf("the suite has no test %s, which reasons.yaml names", name))
		}
	}
	for _, feature := range sets.List(profile.ExtendedFeatures) {
		_, explained := reasons.Features[feature]
		switch claimed := slices.Contains(r.Features, feature); {
		case claimed && explained:
			wrong = append(wrong, fmt.Errorf("the feature %s is claimed: remove its reason from reasons.yaml", feature))
		case !claimed && !explained:
			wrong = append(wrong, fmt.Errorf("the feature %s is not claimed, and no reason is recorded", feature))
		}
	}
	return errors.Join(wrong...)
}

// Page is docs/conformance.md.
func (r *Results) Page(reasons *Reasons) string {
	var page strings.Builder
	core, ofCore := r.count("core")
	extended, ofExtended := r.count("extended")
	claimed := r.extendedFeatures()
	fmt.Fprintf(&page, `# Gateway API's conformance suite

`+"`make conformance`"+` made this page and [the report](conformance-report.yaml) in the suite's own format.

**It is a statement on the translation, not a conformance claim for a data plane.** The suite of Gateway API %s runs unmodified
against the controller on a real API server (CRDs of the %s channel), but no Envoy runs: its requests are answered by
the model of Kuma 2.14's data plane, from the Kuma objects that are in the API server at that moment. That model is held against
recorded answers of a real Kuma with a real Envoy by `+"`make traffic`"+`. Stubs do what a cluster's other controllers do: pods are
ready, gateways get an address, what lost its owner goes.

| profile | core tests | extended tests | extended features |
|---|---|---|---|
| %s | %d of %d pass | %d of %d pass | %d of %d |

`, r.Version, r.Channel, profile.Name, core, ofCore, extended, ofExtended, len(claimed), len(profile.ExtendedFeatures))
	page.WriteString("## Tests that do not pass\n\n")
	failing := slices.DeleteFunc(slices.Clone(r.Tests), func(test Result) bool { return test.Outcome != Failed || test.level() == "" })
	slices.SortFunc(failing, func(a, b Result) int {
		return cmp.Or(cmp.Compare(a.level(), b.level()), cmp.Compare(a.Name, b.Name))
	})
	if len(failing) == 0 {
		page.WriteString("None.\n\n")
	} else {
		page.WriteString("| test | level | reason |\n|---|---|---|\n")
		for _, test := range failing {
			fmt.Fprintf(&page, "| %s | %s | %s |\n", test.Name, test.level(), reasons.Tests[test.Name].Reason)
		}
		page.WriteString("\n")
	}
	page.WriteString("## Extended features that are claimed\n\nThe status of the GatewayClass names them (`supportedFeatures`), and the suite takes them from there.\n\n| feature | tests |\n|---|---|\n")
	for _, feature := range claimed {
		fmt.Fprintf(&page, "| %s | %s |\n", feature, r.testsOf(feature))
	}
	page.WriteString("\n## Extended features that are not claimed\n\n| feature | why |\n|---|---|\n")
	for _, feature := range sets.List(profile.ExtendedFeatures.Difference(sets.New(r.Features...))) {
		fmt.Fprintf(&page, "| %s | %s |\n", feature, reasons.Features[feature])
	}
	return page.String()
}

// testsOf are the tests of a feature that ran.
func (r *Results) testsOf(feature features.FeatureName) string {
	var names []string
	for _, test := range r.Tests {
		if slices.Contains(test.Features, feature) && test.Outcome != Skipped && test.level() != "" {
			names = append(names, test.Name)
		}
	}
	if len(names) == 0 {
		return "none"
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}
