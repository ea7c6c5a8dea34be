package session

import (
	"fmt"
	"slices"
)

// State is where a session stands between not connected and connected.
type State uint8

// The states of a session.
const (
	StateDisconnected   State = iota // no connection, none wanted
	StateConnecting                  // the socket is opening
	StateAuthenticating              // the socket is open, the server has not let us in yet
	StateConnected                   // services can be used
	StateInterrupted                 // an established connection was lost
	StateScheduled                   // waiting for the next attempt
)

func (s State) String() string {
	return [...]string{"disconnected", "connecting", "authenticating", "connected", "interrupted", "scheduled"}[s]
}

// transitions lists, for each state, the states that may follow it.
var transitions = [...][]State{
	StateDisconnected:   {StateConnecting},
	StateConnecting:     {StateAuthenticating, StateScheduled, StateDisconnected},
	StateAuthenticating: {StateConnected, StateScheduled, StateDisconnected},
	StateConnected:      {StateInterrupted, StateDisconnected},
	StateInterrupted:    {StateScheduled, StateDisconnected},
	StateScheduled:      {StateConnecting, StateDisconnected},
}

// move is the one place that changes the state of a session. A move that the
// table does not have is a defect of this package.
func (s *Session) move(to State) {
	if !slices.Contains(transitions[s.State], to) {
		panic(fmt.Sprintf("session: %s cannot follow %s", to, s.State))
	}
	s.State = to
}
