package rewrite

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"testing"
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
	wasm, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for r := (&reader{buf: wasm[8:]}); len(r.buf) > 0; {
		id := r.buf[0]
		r.skip(1)
		size := int(r.uint())
		switch body := r.buf[:size]; id {
		case 1:
			types = body
		case 3:
			kinds = body
		case 10:
			code = body
		}
		r.skip(size)
	}
	r, kind := &reader{buf: code}, &reader{buf: kinds}
	kind.uint()
	for i := range int64(r.uint()) {
		size := int(r.uint())
		f, err := parseFunction(r.buf[:size], 0x1000+i)
		if err != nil {
			t.Fatal(err)
		}
		r.skip(size)
		if kind.uint() == 0 {
			functions = append(functions, f)
		}
	}
	return functions, code, types, kinds
}

// Every function of the core does the same before and after: calls, stores, PCs on the
// stack, unwinding and return, from each block at which it can be resumed.
func TestFunctionsOfTheCoreDoTheSame(t *testing.T) {
	functions, code, types, kinds := coreFunctions(t)
	var sum Counts
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
	t.Logf("%+v", sum)
}
