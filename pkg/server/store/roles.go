package store

import (
	"context"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// RolesMode says what a change of roles does with the names it gives.
type RolesMode uint8

// The modes.
const (
	RolesAdd    RolesMode = iota // they come in addition
	RolesRemove                  // they go
	RolesSet                     // they replace what the same user or group had
)

// RolesChange changes the roles on an activity or a chat.
type RolesChange struct {
	Mode  RolesMode
	Roles protocol.Roles
	// With RolesSet: whether World is replaced, and whether users and groups
	// that Roles does not name lose all.
	World, AllUsers, AllGroups bool
}

// Activity is an activity that exists. Who takes part is not kept.
type Activity struct {
	protocol.ActivityName
	Ephemeral bool
	Created   int64 // milliseconds
	Roles     protocol.Roles
}

// Activities keeps which activities exist and who may do what with them.
type Activities interface {
	// Activity returns an activity, or ErrNotFound.
	Activity(ctx context.Context, name protocol.ActivityName) (Activity, error)
	// CreateActivity makes an activity with its roles, or fails with ErrExists, or with
	// ErrTooMany when there are most of them; 0 is no bound.
	CreateActivity(ctx context.Context, a Activity, most int) error
	// DeleteActivity removes an activity, or fails with ErrNotFound.
	DeleteActivity(ctx context.Context, name protocol.ActivityName) error
	// ActivitiesAfter returns up to n activities without their roles, by type and id and
	// from after one on.
	ActivitiesAfter(ctx context.Context, after protocol.ActivityName, n int) ([]Activity, error)
	// EphemeralActivities returns all activities that end with their last
	// session.
	EphemeralActivities(ctx context.Context) ([]protocol.ActivityName, error)
	// ChangeActivityRoles changes roles and returns those of then, or fails with
	// ErrNotFound.
	ChangeActivityRoles(ctx context.Context, name protocol.ActivityName, c RolesChange) (protocol.Roles, error)
}
