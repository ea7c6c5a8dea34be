package client

import (
	"reflect"

	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// stateReview is the question to the server which state this session has, after
// it has refused one.
type stateReview struct {
	reason string
	since  delta // what was told to the server after the question
}

// stateRefused takes an error that the server sends without being asked. It
// reports false for one that is not about the own state in presence or in an
// activity.
func (d *Domain) stateRefused(m *protocol.Error) bool {
	if m.Details["service"] == "presence" {
		d.presenceRefused(session.ServerError(m))
		return true
	}
	var name protocol.ActivityName
	name.Type, _ = m.Details["activityType"].(string)
	name.ID, _ = m.Details["activityId"].(string)
	a := d.activities.joined[name]
	if a == nil {
		return false
	}
	a.refused(m.Message)
	return true
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
	ask(a.d.session.RequestNow, &protocol.ActivityParticipantsRequest{ActivityName: a.name}, "ask for a state", func(r *protocol.ActivityParticipantsResponse, err *Error) {
		a.review = nil
		if err != nil || !a.attached {
			return // the state is seen to when the session is let in again
		}
		for _, s := range r.Sessions {
			if a.d.session.Identities.Session(s.SessionID) == a.d.session.Self {
				a.takeBack(a.unsent.apply(v.since.apply(s.State)), v.reason)
			}
		}
	})
}

// takeBack shows another own state than the one that the server does not take,
// and tells why.
func (a *Activity) takeBack(state KeyValues, reason string) {
	before := a.own
	a.own = state
	a.emit(ActivityEvent{Kind: ActivityStateRejected, Local: true, Participant: a.d.session.Self, Reason: reason})
	if !reflect.DeepEqual(before, state) {
		a.emit(ActivityEvent{Kind: ActivityStateDelta, Local: true, Participant: a.d.session.Self, State: state, Complete: true, Old: before})
	}
}
