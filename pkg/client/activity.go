package client

import (
	"github.com/convergence-wasm/convergence/pkg/client/internal/activity"
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/client/internal/states"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// What activities have, under the names that it has here.
type (
	// KeyValues are named JSON values, as in presence and activities. A state
	// that is handed out is never changed.
	KeyValues = states.KeyValues
	// Activity is something that people do together: sessions that have joined it,
	// each with a state that the others see.
	Activity = activity.Activity
	// ActivityOptions say how an activity is joined.
	ActivityOptions = activity.Options
	// ActivityStatus is a snapshot of an activity.
	ActivityStatus = activity.Status
	// ActivityEvent is something that happened in an activity.
	ActivityEvent = activity.Event
	// ActivityEventKind is the kind of an activity event.
	ActivityEventKind = activity.EventKind
)

// The activity events.
const (
	ActivitySessionJoined = activity.SessionJoined
	ActivitySessionLeft   = activity.SessionLeft
	ActivityStateDelta    = activity.StateDelta
	ActivityLeft          = activity.Left
	ActivityDeleted       = activity.Deleted
	ActivityForceLeave    = activity.ForceLeave
	ActivityStateRejected = activity.StateRejected
)

// JoinActivity joins an activity; one that is joined already is handed out
// again, and one that is being left is joined anew after that. Without a
// connection the activity is this client's alone until there is one.
func (d *Domain) JoinActivity(name protocol.ActivityName, o ActivityOptions, done func(*Activity, *Error)) {
	d.activities.Join(name, o, done)
}

// stateRefused takes an error that the server sends without being asked. It
// reports false for one that is not about the own state in presence or in an
// activity.
func (d *Domain) stateRefused(m *protocol.Error) bool {
	if m.Details["service"] == "presence" {
		d.presence.Refused(session.ServerError(m))
		return true
	}
	return d.activities.Refused(m)
}
