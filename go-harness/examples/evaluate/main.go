// Command evaluate prints what becomes of the snapshot on standard input.
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"os"

	"github.com/kumahq/kuma-gapi/go-harness/policy"
)

func main() {
	ctx := context.Background()
	module, err := policy.New(ctx, policy.Options{})
	if err != nil {
		log.Fatal(err)
	}
	snapshot, _ := io.ReadAll(os.Stdin)
	evaluation, err := module.EvaluateText(ctx, snapshot)
	if err != nil {
		log.Fatal(err)
	}
	for _, resource := range evaluation.Resources {
		fmt.Println(resource.Kind, resource.Metadata.Namespace, resource.Metadata.Name)
	}
}
