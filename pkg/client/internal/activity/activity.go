package activity

import (
	"maps"

	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/client/internal/states"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Activity is something that people do together: sessions that have joined it,
// each with a state that the others see.
type Activity struct {
	Tag uint32 // free for the owner of the sink

	all      *Activities
	name     protocol.ActivityName
	options  Options
	resource uint32
	attached bool // the server knows that we are in it
	joined   bool
	created  int64 // milliseconds
	own      states.KeyValues
	others   map[*session.Participant]states.KeyValues

	unsent  states.Delta // changes of the own state that were not sent
	queued  bool
	pending bool // the own state was changed without a connection

	asked   bool                   // to be let in, and not answered
	held    states.KeyValues       // the own state when the connection was lost
	review  *stateReview           // running after the server has refused a state
	leaving []func(*session.Error) // wait until it is left
	later   []func()               // joins that wait for that
}

// Options say how an activity is joined.
type Options struct {
	State  states.KeyValues // at the beginning
	Lurk   bool             // hear, and not be seen
	Create *protocol.ActivityCreation
}

// EventKind is the kind of an activity event.
type EventKind uint8

// The activity events. The numbers are part of the bridge.
const (
	SessionJoined EventKind = 1 // State
	SessionLeft   EventKind = 2
	StateDelta    EventKind = 3 // State: what was set, Removed, Complete, Old: values before
	Left          EventKind = 4
	Deleted       EventKind = 5
	ForceLeave    EventKind = 6 // Reason
	StateRejected EventKind = 7 // Reason: the server does not take a state, and it is taken back
)

// Event is something that happened in an activity.
type Event struct {
	Kind        EventKind
	Local       bool
	Participant *session.Participant
	State       states.KeyValues
	Removed     []string
	Complete    bool
	Old         states.KeyValues
	Reason      string
}

// Activities are those of one client. But for those of [Activity] and Join, methods
// are called under the session's lock.
type Activities struct {
	session   *session.Session
	event     func(*Activity, Event)
	joined    map[protocol.ActivityName]*Activity
	joining   map[protocol.ActivityName][]func(*Activity, *session.Error)
	resources map[uint32]*Activity
	unsent    []*Activity
}

// New returns activities of which none is joined; event gets what happens in them.
func New(s *session.Session, event func(*Activity, Event)) *Activities {
	return &Activities{
		session: s, event: event,
		joined: map[protocol.ActivityName]*Activity{}, joining: map[protocol.ActivityName][]func(*Activity, *session.Error){},
		resources: map[uint32]*Activity{},
	}
}

// Join joins an activity; one that is joined already is handed out
// again, and one that is being left is joined anew after that. Without a
// connection the activity is this client's alone until there is one.
func (all *Activities) Join(name protocol.ActivityName, o Options, done func(*Activity, *session.Error)) {
	all.session.Lock()
	defer all.session.Unlock()
	all.join(name, o, done)
}

func (all *Activities) join(name protocol.ActivityName, o Options, done func(*Activity, *session.Error)) {
	if all.session.Disposed {
		done(nil, session.ErrDisposed())
		return
	}
	if name.Type == "" || name.ID == "" {
		done(nil, &session.Error{Code: protocol.CodeInvalidActivity, Message: "an activity needs a type and an id", Class: session.ClassUsage})
		return
	}
	join := protocol.ActivityJoinRequest{ActivityName: name}
	if !o.Lurk {
		join.State = o.State
	}
	if err := all.session.Checked(&join); err != nil {
		done(nil, err)
		return
	}
	if a := all.joined[name]; a != nil {
		if len(a.leaving) > 0 {
			a.later = append(a.later, func() { all.join(name, o, done) })
			return
		}
		done(a, nil)
		return
	}
	if waiting, ok := all.joining[name]; ok {
		all.joining[name] = append(waiting, done)
		return
	}
	a := &Activity{all: all, name: name, options: o, own: states.KeyValues{}, others: map[*session.Participant]states.KeyValues{}}
	if !o.Lurk {
		a.own = states.Merged(nil, o.State, nil)
	}
	if all.session.State != session.StateConnected {
		a.joined = true
		all.joined[name] = a
		done(a, nil)
		return
	}
	all.joining[name] = []func(*Activity, *session.Error){done}
	a.ask(all.session.Options.RequestTimeout, func(err *session.Error) {
		waiting := all.joining[name]
		delete(all.joining, name)
		if err != nil {
			for _, done := range waiting {
				done(nil, err)
			}
			return
		}
		a.joined = true
		all.joined[name] = a
		for _, done := range waiting {
			done(a, nil)
		}
	})
}

// Name returns the type and id of the activity.
func (a *Activity) Name() protocol.ActivityName { return a.name }

// Status is a snapshot of an activity.
type Status struct {
	Joined    bool
	Lurking   bool
	Ephemeral bool
	Created   int64            // milliseconds; 0 before the first join with a connection
	State     states.KeyValues // of this session
	Pending   bool             // it was changed without a connection, and the server does not know
}

// Status returns where the activity stands.
func (a *Activity) Status() Status {
	a.all.session.Lock()
	defer a.all.session.Unlock()
	ephemeral := a.options.Create != nil && a.options.Create.Ephemeral
	return Status{a.joined, a.options.Lurk, ephemeral, a.created, a.own, a.pending}
}

// Participants returns the sessions in the activity with their states, this one
// included unless it lurks.
func (a *Activity) Participants() map[*session.Participant]states.KeyValues {
	a.all.session.Lock()
	defer a.all.session.Unlock()
	out := maps.Clone(a.others)
	if a.joined && !a.options.Lurk {
		out[a.all.session.Self] = a.own
	}
	return out
}

// String names the activity for people.
func (a *Activity) String() string { return "activity " + a.name.Type + "/" + a.name.ID }

// Update changes the state of this session: with complete all of it goes first,
// then the removed keys, then set comes. Updates of one turn travel together.
func (a *Activity) Update(set states.KeyValues, removed []string, complete bool) error {
	a.all.session.Lock()
	defer a.all.session.Unlock()
	if a.all.session.Disposed {
		return session.ErrDisposed()
	}
	if a.options.Lurk {
		return session.UsageError(protocol.CodeInvalidArgument, "a session that lurks has no state")
	}
	if !a.joined || len(a.leaving) > 0 {
		return nil
	}
	if complete {
		removed = nil
		for k := range a.own {
			removed = append(removed, k)
		}
	}
	removed = states.Present(a.own, removed)
	if len(set) == 0 && len(removed) == 0 {
		return nil
	}
	old, after := states.Changed(a.own, set, removed)
	if len(set) > 0 {
		if err := session.TooLarge(a.all.session.Limits.State(after), ""); err != nil {
			return err
		}
	}
	a.own = after
	a.emit(Event{Kind: StateDelta, Local: true, Participant: a.all.session.Self, State: set, Removed: removed, Complete: complete, Old: old})
	a.unsent.Add(set, removed, complete)
	if a.attached {
		a.enqueue()
	} else {
		a.pending = true
	}
	return nil
}

// enqueue has the updates sent at the end of the turn.
func (a *Activity) enqueue() {
	if !a.queued {
		a.queued = true
		a.all.unsent = append(a.all.unsent, a)
		a.all.session.Schedule()
	}
}

// Flush sends the updates of the turn.
func (all *Activities) Flush() {
	unsent := all.unsent
	all.unsent = nil
	for _, a := range unsent {
		a.queued = false
		if a.attached && all.session.Conn != nil {
			all.session.Conn.Send(0, 0, &protocol.ActivityUpdateState{Resource: a.resource, Set: a.unsent.Set, Complete: a.unsent.Complete, Removed: a.unsent.Gone()})
			if a.review != nil {
				a.review.since.Add(a.unsent.Set, a.unsent.Gone(), a.unsent.Complete)
			}
			a.unsent = states.Delta{}
		}
	}
}

func (a *Activity) emit(e Event) { a.all.event(a, e) }
