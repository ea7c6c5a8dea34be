package server

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// profiles caches how users call themselves. What it holds is what the store
// says, at most one poll late.
type profiles struct {
	store store.Domain

	mu    sync.Mutex
	known map[protocol.UserID]protocol.User
	turn  int // counts the changes seen, so that what was read before one is not kept after it
}

func newProfiles(s store.Domain) *profiles {
	return &profiles{store: s, known: make(map[protocol.UserID]protocol.User)}
}

// of returns the profile of a user, or [store.ErrNotFound].
func (p *profiles) of(ctx context.Context, id protocol.UserID) (protocol.User, error) {
	p.mu.Lock()
	user, ok := p.known[id]
	turn := p.turn
	p.mu.Unlock()
	if ok {
		return user, nil
	}
	found, err := p.store.User(ctx, id)
	if err != nil {
		return protocol.User{}, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.turn == turn {
		if len(p.known) >= cached {
			clear(p.known)
		}
		p.known[id] = found.User
	}
	return found.User, nil
}

// changed reads the profile of a user anew.
func (p *profiles) changed(id protocol.UserID) (protocol.User, error) {
	p.mu.Lock()
	p.turn++
	delete(p.known, id)
	p.mu.Unlock()
	return p.of(context.Background(), id)
}

// profilesOf returns the profiles of those users who exist.
func (d *domain) profilesOf(ctx context.Context, ids []protocol.UserID) ([]protocol.User, error) {
	all := make([]protocol.User, 0, len(ids))
	for _, id := range ids {
		user, err := d.profiles.of(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, user)
	}
	return all, nil
}

// watchProfiles tells clients when users whom they know call themselves
// something else, whoever has changed it: a sign-in, this server or another
// process.
func (d *domain) watchProfiles(last int64) {
	d.watch("profiles", func() error {
		changed, now, err := d.store.ProfileChanges(context.Background(), last)
		if err == nil {
			err = d.profilesChanged(changed)
		}
		if err == nil {
			last = now
		}
		return err
	})
}

func (d *domain) profilesChanged(changed []protocol.UserID) error {
	if len(changed) == 0 {
		return nil
	}
	everybody := d.presence.everybody()
	unknown := protocol.UserID{}
	for _, id := range changed {
		if id == unknown { // too many to know which
			again := make(map[protocol.UserID]bool)
			for _, c := range everybody {
				c.introduced.Lock()
				for known := range c.users {
					again[known] = true
				}
				c.introduced.Unlock()
			}
			d.profiles.mu.Lock()
			clear(d.profiles.known)
			d.profiles.mu.Unlock()
			for known := range again {
				changed = append(changed, known)
			}
			break
		}
	}
	for _, id := range changed {
		user, err := d.profiles.changed(id)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		for _, c := range everybody {
			c.introduceAgain(user)
		}
	}
	return nil
}

// visible returns a profile as the client may see it.
func (c *connection) visible(user protocol.User) protocol.User {
	if !c.seesEmails && user.UserID != c.identity.user.UserID {
		user.Email = ""
	}
	return user
}

// introduceAgain tells the client the profile of a user whom it knows
// otherwise.
func (c *connection) introduceAgain(user protocol.User) {
	c.introduced.Lock()
	defer c.introduced.Unlock()
	user = c.visible(user)
	if was, ok := c.users[user.UserID]; ok && was != user {
		c.users[user.UserID] = user
		c.Send(conn.Out{Message: &protocol.IdentityUpdate{Users: []protocol.User{user}}})
	}
}

// sendMentioning is send for messages that mention people: users and sessions
// that the client does not know are introduced first. Nothing can be said of
// users who do not exist.
func (c *connection) sendMentioning(users []protocol.UserID, sessions []identity, items ...conn.Out) {
	c.introduced.Lock()
	defer c.introduced.Unlock()
	update := &protocol.IdentityUpdate{}
	introduce := func(id protocol.UserID) {
		if _, known := c.users[id]; known {
			return // whoever changes it tells
		}
		// Under the lock, so that a change at the same time is told afterwards.
		user, err := c.domain.profiles.of(context.Background(), id)
		if err != nil {
			if !errors.Is(err, store.ErrNotFound) {
				c.Log.Error("user cannot be introduced", "error", err)
			}
			return
		}
		user = c.visible(user)
		c.users[id] = user
		update.Users = append(update.Users, user)
	}
	for _, id := range users {
		introduce(id)
	}
	for _, s := range sessions {
		if !c.sessions[s.session] {
			c.sessions[s.session] = true
			introduce(s.user.UserID)
			update.Sessions = append(update.Sessions, protocol.SessionUser{SessionID: s.session, User: s.user.UserID})
		}
	}
	if len(update.Users)+len(update.Sessions) > 0 {
		items = append([]conn.Out{{Message: update}}, items...)
	}
	c.Send(items...)
}

// complain reports what was wrong with a message that wants no answer.
func (c *connection) complain(code protocol.Code, details map[string]protocol.JSON, format string, args ...any) {
	c.Send(conn.Out{Message: &protocol.Error{Code: code, Message: fmt.Sprintf(format, args...), Details: details}})
}
