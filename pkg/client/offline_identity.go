package client

import (
	"sort"
	"strings"

	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/client/internal/local"
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// maxKeptUsers is how many users are kept; beyond it those go first that were
// not mentioned since the store was opened.
const maxKeptUsers = 2000

// loadKnown takes over who and which chats are in the store.
func (o *offline) loadKnown(done func(error)) {
	d := o.d
	if o.Foreign() {
		done(nil)
		return
	}
	from, to := layout.KnownRange()
	o.Pages(from, to, func(r storage.Record) {
		k, err := layout.DecodeKnown(r)
		switch {
		case err != nil:
		case k.Instance != "":
			o.Before[k.Instance], o.Unread = true, true
		case k.User != nil:
			if _, known := o.users[k.User.UserID]; !known {
				o.users[k.User.UserID] = false
			}
			if _, newer := d.session.Identities.Users[k.User.UserID]; !newer {
				d.session.Identities.Users[k.User.UserID] = *k.User
			}
		case k.Chat != nil:
			if d.chats.known[k.Chat.ID] == nil {
				c := d.follow(*k.Chat, false)
				c.kept, c.on = true, nil
			}
		case k.Span != nil:
			if c := d.chats.known[k.ID]; c != nil && c.span.From == c.span.To {
				opened := c.span.Opened
				c.span = *k.Span
				c.span.Opened = c.span.Opened || opened
				if last := c.span.To - 1; last > c.info.LastEventNumber {
					c.info.LastEventNumber, c.info.LastEventTime = last, c.span.Millis
				}
			}
		}
	}, done)
}

// signedIn sees to it that another user is shown nothing of what is stored.
func (o *offline) signedIn() {
	if !o.Foreign() {
		return
	}
	o.d.session.Identities.Users = map[protocol.UserID]protocol.User{}
	for id, c := range o.d.chats.known {
		if c.kept {
			delete(o.d.chats.known, id)
		}
	}
}

// keepKnown stores what became known before the store was there.
func (o *offline) keepKnown() {
	o.pretend()
	for _, u := range o.d.session.Identities.Users {
		if _, stored := o.users[u.UserID]; !stored {
			o.keepUser(u)
		}
	}
	for _, c := range o.d.chats.known {
		if !c.kept {
			o.keepChat(c, true)
		}
	}
}

// heard notes users whom the server has mentioned or described.
func (d *Domain) heard(users []protocol.User) {
	d.logUsers(users)
	for _, u := range users {
		old, known := d.session.Identities.Users[u.UserID]
		d.session.Identities.Users[u.UserID] = u
		if o := d.offline; o.usable() && !o.Foreign() {
			if _, stored := o.users[u.UserID]; known && stored && old == u {
				o.users[u.UserID] = true
			} else {
				o.keepUser(u)
			}
		}
	}
}

func (o *offline) keepUser(u protocol.User) {
	if o.Foreign() {
		return
	}
	changes := []storage.Change{storage.Put(layout.UserKey(u.UserID), layout.EncodeUser(u))}
	if _, stored := o.users[u.UserID]; !stored && len(o.users) >= maxKeptUsers {
		full := true
		for id, mentioned := range o.users {
			if !mentioned {
				delete(o.users, id)
				changes = append(changes, storage.Delete(layout.UserKey(id)))
				full = false
				break
			}
		}
		if full {
			return
		}
	}
	o.users[u.UserID] = true
	o.Writer.Add(changes, nil)
}

// learn keeps what the answer to a request says.
func (o *offline) learn(m, answer protocol.Message) {
	if r, ok := answer.(*protocol.UsersResponse); ok {
		o.d.heard(r.Users)
	}
	if !o.usable() || o.Foreign() {
		return
	}
	switch r := answer.(type) {
	case *protocol.GroupsResponse:
		for i := range r.Groups {
			o.put(layout.GroupKey(r.Groups[i].ID), &protocol.GroupsResponse{Groups: r.Groups[i : i+1]})
		}
	case *protocol.UserGroupsResponse:
		for i := range r.Users {
			o.put(layout.MemberKey(r.Users[i].User), &protocol.UserGroupsResponse{Users: r.Users[i : i+1]})
		}
	case *protocol.ChatsResponse:
		if _, joined := m.(*protocol.JoinedChatsRequest); joined {
			for i := range r.Chats {
				o.d.follow(r.Chats[i], false)
				o.keepChat(o.d.chats.known[r.Chats[i].ID], false)
			}
		}
	case *protocol.ChatHistoryResponse:
		if h, ok := m.(*protocol.ChatHistoryRequest); ok && len(h.Kinds) == 0 {
			if c := o.d.chats.known[h.ID]; c != nil {
				o.keepEvents(c, append([]protocol.ChatEvent(nil), r.Events...))
			}
		}
	}
}

// answer answers a request from the store.
func (o *offline) answer(m protocol.Message, done func(protocol.Message, *Error)) {
	switch m := m.(type) {
	case *protocol.UsersRequest:
		r := &protocol.UsersResponse{}
		for _, id := range m.Users {
			if u, ok := o.d.session.Identities.Users[id]; ok {
				r.Users = append(r.Users, u)
			}
		}
		if r.Total = len(r.Users); r.Total == 0 {
			done(nil, session.ErrOffline("look up users who are not in the offline store"))
			return
		}
		done(r, nil)
	case *protocol.UserSearchRequest:
		done(o.searchUsers(m), nil)
	case *protocol.GroupsRequest:
		keys := make([][]byte, len(m.IDs))
		for i, id := range m.IDs {
			keys[i] = layout.GroupKey(id)
		}
		r := &protocol.GroupsResponse{}
		o.fetch(keys, protocol.BodyGroupsResponse, func(part protocol.Message) {
			r.Groups = append(r.Groups, part.(*protocol.GroupsResponse).Groups...)
		}, r, done)
	case *protocol.UserGroupsRequest:
		keys := make([][]byte, len(m.Users))
		for i, id := range m.Users {
			keys[i] = layout.MemberKey(id)
		}
		r := &protocol.UserGroupsResponse{}
		o.fetch(keys, protocol.BodyUserGroupsResponse, func(part protocol.Message) {
			r.Users = append(r.Users, part.(*protocol.UserGroupsResponse).Users...)
		}, r, done)
	case *protocol.ChatHistoryRequest:
		o.chatHistory(m, done)
	case *protocol.ChatsSearchRequest:
		done(o.searchChats(m), nil)
	case *protocol.JoinedChatsRequest:
		all := o.keptChats(func(c *followedChat) bool { return c.info.Type != protocol.ChatRoom && c.isMember() })
		done(&protocol.ChatsResponse{Chats: all, Total: len(all)}, nil)
	case *protocol.ChatsExistRequest:
		if _, err := o.storedChats(m.IDs, nil); err != nil {
			done(nil, err)
			return
		}
		r := &protocol.ChatsExistResponse{}
		for range m.IDs {
			r.Exist = append(r.Exist, true)
		}
		done(r, nil)
	default:
		done(nil, session.ErrOffline("ask the server"))
	}
}

// fetch reads records one by one, hands each to add, and answers with r. All
// must be there.
func (o *offline) fetch(keys [][]byte, body protocol.Body, add func(protocol.Message), r protocol.Message, done func(protocol.Message, *Error)) {
	if len(keys) == 0 {
		done(r, nil)
		return
	}
	to := storage.After(keys[0])
	o.Settled(keys[0], to, func(error) {
		o.Records.Range(keys[0], to, 1, func(found []storage.Record, err error) {
			var m protocol.Message
			if err == nil && len(found) > 0 {
				m, err = layout.DecodeBody(body, found[0].Value)
			}
			o.Locked(func() {
				switch {
				case err != nil:
					done(nil, local.Error("look up groups", err))
				case m == nil:
					done(nil, session.ErrOffline("look up groups that are not in the offline store"))
				default:
					add(m)
					o.fetch(keys[1:], body, add, r, done)
				}
			})
		})
	})
}

func fieldOf(u *protocol.User, f protocol.UserField) string {
	switch f {
	case protocol.FieldEmail:
		return u.Email
	case protocol.FieldFirstName:
		return u.FirstName
	case protocol.FieldLastName:
		return u.LastName
	case protocol.FieldDisplayName:
		return u.DisplayName
	}
	return u.Username
}

// searchUsers answers a search among the users who are known.
func (o *offline) searchUsers(m *protocol.UserSearchRequest) *protocol.UsersResponse {
	text := strings.ToLower(m.Text)
	var found []protocol.User
	for _, u := range o.d.session.Identities.Users {
		for _, f := range m.Fields {
			if u.Type == protocol.UserNormal && strings.Contains(strings.ToLower(fieldOf(&u, f)), text) {
				found = append(found, u)
				break
			}
		}
	}
	sort.Slice(found, func(i, j int) bool {
		a, b := &found[i], &found[j]
		if m.Descending {
			a, b = b, a
		}
		x, y := strings.ToLower(fieldOf(a, m.OrderBy)), strings.ToLower(fieldOf(b, m.OrderBy))
		return x < y || x == y && a.Username < b.Username
	})
	return &protocol.UsersResponse{Users: pageOf(found, m.Offset, m.Limit), Total: len(found)}
}
