package people

import (
	"context"
	"errors"
	"slices"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

const maxAsked = 10_000 // ids in one request

// Handle takes a request about users and groups. It reports false for another one.
func (p *Profiles) Handle(s *Session, request uint32, message protocol.Message) bool {
	switch m := message.(type) {
	case *protocol.UsersRequest:
		s.Errand(request, func(ctx context.Context) { p.getUsers(ctx, s, request, m) })
	case *protocol.UserSearchRequest:
		s.Errand(request, func(ctx context.Context) { p.searchUsers(ctx, s, request, m) })
	case *protocol.GroupsRequest:
		s.Errand(request, func(ctx context.Context) { p.getGroups(ctx, s, request, m) })
	case *protocol.UserGroupsRequest:
		s.Errand(request, func(ctx context.Context) { p.getUserGroups(ctx, s, request, m) })
	default:
		return false
	}
	return true
}

// tooMany refuses a request that names more than can be asked for at once.
func tooMany(s *Session, request uint32, n int) bool {
	if n > maxAsked {
		s.Refuse(request, protocol.CodeLimitExceeded, "%d can be asked for at once, not %d", maxAsked, n)
		return true
	}
	return false
}

// getUsers answers with those of the users who exist, each once.
func (p *Profiles) getUsers(ctx context.Context, s *Session, request uint32, r *protocol.UsersRequest) {
	if tooMany(s, request, len(r.Users)) {
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
	users, err := p.OfAll(ctx, ids)
	if err != nil {
		s.Failed(request, "users cannot be looked up", err)
		return
	}
	for i := range users {
		users[i] = s.visible(users[i])
	}
	s.Answer(request, &protocol.UsersResponse{Users: users, Total: len(users)})
}

func (p *Profiles) searchUsers(ctx context.Context, s *Session, request uint32, r *protocol.UserSearchRequest) {
	known := func(f protocol.UserField) bool { return f >= protocol.FieldUsername && f <= protocol.FieldDisplayName }
	for _, f := range r.Fields {
		if !known(f) {
			s.Refuse(request, protocol.CodeInvalidMessage, "there is no user field %d", f)
			return
		}
	}
	if len(r.Fields) == 0 || r.OrderBy != 0 && !known(r.OrderBy) {
		s.Refuse(request, protocol.CodeInvalidMessage, "a search needs at least one field to look into, and an order that is a field")
		return
	}
	users, total, err := p.store.FindUsers(ctx, store.UserSearch{
		Fields: r.Fields, Text: r.Text, OrderBy: r.OrderBy, Descending: r.Descending,
		Offset: r.Offset, Limit: Page(r.Limit), Viewer: s.User(), Emails: s.seesEmails,
	})
	if err != nil {
		s.Failed(request, "users cannot be searched", err)
		return
	}
	// Among other fields hidden addresses are left out of the search; alone they
	// would make it look as if there were nobody. One's own is found.
	if total == 0 && !s.seesEmails && !slices.ContainsFunc(r.Fields, func(f protocol.UserField) bool { return f != protocol.FieldEmail }) {
		s.Refuse(request, protocol.CodeUnauthorized, "domain %s hides the e-mail addresses of users, so nobody can be found by them; "+
			"search by another field, or show them with: convergence domain edit %s --emails users", p.domain, p.domain)
		return
	}
	s.Answer(request, &protocol.UsersResponse{Users: users, Total: total})
}

func (p *Profiles) getGroups(ctx context.Context, s *Session, request uint32, r *protocol.GroupsRequest) {
	if tooMany(s, request, len(r.IDs)) {
		return
	}
	answer := &protocol.GroupsResponse{Groups: make([]protocol.Group, 0, len(r.IDs))}
	var members []protocol.UserID
	for _, id := range r.IDs {
		g, err := p.store.Group(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			s.Answer(request, noSuchGroup(id))
			return
		}
		if err != nil {
			s.Failed(request, "groups cannot be looked up", err)
			return
		}
		answer.Groups = append(answer.Groups, g)
		members = append(members, g.Members...)
	}
	s.SendMentioning(members, nil, conn.Out{Response: request, Message: answer})
}

func (p *Profiles) getUserGroups(ctx context.Context, s *Session, request uint32, r *protocol.UserGroupsRequest) {
	if tooMany(s, request, len(r.Users)) {
		return
	}
	answer := &protocol.UserGroupsResponse{Users: make([]protocol.UserGroups, 0, len(r.Users))}
	for _, id := range r.Users {
		_, err := p.Of(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			s.Answer(request, NoSuchUser(id))
			return
		}
		var groups []string
		if err == nil {
			groups, err = p.store.GroupsOf(ctx, id)
		}
		if err != nil {
			s.Failed(request, "groups of users cannot be looked up", err)
			return
		}
		answer.Users = append(answer.Users, protocol.UserGroups{User: id, Groups: groups})
	}
	s.SendMentioning(r.Users, nil, conn.Out{Response: request, Message: answer})
}
