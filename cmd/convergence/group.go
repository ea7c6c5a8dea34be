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

func addGroup(args []string, env environment) error {
	flags := flag.NewFlagSet("group add", flag.ContinueOnError)
	description := flags.String("description", "", "what the group is for")
	return changeGroup(flags, 1, args, env, func(ctx context.Context, d store.Domain, rest []string) (string, error) {
		return fmt.Sprintf("group %s is ready; add members with: convergence group member add %s USER", rest[0], rest[0]),
			d.CreateGroup(ctx, rest[0], *description)
	})
}

func editGroup(args []string, env environment) error {
	flags := flag.NewFlagSet("group edit", flag.ContinueOnError)
	description := flags.String("description", "", "what the group is for")
	return changeGroup(flags, 1, args, env, func(ctx context.Context, d store.Domain, rest []string) (string, error) {
		err := d.DescribeGroup(ctx, rest[0], *description)
		if errors.Is(err, store.ErrNotFound) {
			err = fmt.Errorf("%w; make it with: convergence group add %s", err, rest[0])
		}
		return fmt.Sprintf("group %s is changed", rest[0]), err
	})
}

func addMember(args []string, env environment) error {
	return changeGroup(flag.NewFlagSet("group member add", flag.ContinueOnError), 2, args, env, func(ctx context.Context, d store.Domain, rest []string) (string, error) {
		err := d.AddGroupMember(ctx, rest[0], protocol.UserID{Type: protocol.UserNormal, Username: rest[1]})
		if errors.Is(err, store.ErrNotFound) {
			err = fmt.Errorf("%w; make groups with: convergence group add, and users with: convergence user add", err)
		}
		return fmt.Sprintf("user %s is in group %s", rest[1], rest[0]), err
	})
}

func removeMember(args []string, env environment) error {
	return changeGroup(flag.NewFlagSet("group member remove", flag.ContinueOnError), 2, args, env, func(ctx context.Context, d store.Domain, rest []string) (string, error) {
		return fmt.Sprintf("user %s is not in group %s any more", rest[1], rest[0]),
			d.RemoveGroupMember(ctx, rest[0], protocol.UserID{Type: protocol.UserNormal, Username: rest[1]})
	})
}

// changeGroup runs a command that changes the groups of a domain and says what
// change returns. Running servers notice within a second.
func changeGroup(flags *flag.FlagSet, count int, args []string, env environment, change func(context.Context, store.Domain, []string) (string, error)) error {
	data := dataFlag(flags)
	domain := flags.String("domain", "", "NAMESPACE/DOMAIN of the group; may be left out when there is one domain")
	rest, err := parse(flags, args, env, count)
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
	said, err := change(ctx, d, rest)
	if err != nil {
		return err
	}
	fmt.Fprintln(env.out, said)
	return nil
}

// openDomain opens the domain that was named, or the only one there is.
func openDomain(ctx context.Context, system store.System, named string) (store.Domain, store.DomainName, error) {
	name, err := chooseDomain(ctx, system, named)
	if err != nil {
		return nil, name, err
	}
	d, err := system.OpenDomain(ctx, name)
	if errors.Is(err, store.ErrNotFound) {
		return nil, name, fmt.Errorf("domain %s does not exist; make it with: convergence domain add %s", name, name)
	}
	return d, name, err
}
