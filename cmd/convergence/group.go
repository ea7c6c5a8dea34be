package main

import (
	"context"
	"errors"
	"flag"
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

func addGroup(args []string, env environment) error {
	flags := flag.NewFlagSet("group add", flag.ContinueOnError)
	description := flags.String("description", "", "what the group is for")
	return inDomain(flags, 1, args, env, func(ctx context.Context, d openedDomain, rest []string) (string, error) {
		return fmt.Sprintf("group %s is ready; add members with: convergence group member add %s USER", rest[0], rest[0]),
			d.CreateGroup(ctx, rest[0], *description)
	})
}

func editGroup(args []string, env environment) error {
	flags := flag.NewFlagSet("group edit", flag.ContinueOnError)
	description := flags.String("description", "", "what the group is for")
	return inDomain(flags, 1, args, env, func(ctx context.Context, d openedDomain, rest []string) (string, error) {
		err := d.DescribeGroup(ctx, rest[0], *description)
		if errors.Is(err, store.ErrNotFound) {
			err = fmt.Errorf("%w; make it with: convergence group add %s", err, rest[0])
		}
		return fmt.Sprintf("group %s is changed", rest[0]), err
	})
}

func addMember(args []string, env environment) error {
	return inDomain(flag.NewFlagSet("group member add", flag.ContinueOnError), 2, args, env, func(ctx context.Context, d openedDomain, rest []string) (string, error) {
		err := d.AddGroupMember(ctx, rest[0], protocol.UserID{Type: protocol.UserNormal, Username: rest[1]})
		if errors.Is(err, store.ErrNotFound) {
			err = fmt.Errorf("%w; make groups with: convergence group add, and users with: convergence user add", err)
		}
		return fmt.Sprintf("user %s is in group %s", rest[1], rest[0]), err
	})
}

func removeMember(args []string, env environment) error {
	return inDomain(flag.NewFlagSet("group member remove", flag.ContinueOnError), 2, args, env, func(ctx context.Context, d openedDomain, rest []string) (string, error) {
		return fmt.Sprintf("user %s is not in group %s any more", rest[1], rest[0]),
			d.RemoveGroupMember(ctx, rest[0], protocol.UserID{Type: protocol.UserNormal, Username: rest[1]})
	})
}
