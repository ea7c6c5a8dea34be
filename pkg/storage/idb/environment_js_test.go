package idb_test

import (
	"errors"
	"syscall/js"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/storage"
	"github.com/convergence-wasm/convergence/pkg/storage/idb"
	"github.com/convergence-wasm/convergence/pkg/storage/storagetest"
)

// spoil replaces a property of the page for a test: what is a JavaScript
// expression of a property descriptor.
func spoil(t *testing.T, object, property, what string) {
	script(t, `
		const [object, property] = [eval(args[0]), args[1]];
		globalThis.unspoilt ??= {};
		globalThis.unspoilt[property] = Object.getOwnPropertyDescriptor(object, property);
		Object.defineProperty(object, property, { configurable: true, `+what+` });`, object, property)
	t.Cleanup(func() {
		script(t, `
			const [object, property] = [eval(args[0]), args[1]], was = globalThis.unspoilt[property];
			if (was) Object.defineProperty(object, property, was); else delete object[property];`, object, property)
	})
}

// Objects of the page that are absent, forbidden or not what they are taken for
// cost the store what they are needed for, and nothing else.
func TestEnvironment(t *testing.T) {
	const absent, forbidden = `value: undefined`, `get() { throw new DOMException("no", "SecurityError"); }`
	for _, c := range []struct {
		object, property, what string
		unavailable            bool
	}{
		{"globalThis", "navigator", absent, false},
		{"globalThis", "navigator", forbidden, false},
		{"globalThis", "navigator", `value: {}`, false},
		{"globalThis", "navigator", `value: 7`, false},
		{"navigator", "storage", absent, false},
		{"navigator", "storage", forbidden, false},
		{"navigator", "storage", `value: { persist: 5 }`, false},
		{"navigator", "storage", `value: { persist() { throw new TypeError("not here"); } }`, false},
		{"navigator", "storage", `value: { persist: () => 5 }`, false},
		{"navigator", "storage", `value: { persist: () => Promise.reject(null) }`, false},
		{"navigator", "userAgent", absent, false},
		{"globalThis", "addEventListener", absent, false},
		{"globalThis", "localStorage", absent, false},
		{"globalThis", "localStorage", forbidden, false},
		{"globalThis", "indexedDB", absent, true},
		{"globalThis", "indexedDB", forbidden, true},
		{"globalThis", "indexedDB", `value: {}`, true},
		{"globalThis", "indexedDB", `value: { open: () => undefined }`, true},
		{"globalThis", "indexedDB", `value: { open: () => ({}) }`, true},
		{"globalThis", "indexedDB", `value: { open() { throw new DOMException("", "SecurityError"); } }`, true},
	} {
		t.Run(c.object+"."+c.property+" "+c.what, func(t *testing.T) {
			name := databaseName(t)
			spoil(t, c.object, c.property, c.what)
			if f := idb.Flag(name); f != nil {
				f.Set("")
			}
			s, err := tryOpen(t, idb.Options{Name: name, Persist: true, Timeout: 5 * time.Second})
			if c.unavailable {
				if !errors.Is(err, storage.ErrUnavailable) {
					t.Fatalf("Open: %v, want ErrUnavailable", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			storagetest.MustApply(t, s, record)
			if got, err := storagetest.Range(t, s, nil, nil, 0); err != nil || len(got) != 1 {
				t.Errorf("%d records, %v, want 1", len(got), err)
			}
		})
	}
}

// A browser that asks the user keeps nobody waiting, asks once for all stores, and
// its answer is told when it comes.
func TestPersistenceIsAnsweredLate(t *testing.T) {
	script(t, `
		await navigator.storage.persist(); // an earlier test may wait for the answer, and stores share it
		globalThis.asked = 0;
		navigator.storage.persist = () => { asked++; return new Promise((yes) => { globalThis.allow = yes; }); };`)
	defer script(t, `delete navigator.storage.persist;`)
	observe, told := watch(t)
	began := time.Now()
	s := open(t, idb.Options{Name: databaseName(t), Persist: true, Observe: observe})
	other := open(t, idb.Options{Name: databaseName(t) + " other", Persist: true})
	if d := time.Since(began); d > 5*time.Second {
		t.Errorf("opening took %v", d)
	}
	if s.State() != storage.StateBestEffort {
		t.Errorf("the state is %v before the answer", s.State())
	}
	if n := js.Global().Get("asked").Int(); n != 1 {
		t.Errorf("the browser was asked %d times", n)
	}
	script(t, `allow(true);`)
	if why := told(storage.StateDurable); why != nil {
		t.Error(why)
	}
	if s.State() != storage.StateDurable {
		t.Errorf("the state is %v after the answer", s.State())
	}
	storagetest.Close(t, other)
	// The question was answered: the next store asks anew, and is not changed by
	// an answer that comes after its end.
	observe, _ = watch(t)
	s = open(t, idb.Options{Name: databaseName(t) + " next", Persist: true, Observe: observe})
	storagetest.Close(t, s)
	script(t, `allow(true);`)
	time.Sleep(50 * time.Millisecond)
	if n := js.Global().Get("asked").Int(); n != 2 || s.State() != storage.StateBestEffort {
		t.Errorf("asked %d times, the closed store is %v", n, s.State())
	}
}

// Transactions that are cut off because the page is put aside are made again when
// it is back; others that are aborted are not.
func TestPutAside(t *testing.T) {
	const away = `dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));`
	const back = `globalThis.back = new Promise((yes) => setTimeout(() => { dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })); yes(); }, 150));`
	defer script(t, `await globalThis.back;`) // or a store of a later test hears of it
	s := open(t, idb.Options{Name: databaseName(t), Timeout: 5 * time.Second})
	nextWrite(t, away+`tx.abort();`+back)
	if err := storagetest.Apply(t, s, record); err != nil {
		t.Errorf("a write that was cut off: %v", err)
	}
	// Begun while the page is away, as what is stored at the last moment. What was committed
	// only browsers can abort.
	script(t, away+`
		const { commit } = IDBTransaction.prototype;
		IDBTransaction.prototype.commit = () => { IDBTransaction.prototype.commit = commit; };`)
	nextWrite(t, `tx.abort();`+back)
	if err := storagetest.Apply(t, s, storage.Put([]byte("b"), nil)); err != nil {
		t.Errorf("a write while the page is put aside: %v", err)
	}
	if got, err := storagetest.Range(t, s, nil, nil, 0); err != nil || len(got) != 2 {
		t.Errorf("%d records, %v, want 2", len(got), err)
	}
	nextWrite(t, `tx.abort();`)
	if err := storagetest.Apply(t, s, record); !errors.Is(err, storage.ErrAbort) {
		t.Errorf("an aborted write: %v, want ErrAbort", err)
	}
	nextWrite(t, away+`Object.defineProperty(tx, "error", { value: new DOMException("no room", "QuotaExceededError") }); tx.abort();`+back)
	if err := storagetest.Apply(t, s, record); !errors.Is(err, storage.ErrQuota) {
		t.Errorf("a write without room: %v, want ErrQuota", err)
	}
}
