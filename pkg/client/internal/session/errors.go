package session

import (
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Error is what every failing operation of this package returns.
type Error struct {
	Code    protocol.Code
	Message string // for people: what went wrong and what to do about it
	Details map[string]protocol.JSON
	Class   ErrorClass
}

// ErrorClass says whose error it is, which JavaScript shows as a class.
type ErrorClass uint8

// The classes of errors.
const (
	ClassClient   ErrorClass = 0 // the client failed to do something
	ClassUsage    ErrorClass = 1 // the call does not fit the state of things
	ClassArgument ErrorClass = 2 // an argument has the wrong type
	ClassRange    ErrorClass = 3 // an argument is out of range
	ClassServer   ErrorClass = 4 // the server answered with an error
)

func (e *Error) Error() string {
	if e.Code == "" {
		return e.Message
	}
	return fmt.Sprintf("%s (%s)", e.Message, e.Code)
}

// ClientError is something that the client failed to do.
func ClientError(code protocol.Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// UsageError is a call that does not fit the state of things.
func UsageError(code protocol.Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...), Class: ClassUsage}
}

// RangeError is an argument that is out of range.
func RangeError(format string, args ...any) *Error {
	return &Error{Code: protocol.CodeInvalidArgument, Message: fmt.Sprintf(format, args...), Class: ClassRange}
}

// ServerError is an error that the server has answered with.
func ServerError(m *protocol.Error) *Error {
	return &Error{Code: m.Code, Message: m.Message, Details: m.Details, Class: ClassServer}
}

// ErrOffline is the error of what needs a connection, when there is none.
func ErrOffline(what string) *Error {
	return ClientError(protocol.CodeOffline, "cannot %s while not connected: connect first, or wait for the connected event", what)
}

// CutOff is the error of what was asked for on a connection that has ended since.
func CutOff(doing, why string) *Error {
	return ClientError(protocol.CodeConnectionFailed, "the request to %s was cut off, and may or may not have been done: %s", doing, why)
}

// ErrDisposed is the error of calls after the domain was disposed.
func ErrDisposed() *Error {
	return ClientError(protocol.CodeDisposed, "the domain has been disposed: make a new one")
}

// Unexpected returns err, or an error that says that m is no answer to the request.
func Unexpected(m protocol.Message, err *Error) *Error {
	if err == nil {
		err = ClientError(protocol.CodeInvalidMessage, "the server answered with an unexpected message (%T)", m)
	}
	return err
}
