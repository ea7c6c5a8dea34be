package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// With a Go that nobody has looked at, the core is the compiler's, and one line
// says so.
func TestUnknownVersion(t *testing.T) {
	t.Chdir("../../..")
	output := filepath.Join(t.TempDir(), "core.wasm")
	var log bytes.Buffer
	if err := run("go1.99.1", &log, output, []string{"./internal/smallcore/testdata/program"}); err != nil {
		t.Fatal(err)
	}
	if got := log.String(); strings.Count(got, "\n") != 1 || !strings.Contains(got, "as go1.99.1 makes it") {
		t.Errorf("it says %q", got)
	}
	wasm, err := os.ReadFile(output)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(wasm, []byte("main.main")) {
		t.Error("the core has no names of functions: it is not the compiler's")
	}
}
