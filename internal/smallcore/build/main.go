// Command build makes the core that ships: the Go compiler's, from sources in
// which what it never runs is empty, packed afterwards. README.md, one folder up,
// says what is left out and why that is safe.
//
//	go run ./internal/smallcore/build OUTPUT FLAGS... PACKAGE
package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"slices"

	"github.com/convergence-wasm/convergence/internal/smallcore"
	"github.com/convergence-wasm/convergence/internal/smallcore/overlay"
)

// changed is where the changed sources are put, in the module's folder. The go
// command passes over names that begin with a dot.
const changed = "build/.smallcore"

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: build OUTPUT FLAGS... PACKAGE")
		os.Exit(2)
	}
	// The same go command runs this program, so its version is that of the compiler.
	if err := run(runtime.Version(), os.Stderr, os.Args[1], os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, "smallcore:", err)
		os.Exit(1)
	}
}

// run builds the core. Where it can only be left as the compiler makes it, run
// says so in one line to log: it works all the same.
func run(version string, log io.Writer, output string, args []string) error {
	env := append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	build := []string{"build", "-o", output}
	known := slices.Contains(overlay.Versions, version)
	if known {
		replace, err := overlay.Write(".", changed, env)
		if err != nil {
			return err
		}
		build = append(build, replace...)
	}
	cmd := exec.Command("go", append(build, args...)...)
	cmd.Env, cmd.Stdout, cmd.Stderr = env, os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		return err
	}
	if !known {
		fmt.Fprintf(log, "smallcore: the core is left as %s makes it: the versions that are known are %v\n", version, overlay.Versions)
		return nil
	}
	plain, err := os.ReadFile(output)
	if err != nil {
		return err
	}
	small, err := smallcore.Shrink(plain)
	if err != nil {
		fmt.Fprintln(log, "smallcore: the core is not packed:", err)
		return nil
	}
	return os.WriteFile(output, small, 0o755)
}
