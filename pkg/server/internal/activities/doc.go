// Package activities is what people do together: sessions are in an activity, each
// with a state that the others see. That activities exist and who may do what is in
// the store; who takes part is in memory only and ends with the sessions. Several
// servers tell each other who does: see together.go.
//
// An activity is in one of these states:
//
//	state   event                                     next
//	none    a request that may make it                exists
//	exists  it is removed; ephemeral: the last left   none
//	exists  ephemeral: the last session was lost      none, after Options.EphemeralGrace
package activities
