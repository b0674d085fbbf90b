package conformance

import (
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

// profiles are those that the suite is run for, each by itself.
var profiles = []suite.ConformanceProfile{suite.GatewayHTTPConformanceProfile, suite.MeshHTTPConformanceProfile}

// Results are what a run of the suite found for a profile.
type Results struct {
	Profile suite.ConformanceProfileName `json:"profile"`
	// Version and Channel are those of Gateway API.
	Version string `json:"version"`
	Channel string `json:"channel"`
	// Features are those that are claimed.
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

var failedSubtest = regexp.MustCompile(`(?m)^\s+--- FAIL: TestSuite/([^/\s]+)/([^/\s]+)/(\S+) \(`)

// addFails notes the subtests that failed, as the suite's log has them.
func (r *Results) addFails(log string) {
	for _, found := range failedSubtest.FindAllStringSubmatch(log, -1) {
		for index := range r.Tests {
			if test := &r.Tests[index]; found[1] == string(r.Profile) && test.Name == found[2] {
				test.Fails = append(test.Fails, found[3])
				slices.Sort(test.Fails)
			}
		}
	}
}

func (r *Results) profile() *suite.ConformanceProfile {
	for index := range profiles {
		if profiles[index].Name == r.Profile {
			return &profiles[index]
		}
	}
	return &suite.ConformanceProfile{}
}

// level is `core` or `extended`; empty for a test that the profile does not count.
func (r *Results) level(test *Result) string {
	wanted, profile := sets.New(test.Features...), r.profile()
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
		if r.level(&test) != level || test.Outcome == Skipped {
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
	return sets.List(r.profile().ExtendedFeatures.Intersection(sets.New(r.Features...)))
}

// Summary is the run in one line.
func (r *Results) Summary() string {
	core, ofCore := r.count("core")
	extended, ofExtended := r.count("extended")
	others, ofOthers := r.count("")
	return fmt.Sprintf("conformance of %s: core %d/%d, extended %d/%d, others %d/%d, features %d",
		r.Profile, core, ofCore, extended, ofExtended, others, ofOthers, len(r.extendedFeatures()))
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
		case test.Outcome == Skipped && r.level(&test) == "core":
			wrong = append(wrong, fmt.Errorf("%s is a core test and was skipped", test.Name))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(reasons.Tests)) {
		if !known[name] {
			wrong = append(wrong, fmt.Errorf("the suite has no test %s, which reasons.yaml names", name))
		}
	}
	for _, feature := range sets.List(r.profile().ExtendedFeatures) {
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
