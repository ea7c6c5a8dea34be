package server

import (
	"context"
	"errors"
	"slices"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Pages of what is found, entries.
const (
	maxAsked = 10_000 // ids in one request
)

// tooMany refuses a request that names more than can be asked for at once.
func (c *connection) tooMany(request uint32, n int) bool {
	if n > maxAsked {
		c.Refuse(request, protocol.CodeLimitExceeded, "%d can be asked for at once, not %d", maxAsked, n)
		return true
	}
	return false
}

// getUsers answers with those of the users who exist, each once.
func (c *connection) getUsers(ctx context.Context, request uint32, r *protocol.UsersRequest) {
	if c.tooMany(request, len(r.Users)) {
		return
	}
	asked := make(map[protocol.UserID]bool, len(r.Users))
	var ids []protocol.UserID
	for _, id := range r.Users {
		if !asked[id] {
			asked[id] = true
			ids = append(ids, id)
		}
	}
	users, err := c.domain.profiles.OfAll(ctx, ids)
	if err != nil {
		c.Failed(request, "users cannot be looked up", err)
		return
	}
	for i := range users {
		users[i] = c.Visible(users[i])
	}
	c.Answer(request, &protocol.UsersResponse{Users: users, Total: len(users)})
}

func (c *connection) searchUsers(ctx context.Context, request uint32, r *protocol.UserSearchRequest) {
	known := func(f protocol.UserField) bool { return f >= protocol.FieldUsername && f <= protocol.FieldDisplayName }
	for _, f := range r.Fields {
		if !known(f) {
			c.Refuse(request, protocol.CodeInvalidMessage, "there is no user field %d", f)
			return
		}
	}
	if len(r.Fields) == 0 || r.OrderBy != 0 && !known(r.OrderBy) {
		c.Refuse(request, protocol.CodeInvalidMessage, "a search needs at least one field to look into, and an order that is a field")
		return
	}
	users, total, err := c.domain.store.FindUsers(ctx, store.UserSearch{
		Fields: r.Fields, Text: r.Text, OrderBy: r.OrderBy, Descending: r.Descending,
		Offset: r.Offset, Limit: people.Page(r.Limit), Viewer: c.User(), Emails: c.SeesEmails,
	})
	if err != nil {
		c.Failed(request, "users cannot be searched", err)
		return
	}
	// Among other fields hidden addresses are left out of the search; alone they
	// would make it look as if there were nobody. One's own is found.
	if total == 0 && !c.SeesEmails && !slices.ContainsFunc(r.Fields, func(f protocol.UserField) bool { return f != protocol.FieldEmail }) {
		c.Refuse(request, protocol.CodeUnauthorized, "domain %s hides the e-mail addresses of users, so nobody can be found by them; "+
			"search by another field, or show them with: convergence domain set %s --emails users", c.name, c.name)
		return
	}
	c.Answer(request, &protocol.UsersResponse{Users: users, Total: total})
}

func (c *connection) getGroups(ctx context.Context, request uint32, r *protocol.GroupsRequest) {
	if c.tooMany(request, len(r.IDs)) {
		return
	}
	answer := &protocol.GroupsResponse{Groups: make([]protocol.Group, 0, len(r.IDs))}
	var members []protocol.UserID
	for _, id := range r.IDs {
		g, err := c.domain.store.Group(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			c.Answer(request, people.NoSuchGroup(id))
			return
		}
		if err != nil {
			c.Failed(request, "groups cannot be looked up", err)
			return
		}
		answer.Groups = append(answer.Groups, g)
		members = append(members, g.Members...)
	}
	c.SendMentioning(members, nil, conn.Out{Response: request, Message: answer})
}

func (c *connection) getUserGroups(ctx context.Context, request uint32, r *protocol.UserGroupsRequest) {
	if c.tooMany(request, len(r.Users)) {
		return
	}
	answer := &protocol.UserGroupsResponse{Users: make([]protocol.UserGroups, 0, len(r.Users))}
	for _, id := range r.Users {
		_, err := c.domain.profiles.Of(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			c.Answer(request, people.NoSuchUser(id))
			return
		}
		var groups []string
		if err == nil {
			groups, err = c.domain.store.GroupsOf(ctx, id)
		}
		if err != nil {
			c.Failed(request, "groups of users cannot be looked up", err)
			return
		}
		answer.Users = append(answer.Users, protocol.UserGroups{User: id, Groups: groups})
	}
	c.SendMentioning(r.Users, nil, conn.Out{Response: request, Message: answer})
}
