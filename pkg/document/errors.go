package document

import (
	"errors"
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/ot"
)

// ErrRange is what a [RangeError] wraps: a position that is not in the text or
// the array.
var ErrRange = errors.New("position out of range")

// ErrKind is returned for an operation on an element of another kind, such as
// a splice of an array.
var ErrKind = errors.New("operation does not fit the kind of the element")

// ErrKey is returned for adding a property that is there, or setting or
// removing one that is not.
var ErrKey = errors.New("property is in the wrong state")

// ErrID is returned for a value with an empty id or with one that an element of
// the document has already.
var ErrID = errors.New("element id is empty or taken")

// ErrDepth is returned for a value that would nest deeper than [ot.MaxDepth].
var ErrDepth = errors.New("elements nest too deep")

// ErrRoot is returned by [New] for a root that is not an object.
var ErrRoot = errors.New("the root of a document must be an object")

// RangeError says what was asked for and how much there was: UTF-16 code units
// of a string or entries of an array.
type RangeError struct{ Index, Count, Len int }

// Error says which range it was.
func (e *RangeError) Error() string {
	return fmt.Sprintf("%v: %d units at %d of %d", ErrRange, e.Count, e.Index, e.Len)
}

// Unwrap returns [ErrRange].
func (e *RangeError) Unwrap() error { return ErrRange }

// OpError is returned by [Document.Apply] and says which operation failed on
// which element. It wraps one of the errors above or [ot.ErrInvalid].
type OpError struct {
	Kind ot.Kind
	ID   string
	Err  error
}

// Error says what failed and why.
func (e *OpError) Error() string {
	return fmt.Sprintf("apply %v to element %q: %v", e.Kind, e.ID, e.Err)
}

// Unwrap returns the cause.
func (e *OpError) Unwrap() error { return e.Err }

// ErrDetached is returned for an edit of an element that is no longer part of
// the document.
var ErrDetached = errors.New("element is detached")
