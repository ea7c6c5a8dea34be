package client

import (
	"slices"
	"sort"

	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/client/internal/states"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// waitingChange is a change of the own presence that was made without a
// connection. With its identity, of which the sequence number is also the time
// in milliseconds, it is applied once however often it is sent.
type waitingChange struct {
	states.Delta
	instance string
	sequence uint64
	sent     bool // on this connection
	tried    bool // the server may have it: nothing is added any more
	changes  int  // counts what was added
	stored   bool
	over     bool
}

// waitWith notes a change of the own presence for the next connection.
func (d *Domain) waitWith(set KeyValues, removed []string, complete bool) {
	o := d.offline
	if d.session.State == session.StateConnected || !o.keeps() {
		return
	}
	var w *waitingChange
	if n := len(d.presences.waiting); n > 0 {
		w = d.presences.waiting[n-1]
	}
	if w == nil || w.tried || !o.Own[w.instance] {
		p := &d.presences
		p.last = max(p.last+1, uint64(d.session.Host.Now().UnixMilli()))
		w = &waitingChange{instance: o.Instance, sequence: p.last}
		p.waiting = append(p.waiting, w)
	}
	w.Add(set, removed, complete)
	w.changes++
	w.stored = false
	o.WhenReady(func() { o.keepChange(w) })
}

// dropLost forgets the state that was to be brought to the next connection, and
// changes that wait for it and are of the same keys.
func (d *Domain) dropLost() {
	lost := d.presences.lost
	d.presences.lost = nil
	d.presences.waiting = slices.DeleteFunc(d.presences.waiting, func(w *waitingChange) bool {
		if w.tried {
			return false
		}
		for k := range lost {
			delete(w.Set, k)
		}
		if w.over = w.Empty(); w.over {
			d.offline.Drop(layout.PresenceKey(w.instance, w.sequence))
		} else {
			w.changes++
			w.stored = false
			d.offline.keepChange(w)
		}
		return w.over
	})
}

// keepUnheard notes the changes of the own presence of which it is not known
// whether the server has got them before the connection ended.
func (d *Domain) keepUnheard() {
	if !d.offline.keeps() {
		return
	}
	set, removed := KeyValues{}, []string(nil)
	for k, c := range d.presences.pending {
		switch {
		case d.presences.waits(k): // it goes with the change that waits
		case c.gone:
			removed = append(removed, k)
		default:
			set[k] = c.value
		}
	}
	if len(set)+len(removed) > 0 {
		d.waitWith(set, removed, false)
	}
}

// waits reports whether a change that waits is about a key.
func (p *presences) waits(key string) bool {
	for _, w := range p.waiting {
		if _, ok := w.Set[key]; ok || w.Complete {
			return true
		}
		for _, k := range w.Removed {
			if k == key {
				return true
			}
		}
	}
	return false
}

func (w *waitingChange) message() *protocol.PresenceChangeRequest {
	return &protocol.PresenceChangeRequest{Set: w.Set, Removed: w.Gone(), Complete: w.Complete, Instance: w.instance, Sequence: w.sequence}
}

// keepChange stores a change of the own presence.
func (o *offline) keepChange(w *waitingChange) {
	if w.over || !o.usable() {
		return
	}
	value, err := layout.EncodeBody(w.message())
	if err != nil {
		o.Trouble(err)
		return
	}
	changes := w.changes
	o.Writer.Add([]storage.Change{storage.Put(layout.PresenceKey(w.instance, w.sequence), value)}, func(err error) {
		o.Locked(func() {
			w.stored = err == nil && o.Persistent() && changes == w.changes
			o.Judge()
		})
	})
	o.Judge()
}

// sendChanges sends what was changed without a connection, and shows it over the
// state that the server has. What the server may have had before is not shown
// until it tells it: something newer may have followed.
func (d *Domain) sendChanges() {
	if d.session.State != session.StateConnected || d.offline == nil || d.offline.Foreign() {
		return
	}
	for _, w := range d.presences.waiting {
		if w.sent {
			continue
		}
		if !w.tried && d.offline.Own[w.instance] {
			d.applyOwn(&w.Delta)
			for k, v := range w.Set {
				d.expect(k, ownChange{value: v})
			}
			for _, k := range w.Gone() {
				d.expect(k, ownChange{gone: true})
			}
		}
		w.sent, w.tried = true, true
		session.Ask(d.session.RequestNow, w.message(), "change the presence", func(_ *protocol.OK, err *Error) { d.changeAnswered(w, err) })
	}
}

// changeAnswered takes the answer to a change of the own presence. One that the
// server does not take is told, and what it has is shown again.
func (d *Domain) changeAnswered(w *waitingChange, err *Error) {
	if err != nil && (err.Code == protocol.CodeConnectionFailed || err.Code == protocol.CodeOffline || err.Code == protocol.CodeUnknown) {
		return // the next connection tries again
	}
	w.over = true
	for i, x := range d.presences.waiting {
		if x == w {
			d.presences.waiting = append(d.presences.waiting[:i:i], d.presences.waiting[i+1:]...)
			break
		}
	}
	d.offline.Drop(layout.PresenceKey(w.instance, w.sequence))
	if err != nil {
		d.presenceRefused(err)
	}
}

// applyOwn shows a change of the own presence.
func (d *Domain) applyOwn(x *states.Delta) {
	if x.Complete {
		d.clearOwn(len(x.Set) > 0)
	} else if keys := states.Present(d.presences.own, x.Gone()); len(keys) > 0 {
		d.removeOwn(keys)
	}
	if len(x.Set) > 0 {
		d.mergeOwn(x.Set)
	}
}

// replaceOwn shows the own presence that the server has, then calls done. Who
// hears that it was cleared finds it so.
func (d *Domain) replaceOwn(own KeyValues, done func()) {
	d.clearOwn(len(own) > 0)
	d.session.Conn.Then(func() {
		if len(own) > 0 {
			d.mergeOwn(own)
		}
		done()
	})
}

// adoptChanges takes over the changes of presence that dead clients have left.
func (o *offline) adoptChanges(alive func(string) bool) {
	d := o.d
	from, to := layout.PresenceRange()
	o.Settled(from, to, func(error) {
		o.Pages(from, to, func(r storage.Record) {
			m, err := layout.DecodeBody(protocol.BodyPresenceChangeRequest, r.Value)
			if err != nil {
				return
			}
			c := m.(*protocol.PresenceChangeRequest)
			if o.Own[c.Instance] || alive(c.Instance) || o.WasDropped(r.Key) {
				return
			}
			for _, w := range d.presences.waiting {
				if w.instance == c.Instance && w.sequence == c.Sequence {
					return
				}
			}
			w := &waitingChange{Delta: states.Delta{Set: c.Set, Removed: c.Removed, Complete: c.Complete}, instance: c.Instance, sequence: c.Sequence, stored: o.Persistent()}
			d.presences.waiting = append(d.presences.waiting, w)
			if d.session.State != session.StateConnected {
				d.applyOwn(&w.Delta)
			}
		}, func(err error) {
			if err != nil {
				o.Trouble(err)
			}
			all := d.presences.waiting
			sort.Slice(all, func(i, j int) bool {
				return all[i].sequence < all[j].sequence || all[i].sequence == all[j].sequence && all[i].instance < all[j].instance
			})
			o.Judge()
			d.sendChanges()
		})
	})
}

// PresencePending reports whether changes of the own presence wait for a
// connection, or for the server's answer.
func (d *Domain) PresencePending() bool {
	d.session.Lock()
	defer d.session.Unlock()
	return len(d.presences.waiting) > 0 && !d.offline.Foreign()
}

// saveState returns where the changes are that the server has not answered.
func (p *presences) saveState() SaveState {
	worst := SavedOnServer
	for _, w := range p.waiting {
		if !w.stored {
			return Unsaved
		}
		worst = SavedOnDevice
	}
	return worst
}
