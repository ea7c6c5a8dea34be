package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/webtoken"
)

// The domain's own keys, which are made when the first token is.
const (
	ownKey      = "ConvergenceKey"
	ownAdminKey = "ConvergenceAdminKey"
)

func (a *app) tokenCommand() *cobra.Command {
	var admin bool
	var groups []string
	life := 10 * time.Minute
	c := &cobra.Command{
		Use: "token USER", Short: "Make a JSON Web Token that signs a user in, for testing and for administrators", Args: arguments(1),
		Long: `Make a JSON Web Token that signs a user in, who is made when there is none of that name.

It is signed with a key of the domain's own, which stays in the data directory; remove it, with all tokens that it has
signed, with: convergence key remove ` + ownKey + ` (or ` + ownAdminKey + `).`,
		Example: "  convergence token ada --for 1h\n  convergence token root --admin",
		RunE: a.inDomain(func(ctx context.Context, d openedDomain, args []string) (result, error) {
			key, err := ownKeyOf(ctx, d, admin)
			if err != nil {
				return result{}, err
			}
			text, err := webtoken.Sign(webtoken.Claims{Username: args[0], Groups: groups}, key.ID, key.Private, time.Now(), life)
			return result{text, map[string]string{"token": text}}, err
		}),
	}
	c.Flags().BoolVar(&admin, "admin", false, "of an administrator, who may do everything in the domain")
	c.Flags().StringSliceVar(&groups, "groups", nil, "all groups of the user; left out, they stay as they are")
	c.Flags().DurationVar(&life, "for", life, "how long it is good")
	return a.withDomain(c)
}

// ownKeyOf returns the key that a domain signs with itself.
func ownKeyOf(ctx context.Context, d openedDomain, admin bool) (store.Key, error) {
	id := ownKey
	if admin {
		id = ownAdminKey
	}
	key, err := d.Key(ctx, id)
	if err == nil && (key.Private == "" || key.Admin != admin) {
		return key, fmt.Errorf("key %s was added by hand: remove it first", id)
	}
	if !errors.Is(err, store.ErrNotFound) {
		return key, err
	}
	key = store.Key{ID: id, Admin: admin, Created: time.Now().UnixMilli()}
	if key.Public, key.Private, err = webtoken.Generate(); err != nil {
		return key, err
	}
	return key, d.AddKey(ctx, key)
}
