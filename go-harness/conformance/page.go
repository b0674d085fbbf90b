package conformance

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/util/sets"
	"sigs.k8s.io/gateway-api/conformance/utils/suite"
	"sigs.k8s.io/gateway-api/pkg/features"
)

// Page is docs/conformance.md.
func Page(runs []*Results, reasons *Reasons) string {
	var page strings.Builder
	fmt.Fprintf(&page, `# Gateway API's conformance suite

`+"`make conformance`"+` made this page and [the reports](conformance-report.yaml) in the suite's own format.

**It is a statement on the translation, not a conformance claim for a data plane.** The suite of Gateway API %s runs unmodified
against the controller on a real API server (CRDs of the %s channel), but no Envoy runs: its requests are answered by
the model of Kuma 2.14's data plane, from the Kuma objects that are in the API server at that moment. That model is held against
recorded answers of a real Kuma with a real Envoy by `+"`make traffic`"+`. Stubs do what a cluster's other controllers do: pods are
ready, gateways get an address, what lost its owner goes, and a command in a pod of the mesh is a request of its sidecar.

| profile | core tests | extended tests | extended features |
|---|---|---|---|
`, runs[0].Version, runs[0].Channel)
	for _, run := range runs {
		core, ofCore := run.count("core")
		extended, ofExtended := run.count("extended")
		fmt.Fprintf(&page, "| [%s](#%s) | %d of %d pass | %d of %d pass | %d of %d |\n", run.Profile, strings.ToLower(string(run.Profile)),
			core, ofCore, extended, ofExtended, len(run.extendedFeatures()), len(run.profile().ExtendedFeatures))
	}
	for _, run := range runs {
		fmt.Fprintf(&page, "\n## %s\n\n%s\n", run.Profile, introductions[run.Profile])
		run.section(&page, reasons)
	}
	return page.String()
}

var introductions = map[suite.ConformanceProfileName]string{
	suite.GatewayHTTPConformanceProfileName: "The status of the GatewayClass names the features that are claimed (`supportedFeatures`), and the suite takes them from there.",
	suite.MeshHTTPConformanceProfileName: "HTTPRoutes with Services as parents, and requests between pods. The profile asks for no status. No resource of the standard channel " +
		"names the features of a mesh, so the suite is told them; of HTTPRoute it takes those that the GatewayClass names, for tests that no profile counts. " +
		"What sidecars do otherwise than Gateway API asks, whether the suite tries it or not, is in [deviations.md](deviations.md).",
}

func (r *Results) section(page *strings.Builder, reasons *Reasons) {
	page.WriteString("\n### Tests that do not pass\n\n")
	failing := slices.DeleteFunc(slices.Clone(r.Tests), func(test Result) bool { return test.Outcome != Failed })
	slices.SortFunc(failing, func(a, b Result) int {
		return cmp.Or(cmp.Compare(r.level(&a), r.level(&b)), cmp.Compare(a.Name, b.Name))
	})
	if len(failing) == 0 {
		page.WriteString("None.\n")
	} else {
		page.WriteString("| test | level | reason |\n|---|---|---|\n")
		for _, test := range failing {
			fmt.Fprintf(page, "| %s | %s | %s |\n", test.Name, cmp.Or(r.level(&test), "not counted"), reasons.Tests[test.Name].Reason)
		}
	}
	if passed, ran := r.count(""); ran > 0 {
		fmt.Fprintf(page, "\nBesides, %d of %d tests pass that no profile counts, as they need features of two.\n", passed, ran)
	}
	page.WriteString("\n### Extended features that are claimed\n\n| feature | tests |\n|---|---|\n")
	for _, feature := range r.extendedFeatures() {
		fmt.Fprintf(page, "| %s | %s |\n", feature, r.testsOf(feature))
	}
	page.WriteString("\n### Extended features that are not claimed\n\n| feature | why |\n|---|---|\n")
	for _, feature := range sets.List(r.profile().ExtendedFeatures.Difference(sets.New(r.Features...))) {
		fmt.Fprintf(page, "| %s | %s |\n", feature, reasons.Features[feature])
	}
}

// testsOf are the tests of a feature that ran.
func (r *Results) testsOf(feature features.FeatureName) string {
	var names []string
	for _, test := range r.Tests {
		if slices.Contains(test.Features, feature) && test.Outcome != Skipped {
			name := test.Name
			if r.level(&test) == "" {
				name += " (not counted by the profile)"
			}
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return "none"
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}
