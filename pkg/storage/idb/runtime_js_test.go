package idb_test

import (
	"errors"
	"runtime"
	"syscall/js"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/storage"
	"github.com/convergence-wasm/convergence/pkg/storage/idb"
	"github.com/convergence-wasm/convergence/pkg/storage/storagetest"
)

// No function for JavaScript may stay behind. Functions that were released say
// so on the console when they are called; the test calls every one that was made.
func TestFunctionsAreReleased(t *testing.T) {
	name := databaseName(t)
	script(t, `
		globalThis.made = [];
		const make = Go.prototype._makeFuncWrapper;
		globalThis.restore = () => { Go.prototype._makeFuncWrapper = make; };
		Go.prototype._makeFuncWrapper = function (id) { const f = make.call(this, id); globalThis.made.push(f); return f; };`)
	goroutines := runtime.NumGoroutine()
	for range 3 {
		s := open(t, idb.Options{Name: name, Timeout: 300 * time.Millisecond})
		storagetest.MustApply(t, s, record, storage.Put([]byte("b"), nil))
		storagetest.Range(t, s, nil, nil, 0)
		if err := storagetest.Apply(t, s, storage.CheckAbsent([]byte("a")), storage.Delete([]byte("a"))); !errors.Is(err, storage.ErrConflict) {
			t.Fatal(err)
		}
		nextWrite(t, `tx.abort();`)
		storagetest.Apply(t, s, record)
		script(t, hold, name)
		tryOpen(t, idb.Options{Name: name, Version: 9, Timeout: 100 * time.Millisecond}) // makes s let go, and is blocked
		script(t, `globalThis.held.close();`)
		storagetest.Close(t, s)
		time.Sleep(200 * time.Millisecond) // for the upgrade that was given up
		last := open(t, idb.Options{Name: name, Version: 9})
		if err := storagetest.Destroy(t, last); err != nil {
			t.Fatal(err)
		}
	}
	time.Sleep(100 * time.Millisecond)
	script(t, `globalThis.restore();`)
	result := script(t, `
		const error = console.error;
		let released = 0;
		console.error = (text) => { if (String(text).includes("call to released function")) released++; };
		for (const f of globalThis.made.slice(0, -2)) { // but for those of this script
			try { f(); } catch {}
		}
		console.error = error;
		return [globalThis.made.length - 2, released];`)
	made, released := result.Index(0).Int(), result.Index(1).Int()
	if made < 50 || released != made {
		t.Errorf("%d of %d functions were released", released, made)
	}
	if now := runtime.NumGoroutine(); now > goroutines+1 {
		t.Errorf("%d goroutines are left, %d at first", now, goroutines)
	}
}

var (
	exported storage.Store
	saved    bool
)

// Called by JavaScript, as the client is.
//
//go:wasmexport idb_test_apply
func applyFromExport() {
	exported.Apply([]storage.Change{record}, func(err error) { saved = err == nil })
}

// A store that is used from within an export works when the host does what Kick
// asks for.
func TestKickFromExport(t *testing.T) {
	// The instance is known to the support code only.
	script(t, `
		const make = Go.prototype._makeFuncWrapper;
		Go.prototype._makeFuncWrapper = function (id) { globalThis.program = this; return make.call(this, id); };
		globalThis.restore = () => { Go.prototype._makeFuncWrapper = make; };`)
	script(t, `globalThis.restore();`)
	kicked := false
	exported = open(t, idb.Options{Name: databaseName(t), Kick: func() {
		kicked = true
		js.Global().Call("eval", `queueMicrotask(() => globalThis.program.exited || globalThis.program._resume())`)
	}})
	kicked, saved = false, false
	script(t, `
		globalThis.program._inst.exports.idb_test_apply();
		await new Promise((yes) => setTimeout(yes, 500));`)
	if !kicked || !saved {
		t.Errorf("kicked %v, saved %v", kicked, saved)
	}
}
