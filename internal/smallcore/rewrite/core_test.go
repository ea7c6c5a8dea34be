package rewrite

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"testing"

	"github.com/convergence-wasm/convergence/internal/smallcore/wasm"
)

// coreFunctions returns the functions of the core as the compiler makes it, with the
// sections that Code takes.
func coreFunctions(t *testing.T) (functions []*function, code, types, kinds []byte) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "core.wasm")
	cmd := exec.Command("go", "build", "-o", file, "-trimpath", "-ldflags=-s -w", "./cmd/wasm")
	cmd.Dir, cmd.Env = "../../..", append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	module, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for r := (&wasm.Reader{Buf: module[8:]}); len(r.Buf) > 0; {
		switch id, body := r.Byte(), r.Bytes(r.Uint32()); id {
		case 1:
			types = body
		case 3:
			kinds = body
		case 10:
			code = body
		}
	}
	r, kind := &wasm.Reader{Buf: code}, &wasm.Reader{Buf: kinds}
	kind.Uint32()
	for i := range int64(r.Uint32()) {
		f, err := parseFunction(r.Bytes(r.Uint32()), 0x1000+i)
		if err != nil {
			t.Fatal(err)
		}
		if kind.Uint32() == 0 {
			functions = append(functions, f)
		}
	}
	return functions, code, types, kinds
}

// Every function of the core does the same before and after: calls, stores, PCs on the
// stack, unwinding and return, from each block at which it can be resumed.
func TestFunctionsOfTheCoreDoTheSame(t *testing.T) {
	functions, code, types, kinds := coreFunctions(t)
	var work sync.WaitGroup
	next := make(chan *function)
	for range runtime.GOMAXPROCS(0) {
		work.Go(func() {
			for f := range next {
				before := &function{locals: f.locals, body: slices.Clone(f.body), pc: f.pc}
				f.rewrite(new(Counts))
				compare(t, "function", before, f, 2)
			}
		})
	}
	for _, f := range functions {
		next <- f
	}
	close(next)
	work.Wait()
	_, sum, err := Code(code, types, kinds, 0x1000)
	if err != nil {
		t.Fatal(err)
	}
	// A rule that finds nothing any more is for another compiler.
	for rule, found := range map[string]int{"jumps": sum.Jumps, "conditions": sum.Conditions, "unwindings": sum.Unwindings,
		"returns": sum.Returns, "offsets": sum.Offsets, "epilogues": sum.Epilogues} {
		if found < len(functions)/2 {
			t.Errorf("the rule of %s finds %d places in %d functions", rule, found, len(functions))
		}
	}
}
