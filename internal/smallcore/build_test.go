package smallcore

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/convergence-wasm/convergence/internal/smallcore/overlay"
)

const (
	program = "./internal/smallcore/testdata/program"
	core    = "./cmd/wasm"
	root    = "../.."
)

// plain builds a package for the browser, once for all tests.
var plain = func() func(t *testing.T, pkg string) []byte {
	var lock sync.Mutex
	built := map[string][]byte{}
	return func(t *testing.T, pkg string) []byte {
		t.Helper()
		known(t)
		lock.Lock()
		defer lock.Unlock()
		if built[pkg] == nil {
			flags := []string{"-trimpath", "-ldflags=-s -w"}
			built[pkg] = compile(t, pkg, environment, flags...)
		}
		return slices.Clone(built[pkg])
	}
}()

// known skips a test of tables where the version of Go has others.
func known(t *testing.T) {
	t.Helper()
	if !slices.Contains(overlay.Versions, runtime.Version()) {
		t.Skipf("%s is not among the versions that are known", runtime.Version())
	}
}

var environment = append(os.Environ(), "GOOS=js", "GOARCH=wasm")

func compile(t *testing.T, pkg string, env []string, args ...string) []byte {
	t.Helper()
	file := filepath.Join(t.TempDir(), "module.wasm")
	cmd := exec.Command("go", append(append([]string{"build", "-o", file}, args...), pkg)...)
	cmd.Dir, cmd.Env = root, env
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	wasm, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return wasm
}

func shrunk(t *testing.T, wasm []byte) []byte {
	t.Helper()
	small, err := Shrink(wasm)
	if err != nil {
		t.Fatal(err)
	}
	return small
}

// run runs a program with Node as `go run` would, and returns what it writes.
func run(t *testing.T, wasm []byte, args ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "program.wasm")
	if err := os.WriteFile(file, wasm, 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := node(t, append([]string{filepath.Join(runtime.GOROOT(), "lib", "wasm", "wasm_exec_node.js"), file}, args...)...)
	if _, exited := err.(*exec.ExitError); err != nil && !exited {
		t.Fatal(err)
	}
	return out
}

func node(t *testing.T, args ...string) (string, error) {
	t.Helper()
	path, err := exec.LookPath("node")
	if err != nil {
		t.Skip("there is no node to run the module with")
	}
	cmd := exec.Command(path, args...)
	// wasm_exec_node.js gives the program its environment, which has little room.
	cmd.Env = []string{"HOME=" + t.TempDir(), "PATH=" + os.Getenv("PATH")}
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// The three ways to build a program do the same.
func TestProgramDoesTheSame(t *testing.T) {
	wasm := plain(t, program)
	want := run(t, wasm)
	if lines := strings.Count(want, "\n"); lines != 13 || strings.Contains(want, "Error") {
		t.Fatalf("the plain program does not do what it should:\n%s", want)
	}
	for name, small := range map[string][]byte{"packed": shrunk(t, wasm), "reduced and packed": shrunk(t, reduced(t))} {
		if got := run(t, small); got != want {
			t.Errorf("%s, the program writes\n%s\nand plain it writes\n%s", name, got, want)
		}
	}
}

// A program that ends with a panic or a fatal error says why.
func TestCrashesSayWhy(t *testing.T) {
	small := shrunk(t, reduced(t))
	for how, want := range map[string]string{
		"text":     "panic: a text\n",
		"error":    "panic: an error: file already closed\n",
		"nil":      "panic: runtime error: invalid memory address or nil pointer dereference\n",
		"deadlock": "fatal error: all goroutines are asleep - deadlock!\n",
	} {
		if got := run(t, small, how); !strings.Contains(got, want) {
			t.Errorf("a crash by %s writes %q, want %q", how, got, want)
		}
	}
}

// reduced builds the program from the sources that the overlay makes.
func reduced(t *testing.T) []byte {
	t.Helper()
	known(t)
	replace, err := overlay.Write(root, "build/.smallcore-test", environment)
	if err != nil {
		t.Fatal(err)
	}
	return compile(t, program, environment, append(replace, "-trimpath", "-ldflags=-s -w")...)
}
