package client

import (
	"slices"

	"github.com/convergence-wasm/convergence/pkg/client/internal/local"
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// What cannot be brought to the server was either refused or has failed, and the
// two must never be taken for each other: edits that were refused may be given
// up by the application, edits of a task that has failed are as good as any and
// are sent again. So they are different types, and none is made from the other.

// refusal is the server's answer that it does not take certain edits, a creation
// or a deletion. Only [judge] and [judgeClosing] make one, from what the server
// has said about that very model, and the few that speak in its place: about what
// is larger than it takes, and what it closes connections for.
type refusal struct {
	err      *Error
	deletion bool // that is what was refused
}

// failure is why something was not brought to its end: the store, a time-out,
// the connection, trouble of the server's, a fault of ours. It says nothing about
// the edits.
type failure struct{ err *Error }

// refusing are the codes of answers about a model that mean no. All others, as
// unknown, timeout, limit_exceeded or model_closing_after_error, are about the state
// that the server or the connection is in.
var refusing = []protocol.Code{
	protocol.CodeModelNotFound, protocol.CodeModelDeleted, protocol.CodeModelAlreadyExists,
	protocol.CodeUnauthorized, protocol.CodeInvalidModelData, protocol.CodeInvalidOperation,
}

// judge decides what an answer that is none of those wished for means. One of the
// results is nil.
func judge(answer protocol.Message, err *Error) (*refusal, *failure) {
	err = session.Unexpected(answer, err)
	if err.Class == session.ClassServer && slices.Contains(refusing, err.Code) {
		return &refusal{err: err}, nil
	}
	return nil, &failure{err}
}

// judgeClosing decides what it means that the server closes a model that is being
// synchronised.
func judgeClosing(reason protocol.CloseReason, message string) (*refusal, *failure) {
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
		return nil, &failure{err}
	}
	return &refusal{err: err}, nil
}

// anotherModel is what it means that a model was created at another time than
// the one that edits belong to.
func anotherModel(id string) *refusal {
	return &refusal{err: session.ServerError(&protocol.Error{Code: protocol.CodeModelDeleted,
		Message: "the model " + id + " was deleted and another one was created under the same id"})}
}

// idTaken reports whether the id belongs to another model now, so that the edits
// can never get there.
func (x *refusal) idTaken() bool {
	return x.err.Code == protocol.CodeModelAlreadyExists || x.err.Code == protocol.CodeModelDeleted
}

// storeFailure is the failure of a task because of the store.
func storeFailure(doing string, err error) *failure { return &failure{local.Error(doing, err)} }
