package activity

import (
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/client/internal/states"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// stateReview is the question to the server which state this session has, after
// it has refused one.
type stateReview struct {
	reason string
	since  states.Delta // what was sent after the question
}

// Refused takes an error that the server sends without being asked. It reports false
// for one that is not about the own state in an activity that is joined.
func (all *Activities) Refused(m *protocol.Error) bool {
	var name protocol.ActivityName
	name.Type, _ = m.Details["activityType"].(string)
	name.ID, _ = m.Details["activityId"].(string)
	a := all.joined[name]
	if a == nil {
		return false
	}
	a.refused(m.Message)
	return true
}

// Details returns what [Activities.Refused] finds the activity behind a resource
// number by, nil when there is none.
func (all *Activities) Details(resource uint32) map[string]protocol.JSON {
	a := all.resources[resource]
	if a == nil {
		return nil
	}
	return map[string]protocol.JSON{"activityType": a.name.Type, "activityId": a.name.ID}
}

// Forbid takes back the state behind a resource number, which the server closes
// connections for.
func (all *Activities) Forbid(resource uint32, reason string) {
	if a := all.resources[resource]; a != nil {
		a.unsent = states.Delta{}
		a.takeBack(states.KeyValues{}, reason)
	}
}

// refused finds out which state the server has, and takes back what it does not
// have. Updates have no answers, since nearly all of them are taken.
func (a *Activity) refused(reason string) {
	if a.review != nil {
		a.review.reason = reason
		return
	}
	v := &stateReview{reason: reason}
	a.review = v
	session.Ask(a.all.session.RequestNow, &protocol.ActivityParticipantsRequest{ActivityName: a.name}, "ask for a state", func(r *protocol.ActivityParticipantsResponse, err *session.Error) {
		a.review = nil
		if err != nil || !a.attached {
			return // the state is seen to when the session is let in again
		}
		for _, s := range r.Sessions {
			if a.all.session.Identities.Session(s.SessionID) == a.all.session.Self {
				a.takeBack(a.unsent.Apply(v.since.Apply(s.State)), v.reason)
			}
		}
	})
}

// takeBack shows another own state than the one that the server does not take,
// and says why.
func (a *Activity) takeBack(state states.KeyValues, reason string) {
	before := a.own
	a.own = state
	a.emit(Event{Kind: StateRejected, Local: true, Participant: a.all.session.Self, Reason: reason})
	if !states.Equal(before, state) {
		a.emit(Event{Kind: StateDelta, Local: true, Participant: a.all.session.Self, State: state, Complete: true, Old: before})
	}
}
