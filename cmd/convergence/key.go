package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/convergence-wasm/convergence/pkg/server/administration"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/webtoken"
)

func (a *app) keyCommand() *cobra.Command {
	return a.withDomain(group("key", "Keys that verify JSON Web Tokens", a.addKey(), a.listKeys(), &cobra.Command{
		Use: "remove ID", Short: "Remove a key; its tokens sign nobody in any more", Args: arguments(1), Example: "  convergence key remove website",
		RunE: a.inDomain(func(ctx context.Context, d openedDomain, args []string) (result, error) {
			return result{text: fmt.Sprintf("key %s is removed", args[0])}, d.RemoveKey(ctx, args[0])
		}),
	}))
}

func (a *app) addKey() *cobra.Command {
	var admin bool
	c := &cobra.Command{
		Use: "add ID FILE", Short: "Add a public key: PEM of an RSA key of at least 2048 bits, of ECDSA on P-256, or of Ed25519", Args: arguments(2),
		Long: `Add a public key of a program that signs users in with JSON Web Tokens.

A pair of keys is made, for instance, with
  openssl genpkey -algorithm ed25519 -out private.pem
  openssl pkey -in private.pem -pubout -out public.pem
The program keeps the private one, names ID as kid in the header of its tokens, and claims sub (the username),
aud ("Convergence") and exp; it may claim nbf, firstName, lastName, displayName, email and groups.`,
		Example: "  convergence key add website public.pem",
		RunE: a.inDomain(func(ctx context.Context, d openedDomain, args []string) (result, error) {
			text, err := os.ReadFile(args[1])
			if err != nil {
				return result{}, err
			}
			algorithm, err := administration.AddKey(ctx, d, args[0], string(text), admin)
			if errors.Is(err, administration.ErrInvalid) {
				err = fmt.Errorf("%s: %w", args[1], err)
			}
			return result{text: fmt.Sprintf("key %s signs users in with %s", args[0], algorithm)}, err
		}),
	}
	c.Flags().BoolVar(&admin, "admin", false, "its tokens sign in administrators, who may do everything in the domain")
	return c
}

// describedKey is a key as it is listed.
type describedKey struct {
	ID        string    `json:"id"`
	Algorithm string    `json:"algorithm"`
	Admin     bool      `json:"admin"`
	Created   time.Time `json:"created"`
}

func (a *app) listKeys() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the keys", Args: arguments(0), Example: "  convergence key list",
		RunE: a.inDomain(func(ctx context.Context, d openedDomain, _ []string) (result, error) {
			all, err := d.Keys(ctx)
			var described []describedKey
			for _, k := range all {
				algorithm, err := webtoken.Algorithm(k.Public)
				if err != nil {
					algorithm = err.Error()
				}
				described = append(described, describedKey{k.ID, algorithm, k.Admin, time.UnixMilli(k.Created).UTC()})
			}
			return listed(described, []string{"KEY", "ALGORITHM", "ADMIN", "CREATED"}, func(k describedKey) []string {
				return []string{k.ID, k.Algorithm, fmt.Sprint(k.Admin), k.Created.Format(time.DateTime)}
			}), err
		}),
	}
}

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
