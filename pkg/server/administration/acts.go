package administration

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/password"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/webtoken"
)

// ErrInvalid is wrapped by errors about what was given and makes no sense.
var ErrInvalid = errors.New("not valid")

// Missing says what does not exist.
func Missing(kind, name string, err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("%s %q: %w", kind, name, store.ErrNotFound)
	}
	return err
}

// AddUser makes a user, who is called by the name unless something else is said. Without a
// password it signs in with JSON Web Tokens only.
func AddUser(ctx context.Context, d store.Users, u protocol.User, secret string) error {
	if u.DisplayName == "" {
		u.DisplayName = u.Username
	}
	user := store.User{User: u}
	if secret != "" {
		user.PasswordHash = password.Hash(secret)
	}
	return d.CreateUser(ctx, user)
}

// AddKey adds the public key of JSON Web Tokens, and returns its algorithm.
func AddKey(ctx context.Context, d store.Keys, id, public string, admin bool) (algorithm string, err error) {
	if algorithm, err = webtoken.Algorithm(public); err != nil {
		return "", fmt.Errorf("%w: %w", err, ErrInvalid)
	}
	return algorithm, d.AddKey(ctx, store.Key{ID: id, Public: public, Admin: admin, Created: time.Now().UnixMilli()})
}

// Groups returns the groups of a domain with their members, those after an id and no more
// than n.
func Groups(ctx context.Context, d store.Domain, after string, n int) ([]protocol.Group, error) {
	ids, err := d.GroupIDs(ctx)
	if err != nil {
		return nil, err
	}
	var all []protocol.Group
	for _, id := range ids {
		if id <= after {
			continue
		}
		if len(all) == n {
			break
		}
		g, err := d.Group(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			continue // removed meanwhile
		}
		if err != nil {
			return nil, err
		}
		all = append(all, g)
	}
	return all, nil
}

// Grantees fails for a user or group that is given rights and does not exist.
func Grantees(ctx context.Context, d store.Domain, users []protocol.UserPermissions, groups []protocol.GroupPermissions) error {
	for _, u := range users {
		if _, err := d.User(ctx, u.User); err != nil {
			return Missing("user", u.User.Username, err)
		}
	}
	for _, g := range groups {
		if _, err := d.Group(ctx, g.Group); err != nil {
			return Missing("group", g.Group, err)
		}
	}
	return nil
}

// Origins returns the origins of pages as the store keeps them.
func Origins(given []string) (string, error) {
	for _, o := range given {
		u, err := url.Parse(o)
		if o != "*" && (err != nil || u.Host == "" || u.Scheme == "" || u.Scheme+"://"+u.Host != o || strings.ContainsAny(o, " \t\n")) {
			return "", fmt.Errorf("origin %q: %w: write it as https://app.example, or * for all", o, ErrInvalid)
		}
	}
	return strings.Join(given, " "), nil
}
