package presence

import (
	"slices"
	"sort"

	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/client/internal/local"
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
func (p *Presence) waitWith(set states.KeyValues, removed []string, complete bool) {
	if p.session.State == session.StateConnected || !p.Store.Keeps() {
		return
	}
	var w *waitingChange
	if n := len(p.waiting); n > 0 {
		w = p.waiting[n-1]
	}
	if w == nil || w.tried || !p.Store.Own[w.instance] {
		p.last = max(p.last+1, uint64(p.session.Host.Now().UnixMilli()))
		w = &waitingChange{instance: p.Store.Instance, sequence: p.last}
		p.waiting = append(p.waiting, w)
	}
	w.Add(set, removed, complete)
	w.changes++
	w.stored = false
	p.Store.WhenReady(func() { p.keepChange(w) })
}

// Lost returns the own state that the next connection brings back, nil for none.
func (p *Presence) Lost() states.KeyValues {
	if len(p.lost) == 0 {
		return nil
	}
	return p.lost
}

// Ended forgets that state: no connection follows.
func (p *Presence) Ended() { p.lost = nil }

// RejectLost takes that state back, as the server closes connections for it, and
// reports whether there was one.
func (p *Presence) RejectLost(reason string) bool {
	if len(p.lost) == 0 {
		return false
	}
	p.dropLost()
	p.emitOwn(Event{Kind: StateRejected,
		Err: session.ClientError(protocol.CodeInvalidMessage, "the server has closed a connection that brought the state back: %s", reason)})
	return true
}

// Forbid takes the own state back, as the server closes connections for it.
func (p *Presence) Forbid(err *session.Error) {
	clear(p.pending) // or it would be kept for the next connection
	p.emitOwn(Event{Kind: StateRejected, Err: err})
	p.clearOwn(false)
}

// Restore stores the changes that wait for the server in a store that does not have
// them.
func (p *Presence) Restore() {
	for _, w := range p.waiting {
		w.stored = false
		p.keepChange(w)
	}
}

// dropLost forgets the state that was to be brought to the next connection, and
// changes that wait for it and are of the same keys.
func (p *Presence) dropLost() {
	lost := p.lost
	p.lost = nil
	p.waiting = slices.DeleteFunc(p.waiting, func(w *waitingChange) bool {
		if w.tried {
			return false
		}
		for k := range lost {
			delete(w.Set, k)
		}
		if w.over = w.Empty(); w.over {
			p.Store.Drop(layout.PresenceKey(w.instance, w.sequence))
		} else {
			w.changes++
			w.stored = false
			p.keepChange(w)
		}
		return w.over
	})
}

// keepUnheard notes the changes of the own presence of which it is not known
// whether the server has got them before the connection ended.
func (p *Presence) keepUnheard() {
	if !p.Store.Keeps() {
		return
	}
	set, removed := states.KeyValues{}, []string(nil)
	for k, c := range p.pending {
		switch {
		case p.waits(k): // it goes with the change that waits
		case c.gone:
			removed = append(removed, k)
		default:
			set[k] = c.value
		}
	}
	if len(set)+len(removed) > 0 {
		p.waitWith(set, removed, false)
	}
}

// waits reports whether a change that waits is about a key.
func (p *Presence) waits(key string) bool {
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
func (p *Presence) keepChange(w *waitingChange) {
	if w.over || !p.Store.Usable() {
		return
	}
	value, err := layout.EncodeBody(w.message())
	if err != nil {
		p.Store.Trouble(err)
		return
	}
	changes := w.changes
	p.Store.Writer.Add([]storage.Change{storage.Put(layout.PresenceKey(w.instance, w.sequence), value)}, func(err error) {
		p.Store.Locked(func() {
			w.stored = err == nil && p.Store.Persistent() && changes == w.changes
			p.Store.Judge()
		})
	})
	p.Store.Judge()
}

// sendChanges sends what was changed without a connection, and shows it over the
// state that the server has. What the server may have had before is not shown
// until it comes from there: something newer may have followed.
func (p *Presence) sendChanges() {
	if p.session.State != session.StateConnected || p.Store == nil || p.Store.Foreign() {
		return
	}
	for _, w := range p.waiting {
		if w.sent {
			continue
		}
		if !w.tried && p.Store.Own[w.instance] {
			p.applyOwn(&w.Delta)
			for k, v := range w.Set {
				p.expect(k, ownChange{value: v})
			}
			for _, k := range w.Gone() {
				p.expect(k, ownChange{gone: true})
			}
		}
		w.sent, w.tried = true, true
		session.Ask(p.session.RequestNow, w.message(), "change the presence", func(_ *protocol.OK, err *session.Error) { p.changeAnswered(w, err) })
	}
}

// changeAnswered takes the answer to a change of the own presence. One that the
// server does not take is emitted as rejected, and what it has is shown again.
func (p *Presence) changeAnswered(w *waitingChange, err *session.Error) {
	if err != nil && (err.Code == protocol.CodeConnectionFailed || err.Code == protocol.CodeOffline || err.Code == protocol.CodeUnknown) {
		return // the next connection tries again
	}
	w.over = true
	for i, x := range p.waiting {
		if x == w {
			p.waiting = append(p.waiting[:i:i], p.waiting[i+1:]...)
			break
		}
	}
	p.Store.Drop(layout.PresenceKey(w.instance, w.sequence))
	if err != nil {
		p.Refused(err)
	}
}

// applyOwn shows a change of the own presence.
func (p *Presence) applyOwn(x *states.Delta) {
	if x.Complete {
		p.clearOwn(len(x.Set) > 0)
	} else if keys := states.Present(p.own, x.Gone()); len(keys) > 0 {
		p.removeOwn(keys)
	}
	if len(x.Set) > 0 {
		p.mergeOwn(x.Set)
	}
}

// replaceOwn shows the own presence that the server has, then calls done. Who
// hears that it was cleared finds it so.
func (p *Presence) replaceOwn(own states.KeyValues, done func()) {
	p.clearOwn(len(own) > 0)
	p.session.Conn.Then(func() {
		if len(own) > 0 {
			p.mergeOwn(own)
		}
		done()
	})
}

// Adopt takes over the changes of presence that dead clients have left.
func (p *Presence) Adopt(alive func(string) bool) {
	from, to := layout.PresenceRange()
	p.Store.Settled(from, to, func(error) {
		p.Store.Pages(from, to, func(r storage.Record) {
			m, err := layout.DecodeBody(protocol.BodyPresenceChangeRequest, r.Value)
			if err != nil {
				return
			}
			c := m.(*protocol.PresenceChangeRequest)
			if p.Store.Own[c.Instance] || alive(c.Instance) || p.Store.WasDropped(r.Key) {
				return
			}
			for _, w := range p.waiting {
				if w.instance == c.Instance && w.sequence == c.Sequence {
					return
				}
			}
			w := &waitingChange{Delta: states.Delta{Set: c.Set, Removed: c.Removed, Complete: c.Complete}, instance: c.Instance, sequence: c.Sequence, stored: p.Store.Persistent()}
			p.waiting = append(p.waiting, w)
			if p.session.State != session.StateConnected {
				p.applyOwn(&w.Delta)
			}
		}, func(err error) {
			if err != nil {
				p.Store.Trouble(err)
			}
			all := p.waiting
			sort.Slice(all, func(i, j int) bool {
				return all[i].sequence < all[j].sequence || all[i].sequence == all[j].sequence && all[i].instance < all[j].instance
			})
			p.Store.Judge()
			p.sendChanges()
		})
	})
}

// Pending reports whether changes of the own presence wait for a
// connection, or for the server's answer.
func (p *Presence) Pending() bool {
	p.session.Lock()
	defer p.session.Unlock()
	return len(p.waiting) > 0 && !p.Store.Foreign()
}

// SaveState returns where the changes are that the server has not answered.
func (p *Presence) SaveState() local.SaveState {
	worst := local.SavedOnServer
	for _, w := range p.waiting {
		if !w.stored {
			return local.Unsaved
		}
		worst = local.SavedOnDevice
	}
	return worst
}
