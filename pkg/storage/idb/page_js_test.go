package idb_test

import (
	"fmt"
	"strconv"
	"strings"
	"syscall/js"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/storage"
	"github.com/convergence-wasm/convergence/pkg/storage/idb"
	"github.com/convergence-wasm/convergence/pkg/storage/storagetest"
)

// script runs JavaScript in the page: the body of an async function. It returns
// what that returns.
func script(t *testing.T, body string, args ...any) js.Value {
	t.Helper()
	type outcome struct {
		value js.Value
		ok    bool
	}
	result := make(chan outcome, 1)
	answer := func(ok bool) js.Func {
		return js.FuncOf(func(_ js.Value, args []js.Value) any {
			result <- outcome{args[0], ok}
			return nil
		})
	}
	yes, no := answer(true), answer(false)
	defer yes.Release()
	defer no.Release()
	f := js.Global().Call("eval", "(async (...args) => {"+body+"\n})")
	f.Invoke(args...).Call("then", yes, no)
	select {
	case o := <-result:
		if !o.ok {
			t.Fatalf("the page threw %s in %s", o.value.Call("toString").String(), body)
		}
		return o.value
	case <-time.After(40 * time.Second):
		t.Fatalf("the page did not finish %s", body)
		return js.Undefined()
	}
}

// databaseName returns a name of its own for a test, and deletes the database
// when that has ended.
func databaseName(t *testing.T) string {
	t.Helper()
	user := strings.ReplaceAll(t.Name(), "/", "-") + strconv.FormatInt(time.Now().UnixNano(), 36)
	name, err := storage.DatabaseName("test", "idb", user)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { js.Global().Get("indexedDB").Call("deleteDatabase", name) })
	return name
}

func tryOpen(t *testing.T, o idb.Options) (storage.Store, error) {
	t.Helper()
	type outcome struct {
		store storage.Store
		err   error
	}
	result := make(chan outcome, 1)
	idb.Open(o, func(s storage.Store, err error) { result <- outcome{s, err} })
	select {
	case o := <-result:
		if o.err == nil {
			t.Cleanup(func() { o.store.Close(nil) })
		}
		return o.store, o.err
	case <-time.After(40 * time.Second):
		t.Fatal("Open has not called back")
		return nil, nil
	}
}

func open(t *testing.T, o idb.Options) storage.Store {
	t.Helper()
	s, err := tryOpen(t, o)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	return s
}

// watch returns an observer and a function that waits for a state.
func watch(t *testing.T) (storage.Observer, func(storage.State) error) {
	type change struct {
		state storage.State
		err   error
	}
	heard := make(chan change, 16)
	return func(s storage.State, err error) { heard <- change{s, err} }, func(want storage.State) error {
		t.Helper()
		select {
		case c := <-heard:
			if c.state != want {
				t.Fatalf("told of %v (%v), want %v", c.state, c.err, want)
			}
			return c.err
		case <-time.After(10 * time.Second):
			t.Fatalf("not told of %v", want)
			return nil
		}
	}
}

func TestStore(t *testing.T) {
	var name string // of the running case
	storagetest.Run(t, storagetest.Hooks{
		New: func(t *testing.T) storagetest.Opener {
			name = databaseName(t)
			return func(t *testing.T, o storagetest.Options) storage.Store {
				return open(t, idb.Options{Name: name, Observe: o.Observe, Timeout: o.Timeout})
			}
		},
		Stall: func(t *testing.T, _ storagetest.Opener) func() {
			// A transaction of another connection that goes on until it is told to end.
			script(t, `
				const request = indexedDB.open(args[0]);
				const db = await new Promise((yes) => { request.onsuccess = () => yes(request.result); });
				const tx = db.transaction("records", "readwrite");
				const more = () => { if (!globalThis.released) tx.objectStore("records").count().onsuccess = more; };
				globalThis.released = false;
				globalThis.ended = new Promise((yes) => { tx.oncomplete = () => { db.close(); yes(); }; });
				more();`, name)
			return func() { script(t, `globalThis.released = true; await globalThis.ended;`) }
		},
		Abort: func(t *testing.T) { nextWrite(t, `tx.abort();`) },
		Fill: func(t *testing.T, _ storagetest.Opener) {
			nextWrite(t, `
				Object.defineProperty(tx, "error", { value: new DOMException("no room", "QuotaExceededError") });
				tx.abort();`)
		},
	})
}

// nextWrite runs JavaScript after the next put, which is in transaction tx.
func nextWrite(t *testing.T, what string) {
	script(t, `
		const put = IDBObjectStore.prototype.put;
		IDBObjectStore.prototype.put = function (...args) {
			IDBObjectStore.prototype.put = put;
			const request = put.apply(this, args), tx = this.transaction;
			queueMicrotask(() => { `+what+` });
			return request;
		};`)
}

func TestFlag(t *testing.T) {
	name := databaseName(t)
	f := idb.Flag(name)
	if f.Get() != "" {
		t.Fatalf("a new flag is %q", f.Get())
	}
	f.Set("one")
	if again := idb.Flag(name).Get(); again != "one" {
		t.Errorf("the flag is %q, want one", again)
	}
	f.Set("")
	if again := idb.Flag(name).Get(); again != "" {
		t.Errorf("the flag is %q after it was cleared", again)
	}
}

func TestStateAfterOpening(t *testing.T) {
	want := storage.StateBestEffort
	if script(t, `return navigator.storage.persisted();`).Bool() {
		want = storage.StateDurable
	}
	if s := open(t, idb.Options{Name: databaseName(t)}); s.State() != want {
		t.Errorf("the state is %v, want %v", s.State(), want)
	}
	// A browser that promises to keep the data makes the store durable.
	script(t, `navigator.storage.persist = () => Promise.resolve(true);`)
	defer script(t, `delete navigator.storage.persist;`)
	if s := open(t, idb.Options{Name: databaseName(t), Persist: true}); s.State() != storage.StateDurable {
		t.Errorf("the state is %v, want durable", s.State())
	}
}

func key(i int) []byte { return fmt.Appendf(nil, "key %06d", i) }
