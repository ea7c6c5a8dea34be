//go:build js && wasm

package main

import (
	"errors"
	"math/rand/v2"
	"strconv"
	"time"
	"unsafe"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/storage"
	"github.com/convergence-wasm/convergence/pkg/storage/idb"
	"github.com/convergence-wasm/convergence/pkg/storage/mem"
)

// kicked says that goroutines were started, which run when JavaScript resumes
// Go: turn asks for that.
var kicked bool

func kick() {
	kicked = true
	askTurn()
}

// openStore opens the database of a user, or what can be had instead.
func openStore(d *client.Domain, username string) func(ready func(storage.Store, error)) {
	return func(ready func(storage.Store, error)) {
		inMemory := func(why error) { ready((&mem.Database{}).Open(mem.Options{Kick: kick}), why) }
		name, err := storage.DatabaseName(d.Namespace(), d.ID(), username)
		if err != nil {
			inMemory(err)
			return
		}
		idb.Open(idb.Options{Name: name, Kick: kick, Persist: true, Observe: d.StorageChanged, Timeout: 10 * time.Second},
			func(s storage.Store, err error) {
				if err != nil {
					inMemory(err)
					return
				}
				prepareStore(s, idb.Flag(name), nil, func(why error) {
					if why != nil && !errors.Is(why, storage.ErrLost) && !errors.Is(why, storage.ErrCorrupt) {
						s.Close(nil)
						inMemory(why)
						return
					}
					ready(s, why)
				})
			})
	}
}

// prepareStore makes a store ready. One that has vanished or is damaged begins
// anew, and done hears what has happened.
func prepareStore(s storage.Store, flag storage.Flag, lost error, done func(why error)) {
	o := storage.PrepareOptions{
		Flag: flag, AcceptLoss: lost != nil,
		NewID: newID,
		Now:   func() int64 { return time.Now().UnixMilli() },
	}
	storage.Prepare(s, o, func(_ storage.Schema, err error) {
		switch {
		case err == nil:
			done(lost)
		case lost == nil && (errors.Is(err, storage.ErrLost) || errors.Is(err, storage.ErrCorrupt)):
			prepareStore(s, flag, err, done)
		default:
			done(err)
		}
	})
}

func newID() string {
	return strconv.FormatUint(rand.Uint64(), 36) + strconv.FormatUint(rand.Uint64(), 36)
}

// locks are the browser's Web Locks.
type locks struct{}

var (
	lockQueries = map[int32]func(map[string]bool){}
	lockQuery   int32
	lockWatches = map[int32]func(){} // one for each domain with a store
	lockWatch   int32
)

// Hold implements client.InstanceLocks.
func (locks) Hold(instance string) {
	hostLockHold(unsafe.Pointer(unsafe.StringData(instance)), int32(len(instance)))
}

// Release implements client.InstanceLocks.
func (locks) Release(instance string) {
	hostLockRelease(unsafe.Pointer(unsafe.StringData(instance)), int32(len(instance)))
}

// Watch implements client.InstanceLocks.
func (locks) Watch(ended func()) (stop func()) {
	lockWatch++
	number := lockWatch
	lockWatches[number] = ended
	hostLockWatch()
	return func() { delete(lockWatches, number) }
}

// Held implements client.InstanceLocks.
func (locks) Held(done func(map[string]bool)) {
	lockQuery++
	lockQueries[lockQuery] = done
	hostLockQuery(lockQuery)
}

func callOffline(number method, a *arguments, w *writer) error {
	switch number {
	case methodLocksHeld:
		query := int32(a.int("query"))
		held := map[string]bool{}
		for _, name := range a.strings("names") {
			held[name] = true
		}
		if done := lockQueries[query]; done != nil {
			delete(lockQueries, query)
			done(held)
		}
		return nil
	case methodLockFree:
		for _, ended := range lockWatches {
			ended()
		}
		return nil
	case methodStoreAnswer:
		storeAnswered(a)
		return nil
	case methodModelSaved:
		w.int(int(modelOf(a.int("model")).SaveState()))
		return nil
	}
	d := domainOf(a.int("domain"))
	switch number {
	case methodOfflineInitialize:
		promise := a.int("promise")
		o := client.OfflineOptions{Username: a.string("username")}
		if a.bool("locks") {
			o.Locks = locks{}
		}
		o.SnapshotInterval = a.int("snapshot interval")
		o.Tab = idb.Tab(newID)
		o.Open = openStore(d, o.Username)
		if number := a.int("store"); number != 0 {
			o.Open = openScriptStore(d, number, o.Username)
		}
		o.Memory = func() storage.Store { return (&mem.Database{}).Open(mem.Options{Kick: kick}) }
		d.InitializeOffline(o, settled(promise))
	case methodOfflineSubscribe:
		promise := a.int("promise")
		on := a.bool("on")
		d.SubscribeOffline(a.strings("model ids"), on, settled(promise))
	case methodOfflineModels:
		promise := a.int("promise")
		d.OfflineModels(func(list []client.OfflineModel, err *client.Error) {
			settle(promise, err, func(w *writer) {
				w.array(len(list))
				for _, m := range list {
					w.array(4)
					w.string(m.ID)
					w.int(int(m.Flags))
					w.number(float64(m.Version))
					w.int(int(m.Permissions))
				}
			})
		})
	case methodOfflineRefused:
		promise := a.int("promise")
		d.RefusedModels(func(list []client.RefusedModel, err *client.Error) {
			settle(promise, err, func(w *writer) { w.refused(list) })
		})
	case methodOfflineDiscard:
		promise := a.int("promise")
		id := a.string("model id")
		d.DiscardRefused(id, uint64(a.number("number")), settled(promise))
	case methodOfflineInfo:
		state, waiting := d.StorageState()
		w.array(4)
		w.string(state.String())
		w.int(waiting)
		w.int(int(d.SaveState()))
		w.bool(d.IsSynchronising())
	case methodOfflineFlush:
		d.FlushOffline()
	case methodOfflineHidden:
		how := a.int("how")
		d.SetHidden(how > hiddenShown, how == hiddenLeft)
	default:
		bad("unknown method %d", number)
	}
	return nil
}

// refused writes what the server has refused. Data that makes no document is left
// out: the rest is worth an error.
func (w *writer) refused(list []client.RefusedModel) {
	w.array(len(list))
	for i := range list {
		m := &list[i]
		w.array(8)
		w.string(m.ID)
		w.number(float64(m.Number))
		w.string(m.Collection)
		w.failure(m.Err)
		w.number(float64(m.Millis))
		w.bool(m.Created)
		w.bool(m.Retried)
		if doc, err := document.New(m.Data); err == nil {
			w.value(doc.Root())
		} else {
			w.nil()
		}
	}
}

// OfflineEvent implements client.OfflineSink.
func (sink) OfflineEvent(d *client.Domain, e client.OfflineEvent) {
	w := frames
	w.array(11)
	w.int(frameOfflineEvent)
	w.int(int(d.Tag))
	w.string(e.Name)
	w.string(e.Model)
	w.int(e.Count)
	w.int(int(e.Flags))
	w.number(float64(e.Version))
	w.int(int(e.Permissions))
	w.string(e.Storage.String())
	w.int(int(e.Saved))
	if e.Err == nil {
		w.nil()
		return
	}
	w.failure(e.Err)
}
