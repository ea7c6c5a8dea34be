// Command convergence is the collaboration server and the tools beside it.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
)

// version is set at build time.
var version = "dev"

// environment is what a command may use of the world.
type environment struct {
	in       io.Reader
	out, err io.Writer
}

// errUsage is wrapped by errors about command lines that make no sense.
var errUsage = errors.New("see --help")

func main() {
	root := newRoot(environment{os.Stdin, os.Stdout, os.Stderr})
	err := root.ExecuteContext(context.Background())
	if err == nil {
		return
	}
	fmt.Fprintln(os.Stderr, "convergence:", err)
	if errors.Is(err, errUsage) {
		os.Exit(2)
	}
	os.Exit(1)
}
