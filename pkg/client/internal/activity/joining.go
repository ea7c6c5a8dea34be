package activity

import (
	"time"

	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/client/internal/states"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// ask asks the server to let the session in.
func (a *Activity) ask(timeout time.Duration, done func(*session.Error)) {
	all := a.all
	m := &protocol.ActivityJoinRequest{ActivityName: a.name, Lurk: a.options.Lurk, State: a.own, Create: a.options.Create}
	// What changes from now on is sent when the session is in.
	a.unsent, a.asked = states.Delta{}, true
	all.session.RequestWithin(timeout, m, "join an activity", func(answer protocol.Message, err *session.Error) {
		a.asked = false
		r, ok := answer.(*protocol.ActivityJoinResponse)
		if !ok {
			done(session.Unexpected(answer, err))
			return
		}
		a.resource, a.attached, a.created = r.Resource, true, r.Created
		all.resources[r.Resource] = a
		unsent := !a.unsent.Empty()
		if unsent {
			a.enqueue()
		}
		mine := a.own
		a.pending = false
		for _, s := range r.Sessions {
			p := all.session.Identities.Session(s.SessionID)
			if p == all.session.Self && !unsent {
				mine = states.Merged(s.State, nil, nil) // without the right to set a state there is none
			}
			if p != all.session.Self {
				a.others[p] = s.State
				a.emit(Event{Kind: SessionJoined, Participant: p, State: s.State})
			}
		}
		if a.joined && !states.Equal(mine, a.own) { // it was, and others have seen a state
			a.takeBack(mine, "a state needs the permission set_state")
		}
		a.own = mine
		if !a.options.Lurk {
			a.emit(Event{Kind: SessionJoined, Local: true, Participant: all.session.Self, State: a.own})
		}
		done(nil)
	})
}

// joinAgain asks the server to let in a session that is in the activity here. It
// waits for an answer as long as the connection lives. A state that the server
// does not take is no reason to stay away: one of those before it goes instead.
func (a *Activity) joinAgain(before ...states.KeyValues) {
	c := a.all.session.Conn
	a.ask(0, func(err *session.Error) {
		switch {
		case len(a.leaving) > 0 && err == nil:
			a.askToLeave()
		case len(a.leaving) > 0:
			a.end()
		case err == nil, err.Code == protocol.CodeConnectionFailed:
		case err.Code == protocol.CodeLimitExceeded && len(before) > 0:
			if state := a.unsent.Apply(before[0]); !states.Equal(state, a.own) {
				a.takeBack(state, err.Message)
			}
			a.joinAgain(before[1:]...)
		case err.Code == protocol.CodeInvalidMessage && a.all.session.Conn == nil: // the state is what ends connections
			a.unsent = states.Delta{}
			a.takeBack(states.KeyValues{}, err.Message) // and the next connection joins
		case err.Code == protocol.CodeUnknown: // the server is in trouble
			a.all.session.After(session.RetryAfter, func() {
				if a.joined && !a.attached && !a.asked && a.all.session.Conn == c {
					a.joinAgain(before...)
				}
			})
		default:
			a.forced(err.Message)
		}
	})
}

// Leave leaves the activity.
func (a *Activity) Leave(done func(*session.Error)) {
	a.all.session.Lock()
	defer a.all.session.Unlock()
	switch {
	case a.all.session.Disposed:
		done(session.ErrDisposed())
		return
	case !a.joined:
		done(session.UsageError(protocol.CodeActivityNotJoined, "%s is not joined any more: it was left already, or the session was put out; join it again", a))
		return
	}
	a.leaving = append(a.leaving, done)
	switch {
	case len(a.leaving) > 1, a.asked: // an answer is on its way
	case a.attached:
		a.askToLeave()
	default:
		a.end()
	}
}

func (a *Activity) askToLeave() {
	a.all.Flush() // else the server hears of a state in an activity that it has closed
	session.Ask(a.all.session.RequestNow, &protocol.ActivityLeaveRequest{Resource: a.resource}, "leave an activity", func(_ *protocol.OK, err *session.Error) {
		if err == nil || err.Code == protocol.CodeConnectionFailed {
			a.end()
			return
		}
		a.settle(err)
	})
}

// end takes the session out of the activity here.
func (a *Activity) end() {
	if !a.joined {
		return
	}
	a.joined = false
	a.others = map[*session.Participant]states.KeyValues{}
	delete(a.all.joined, a.name)
	if a.attached {
		delete(a.all.resources, a.resource)
		a.attached = false
	}
	a.emit(Event{Kind: Left, Local: true, Participant: a.all.session.Self})
	a.settle(nil)
}

// settle calls back those who wait for the activity to be left, then lets those join
// who have waited for that.
func (a *Activity) settle(err *session.Error) {
	leaving, later := a.leaving, a.later
	a.leaving, a.later = nil, nil
	for _, done := range leaving {
		done(err)
	}
	for _, join := range later {
		join()
	}
}
