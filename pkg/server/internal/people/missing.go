package people

import (
	"context"
	"errors"
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// A permission for somebody who does not exist would be stored and never apply,
// and who has mistyped a name would take it for granted: it is refused.

// NoSuchUser is the error for a user who does not exist.
func NoSuchUser(id protocol.UserID) *protocol.Error {
	return &protocol.Error{Code: protocol.CodeUserNotFound, Message: fmt.Sprintf("user %q does not exist in this domain", id.Username),
		Details: map[string]protocol.JSON{"id": id.Username}}
}

// noSuchGroup is the error for a group that does not exist.
func noSuchGroup(id string) *protocol.Error {
	return &protocol.Error{Code: protocol.CodeGroupNotFound, Message: fmt.Sprintf("group %q does not exist in this domain", id),
		Details: map[string]protocol.JSON{"id": id}}
}

// Missing returns the error for the first user or group that does not exist, nil
// when all do.
func (p *Profiles) Missing(ctx context.Context, users []protocol.UserID, groups []string) (*protocol.Error, error) {
	for _, id := range users {
		_, err := p.Of(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			return NoSuchUser(id), nil
		}
		if err != nil {
			return nil, err
		}
	}
	for _, id := range groups {
		_, err := p.store.Group(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			return noSuchGroup(id), nil
		}
		if err != nil {
			return nil, err
		}
	}
	return nil, nil
}
