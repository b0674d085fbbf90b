// Package policy is the policy module for Go programs: Gateway API resources in, Kuma resources out, with the
// statuses to write back and a reason for everything. It runs the WebAssembly module in wazero, without cgo.
//
//	module, err := policy.New(ctx, policy.Options{})
//	if err != nil { … }
//	defer module.Close(ctx)
//	evaluation, err := module.Evaluate(ctx, policy.Snapshot{Resources: objects})
//
// [Module.Validate] tells what an API server would say of each object, CEL rules included, without one.
//
// An evaluation is a pure function of its snapshot: the host reads the cluster and writes what comes back.
//
// The module is embedded when it was built: `make build` in the repository puts it into the package's directory
// `module`. Without it the package compiles, and New says what to do ([ErrNotBuilt]).
package policy
