package store

import (
	"context"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Groups keeps named sets of users.
type Groups interface {
	// CreateGroup makes an empty group. It fails with ErrExists or ErrName.
	CreateGroup(ctx context.Context, id, description string) error
	// DescribeGroup says what a group is for, or fails with ErrNotFound or ErrName.
	DescribeGroup(ctx context.Context, id, description string) error
	// RemoveGroup removes a group with what it was given, or fails with ErrNotFound.
	RemoveGroup(ctx context.Context, id string) error
	// AddGroupMember makes a user a member, which it may be already. It fails
	// with ErrNotFound when the group or the user does not exist.
	AddGroupMember(ctx context.Context, group string, user protocol.UserID) error
	// RemoveGroupMember ends a membership. It fails with ErrNotFound when the
	// user is no member or the group does not exist.
	RemoveGroupMember(ctx context.Context, group string, user protocol.UserID) error
	// GroupIDs returns the ids of all groups, in order.
	GroupIDs(ctx context.Context) ([]string, error)
	// GroupsOf returns the groups of a user, by id. A user who does not exist
	// has none.
	GroupsOf(ctx context.Context, user protocol.UserID) ([]string, error)
}

// RightsUpdate changes the rights on a model or collection. What is nil or not
// named stays as it is; what is to be replaced goes first, what is to be
// removed last.
type RightsUpdate struct {
	OverrideWorld *bool // models only
	World         *Rights
	ReplaceUsers  bool
	SetUsers      []protocol.UserPermissions
	RemoveUsers   []protocol.UserID
	ReplaceGroups bool
	SetGroups     []protocol.GroupPermissions
	RemoveGroups  []string
}

// RightsChange says whose rights may be others than before: those of everybody
// on one model, of everybody on one collection, or of one user on everything.
// The zero value is everybody on everything.
type RightsChange struct {
	Model      string // id
	Collection string
	User       *protocol.UserID
}

// RightsKeeper keeps who may do what. Everybody may name users and groups that
// do not exist yet.
type RightsKeeper interface {
	// SetModelRights changes the rights on a model, or fails with ErrNotFound.
	SetModelRights(ctx context.Context, key int64, u RightsUpdate) error
	// SetCollectionRights changes the rights on a collection, or fails with
	// ErrNotFound.
	SetCollectionRights(ctx context.Context, id string, u RightsUpdate) error
	// RightsChanges returns what has changed, in any process, after the change
	// with the number after, and the number of the last change. It is cheap
	// when there was none. A negative number asks for the last number only.
	RightsChanges(ctx context.Context, after int64) (changes []RightsChange, last int64, err error)
}
