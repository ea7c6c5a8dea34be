package offline

import (
	"errors"
	"math"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// A store can vanish, or be taken over by newer code. Then a store in memory
// stands in for it, so that models can be opened and closed as before, and what
// is open is kept there, until a store can be opened again; everything that is
// in memory is stored in that. Meanwhile nothing counts as saved.

// noBase is what saving.from is while the store has no acknowledged state of the
// model that operations could follow.
const noBase = math.MaxInt64

// Pauses before a store is opened again.
const (
	firstReturn = 100 * time.Millisecond
	lastReturn  = time.Minute
)

// mayReturn reports whether a store that could not be had may be there later.
func mayReturn(why error) bool {
	return storage.Temporary(why) || errors.Is(why, storage.ErrVersion)
}

// standIn goes on in memory.
func (o *Models) standIn(why error) {
	if why == nil {
		why = storage.ErrLost
	}
	lost, writer := o.Records, o.Writer
	o.round.abandon()
	if o.Options.Memory == nil {
		o.Broken = why
	} else {
		o.StandIn = true
		o.Use(o.Options.Memory())
	}
	if o.State == storage.StateLost {
		o.remain = false // what was in the store alone is gone
	}
	lost.Close(func(error) { writer.Discard(why) })
	o.services.Lost()
	if o.StandIn {
		o.services.Keep()
	}
	o.restoreOpen()
	o.Loaded()
	if o.StandIn {
		o.pause = 0
		o.returnLater()
		o.startRound()
	}
}

// returnLater opens a store again after a pause, which becomes longer each time.
func (o *Models) returnLater() {
	o.pause = min(max(2*o.pause, firstReturn), lastReturn)
	o.session.After(o.pause, func() {
		if !o.session.Disposed {
			o.Options.Open(func(s storage.Store, why error) { o.Locked(func() { o.returned(s) }) })
		}
	})
}

// returned goes on with a store that was opened again, if it is one.
func (o *Models) returned(s storage.Store) {
	if !o.StandIn || s.State() == storage.StateMemory || s.State() == storage.StateLost {
		s.Close(nil)
		o.returnLater()
		return
	}
	passed, writer := o.Records, o.Writer
	o.round.abandon()
	o.StandIn = false
	o.Use(s)
	o.Returning = true
	kept := o.restoreOpen()
	o.Changed(s.State(), nil)
	for id, on := range o.subscribed {
		if on {
			o.updateState(id, func(m *layout.ModelState) bool {
				before := m.Flags
				m.Flags |= layout.FlagSubscribed
				return before != m.Flags
			}, func(error) {})
		}
	}
	o.loadKnown(func(err error) {
		if err != nil {
			o.Trouble(err)
		}
		o.loadMarks(func(error) {
			if o.Records == s { // not lost again
				o.Loaded()
			}
			writer.Add(nil, func(error) {
				passed.Range(nil, nil, 0, func(records []storage.Record, err error) {
					o.Locked(func() { o.move(records, kept, func() { passed.Close(nil) }) })
				})
			})
		})
	})
}

// restoreOpen stores open models, and closed ones whose edits are not stored
// yet, in a store that does not have them, and messages and changes of presence
// that wait for the server.
// It returns the ids of the models.
func (o *Models) restoreOpen() map[string]bool {
	kept := map[string]bool{}
	for _, s := range o.leaving {
		kept[s.replica.ID] = true
		s.restore()
	}
	for id, r := range o.set.Open {
		kept[id] = true
		if s := journalOf(r); s != nil {
			s.restore()
		} else if o.Broken == nil {
			o.EnrolLater(r)
		}
	}
	o.services.Restore()
	o.Judge()
	return kept
}

// restore forgets what the store is known to have of the model, and stores
// everything again.
//
// What is stored is a state that the server has acknowledged, and what is
// pending. Of a model with pending operations there is no such state any more:
// its operations are stored alone, from where they can be sent, and the state
// follows when all have been acknowledged.
func (s *journal) restore() {
	r, o := s.replica, s.o
	s.went = s.went || s.sent
	s.marked, s.sent, s.told, s.asking = false, false, false, nil
	s.looking, s.again, s.snapshotting, s.copying = false, false, false, false
	s.records, s.tail, s.origins, s.head, s.mark = nil, nil, nil, nil, layout.Mark{}
	s.durable, s.stored, s.from = 0, 0, noBase
	o.owner.Steps(r).Unknown()
	s.edits++
	switch {
	case o.Broken != nil:
	case r.Local:
		s.restoreLocal()
	case s.task == nil && r.Control.Committed() && !r.Closed:
		o.enrolAsIs(r)
	default:
		o.updateState(r.ID, func(known *layout.ModelState) bool {
			if known.Created == r.Created {
				return false
			}
			*known = layout.ModelState{Flags: known.Flags & layout.FlagSubscribed, Collection: r.Collection,
				Version: r.Control.Version(), Created: r.Created, Modified: r.Modified, Permissions: r.Permissions}
			return true
		}, func(error) {})
	}
	s.save(nil)
	s.update()
}

// restoreLocal stores a model that the server does not know.
func (s *journal) restoreLocal() {
	r, c := s.replica, s.creation
	value, err := c.Encode()
	var changes []storage.Change
	if err == nil {
		changes, s.head, err = layout.SnapshotChanges(r.ID, nil, 1, c.Request.Creation.Data)
	}
	if err != nil {
		s.o.Trouble(err)
		return
	}
	state := layout.ModelState{
		Flags: layout.FlagAvailable | layout.FlagCreated, Collection: r.Collection, Version: 1,
		Created: r.Created, Modified: r.Modified, Permissions: protocol.AllPermissions,
	}
	s.from = 1
	s.o.remain = true
	changes = append(append(changes, storage.Put(layout.CreationKey(r.ID), value)), layout.StateChanges(r.ID, state)...)
	s.o.Writer.Add(changes, nil) // a conflict means that the store still has it
}

// move takes what was done in memory to closed models over into the store: what
// the server has to hear of, and models that the store does not know.
func (o *Models) move(records []storage.Record, kept map[string]bool, done func()) {
	known := map[string]bool{}
	from, to := layout.ListingRange()
	o.Pages(from, to, func(r storage.Record) {
		if id, _, err := layout.DecodeListing(r); err == nil {
			known[id] = true
		}
	}, func(error) {
		var changes []storage.Change
		for _, r := range records {
			if o.moves(r, known, kept) {
				changes = append(changes, storage.Put(r.Key, r.Value))
			}
		}
		o.Writer.Add(changes, func(err error) {
			o.Locked(func() {
				if err == nil {
					o.passing = o.passing && o.StandIn
				}
				done()
				o.Judge()
				o.startRound()
				o.adoptMessages()
			})
		})
	})
}

// moves reports whether a record from memory belongs into the store.
func (o *Models) moves(r storage.Record, known, kept map[string]bool) bool {
	if _, id, err := layout.ParseInstanceKey(r.Key); err == nil {
		return !kept[id]
	}
	if id, l, err := layout.DecodeListing(r); err == nil {
		return !kept[id] && (!known[id] || l.Flags.SyncRequired())
	}
	if k, err := layout.DecodeKnown(r); err == nil && k.Span != nil && k.Span.From == k.Span.To {
		return false // the store may have events of the chat
	}
	p, err := layout.ParseModelKey(r.Key)
	switch {
	case err != nil:
		return true // of another service
	case kept[p.Model]:
		return false
	case p.Part == layout.PartPending, p.Part == layout.PartSent, p.Part == layout.PartCreation:
		return true
	case p.Part == layout.PartState:
		m, err := layout.DecodeModelState(r.Value)
		return !known[p.Model] || err == nil && m.Flags.SyncRequired()
	}
	return !known[p.Model]
}
