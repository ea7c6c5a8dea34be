package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/administration"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

func (a *app) groupCommand() *cobra.Command {
	return a.withDomain(group("group", "Groups of users, which can have permissions", a.addGroup(), a.editGroup(), a.listGroups(),
		group("member", "Who is in a group", &cobra.Command{
			Use: "add GROUP USER", Short: "Put a user into a group", Args: arguments(2), Example: "  convergence group member add editors ada",
			RunE: a.inDomain(func(ctx context.Context, d openedDomain, args []string) (result, error) {
				err := d.AddGroupMember(ctx, args[0], administration.Normal(args[1]))
				if errors.Is(err, store.ErrNotFound) {
					err = fmt.Errorf("%w; make groups with: convergence group add, and users with: convergence user add", err)
				}
				return result{text: fmt.Sprintf("user %s is in group %s", args[1], args[0])}, err
			}),
		}, &cobra.Command{
			Use: "remove GROUP USER", Short: "Take a user out of a group", Args: arguments(2), Example: "  convergence group member remove editors ada",
			RunE: a.inDomain(func(ctx context.Context, d openedDomain, args []string) (result, error) {
				return result{text: fmt.Sprintf("user %s is not in group %s any more", args[1], args[0])}, d.RemoveGroupMember(ctx, args[0], administration.Normal(args[1]))
			}),
		})))
}

func (a *app) addGroup() *cobra.Command {
	var description string
	c := &cobra.Command{
		Use: "add ID", Short: "Make a group", Args: arguments(1), Example: "  convergence group add editors --description 'who may change texts'",
		RunE: a.inDomain(func(ctx context.Context, d openedDomain, args []string) (result, error) {
			return result{text: fmt.Sprintf("group %s is ready; add members with: convergence group member add %s USER", args[0], args[0])},
				d.CreateGroup(ctx, args[0], description)
		}),
	}
	c.Flags().StringVar(&description, "description", "", "what the group is for")
	return c
}

func (a *app) editGroup() *cobra.Command {
	var description string
	c := &cobra.Command{
		Use: "edit ID", Short: "Say what a group is for", Args: arguments(1), Example: "  convergence group edit editors --description 'who may change texts'",
		RunE: a.inDomain(func(ctx context.Context, d openedDomain, args []string) (result, error) {
			err := d.DescribeGroup(ctx, args[0], description)
			if errors.Is(err, store.ErrNotFound) {
				err = fmt.Errorf("%w; make it with: convergence group add %s", err, args[0])
			}
			return result{text: fmt.Sprintf("group %s is changed", args[0])}, err
		}),
	}
	c.Flags().StringVar(&description, "description", "", "what the group is for")
	return c
}

// describedGroup is a group as it is listed.
type describedGroup struct {
	ID          string   `json:"id"`
	Description string   `json:"description"`
	Members     []string `json:"members"`
}

func (a *app) listGroups() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the groups with their members", Args: arguments(0), Example: "  convergence group list",
		RunE: a.inDomain(func(ctx context.Context, d openedDomain, _ []string) (result, error) {
			groups, err := administration.Groups(ctx, d, "", -1)
			if err != nil {
				return result{}, err
			}
			var all []describedGroup
			for _, g := range groups {
				members := []string{}
				for _, m := range g.Members {
					if m.Type == protocol.UserNormal {
						members = append(members, m.Username)
					}
				}
				all = append(all, describedGroup{g.ID, g.Description, members})
			}
			return listed(all, []string{"GROUP", "MEMBERS", "DESCRIPTION"}, func(g describedGroup) []string {
				return []string{g.ID, fmt.Sprint(len(g.Members)), g.Description}
			}), nil
		}),
	}
}
