package archive

import (
	"errors"
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/password"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/webtoken"
)

// lastMillis is the end of the year 9999, behind which no date is written.
const lastMillis = 253_402_300_799_999

// maxDescription is what the REST API takes of a group's, in bytes: 1000 characters.
const maxDescription = 4000

// times fails for a time that is none.
func times(all ...int64) error {
	for _, t := range all {
		if t < 0 || t > lastMillis {
			return fmt.Errorf("%d is no time: it is milliseconds from 1970 to 9999", t)
		}
	}
	return nil
}

// named fails for a text that is no name or id.
func (m *importer) named(what string, name text) error {
	if name == "" {
		return fmt.Errorf("%s is empty", what)
	}
	return within(what, name, m.limits.ID)
}

// within fails with [protocol.Excess] for a text of more bytes than a limit.
func within(what string, s text, limit int) error {
	if len(s) > limit {
		return &protocol.Excess{What: what, Unit: "bytes", Size: len(s), Limit: limit}
	}
	return nil
}

func (m *importer) user() error {
	var l userLine
	err := m.read(&l)
	if err != nil {
		return err
	}
	u := store.UserRecord{Seen: l.Seen, User: store.User{
		User:         protocol.User{FirstName: string(l.FirstName), LastName: string(l.LastName), DisplayName: string(l.DisplayName), Email: string(l.Email)},
		PasswordHash: string(l.Password), Disabled: l.Disabled, Removed: l.Removed,
	}}
	if u.UserID, err = m.id(l.User); err != nil {
		return err
	}
	err = errors.Join(within("a first name", l.FirstName, m.limits.Name), within("a last name", l.LastName, m.limits.Name),
		within("a display name", l.DisplayName, m.limits.Name), within("an e-mail address", l.Email, m.limits.ID))
	if err != nil {
		return err
	}
	if u.PasswordHash != "" {
		if err := password.Check(u.PasswordHash); err != nil {
			return err
		}
	}
	if err := times(l.Seen); err != nil {
		return err
	}
	m.counts.Users++
	if m.users.add(u, m.at, len(m.line)) {
		return m.flush()
	}
	return nil
}

func (m *importer) client() error {
	var l clientLine
	err := m.read(&l)
	if err != nil {
		return err
	}
	c := store.ClientRecord{ID: string(l.ID), Seen: l.Seen, Wrote: l.Wrote}
	if c.User, err = m.id(l.User); err != nil {
		return err
	}
	if len(c.ID) == 0 || len(c.ID) > protocol.MaxInstance {
		return fmt.Errorf("the id of a client has %d bytes: it has 1 to %d", len(c.ID), protocol.MaxInstance)
	}
	if err := times(l.Seen); err != nil {
		return err
	}
	m.counts.Clients++
	if m.clients.add(c, m.at, len(m.line)) {
		return m.flush()
	}
	return nil
}

func (m *importer) session() error {
	var l sessionLine
	err := m.read(&l)
	if err != nil {
		return err
	}
	s := store.AuthorRecord{Session: l.ID, Client: string(l.Client), Connected: l.Connected}
	if s.User, err = m.id(l.User); err != nil {
		return err
	}
	if err := times(l.Connected); err != nil {
		return err
	}
	m.counts.Sessions++
	if m.sessions.add(s, m.at, len(m.line)) {
		return m.flush()
	}
	return nil
}

func (m *importer) key() error {
	var l keyLine
	if err := m.read(&l); err != nil {
		return err
	}
	if err := m.named("the id of a key", l.ID); err != nil {
		return err
	}
	if _, err := webtoken.Algorithm(string(l.Public)); err != nil {
		return err
	}
	if err := times(l.Created); err != nil {
		return err
	}
	m.counts.Keys++
	return m.store.AddKey(m.ctx, store.Key{ID: string(l.ID), Public: string(l.Public), Admin: l.Admin, Created: l.Created})
}

func (m *importer) group() error {
	var l groupLine
	if err := m.read(&l); err != nil {
		return err
	}
	if err := errors.Join(m.named("the id of a group", l.ID), within("the description of a group", l.Description, maxDescription)); err != nil {
		return err
	}
	if err := m.store.CreateGroup(m.ctx, string(l.ID), string(l.Description)); err != nil {
		return err
	}
	all, err := m.ids(l.Members)
	for _, u := range all {
		if err == nil {
			err = m.store.AddGroupMember(m.ctx, string(l.ID), u)
		}
	}
	m.counts.Groups++
	return err
}

func (m *importer) collection() error {
	var l collectionLine
	if err := m.read(&l); err != nil {
		return err
	}
	if err := m.named("the id of a collection", l.ID); err != nil {
		return err
	}
	world, users, groups, err := m.rights(&l.rights)
	if err != nil {
		return err
	}
	m.counts.Collections++
	return m.store.CreateCollection(m.ctx, store.Collection{ID: string(l.ID), World: world, Users: users, Groups: groups}, 0)
}

func (m *importer) activity() error {
	var l activityLine
	if err := m.read(&l); err != nil {
		return err
	}
	a := store.Activity{ActivityName: protocol.ActivityName{Type: string(l.ActivityType), ID: string(l.ID)}, Ephemeral: l.Ephemeral, Created: l.Created}
	err := errors.Join(m.named("the type of an activity", l.ActivityType), m.named("the id of an activity", l.ID), times(l.Created))
	if err == nil {
		a.Roles, err = m.roles(&l.Roles)
	}
	if err != nil {
		return err
	}
	m.counts.Activities++
	return m.store.CreateActivity(m.ctx, a, 0)
}
