package conformance

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/kumahq/kuma-gapi/go-harness/testserver"
)

var update = flag.Bool("update", false, "rewrite docs/conformance.md and docs/conformance-report.yaml")

// TestConformance runs the suite once, in a process of its own, as a failure of one of its tests is a result here and no
// end; and holds what comes out against the reasons that are recorded.
func TestConformance(t *testing.T) {
	root, err := testserver.Repository()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(root, "target", "conformance")
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	runs := runSuite(t, dir)
	reasons, err := ReadReasons()
	if err != nil {
		t.Fatal(err)
	}
	for _, results := range runs {
		fmt.Println(results.Summary())
		if err := results.Judge(reasons); err != nil {
			t.Errorf("%s: %v\nthe suite's log is %s", results.Profile, err, filepath.Join(dir, "log.txt"))
		}
	}
	docs := filepath.Join(root, "docs")
	page := filepath.Join(docs, "conformance.md")
	if *update {
		if err := os.WriteFile(page, []byte(Page(runs, reasons)), 0o666); err != nil {
			t.Fatal(err)
		}
		reports := []byte(statement)
		for _, results := range runs {
			report, err := os.ReadFile(filepath.Join(dir, reportOf(results.Profile)))
			if err != nil {
				t.Fatal(err)
			}
			reports = append(append(reports, "---\n"...), report...)
		}
		if err := os.WriteFile(filepath.Join(docs, "conformance-report.yaml"), reports, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if text, err := os.ReadFile(page); err != nil || string(text) != Page(runs, reasons) {
		t.Errorf("docs/conformance.md is out of date: run `make conformance` and commit it (%v)", err)
	}
}

const statement = `# A statement on the translation of Gateway API resources into Kuma resources, not a conformance claim for a data plane:
# requests were answered by a model of Kuma's data plane. docs/conformance.md tells more.
`

// runSuite runs TestSuite in a process of its own.
func runSuite(t *testing.T, dir string) []*Results {
	t.Helper()
	log, err := os.Create(filepath.Join(dir, "log.txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	command := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestSuite$", "-test.v", "-test.timeout=8m")
	command.Env = append(os.Environ(), out+"="+dir)
	command.Stdout, command.Stderr = log, log
	// It ends with 1 if a test fails; whether all ran is in the results.
	runErr := command.Run()
	told, err := os.ReadFile(log.Name())
	if err != nil {
		t.Fatal(err)
	}
	var runs []*Results
	for _, profile := range profiles {
		text, err := os.ReadFile(filepath.Join(dir, resultsOf(profile.Name)))
		if err != nil {
			t.Fatalf("the suite did not come to its end (%v): see %s", runErr, log.Name())
		}
		results := &Results{}
		if err := json.Unmarshal(text, results); err != nil {
			t.Fatal(err)
		}
		results.addFails(string(told))
		runs = append(runs, results)
	}
	return runs
}
