package identity

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

// People is what a client knows about users and groups, and what of it is in the store.
// All of it is called under the session's lock.
type People struct {
	Store   *local.Store // nil unless what is known is kept
	session *session.Session
	stored  map[protocol.UserID]bool // who is in the store; true: and was mentioned since
}

// New returns what is known about people at first: nothing.
func New(s *session.Session) *People {
	return &People{session: s, stored: map[protocol.UserID]bool{}}
}

// Load takes over a user who is in the store.
func (p *People) Load(u protocol.User) {
	if _, known := p.stored[u.UserID]; !known {
		p.stored[u.UserID] = false
	}
	if _, newer := p.session.Identities.Users[u.UserID]; !newer {
		p.session.Identities.Users[u.UserID] = u
	}
}

// Hide forgets who is in the store: it is that of another user.
func (p *People) Hide() { p.session.Identities.Users = map[protocol.UserID]protocol.User{} }

// Lost notes that the store has nothing any more.
func (p *People) Lost() { p.stored = map[protocol.UserID]bool{} }

// Keep stores who became known before the store was there.
func (p *People) Keep() {
	p.Pretend()
	for _, u := range p.session.Identities.Users {
		if _, stored := p.stored[u.UserID]; !stored {
			p.keep(u)
		}
	}
}

// Pretend makes the user whose records the store holds that of the session, as
// long as there was no connection.
func (p *People) Pretend() {
	s, username := p.session, p.Store.Options.Username
	if username == "" || s.Self.Known && s.State == session.StateConnected {
		return
	}
	id := protocol.UserID{Username: username}
	if !s.Self.Known || s.Self.User.UserID == id {
		s.Self.User, s.Self.Known = s.Identities.User(id), true
	}
}

// Heard notes users whom the server has mentioned or described.
func (p *People) Heard(users []protocol.User) {
	for _, u := range users {
		p.session.Log(session.LogIdentity, session.LogDebug, "user ", u.Username, " is called ", u.DisplayName)
		old, known := p.session.Identities.Users[u.UserID]
		p.session.Identities.Users[u.UserID] = u
		if p.Store.Usable() && !p.Store.Foreign() {
			if _, stored := p.stored[u.UserID]; known && stored && old == u {
				p.stored[u.UserID] = true
			} else {
				p.keep(u)
			}
		}
	}
}

func (p *People) keep(u protocol.User) {
	if p.Store.Foreign() {
		return
	}
	changes := []storage.Change{storage.Put(layout.UserKey(u.UserID), layout.EncodeUser(u))}
	if _, stored := p.stored[u.UserID]; !stored && len(p.stored) >= maxKeptUsers {
		full := true
		for id, mentioned := range p.stored {
			if !mentioned {
				delete(p.stored, id)
				changes = append(changes, storage.Delete(layout.UserKey(id)))
				full = false
				break
			}
		}
		if full {
			return
		}
	}
	p.stored[u.UserID] = true
	p.Store.Writer.Add(changes, nil)
}

// Learn keeps what the answer to a request says about people.
func (p *People) Learn(answer protocol.Message) {
	if p.Store == nil {
		return
	}
	if r, ok := answer.(*protocol.UsersResponse); ok {
		p.Heard(r.Users)
	}
	if !p.Store.Usable() || p.Store.Foreign() {
		return
	}
	switch r := answer.(type) {
	case *protocol.GroupsResponse:
		for i := range r.Groups {
			p.Store.PutMessage(layout.GroupKey(r.Groups[i].ID), &protocol.GroupsResponse{Groups: r.Groups[i : i+1]})
		}
	case *protocol.UserGroupsResponse:
		for i := range r.Users {
			p.Store.PutMessage(layout.MemberKey(r.Users[i].User), &protocol.UserGroupsResponse{Users: r.Users[i : i+1]})
		}
	}
}

// Answer answers a request from the store, and reports false for one that is not about
// people.
func (p *People) Answer(m protocol.Message, done func(protocol.Message, *session.Error)) bool {
	switch m := m.(type) {
	case *protocol.UsersRequest:
		r := &protocol.UsersResponse{}
		for _, id := range m.Users {
			if u, ok := p.session.Identities.Users[id]; ok {
				r.Users = append(r.Users, u)
			}
		}
		if r.Total = len(r.Users); r.Total == 0 {
			done(nil, session.ErrOffline("look up users who are not in the offline store"))
			return true
		}
		done(r, nil)
	case *protocol.UserSearchRequest:
		done(p.searchUsers(m), nil)
	case *protocol.GroupsRequest:
		keys := make([][]byte, len(m.IDs))
		for i, id := range m.IDs {
			keys[i] = layout.GroupKey(id)
		}
		r := &protocol.GroupsResponse{}
		p.fetch(keys, protocol.BodyGroupsResponse, func(part protocol.Message) {
			r.Groups = append(r.Groups, part.(*protocol.GroupsResponse).Groups...)
		}, r, done)
	case *protocol.UserGroupsRequest:
		keys := make([][]byte, len(m.Users))
		for i, id := range m.Users {
			keys[i] = layout.MemberKey(id)
		}
		r := &protocol.UserGroupsResponse{}
		p.fetch(keys, protocol.BodyUserGroupsResponse, func(part protocol.Message) {
			r.Users = append(r.Users, part.(*protocol.UserGroupsResponse).Users...)
		}, r, done)
	default:
		return false
	}
	return true
}

// fetch reads records one by one, hands each to add, and answers with r. All
// must be there.
func (p *People) fetch(keys [][]byte, body protocol.Body, add func(protocol.Message), r protocol.Message, done func(protocol.Message, *session.Error)) {
	if len(keys) == 0 {
		done(r, nil)
		return
	}
	to := storage.After(keys[0])
	p.Store.Settled(keys[0], to, func(error) {
		p.Store.Records.Range(keys[0], to, 1, func(found []storage.Record, err error) {
			var m protocol.Message
			if err == nil && len(found) > 0 {
				m, err = layout.DecodeBody(body, found[0].Value)
			}
			p.Store.Locked(func() {
				switch {
				case err != nil:
					done(nil, local.Error("look up groups", err))
				case m == nil:
					done(nil, session.ErrOffline("look up groups that are not in the offline store"))
				default:
					add(m)
					p.fetch(keys[1:], body, add, r, done)
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
func (p *People) searchUsers(m *protocol.UserSearchRequest) *protocol.UsersResponse {
	text := strings.ToLower(m.Text)
	var found []protocol.User
	for _, u := range p.session.Identities.Users {
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
	return &protocol.UsersResponse{Users: local.Page(found, m.Offset, m.Limit), Total: len(found)}
}
