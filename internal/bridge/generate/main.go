// Generate writes what follows from internal/bridge. Run it by make generate, in
// the root of the repository.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/convergence-wasm/convergence/internal/bridge"
)

func main() {
	if err := write("."); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func write(root string) error {
	files, err := bridge.Files(root)
	if err != nil {
		return err
	}
	for path, text := range files {
		path = filepath.Join(root, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}
