package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/convergence-wasm/convergence/pkg/server/administration"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

func (a *app) apiKeyCommand() *cobra.Command {
	return group("api-key", "Keys with which programs use the REST API", a.addAPIKey(), a.listAPIKeys(), &cobra.Command{
		Use: "remove ID", Short: "Revoke a key", Args: arguments(1), Example: "  convergence api-key remove website",
		RunE: a.inSystem(func(ctx context.Context, system store.System, args []string) (result, error) {
			err := system.RemoveAPIKey(ctx, args[0])
			if errors.Is(err, store.ErrNotFound) {
				err = fmt.Errorf("there is no API key %q; see: convergence api-key list", args[0])
			}
			return result{text: fmt.Sprintf("API key %s is revoked", args[0])}, err
		}),
	})
}

func (a *app) addAPIKey() *cobra.Command {
	var scopes []string
	var description, domain string
	c := &cobra.Command{
		Use: "add ID", Short: "Make a key; its token is shown once", Args: arguments(1),
		Long: `Make a key with which a program uses the REST API, for one domain or, without --domain, for the whole server.

The token is shown once, and sent with every request as: Authorization: Bearer TOKEN. What it may do is said by scopes:
  ` + strings.Join(administration.Scopes(), "\n  "),
		Example: "  convergence api-key add website --domain example/notes --scopes models:write,users:read",
		RunE: a.inSystem(func(ctx context.Context, system store.System, args []string) (result, error) {
			key := store.APIKey{ID: args[0], Description: description, Scopes: scopes}
			if domain != "" {
				var err error
				if key.Domain, err = domainName(domain); err != nil {
					return result{}, err
				}
			}
			if err := administration.CheckScopes(scopes); err != nil {
				return result{}, fmt.Errorf("--scopes: %w; %w", err, errUsage)
			}
			_, token, err := administration.AddAPIKey(ctx, system, key)
			return result{token, map[string]string{"id": args[0], "token": token}}, err
		}),
	}
	c.Flags().StringSliceVar(&scopes, "scopes", nil, "what it may do, see above")
	c.Flags().StringVar(&domain, "domain", "", "NAMESPACE/DOMAIN that it is for; left out, it is for the whole server")
	c.Flags().StringVar(&description, "description", "", "what it is for")
	return c
}

// describedAPIKey is a key as it is listed.
type describedAPIKey struct {
	ID          string    `json:"id"`
	Domain      string    `json:"domain"` // empty: the whole server
	Scopes      []string  `json:"scopes"`
	Description string    `json:"description"`
	Created     time.Time `json:"created"`
}

func (a *app) listAPIKeys() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the keys, without their tokens", Args: arguments(0), Example: "  convergence api-key list",
		RunE: a.inSystem(func(ctx context.Context, system store.System, _ []string) (result, error) {
			all, err := system.APIKeys(ctx)
			var described []describedAPIKey
			for _, k := range all {
				domain := ""
				if k.Domain != (store.DomainName{}) {
					domain = k.Domain.String()
				}
				described = append(described, describedAPIKey{k.ID, domain, k.Scopes, k.Description, time.UnixMilli(k.Created).UTC()})
			}
			return listed(described, []string{"KEY", "DOMAIN", "SCOPES", "CREATED", "DESCRIPTION"}, func(k describedAPIKey) []string {
				where := k.Domain
				if where == "" {
					where = "(the server)"
				}
				return []string{k.ID, where, strings.Join(k.Scopes, ","), k.Created.Format(time.DateTime), k.Description}
			}), err
		}),
	}
}
