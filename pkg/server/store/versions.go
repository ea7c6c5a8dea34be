package store

import (
	"context"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// NamedVersionBytes is what the name of a version counts as in the storage of its model: what
// one takes with the longest name.
const NamedVersionBytes = 512

// NamedVersions keeps the versions of models that have names.
type NamedVersions interface {
	// NamedVersions returns those of a model, by version and name.
	NamedVersions(ctx context.Context, key int64) ([]protocol.NamedVersion, error)
	// NameVersion gives a version of a model a name; 0 stands for the newest one. It returns
	// what is kept, ErrExists when the name is in use, ErrVersion when there is no such
	// version, or no such model any more, ErrForgotten when it is not kept any more, and
	// ErrTooMany when the model has most of them.
	NameVersion(ctx context.Context, key int64, v protocol.NamedVersion, most int) (protocol.NamedVersion, error)
	// RemoveVersionName takes a name away, or returns ErrNotFound.
	RemoveVersionName(ctx context.Context, key int64, name string) error
}
