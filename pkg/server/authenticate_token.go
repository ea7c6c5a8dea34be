package server

import (
	"errors"
	"slices"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/webtoken"
)

// byWebToken believes a JSON Web Token that a key of the domain has signed. Its user is
// made when there is none yet, and called as the token says.
func (c *connection) byWebToken(m *protocol.ConnectionRequest, d *domain, info store.DomainInfo) (authenticated, *refusal) {
	var key store.Key
	var broken error // what was wrong with the store
	claims, _, err := webtoken.Verify(m.Secret, func(id string) (string, error) {
		var err error
		if key, err = d.store.Key(c.entering, id); errors.Is(err, store.ErrNotFound) {
			return "", errors.New("its key is not known; add it with: convergence key add")
		}
		broken = err
		return key.Public, err
	})
	if broken != nil {
		return c.notLookedUp(broken)
	}
	if err != nil {
		return denied(protocol.CodeAuthenticationFailed, "the JSON Web Token is not accepted: %v", err)
	}
	id := protocol.UserID{Type: protocol.UserNormal, Username: claims.Username}
	if key.Admin {
		id.Type = protocol.UserConvergence
	}
	if x := c.server.options.Limits.User(called(protocol.User{UserID: id}, claims)); x != nil {
		return denied(protocol.CodeAuthenticationFailed, "the JSON Web Token is not accepted: %v", x)
	}
	return c.vouched(d, &info, "the JSON Web Token", id, func(u protocol.User) protocol.User { return called(u, claims) }, claims.Groups)
}

// vouched is somebody for whom somebody vouches whom the server believes. The user is made
// when there is none yet, called as is said, and put into groups unless these are nil.
func (c *connection) vouched(d *domain, info *store.DomainInfo, by string, id protocol.UserID, called func(protocol.User) protocol.User, groups []string) (authenticated, *refusal) {
	if no := c.keptOut(info, id.Type); no != nil {
		return authenticated{}, no
	}
	user, err := d.store.User(c.entering, id)
	if errors.Is(err, store.ErrNotFound) {
		user = store.User{User: called(protocol.User{UserID: id, DisplayName: id.Username})}
		err = d.store.CreateUser(c.entering, user)
		if errors.Is(err, store.ErrName) {
			return denied(protocol.CodeAuthenticationFailed, "%s is not accepted: %v", by, err)
		}
		if errors.Is(err, store.ErrExists) { // two come at once
			user, err = d.store.User(c.entering, id)
		} else if err == nil {
			c.Log.Info("user made by "+by, "user", id.Username)
		}
	}
	if err == nil && user.Disabled {
		return denied(protocol.CodeAuthenticationFailed, "the user of %s is disabled", by)
	}
	if now := called(user.User); err == nil && now != user.User {
		user.User, err = now, d.store.SetProfile(c.entering, now)
	}
	if err == nil && groups != nil {
		err = c.intoGroups(d, id, groups)
	}
	if err != nil {
		return c.notLookedUp(err)
	}
	return authenticated{user: user.User}, nil
}

// called returns a user who is called as a token says.
func called(user protocol.User, claims webtoken.Claims) protocol.User {
	for _, part := range []struct {
		is   *string
		said *string
	}{
		{&user.FirstName, claims.FirstName}, {&user.LastName, claims.LastName},
		{&user.DisplayName, claims.DisplayName}, {&user.Email, claims.Email},
	} {
		if part.said != nil {
			*part.is = *part.said
		}
	}
	return user
}

// intoGroups makes a user a member of the groups that are named, and of no other.
func (c *connection) intoGroups(d *domain, id protocol.UserID, groups []string) error {
	are, err := d.store.GroupsOf(c.entering, id)
	if err != nil {
		return err
	}
	want := slices.Compact(slices.Sorted(slices.Values(groups)))
	if slices.Equal(are, want) {
		return nil
	}
	unknown, err := d.store.SetGroups(c.entering, id, want)
	if len(unknown) > 0 {
		c.Log.Warn("a sign-in names groups that do not exist", "user", id.Username, "groups", unknown)
	}
	return err
}
