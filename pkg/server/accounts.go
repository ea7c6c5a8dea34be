package server

import (
	"context"
	"errors"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// watchAccounts ends the connections of users who are disabled or removed, and of
// sessions that are to end, whoever has changed that.
func (d *domain) watchAccounts(last int64) {
	d.watch("accounts", d.noted[store.ChangedAccounts], func() error {
		changes, now, err := d.store.AccountChanges(d.life, last)
		if err == nil && len(changes) > 0 {
			err = d.accountsChanged(changes)
		}
		if err == nil {
			last = now
		}
		return err
	})
}

func (d *domain) accountsChanged(changes []store.AccountChange) error {
	d.accountsTurn.Add(1) // before it is looked who is there
	sessions, users := make(map[string]bool), make(map[protocol.UserID]bool)
	everybody := false
	for _, c := range changes {
		switch {
		case c.Session != "":
			sessions[c.Session] = true
		case c == store.AccountChange{}:
			everybody = true
		default:
			users[c.User] = true
		}
	}
	var errs []error
	for _, c := range d.server.connectionsOf(d) {
		if sessions[c.Identity.Session] {
			// So that it does not come back by itself.
			if err := d.store.RevokeToken(context.WithoutCancel(d.life), c.token); err != nil {
				errs = append(errs, err)
			}
			c.Log.Info("session ended by an administrator", "session", c.Identity.Session, "user", c.User().Username)
			c.Close(protocol.CloseKicked, "an administrator has ended the session")
		} else if everybody || users[c.User()] {
			if err := c.leaveIfDisabled(d); err != nil {
				errs = append(errs, err)
			}
		}
	}
	return errors.Join(errs...)
}

// leaveWhenEnded ends the connection of an administrator who was admitted when the session
// that asked for it has ended.
func (c *connection) leaveWhenEnded() {
	every := time.NewTicker(c.server.options.AdmissionEvery)
	defer every.Stop()
	for {
		select {
		case <-c.Context().Done():
			return
		case <-every.C:
		}
		if !c.still(c.Context()) {
			c.Log.Info("connection ended with the session of its administrator", "session", c.Identity.Session, "user", c.User().Username)
			c.Close(protocol.CloseKicked, "the administrator's session has ended")
			return
		}
	}
}

// leaveIfDisabled ends the connection of a user who may not sign in any more.
func (c *connection) leaveIfDisabled(d *domain) error {
	if c.still != nil {
		return nil // see leaveWhenEnded
	}
	user, err := d.store.User(d.life, c.User())
	if err == nil && !user.Disabled {
		return nil
	}
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	c.Log.Info("connection ended, its user is disabled", "session", c.Identity.Session, "user", c.User().Username)
	c.Close(protocol.CloseKicked, "the user was disabled or removed")
	return nil
}

// connectionsOf returns the sessions of a domain.
func (s *Server) connectionsOf(d *domain) []*connection {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []*connection
	for c := range s.connections {
		if c.domain.Load() == d {
			all = append(all, c)
		}
	}
	return all
}
