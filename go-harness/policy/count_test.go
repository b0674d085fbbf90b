package policy_test

import (
	"os"
	"strconv"
)

// count is how often something is done: less in `make test` than in `make soak`, which sets the variable.
func count(variable string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(variable)); err == nil {
		return n
	}
	return otherwise
}
