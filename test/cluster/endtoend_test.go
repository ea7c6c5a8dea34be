package cluster

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/internal/natsserver"
	"github.com/convergence-wasm/convergence/internal/pgserver"
	"github.com/convergence-wasm/convergence/internal/serverprocess"
)

var endToEnd = flag.String("e2e", "", "files of test/suite, or a pattern of them, which TestEndToEnd runs")

// TestEndToEnd runs the end-to-end suite, browsers, with three servers in the place of the one
// that it starts: each connection goes to the next of them.
func TestEndToEnd(t *testing.T) {
	if *endToEnd == "" {
		t.Skip("SKIP: make cluster-e2e runs the end-to-end suite")
	}
	nats := natsserver.Program(t)
	// Two files are run at a time, with three servers each.
	database := pgserver.ForTest(t, "max_connections=300")
	root, err := serverprocess.Root()
	must(t, err)
	var files []string
	for _, pattern := range strings.Fields(*endToEnd) {
		found, err := filepath.Glob(filepath.Join(root, "test/suite", pattern))
		must(t, err)
		files = append(files, found...)
	}
	if len(files) == 0 {
		t.Fatalf("%q names no file of test/suite", *endToEnd)
	}
	c := exec.Command("node", append([]string{"--import", "./harness/skipping.mjs", "--test", "--test-concurrency=2",
		"--test-timeout=240000", "--test-reporter=spec"}, files...)...)
	c.Dir = filepath.Join(root, "test")
	c.Env = append(os.Environ(), "CLUSTER_STORE="+database.URL(""), "CLUSTER_NATS="+nats)
	c.Stdout, c.Stderr = os.Stdout, os.Stderr
	if err := c.Run(); err != nil {
		t.Error(err)
	}
}
