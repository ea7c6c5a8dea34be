package main

import (
	"context"
	"errors"
	"flag"
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// editUser changes the parts of a profile that are named.
func editUser(args []string, env environment) error {
	flags := flag.NewFlagSet("user edit", flag.ContinueOnError)
	var given protocol.User
	flags.StringVar(&given.DisplayName, "display-name", "", "name that others see")
	flags.StringVar(&given.FirstName, "first-name", "", "first name")
	flags.StringVar(&given.LastName, "last-name", "", "last name")
	flags.StringVar(&given.Email, "email", "", "e-mail address")
	return inDomain(flags, 1, args, env, func(ctx context.Context, d openedDomain, rest []string) (string, error) {
		user, err := d.User(ctx, protocol.UserID{Type: protocol.UserNormal, Username: rest[0]})
		if errors.Is(err, store.ErrNotFound) {
			return "", fmt.Errorf("user %q does not exist; make it with: convergence user add %s", rest[0], rest[0])
		}
		if err != nil {
			return "", err
		}
		flags.Visit(func(f *flag.Flag) {
			switch f.Name {
			case "display-name":
				user.DisplayName = given.DisplayName
			case "first-name":
				user.FirstName = given.FirstName
			case "last-name":
				user.LastName = given.LastName
			case "email":
				user.Email = given.Email
			}
		})
		return fmt.Sprintf("user %s is changed", rest[0]), d.SetProfile(ctx, user.User)
	})
}
