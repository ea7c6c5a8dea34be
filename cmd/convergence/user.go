package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/administration"
	"github.com/convergence-wasm/convergence/pkg/server/password"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

func (a *app) userCommand() *cobra.Command {
	return a.withDomain(group("user", "Users of a domain", a.addUser(), a.editUser(), a.disableUser(), a.listUsers(), &cobra.Command{
		Use: "password NAME", Short: "Change a password, which is asked for, or read from standard input", Args: arguments(1),
		Example: "  convergence user password ada",
		RunE: a.inDomain(func(ctx context.Context, d openedDomain, args []string) (result, error) {
			if _, err := d.User(ctx, administration.Normal(args[0])); err != nil {
				return result{}, noUser(err, args[0])
			}
			secret, err := readPassword(a.environment)
			if err != nil {
				return result{}, err
			}
			return result{text: fmt.Sprintf("user %s has another password; who has signed in with the former one stays until it disconnects", args[0])},
				noUser(d.SetPassword(ctx, administration.Normal(args[0]), password.Hash(secret)), args[0])
		}),
	}, &cobra.Command{
		Use: "remove NAME", Short: "Remove a user for good, and end its connections; the name is not given again", Args: arguments(1),
		Example: "  convergence user remove ada",
		RunE: a.inDomain(func(ctx context.Context, d openedDomain, args []string) (result, error) {
			return result{text: fmt.Sprintf("user %s is removed", args[0])}, noUser(d.RemoveUser(ctx, administration.Normal(args[0])), args[0])
		}),
	}))
}

// noUser says what to do about a user who does not exist.
func noUser(err error, name string) error {
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("user %q does not exist; make it with: convergence user add %s", name, name)
	}
	return err
}

// describedUser is a user as it is listed.
type describedUser struct {
	Name        string `json:"name"`
	DisplayName string `json:"displayName"`
	FirstName   string `json:"firstName,omitempty"`
	LastName    string `json:"lastName,omitempty"`
	Email       string `json:"email,omitempty"`
	Password    bool   `json:"password"` // whether there is one
	Disabled    bool   `json:"disabled"`
}

func (a *app) listUsers() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the users", Example: "  convergence user list --json", Args: arguments(0),
		RunE: a.inDomain(func(ctx context.Context, d openedDomain, _ []string) (result, error) {
			return usersOf(ctx, d, protocol.UserNormal)
		}),
	}
}

func usersOf(ctx context.Context, d openedDomain, t protocol.UserType) (result, error) {
	all, err := d.AllUsers(ctx, t)
	var described []describedUser
	for _, u := range all {
		described = append(described, describedUser{u.Username, u.DisplayName, u.FirstName, u.LastName, u.Email, u.PasswordHash != "", u.Disabled})
	}
	return listed(described, []string{"USER", "DISPLAY NAME", "EMAIL", "DISABLED"}, func(u describedUser) []string {
		return []string{u.Name, u.DisplayName, u.Email, fmt.Sprint(u.Disabled)}
	}), err
}

// profileFlags are the parts of a profile.
func profileFlags(c *cobra.Command, u *protocol.User) {
	c.Flags().StringVar(&u.DisplayName, "display-name", "", "name that others see")
	c.Flags().StringVar(&u.FirstName, "first-name", "", "first name")
	c.Flags().StringVar(&u.LastName, "last-name", "", "last name")
	c.Flags().StringVar(&u.Email, "email", "", "e-mail address")
}

func (a *app) addUser() *cobra.Command {
	var given protocol.User
	var without bool
	c := &cobra.Command{
		Use: "add NAME", Short: "Make a user; the password is asked for, or read from standard input", Args: arguments(1),
		Example: "  convergence user add ada --display-name 'Ada L'",
		RunE: a.inDomain(func(ctx context.Context, d openedDomain, args []string) (result, error) {
			user, secret := given, ""
			user.UserID = administration.Normal(args[0])
			if !without {
				var err error
				if secret, err = readPassword(a.environment); err != nil {
					return result{}, err
				}
			}
			return result{text: fmt.Sprintf("user %s of domain %s is ready", args[0], d.name)}, administration.AddUser(ctx, d, user, secret)
		}),
	}
	profileFlags(c, &given)
	c.Flags().BoolVar(&without, "without-password", false, "the user signs in with JSON Web Tokens only")
	return c
}

// editUser changes the parts of a profile that are named.
func (a *app) editUser() *cobra.Command {
	var given protocol.User
	c := &cobra.Command{
		Use: "edit NAME", Short: "Change how a user is called; who is connected is notified", Args: arguments(1),
		Example: "  convergence user edit ada --email ada@example.org",
	}
	c.RunE = a.inDomain(func(ctx context.Context, d openedDomain, args []string) (result, error) {
		user, err := d.User(ctx, administration.Normal(args[0]))
		if err != nil {
			return result{}, noUser(err, args[0])
		}
		for name, part := range map[string][2]*string{
			"display-name": {&user.DisplayName, &given.DisplayName}, "first-name": {&user.FirstName, &given.FirstName},
			"last-name": {&user.LastName, &given.LastName}, "email": {&user.Email, &given.Email},
		} {
			if c.Flags().Changed(name) {
				*part[0] = *part[1]
			}
		}
		return result{text: fmt.Sprintf("user %s is changed", args[0])}, d.SetProfile(ctx, user.User)
	})
	profileFlags(c, &given)
	return c
}

func (a *app) disableUser() *cobra.Command {
	var off bool
	c := &cobra.Command{
		Use: "disable NAME", Short: "Keep a user out, and end its connections; --off lets it in again", Args: arguments(1),
		Example: "  convergence user disable ada\n  convergence user disable ada --off",
		RunE: a.inDomain(func(ctx context.Context, d openedDomain, args []string) (result, error) {
			text := fmt.Sprintf("user %s is disabled", args[0])
			if off {
				text = fmt.Sprintf("user %s may sign in again", args[0])
			}
			return result{text: text}, noUser(d.SetDisabled(ctx, administration.Normal(args[0]), !off), args[0])
		}),
	}
	c.Flags().BoolVar(&off, "off", false, "let the user in again")
	return c
}
