package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/administration"
	"github.com/convergence-wasm/convergence/pkg/server/password"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// adminCommand is about administrators of a domain or, with --server, of all of them.
func (a *app) adminCommand() *cobra.Command {
	var server bool
	either := func(ofServer func(context.Context, store.System, []string) (result, error), ofDomain func(context.Context, openedDomain, []string) (result, error)) func(*cobra.Command, []string) error {
		return func(c *cobra.Command, args []string) error {
			if server {
				return a.inSystem(ofServer)(c, args)
			}
			return a.inDomain(ofDomain)(c, args)
		}
	}
	c := group("admin", "Administrators of a domain or, with --server, of the whole server", &cobra.Command{
		Use: "add NAME", Short: "Make an administrator; the password of one of the server is asked for, or read from standard input", Args: arguments(1),
		Example: "  convergence admin add root --server\n  convergence admin add ada --domain example/notes",
		RunE:    either(a.addServerAdmin, addDomainAdmin),
	}, &cobra.Command{
		Use: "password NAME", Short: "Give an administrator a password to sign in to the REST API with, which ends its sessions there", Args: arguments(1),
		Example: "  convergence admin password root --server",
		RunE: either(func(ctx context.Context, system store.System, args []string) (result, error) {
			secret, err := readPassword(a.environment)
			if err == nil {
				err = noAdmin(system.SetAdministratorPassword(ctx, args[0], password.Hash(secret)), args[0])
			}
			return result{text: fmt.Sprintf("administrator %s has another password", args[0])}, err
		}, func(ctx context.Context, d openedDomain, args []string) (result, error) {
			secret, err := readPassword(a.environment)
			if err == nil {
				err = noAdmin(d.SetPassword(ctx, administration.Administrator(args[0]), password.Hash(secret)), args[0])
			}
			return result{text: fmt.Sprintf("administrator %s of domain %s has another password", args[0], d.name)}, err
		}),
	}, &cobra.Command{
		Use: "list", Short: "List the administrators", Args: arguments(0), Example: "  convergence admin list",
		RunE: either(listServerAdmins, func(ctx context.Context, d openedDomain, _ []string) (result, error) {
			return usersOf(ctx, d, protocol.UserConvergence)
		}),
	}, &cobra.Command{
		Use: "remove NAME", Short: "Remove an administrator for good, and end its connections and sessions", Args: arguments(1), Example: "  convergence admin remove root --server",
		RunE: either(func(ctx context.Context, system store.System, args []string) (result, error) {
			return result{text: fmt.Sprintf("administrator %s is removed", args[0])}, noAdmin(system.RemoveAdministrator(ctx, args[0]), args[0])
		}, func(ctx context.Context, d openedDomain, args []string) (result, error) {
			return result{text: fmt.Sprintf("administrator %s is removed", args[0])}, noAdmin(d.RemoveUser(ctx, administration.Administrator(args[0])), args[0])
		}),
	})
	c.PersistentFlags().BoolVar(&server, "server", false, "of the whole server, who signs in to the REST API with name and password")
	return a.withDomain(c)
}

// noAdmin says what to do about an administrator who does not exist.
func noAdmin(err error, name string) error {
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("there is no administrator %q; see: convergence admin list, and with --server those of the server", name)
	}
	return err
}

func (a *app) addServerAdmin(ctx context.Context, system store.System, args []string) (result, error) {
	secret, err := readPassword(a.environment)
	if err != nil {
		return result{}, err
	}
	return result{text: fmt.Sprintf("administrator %s of the server is ready, to sign in to its REST API with name and password", args[0])},
		system.AddAdministrator(ctx, store.Administrator{Name: args[0], PasswordHash: password.Hash(secret), Created: time.Now().UnixMilli()})
}

func addDomainAdmin(ctx context.Context, d openedDomain, args []string) (result, error) {
	return result{text: fmt.Sprintf("administrator %s is ready; make a token to sign in with: convergence token %s --admin, or give a password for the REST API with: convergence admin password %s",
		args[0], args[0], args[0])}, administration.AddUser(ctx, d, protocol.User{UserID: administration.Administrator(args[0])}, "")
}

// describedAdmin is an administrator of the server as it is listed.
type describedAdmin struct {
	Name    string    `json:"name"`
	Created time.Time `json:"created"`
}

func listServerAdmins(ctx context.Context, system store.System, _ []string) (result, error) {
	all, err := system.Administrators(ctx)
	var described []describedAdmin
	for _, x := range all {
		described = append(described, describedAdmin{x.Name, time.UnixMilli(x.Created).UTC()})
	}
	return listed(described, []string{"ADMINISTRATOR", "CREATED"}, func(x describedAdmin) []string {
		return []string{x.Name, x.Created.Format(time.DateTime)}
	}), err
}
