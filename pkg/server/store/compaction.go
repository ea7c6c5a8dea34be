package store

import (
	"context"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Compaction gives up what was done in models a long time ago. Of an entry of the log whose
// operations go, who sent it, when and under which identities stays for as long as the model
// is there: a client may send again at any time what was accepted. Entries of one session
// that follow each other become one.
type Compaction interface {
	// Aged looks at up to n models from the one after a key on, and returns those of which
	// Compact would remove something made before a time. It returns the key of the last that
	// it has looked at, 0 at the end.
	Aged(ctx context.Context, after int64, n int, since int64) (last int64, aged []AgedModel, err error)
	// Compact removes, from the oldest version of a model on, a portion of the entries that
	// end at or before a version, were made before a time in milliseconds, and lie behind the
	// snapshot and all versions that have names. A model that does not exist is no error.
	Compact(ctx context.Context, key, below, since int64) (Compacted, error)
	// Identities returns up to n entries without operations from a version on, up to the
	// oldest version.
	Identities(ctx context.Context, key, from int64, n int) ([]Entry, error)
}

// AgedModel is a model whose log can be compacted.
type AgedModel struct {
	Key   int64
	ID    string
	Maker protocol.UserID
}

// Compacted is what a portion of compaction has done.
type Compacted struct {
	Oldest     int64 // version that the model can be taken back to
	OldestTime int64 // when that came to be, if anything was removed
	Operations int64 // that were removed
	Bytes      int64 // of these
	More       bool  // there may be another portion
}
