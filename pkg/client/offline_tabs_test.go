package client_test

import (
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/storage"
	"github.com/convergence-wasm/convergence/pkg/storage/mem"
)

// browser is what the tabs of one user share: the records, and the locks that
// tell who is alive.
type browser struct {
	t       *testing.T
	db      mem.Database
	mu      sync.Mutex
	locks   map[string]bool
	watches map[*tab]func()
	// lockless has tabs do without locks, as in a page that is not secure.
	lockless bool
	// transactions counts what was written.
	transactions int
	// saveDelay is how long tabs gather edits; 0 means 1 ms.
	saveDelay time.Duration
	fail      error  // what writing ends with
	name      string // of the tab that is opened next, see client.OfflineOptions.Tab
	blocked   bool   // no store can be opened
}

func newBrowser(t *testing.T) *browser {
	return &browser{t: t, locks: map[string]bool{}, watches: map[*tab]func(){}}
}

// block lets no store be opened, or lets it again.
func (b *browser) block(on bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.blocked = on
}

// setFail has every write end with an error, or none.
func (b *browser) setFail(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fail = err
}

// tab is a client in a browser.
type tab struct {
	*tester
	browser  *browser
	instance string
	queue    storage.Queue

	gate  sync.Mutex // held while the store does something for the tab
	mu    sync.Mutex
	dead  bool
	mine  []string // its locks
	held  bool     // what it writes arrives late
	calls int      // of its store
	fault func(storeCall) *callFault
	late  []func()
	// What is read from a range arrives late.
	heldFrom, heldTo []byte
	reads            []func()
}

// open starts a tab that is not connected.
func (b *browser) open(instance string) *tab {
	b.t.Helper()
	x, ready := b.start(instance, nil)
	if err := <-ready; err != nil {
		b.t.Fatal(err)
	}
	return x
}

// start is open with faults of the store, see [tab.setFaults], from its first call
// on, and does not wait until the store can be used.
func (b *browser) start(instance string, fault func(storeCall) *callFault) (*tab, <-chan *client.Error) {
	b.t.Helper()
	x := &tab{browser: b, instance: instance, fault: fault}
	x.tester = newTester(b.t, func(o *client.Options) { o.Instance = instance })
	x.sinkTo(x)
	x.creds = client.Credentials{Username: "demo", Secret: "demo"}
	done := make(chan *client.Error, 1)
	var locks client.InstanceLocks
	if !b.lockless {
		locks = x
	}
	x.InitializeOffline(client.OfflineOptions{
		Username: "demo", Locks: locks, Tab: b.name, SaveDelay: max(b.saveDelay, time.Millisecond), SnapshotInterval: 20,
		Open: func(ready func(storage.Store, error)) {
			b.mu.Lock()
			defer b.mu.Unlock()
			if b.blocked {
				go ready((&mem.Database{}).Open(mem.Options{}), storage.ErrVersion)
				return
			}
			go ready(&tabStore{b.db.Open(mem.Options{Schedule: x.schedule, Observe: x.StorageChanged}), x}, nil)
		},
		Memory: func() storage.Store { return (&mem.Database{}).Open(mem.Options{Schedule: x.schedule}) },
	}, func(err *client.Error) { done <- err })
	return x, done
}

// Hold implements client.InstanceLocks.
func (x *tab) Hold(instance string) {
	x.browser.mu.Lock()
	defer x.browser.mu.Unlock()
	x.browser.locks[instance] = true
	x.mine = append(x.mine, instance)
}

// Release implements client.InstanceLocks.
func (x *tab) Release(instance string) { x.browser.free(instance) }

// Watch implements client.InstanceLocks.
func (x *tab) Watch(ended func()) (stop func()) {
	x.browser.mu.Lock()
	defer x.browser.mu.Unlock()
	x.browser.watches[x] = ended
	return func() {
		x.browser.mu.Lock()
		defer x.browser.mu.Unlock()
		delete(x.browser.watches, x)
	}
}

// free ends the lock of a client.
func (b *browser) free(instance string) {
	b.mu.Lock()
	delete(b.locks, instance)
	watches := slices.Collect(maps.Values(b.watches))
	b.mu.Unlock()
	for _, ended := range watches {
		go ended()
	}
}

// loseLocks has others take the tab for dead.
func (x *tab) loseLocks() {
	x.browser.mu.Lock()
	mine := x.mine
	x.browser.mu.Unlock()
	for _, instance := range mine {
		x.browser.free(instance)
	}
}

// Held implements client.InstanceLocks.
func (x *tab) Held(done func(map[string]bool)) {
	x.browser.mu.Lock()
	held := map[string]bool{}
	for k := range x.browser.locks {
		held[k] = true
	}
	x.browser.mu.Unlock()
	go done(held)
}

// OfflineEvent implements client.OfflineSink.
func (x *tab) OfflineEvent(_ *client.Domain, e client.OfflineEvent) {
	x.note("%s %s %v %v", e.Name, e.Model, e.Saved, e.Err)
	if e.Name == client.StorageChanged {
		x.note("storage %v", e.Storage)
	}
	if e.Name == client.OfflineModelSyncError || e.Name == client.StorageFailed {
		x.t.Logf("%s: %s of %s: %v", x.instance, e.Name, e.Model, e.Err)
	}
}

// kill ends a tab as a crash does: nothing more is written or sent once it has
// returned, and before that the lock is held.
func (x *tab) kill() {
	x.gate.Lock()
	x.mu.Lock()
	x.dead = true
	x.mu.Unlock()
	x.gate.Unlock()
	x.host.kill()
	x.loseLocks()
}

func (x *tab) signIn() {
	x.t.Helper()
	if err := x.connect(protocol.AuthPassword); err != nil {
		x.t.Fatal(err)
	}
}

// must opens a model that is there.
func (x *tab) must(id string) *client.Model {
	x.t.Helper()
	m, err := wait(x.tester, func(done func(*client.Model, *client.Error)) { x.OpenModel(id, 0, done) })
	if err != nil {
		x.t.Fatal(err)
	}
	return m
}

// waitFor waits until the edits of a model are as safe as said.
func (x *tab) waitFor(m *client.Model, s client.SaveState) {
	x.t.Helper()
	x.await("the edits to be safe: "+s.String(), func() bool { return m.SaveState() == s })
}

func (x *tab) insert(m *client.Model, at int, s string) {
	x.t.Helper()
	if err := m.Splice(part(m, "text"), at, 0, units(s)); err != nil {
		x.t.Fatal(err)
	}
}

func textOf(m *client.Model) (s string) {
	m.View(func() { s = m.Root().Get("text").Value().Text.WTF8() })
	return s
}

// atServer opens a model with a client of its own and returns its text.
func atServer(t *testing.T, id string) string {
	t.Helper()
	y := newTester(t, nil)
	y.creds = client.Credentials{Username: "demo", Secret: "demo"}
	if err := y.connect(protocol.AuthPassword); err != nil {
		t.Fatal(err)
	}
	m, err := wait(y, func(done func(*client.Model, *client.Error)) { y.OpenModel(id, 0, done) })
	if err != nil {
		t.Fatal(err)
	}
	return textOf(m)
}
