package session

import "github.com/convergence-wasm/convergence/pkg/protocol"

// What is too large is said at the call, before anything has changed: the server
// would end the connection, and with it what others of this client wait for. Its
// limits are known once it has let us in; before, the documented defaults hold.
// What was made while other limits held is refused when it is its turn to be sent,
// see [Owner.Refuse].

// aroundEdits is how many bytes a message with operations has besides these.
const aroundEdits = 1 << 10

// TooLarge is the error of what is over a limit; hint says what to do, and may be
// empty. x may be nil, and then there is no error.
func TooLarge(x *protocol.Excess, hint string) *Error {
	if x == nil {
		return nil
	}
	m := x.AsError()
	return &Error{Code: m.Code, Message: m.Message + hint, Details: m.Details}
}

// Checked returns the error of a message that is over a limit of the server.
func (s *Session) Checked(m protocol.Message) *Error { return TooLarge(s.Limits.Check(m), "") }

// OperationLimit returns how large an operation can be, see [ot.Size].
func (s *Session) OperationLimit() int { return s.Limits.Message - aroundEdits }
