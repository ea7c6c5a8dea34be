package replica

import (
	"slices"

	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// What cannot be brought to the server was either refused or has failed, and the
// two must never be taken for each other: edits that were refused may be given
// up by the application, edits of a task that has failed are as good as any and
// are sent again. So they are different types, and none is made from the other.

// Refusal is the server's answer that it does not take certain edits, a creation
// or a deletion. Only [Judge] and [JudgeClosing] make one, from what the server
// has said about that very model, and the few that speak in its place: about what
// is larger than it takes, and what it closes connections for.
type Refusal struct {
	Err      *session.Error
	Deletion bool // that is what was refused
}

// Failure is why something was not brought to its end: the store, a time-out,
// the connection, trouble of the server's, a fault of ours. It says nothing about
// the edits.
type Failure struct{ Err *session.Error }

// refusing are the codes of answers about a model that mean no. All others, as
// unknown, timeout, limit_exceeded or model_closing_after_error, are about the state
// that the server or the connection is in.
var refusing = []protocol.Code{
	protocol.CodeModelNotFound, protocol.CodeModelDeleted, protocol.CodeModelAlreadyExists,
	protocol.CodeUnauthorized, protocol.CodeInvalidModelData, protocol.CodeInvalidOperation, protocol.CodeVersionNotKept,
}

// Judge decides what an answer that is none of those wished for means. One of the
// results is nil.
func Judge(answer protocol.Message, err *session.Error) (*Refusal, *Failure) {
	err = session.Unexpected(answer, err)
	if err.Class == session.ClassServer && slices.Contains(refusing, err.Code) {
		return &Refusal{Err: err}, nil
	}
	return nil, &Failure{err}
}

// JudgeClosing decides what it means that the server closes a model that is being
// synchronised.
func JudgeClosing(reason protocol.CloseReason, message string) (*Refusal, *Failure) {
	code := protocol.CodeUnknown
	switch reason {
	case protocol.ReasonUnauthorized, protocol.ReasonPermissionsChanged:
		code = protocol.CodeUnauthorized
	case protocol.ReasonDeleted:
		code = protocol.CodeModelNotFound
	case protocol.ReasonInvalidOperation, protocol.ReasonUnexpectedVersion:
		code = protocol.CodeInvalidOperation
	}
	err := session.ServerError(&protocol.Error{Code: code, Message: "the server has closed the model: " + message})
	if code == protocol.CodeUnknown {
		return nil, &Failure{err}
	}
	return &Refusal{Err: err}, nil
}

// AnotherModel is what it means that a model was created at another time than
// the one that edits belong to.
func AnotherModel(id string) *Refusal {
	return &Refusal{Err: session.ServerError(&protocol.Error{Code: protocol.CodeModelDeleted,
		Message: "the model " + id + " was deleted and another one was created under the same id"})}
}

// Final reports whether the edits can never get there: the id belongs to another model now,
// or the server does not keep any more what happened since they were made.
func (x *Refusal) Final() bool {
	switch x.Err.Code {
	case protocol.CodeModelAlreadyExists, protocol.CodeModelDeleted, protocol.CodeVersionNotKept:
		return true
	}
	return false
}
