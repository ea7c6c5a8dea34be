package replica

import (
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// EventKind is the kind of an event of a model; 1<<(kind-1) is its bit in a mask.
type EventKind uint8

// The events of models. The numbers are part of the bridge.
const (
	Closed                EventKind = 1 // Local, Message, Reason
	Deleted               EventKind = 2 // Local, Message
	VersionChanged        EventKind = 3 // Version, Participant under whom the server has taken an operation of this client
	Modified              EventKind = 4
	Committed             EventKind = 5
	Offline               EventKind = 6
	Online                EventKind = 7
	Reconnecting          EventKind = 8
	ResyncStarted         EventKind = 9
	ResyncCompleted       EventKind = 10
	ResyncError           EventKind = 11 // Message
	RemoteResyncStarted   EventKind = 12 // Participant
	RemoteResyncCompleted EventKind = 13 // Participant
	CollaboratorOpened    EventKind = 14 // Participant
	CollaboratorClosed    EventKind = 15 // Participant
	Reference             EventKind = 16
	PermissionsChanged    EventKind = 17 // Permissions, Before
	Error                 EventKind = 18 // Message
	Edited                EventKind = 19 // Version is the sequence number of the operation that an edit made here is part of
)

// Bit returns the bit of the kind in a listening mask.
func (k EventKind) Bit() uint32 { return 1 << (k - 1) }

// Event is an event of a model with the fields its kind needs.
type Event struct {
	Kind        EventKind
	Local       bool
	Reason      protocol.CloseReason
	Message     string
	Version     int64
	Participant *session.Participant
	Permissions protocol.Permissions
	Before      protocol.Permissions
}
