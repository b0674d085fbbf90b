// Command admission compares the time that the module takes to admit HTTPRoutes in wazero with the
// time that the API server's own library takes for the same objects, in one process:
//
//	go run . WASM SNAPSHOT
//
// SNAPSHOT is a snapshot in JSON whose resources are HTTPRoutes only. Both sides start with JSON and
// end with it. What is printed are ratios: seconds would say more about the machine.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"time"
)

const rounds = 7

func main() {
	if err := run(context.Background(), os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) != 2 {
		return fmt.Errorf("usage: admission WASM SNAPSHOT")
	}
	text, err := os.ReadFile(args[1])
	if err != nil {
		return err
	}
	var snapshot struct {
		Resources []json.RawMessage `json:"resources"`
	}
	if err := json.Unmarshal(text, &snapshot); err != nil {
		return fmt.Errorf("%s: %w", args[1], err)
	}
	library, err := newLibrary()
	if err != nil {
		return err
	}
	module, err := newModule(ctx, args[0])
	if err != nil {
		return err
	}
	enforced, err := withAdmission(snapshot.Resources, "enforce")
	if err != nil {
		return err
	}
	trusted, err := withAdmission(snapshot.Resources, "trusted")
	if err != nil {
		return err
	}
	took, err := times(
		func() error { return library.admitAll(ctx, snapshot.Resources) },
		func() error { return module.evaluate(ctx, enforced) },
		func() error { return module.evaluate(ctx, trusted) },
	)
	if err != nil {
		return err
	}
	admits, evaluates, trusts := took[0], took[1], took[2]
	fmt.Printf("API server's library / module in wazero, %d routes: %.2f (admission alone: %.2f)\n",
		len(snapshot.Resources), admits/evaluates, admits/(evaluates-trusts))
	return nil
}

func withAdmission(resources []json.RawMessage, admission string) ([]byte, error) {
	return json.Marshal(map[string]any{
		"resources": resources,
		"options":   map[string]string{"admission": admission},
	})
}

// times gives the median seconds of each task: in turns, so that a slow moment hits all of them.
func times(tasks ...func() error) ([]float64, error) {
	spent := make([][]float64, len(tasks))
	for round := range rounds + 1 {
		for i, task := range tasks {
			started := time.Now()
			if err := task(); err != nil {
				return nil, err
			}
			// The first round only warms up.
			if round > 0 {
				spent[i] = append(spent[i], time.Since(started).Seconds())
			}
		}
	}
	medians := make([]float64, len(tasks))
	for i, of := range spent {
		slices.Sort(of)
		medians[i] = of[len(of)/2]
	}
	return medians, nil
}
