package client

import (
	"maps"

	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Activity is something that people do together: sessions that have joined it,
// each with a state that the others see.
type Activity struct {
	Tag uint32 // free for the owner of the sink

	d        *Domain
	name     protocol.ActivityName
	options  ActivityOptions
	resource uint32
	attached bool // the server knows that we are in it
	joined   bool
	created  int64 // milliseconds
	own      KeyValues
	others   map[*Participant]KeyValues

	unsent  delta // what the server has not been told about the own state
	queued  bool
	pending bool // the own state was changed without a connection

	asked   bool           // to be let in, and not answered
	held    KeyValues      // the own state when the connection was lost
	review  *stateReview   // running after the server has refused a state
	leaving []func(*Error) // wait until it is left
	later   []func()       // joins that wait for that
}

// ActivityOptions say how an activity is joined.
type ActivityOptions struct {
	State  KeyValues // at the beginning
	Lurk   bool      // hear, and not be seen
	Create *protocol.ActivityCreation
}

// ActivityEventKind is the kind of an activity event.
type ActivityEventKind uint8

// The activity events. The numbers are part of the bridge.
const (
	ActivitySessionJoined ActivityEventKind = 1 // State
	ActivitySessionLeft   ActivityEventKind = 2
	ActivityStateDelta    ActivityEventKind = 3 // State: what was set, Removed, Complete, Old: values before
	ActivityLeft          ActivityEventKind = 4
	ActivityDeleted       ActivityEventKind = 5
	ActivityForceLeave    ActivityEventKind = 6 // Reason
	ActivityStateRejected ActivityEventKind = 7 // Reason: the server does not take a state, and it is taken back
)

// ActivityEvent is something that happened in an activity.
type ActivityEvent struct {
	Kind        ActivityEventKind
	Local       bool
	Participant *Participant
	State       KeyValues
	Removed     []string
	Complete    bool
	Old         KeyValues
	Reason      string
}

type activities struct {
	joined    map[protocol.ActivityName]*Activity
	joining   map[protocol.ActivityName][]func(*Activity, *Error)
	resources map[uint32]*Activity
	unsent    []*Activity
}

func newActivities() activities {
	return activities{
		joined: map[protocol.ActivityName]*Activity{}, joining: map[protocol.ActivityName][]func(*Activity, *Error){},
		resources: map[uint32]*Activity{},
	}
}

// JoinActivity joins an activity; one that is joined already is handed out
// again, and one that is being left is joined anew after that. Without a
// connection the activity is this client's alone until there is one.
func (d *Domain) JoinActivity(name protocol.ActivityName, o ActivityOptions, done func(*Activity, *Error)) {
	d.session.Lock()
	defer d.session.Unlock()
	d.joinActivity(name, o, done)
}

func (d *Domain) joinActivity(name protocol.ActivityName, o ActivityOptions, done func(*Activity, *Error)) {
	if d.session.Disposed {
		done(nil, session.ErrDisposed())
		return
	}
	if name.Type == "" || name.ID == "" {
		done(nil, &Error{Code: protocol.CodeInvalidActivity, Message: "an activity needs a type and an id", Class: session.ClassUsage})
		return
	}
	join := protocol.ActivityJoinRequest{ActivityName: name}
	if !o.Lurk {
		join.State = o.State
	}
	if err := d.session.Checked(&join); err != nil {
		done(nil, err)
		return
	}
	if a := d.activities.joined[name]; a != nil {
		if len(a.leaving) > 0 {
			a.later = append(a.later, func() { d.joinActivity(name, o, done) })
			return
		}
		done(a, nil)
		return
	}
	if waiting, ok := d.activities.joining[name]; ok {
		d.activities.joining[name] = append(waiting, done)
		return
	}
	a := &Activity{d: d, name: name, options: o, own: KeyValues{}, others: map[*Participant]KeyValues{}}
	if !o.Lurk {
		a.own = merged(nil, o.State, nil)
	}
	if d.session.State != session.StateConnected {
		a.joined = true
		d.activities.joined[name] = a
		done(a, nil)
		return
	}
	d.activities.joining[name] = []func(*Activity, *Error){done}
	a.ask(d.session.Options.RequestTimeout, func(err *Error) {
		waiting := d.activities.joining[name]
		delete(d.activities.joining, name)
		if err != nil {
			for _, done := range waiting {
				done(nil, err)
			}
			return
		}
		a.joined = true
		d.activities.joined[name] = a
		for _, done := range waiting {
			done(a, nil)
		}
	})
}

// Domain returns the domain that the activity belongs to.
func (a *Activity) Domain() *Domain { return a.d }

// Name returns the type and id of the activity.
func (a *Activity) Name() protocol.ActivityName { return a.name }

// ActivityStatus is a snapshot of an activity.
type ActivityStatus struct {
	Joined    bool
	Lurking   bool
	Ephemeral bool
	Created   int64     // milliseconds; 0 before the first join with a connection
	State     KeyValues // of this session
	Pending   bool      // it was changed without a connection, and the server does not know
}

// Status returns where the activity stands.
func (a *Activity) Status() ActivityStatus {
	a.d.session.Lock()
	defer a.d.session.Unlock()
	ephemeral := a.options.Create != nil && a.options.Create.Ephemeral
	return ActivityStatus{a.joined, a.options.Lurk, ephemeral, a.created, a.own, a.pending}
}

// Participants returns the sessions in the activity with their states, this one
// included unless it lurks.
func (a *Activity) Participants() map[*Participant]KeyValues {
	a.d.session.Lock()
	defer a.d.session.Unlock()
	out := maps.Clone(a.others)
	if a.joined && !a.options.Lurk {
		out[a.d.session.Self] = a.own
	}
	return out
}

// String names the activity for people.
func (a *Activity) String() string { return "activity " + a.name.Type + "/" + a.name.ID }

// Update changes the state of this session: with complete all of it goes first,
// then the removed keys, then set comes. Updates of one turn travel together.
func (a *Activity) Update(set KeyValues, removed []string, complete bool) error {
	a.d.session.Lock()
	defer a.d.session.Unlock()
	if a.d.session.Disposed {
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
	removed = present(a.own, removed)
	if len(set) == 0 && len(removed) == 0 {
		return nil
	}
	old, after := changed(a.own, set, removed)
	if len(set) > 0 {
		if err := session.TooLarge(a.d.session.Limits.State(after), ""); err != nil {
			return err
		}
	}
	a.own = after
	a.emit(ActivityEvent{Kind: ActivityStateDelta, Local: true, Participant: a.d.session.Self, State: set, Removed: removed, Complete: complete, Old: old})
	a.unsent.add(set, removed, complete)
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
		a.d.activities.unsent = append(a.d.activities.unsent, a)
		a.d.session.Schedule()
	}
}

// changed returns a state after an update, and the values before of what that touches.
func changed(state, set KeyValues, removed []string) (old, after KeyValues) {
	old = KeyValues{}
	for k := range set {
		if v, ok := state[k]; ok {
			old[k] = v
		}
	}
	for _, k := range removed {
		if v, ok := state[k]; ok {
			old[k] = v
		}
	}
	return old, merged(state, set, removed)
}

// flush sends the updates of the turn.
func (s *activities) flush(d *Domain) {
	unsent := s.unsent
	s.unsent = nil
	for _, a := range unsent {
		a.queued = false
		if a.attached && d.session.Conn != nil {
			d.session.Conn.Send(0, 0, &protocol.ActivityUpdateState{Resource: a.resource, Set: a.unsent.set, Complete: a.unsent.complete, Removed: a.unsent.gone()})
			if a.review != nil {
				a.review.since.add(a.unsent.set, a.unsent.gone(), a.unsent.complete)
			}
			a.unsent = delta{}
		}
	}
}

func (a *Activity) emit(e ActivityEvent) { a.d.sink.ActivityEvent(a, e) }
