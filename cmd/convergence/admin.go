package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

func administrator(name string) protocol.UserID {
	return protocol.UserID{Type: protocol.UserConvergence, Username: name}
}

func (a *app) adminCommand() *cobra.Command {
	return a.withDomain(group("admin", "Administrators of a domain, who may do everything in it and sign in by token", &cobra.Command{
		Use: "add NAME", Short: "Make an administrator", Args: arguments(1), Example: "  convergence admin add root",
		RunE: a.inDomain(func(ctx context.Context, d openedDomain, args []string) (result, error) {
			return result{text: fmt.Sprintf("administrator %s is ready; make a token to sign in with: convergence token %s --admin", args[0], args[0])},
				d.CreateUser(ctx, store.User{User: protocol.User{UserID: administrator(args[0]), DisplayName: args[0]}})
		}),
	}, &cobra.Command{
		Use: "list", Short: "List the administrators", Args: arguments(0), Example: "  convergence admin list",
		RunE: a.inDomain(func(ctx context.Context, d openedDomain, _ []string) (result, error) {
			return usersOf(ctx, d, protocol.UserConvergence)
		}),
	}, &cobra.Command{
		Use: "remove NAME", Short: "Remove an administrator for good, and end its connections", Args: arguments(1), Example: "  convergence admin remove root",
		RunE: a.inDomain(func(ctx context.Context, d openedDomain, args []string) (result, error) {
			err := d.RemoveUser(ctx, administrator(args[0]))
			if errors.Is(err, store.ErrNotFound) {
				err = fmt.Errorf("there is no administrator %q; see: convergence admin list", args[0])
			}
			return result{text: fmt.Sprintf("administrator %s is removed", args[0])}, err
		}),
	}))
}
