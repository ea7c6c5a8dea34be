package concurrency

import (
	"errors"
	"fmt"
)

// ErrContextVersion is what a [VersionError] wraps.
var ErrContextVersion = errors.New("operation has the wrong version")

// ErrSequence is returned by [Client.Ack] for an acknowledgement that is not
// for the oldest operation in flight, and by [Client.Restore] for a gap.
var ErrSequence = errors.New("sequence number is not the next one")

// ErrBatch is returned for starting a batch within a batch, and for ending one
// when there is none.
var ErrBatch = errors.New("batch is in the wrong state")

// ErrBatchEmpty is returned by [Client.CompleteBatch] for a batch without
// operations.
var ErrBatchEmpty = errors.New("batch is empty")

// ErrBatchNotEmpty is returned by [Client.CancelBatch] when the batch has
// operations: they have been applied to the document already.
var ErrBatchNotEmpty = errors.New("batch has operations")

// ErrUnknownClient is returned by [Server] for a client that is not open.
var ErrUnknownClient = errors.New("client is not open")

// ErrClientOpen is returned by [Server.Open] for a client that is open.
var ErrClientOpen = errors.New("client is open already")

// ErrStale is returned by [Server.Commit] for a submission that was not the
// last one before it.
var ErrStale = errors.New("another operation was committed since the submission")

// ErrHistory is returned when the history that was asked for is not complete.
var ErrHistory = errors.New("history is not available")

// VersionError says which version came and which were possible.
type VersionError struct{ Got, Min, Max int64 }

// Error says which version came and which were possible.
func (e *VersionError) Error() string {
	return fmt.Sprintf("%v: %d is not in [%d, %d]", ErrContextVersion, e.Got, e.Min, e.Max)
}

// Unwrap returns [ErrContextVersion].
func (e *VersionError) Unwrap() error { return ErrContextVersion }
