package main

import (
	"context"
	"errors"
	"flag"
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
)

// editUser changes the parts of a profile that are named.
func editUser(args []string, env environment) error {
	flags := flag.NewFlagSet("user edit", flag.ContinueOnError)
	data := dataFlag(flags)
	domain := flags.String("domain", "", "NAMESPACE/DOMAIN of the user; may be left out when there is one domain")
	var given protocol.User
	flags.StringVar(&given.DisplayName, "display-name", "", "name that others see")
	flags.StringVar(&given.FirstName, "first-name", "", "first name")
	flags.StringVar(&given.LastName, "last-name", "", "last name")
	flags.StringVar(&given.Email, "email", "", "e-mail address")
	rest, err := parse(flags, args, env, 1)
	if err != nil {
		return err
	}
	ctx := context.Background()
	system, err := sqlite.Open(ctx, *data)
	if err != nil {
		return err
	}
	defer system.Close()
	d, _, err := openDomain(ctx, system, *domain)
	if err != nil {
		return err
	}
	defer d.Close()
	user, err := d.User(ctx, protocol.UserID{Type: protocol.UserNormal, Username: rest[0]})
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("user %q does not exist; make it with: convergence user add %s", rest[0], rest[0])
	}
	if err != nil {
		return err
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
	if err := d.SetProfile(ctx, user.User); err != nil {
		return err
	}
	fmt.Fprintf(env.out, "user %s is changed\n", rest[0])
	return nil
}
