package client

import (
	"reflect"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// ask asks the server to let the session in.
func (a *Activity) ask(timeout time.Duration, done func(*Error)) {
	d := a.d
	m := &protocol.ActivityJoinRequest{ActivityName: a.name, Lurk: a.options.Lurk, State: a.own, Create: a.options.Create}
	// What changes from now on is told when the session is in.
	a.unsent, a.asked = delta{}, true
	d.session.RequestWithin(timeout, m, "join an activity", func(answer protocol.Message, err *Error) {
		a.asked = false
		r, ok := answer.(*protocol.ActivityJoinResponse)
		if !ok {
			done(session.Unexpected(answer, err))
			return
		}
		a.resource, a.attached, a.created = r.Resource, true, r.Created
		d.activities.resources[r.Resource] = a
		unsent := !a.unsent.empty()
		if unsent {
			a.enqueue()
		}
		mine := a.own
		a.pending = false
		for _, s := range r.Sessions {
			p := d.session.Identities.Session(s.SessionID)
			if p == d.session.Self && !unsent {
				mine = merged(s.State, nil, nil) // without the right to set a state there is none
			}
			if p != d.session.Self {
				a.others[p] = s.State
				a.emit(ActivityEvent{Kind: ActivitySessionJoined, Participant: p, State: s.State})
			}
		}
		if a.joined && !reflect.DeepEqual(mine, a.own) { // it was, and others have seen a state
			a.takeBack(mine, "a state needs the permission set_state")
		}
		a.own = mine
		if !a.options.Lurk {
			a.emit(ActivityEvent{Kind: ActivitySessionJoined, Local: true, Participant: d.session.Self, State: a.own})
		}
		done(nil)
	})
}

// joinAgain asks the server to let in a session that is in the activity here. It
// waits for an answer as long as the connection lives. A state that the server
// does not take is no reason to stay away: one of those before it goes instead.
func (a *Activity) joinAgain(before ...KeyValues) {
	c := a.d.session.Conn
	a.ask(0, func(err *Error) {
		switch {
		case len(a.leaving) > 0 && err == nil:
			a.askToLeave()
		case len(a.leaving) > 0:
			a.end()
		case err == nil, err.Code == protocol.CodeConnectionFailed:
		case err.Code == protocol.CodeLimitExceeded && len(before) > 0:
			if state := a.unsent.apply(before[0]); !reflect.DeepEqual(state, a.own) {
				a.takeBack(state, err.Message)
			}
			a.joinAgain(before[1:]...)
		case err.Code == protocol.CodeInvalidMessage && a.d.session.Conn == nil: // the state is what ends connections
			a.unsent = delta{}
			a.takeBack(KeyValues{}, err.Message) // and the next connection joins
		case err.Code == protocol.CodeUnknown: // the server is in trouble
			a.d.session.After(heldFor, func() {
				if a.joined && !a.attached && !a.asked && a.d.session.Conn == c {
					a.joinAgain(before...)
				}
			})
		default:
			a.forced(err.Message)
		}
	})
}

// Leave leaves the activity.
func (a *Activity) Leave(done func(*Error)) {
	a.d.session.Lock()
	defer a.d.session.Unlock()
	switch {
	case a.d.session.Disposed:
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
	a.d.activities.flush(a.d) // else the server hears of a state in an activity that it has closed
	ask(a.d.session.RequestNow, &protocol.ActivityLeaveRequest{Resource: a.resource}, "leave an activity", func(_ *protocol.OK, err *Error) {
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
	a.others = map[*Participant]KeyValues{}
	delete(a.d.activities.joined, a.name)
	if a.attached {
		delete(a.d.activities.resources, a.resource)
		a.attached = false
	}
	a.emit(ActivityEvent{Kind: ActivityLeft, Local: true, Participant: a.d.session.Self})
	a.settle(nil)
}

// settle tells those who wait for the activity to be left, then lets those join
// who have waited for that.
func (a *Activity) settle(err *Error) {
	leaving, later := a.leaving, a.later
	a.leaving, a.later = nil, nil
	for _, done := range leaving {
		done(err)
	}
	for _, join := range later {
		join()
	}
}
