package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/convergence-wasm/convergence/pkg/server/administration"
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
