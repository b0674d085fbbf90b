package conformance

import (
	"strings"
	"testing"

	"sigs.k8s.io/gateway-api/conformance/utils/suite"
	"sigs.k8s.io/gateway-api/pkg/features"
)

func TestJudgeWantsAReasonForEachFailureAndNoOther(t *testing.T) {
	profile := suite.GatewayHTTPConformanceProfile
	results := Results{Profile: profile.Name, Features: profile.ExtendedFeatures.UnsortedList(), Tests: []Result{
		{Name: "A", Outcome: Passed, Features: []features.FeatureName{features.SupportGateway}},
		{Name: "B", Outcome: Failed, Features: []features.FeatureName{features.SupportGateway, features.SupportGatewayPort8080}},
		{Name: "C", Outcome: Skipped, Features: []features.FeatureName{features.SupportMesh}},
	}}
	results.addFails("        --- FAIL: TestSuite/GATEWAY-HTTP/B (0.1s)\n            --- FAIL: TestSuite/GATEWAY-HTTP/B/one (0.1s)\n" +
		"            --- FAIL: TestSuite/MESH-HTTP/B/other (0.1s)\n")
	if got, want := results.Summary(), "conformance of GATEWAY-HTTP: core 1/1, extended 0/1, others 0/0, features "; !strings.HasPrefix(got, want) {
		t.Errorf("%s", got)
	}
	fails := func(names ...string) Reasons {
		return Reasons{Tests: map[string]Reason{"B": {Reason: "r", Fails: names}}}
	}
	right := fails("one")
	if err := results.Judge(&right); err != nil {
		t.Error(err)
	}
	another := fails("two")
	unknown := fails("one")
	unknown.Tests["D"] = Reason{}
	passing := fails("one")
	passing.Tests["A"] = Reason{Reason: "r"}
	feature := fails("one")
	feature.Features = map[features.FeatureName]string{features.SupportGatewayPort8080: "r"}
	for want, reasons := range map[string]Reasons{
		"B fails, and no reason":               {},
		"B fails in other places":              another,
		"the suite has no test D":              unknown,
		"A passes: remove its reason":          passing,
		"the feature GatewayPort8080 is claim": feature,
	} {
		if err := results.Judge(&reasons); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", want, err)
		}
	}
	results.Features = nil
	if err := results.Judge(&right); err == nil || !strings.Contains(err.Error(), "GatewayPort8080 is not claimed, and no reason") {
		t.Errorf("%v", err)
	}
}
