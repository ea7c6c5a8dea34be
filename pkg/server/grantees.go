package server

import (
	"context"
	"errors"
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// A permission for somebody who does not exist would be stored and never apply,
// and who has mistyped a name would take it for granted: it is refused.

func noSuchUser(id protocol.UserID) *protocol.Error {
	return &protocol.Error{Code: protocol.CodeUserNotFound, Message: fmt.Sprintf("user %q does not exist in this domain", id.Username),
		Details: map[string]protocol.JSON{"id": id.Username}}
}

func noSuchGroup(id string) *protocol.Error {
	return &protocol.Error{Code: protocol.CodeGroupNotFound, Message: fmt.Sprintf("group %q does not exist in this domain", id),
		Details: map[string]protocol.JSON{"id": id}}
}

// missing returns the error for the first user or group that does not exist, nil
// when all do.
func (d *domain) missing(ctx context.Context, users []protocol.UserID, groups []string) (*protocol.Error, error) {
	for _, id := range users {
		_, err := d.profiles.Of(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			return noSuchUser(id), nil
		}
		if err != nil {
			return nil, err
		}
	}
	for _, id := range groups {
		_, err := d.store.Group(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			return noSuchGroup(id), nil
		}
		if err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// named returns who is given permissions.
func named(users []protocol.UserPermissions, groups []protocol.GroupPermissions) (ids []protocol.UserID, names []string) {
	for _, u := range users {
		ids = append(ids, u.User)
	}
	for _, g := range groups {
		names = append(names, g.Group)
	}
	return ids, names
}
