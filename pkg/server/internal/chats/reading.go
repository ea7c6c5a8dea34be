package chats

import (
	"context"
	"slices"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/internal/roles"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// describe answers with those of the chats that the user may know of. The page
// is that of a search; a total below 0 stands for as many as there are.
func (s *Chats) describe(t *chatTurn, c *people.Session, request uint32, ids []string, offset, total int) {
	if len(ids) > maxChatsAsked {
		t.refuse(c, request, protocol.CodeLimitExceeded, "%d chats can be asked for at once", maxChatsAsked)
		return
	}
	told := 0
	answer := &protocol.ChatsResponse{Chats: make([]protocol.ChatInfo, 0, len(ids)), Offset: offset, Total: total}
	for _, id := range ids {
		in, sees, err := s.find(c, id)
		if err != nil {
			t.after = append(t.after, func() { c.Failed(request, "chats cannot be read", err) })
			return
		}
		if !sees {
			t.doubt = t.doubt || in != nil // of none the store was just asked
			continue
		}
		answer.Chats = append(answer.Chats, in.info())
		told += len(in.members)
		if told > s.options.MaxTold {
			t.refuse(c, request, protocol.CodeLimitExceeded, "these chats have more than %d members together; ask for fewer at once", s.options.MaxTold)
			return
		}
	}
	if total < 0 {
		answer.Total = len(answer.Chats)
	}
	t.after = append(t.after, func() {
		c.SendMentioning(membersOf(nil, answer.Chats...), nil, conn.Out{Response: request, Message: answer})
	})
}

func (s *Chats) exist(t *chatTurn, c *people.Session, request uint32, ids []string) {
	if len(ids) > maxChatsAsked {
		t.refuse(c, request, protocol.CodeLimitExceeded, "%d chats can be asked for at once", maxChatsAsked)
		return
	}
	answer := &protocol.ChatsExistResponse{Exist: make([]bool, len(ids))}
	for i, id := range ids {
		in, sees, err := s.find(c, id)
		if err != nil {
			t.after = append(t.after, func() { c.Failed(request, "chats cannot be read", err) })
			return
		}
		answer.Exist[i] = sees
		t.doubt = t.doubt || in != nil && !sees
	}
	t.answer(c, request, answer)
}

// joinedChats answers with the chats of the user: the channels and direct chats
// of which he is a member, and the rooms that any of his sessions is in.
func (s *Chats) joinedChats(c *people.Session, request uint32) {
	failed := func(err error) { c.Failed(request, "chats cannot be read", err) }
	s.post(chatTask{fresh: true, failed: failed, do: func(t *chatTurn) {
		user := c.User()
		ids, err := s.store.ChatsOf(context.Background(), user)
		if err != nil {
			t.after = append(t.after, func() { failed(err) })
			return
		}
		rooms, err := s.roomsOf(user)
		if err != nil {
			t.after = append(t.after, func() { failed(err) })
			return
		}
		ids = append(ids, rooms...)
		slices.Sort(ids)
		s.describe(t, c, request, slices.Compact(ids), 0, -1)
	}})
}

// roomsOf returns the rooms that any session of a user is in.
func (s *Chats) roomsOf(user protocol.UserID) (ids []string, err error) {
	if s.others != nil {
		return s.others.store.RoomsOf(context.Background(), user)
	}
	for _, session := range s.options.Presence.Sessions(user) {
		for id := range s.inside[session] {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// searchChats answers with a page of the chats that are found.
func (s *Chats) searchChats(ctx context.Context, c *people.Session, request uint32, r *protocol.ChatsSearchRequest) {
	fields := r.Fields
	if len(fields) == 0 {
		fields = []string{"id", "name", "topic"}
	}
	for _, f := range fields {
		if f != "id" && f != "name" && f != "topic" {
			c.Refuse(request, protocol.CodeInvalidMessage, "chats have no field %.100q to search: there are id, name and topic", f)
			return
		}
	}
	if len(r.Types) > 10 || len(fields) > 10 {
		c.Refuse(request, protocol.CodeInvalidMessage, "a search names each type and field once")
		return
	}
	if !s.settled(ctx, c) {
		return
	}
	user := c.User()
	search := store.ChatSearch{
		Text: r.Text, Fields: fields, Types: r.Types, Membership: r.Membership, Offset: r.Offset, Limit: people.Page(r.Limit),
		Viewer: user, All: user.Type == protocol.UserConvergence,
	}
	asks, all := s.options.Authorize != nil && !search.All, search
	if asks {
		all.Offset, all.Limit = 0, s.options.MaxAsked
	}
	ids, total, err := s.store.SearchChats(ctx, all)
	if err != nil {
		c.Failed(request, "chats cannot be searched", err)
		return
	}
	if asks {
		unasked := total > len(ids)
		if ids, err = s.seen(ctx, c, ids); err != nil {
			c.Failed(request, "chats cannot be read", err)
			return
		}
		total = len(ids)
		from := min(max(r.Offset, 0), total)
		to := min(from+search.Limit, total)
		if unasked && to-from < search.Limit {
			c.Refuse(request, protocol.CodeLimitExceeded, "the search finds more than %d chats; look for fewer", s.options.MaxAsked)
			return
		}
		ids = ids[from:to]
	}
	s.ask(c, request, func(t *chatTurn) { s.describe(t, c, request, ids, r.Offset, total) })
}

// askedAtOnce is how many chats of a search the program is asked about before others have
// their turn.
const askedAtOnce = 100

// seen returns those of the chats that the user may know of, as the program says.
func (s *Chats) seen(ctx context.Context, c *people.Session, ids []string) (seen []string, err error) {
	for part := range slices.Chunk(ids, askedAtOnce) {
		type answer struct {
			found []string
			err   error
		}
		done := make(chan answer, 1)
		s.post(chatTask{failed: func(err error) { done <- answer{err: err} }, do: func(t *chatTurn) {
			var a answer
			for _, id := range part {
				_, sees, err := s.find(c, id)
				if err != nil {
					a.err = err
					break
				}
				if sees {
					a.found = append(a.found, id)
				}
			}
			t.after = append(t.after, func() { done <- a })
		}})
		select {
		case a := <-done:
			seen, err = append(seen, a.found...), a.err
		case <-ctx.Done():
			err = ctx.Err()
		case <-s.ended:
			err = context.Canceled
		}
		if err != nil {
			return nil, err
		}
	}
	return seen, nil
}

// settled returns when everything that the client has asked of the chats so far
// is in the store. It reports false when the connection or the server ends.
func (s *Chats) settled(ctx context.Context, c *people.Session) bool {
	done := make(chan struct{})
	s.post(chatTask{fresh: true, failed: func(error) {}, do: func(t *chatTurn) {
		if s.others != nil && s.options.Authorize != nil { // of what is kept, seen leaves out what is not known yet
			s.lookNow()
		}
		t.after = append(t.after, func() { close(done) })
	}})
	select {
	case <-done:
		return true
	case <-ctx.Done():
	case <-s.ended:
	}
	return false
}

// chatHistory answers with events of a chat, which members may read.
func (s *Chats) chatHistory(ctx context.Context, c *people.Session, request uint32, r *protocol.ChatHistoryRequest) {
	if len(r.Kinds) > 100 {
		c.Refuse(request, protocol.CodeInvalidMessage, "a filter names each kind of event once")
		return
	}
	found := make(chan int64, 1)
	s.post(chatTask{fresh: true, failed: func(error) {}, do: func(t *chatTurn) {
		in := s.visible(t, c, request, r.ID)
		user := c.User()
		key := int64(-1)
		if in != nil && (in.isMember(user) || user.Type == protocol.UserConvergence) {
			key = in.Key
		} else if in != nil {
			t.refuse(c, request, protocol.CodeUnauthorized, "only members may read the history of chat %q", r.ID)
		}
		t.after = append(t.after, func() { found <- key })
	}})
	var key int64
	select {
	case key = <-found:
	case <-ctx.Done():
		return
	case <-s.ended:
		return
	}
	if key < 0 {
		return
	}
	events, total, err := s.store.ChatHistory(ctx, key, store.ChatPage{
		Start: r.Start, Forward: r.Forward, Kinds: r.Kinds, Offset: r.Offset, Limit: people.Page(r.Limit)})
	if err != nil {
		c.Failed(request, "chat history cannot be read", err)
		return
	}
	var mentioned []protocol.UserID
	for i := range events {
		e := &events[i]
		e.ChatID = r.ID
		mentioned = append(append(mentioned, e.User), e.Members...)
		if e.Subject != nil {
			mentioned = append(mentioned, *e.Subject)
		}
	}
	c.SendMentioning(mentioned, nil, conn.Out{Response: request, Message: &protocol.ChatHistoryResponse{Events: events, Offset: r.Offset, Total: total}})
}

func (s *Chats) resolveChatRoles(c *people.Session, request uint32, id string) {
	s.about(c, request, id, func(t *chatTurn, in *chat) {
		rights, err := s.rights(c, in)
		t.after = append(t.after, func() {
			if err != nil {
				c.Failed(request, "rights cannot be read", err)
				return
			}
			c.Answer(request, &protocol.ResolveRolesResponse{Names: rights.Names(roles.OfChats)})
		})
	})
}

func (s *Chats) getChatRoles(c *people.Session, request uint32, id string) {
	s.about(c, request, id, func(t *chatTurn, in *chat) {
		if s.may(t, c, request, in, roles.ManageChat, false) {
			given := in.Roles
			t.after = append(t.after, func() { roles.Answer(c, request, given) })
		}
	})
}

func (s *Chats) changeChatRoles(c *people.Session, request uint32, id string, change store.RolesChange) {
	var ok bool
	if change.Roles, ok = s.options.Giving.ForChange(c, request, change, roles.OfChats); !ok {
		return
	}
	s.about(c, request, id, func(t *chatTurn, in *chat) {
		if s.may(t, c, request, in, roles.ManageChat, false) {
			s.change(t, in, store.ChatChange{Key: in.Key, Last: in.LastEventNumber, Roles: []store.RolesChange{change}})
			t.answer(c, request, &protocol.OK{})
		}
	})
}
