package testserver

import (
	"fmt"
	"os"
	"path/filepath"
)

// Repository is the root of the repository around the working directory.
func Repository() (string, error) {
	start, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for dir := start; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "scripts", "setup")); err == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", fmt.Errorf("`%s` is not in the repository", start)
		}
	}
}
