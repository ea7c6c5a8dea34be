package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/administration"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

func (a *app) collectionCommand() *cobra.Command {
	return a.withDomain(group("collection", "Collections of models, and the rights on them", a.addCollection(), a.editCollection(), a.listCollections(), &cobra.Command{
		Use: "remove ID", Short: "Remove a collection that has no models", Args: arguments(1), Example: "  convergence collection remove notes",
		RunE: a.inDomain(func(ctx context.Context, d openedDomain, args []string) (result, error) {
			return result{text: fmt.Sprintf("collection %s is removed", args[0])}, d.RemoveCollection(ctx, args[0])
		}),
	}))
}

// rightsText writes rights for people.
func rightsText(r store.Rights) string {
	names := administration.RightsNames(r)
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ",")
}

// parseRights reads what rightsText writes, and "all".
func parseRights(text string) (store.Rights, error) {
	switch text {
	case "all":
		return store.AllRights, nil
	case "none":
		return 0, nil
	}
	names := strings.Split(text, ",")
	for i := range names {
		names[i] = strings.TrimSpace(names[i])
	}
	rights, wrong, ok := administration.RightsNamed(names)
	if !ok {
		return 0, fmt.Errorf("%q is no right: they are read, write, remove, manage and create, all or none; %w", wrong, errUsage)
	}
	return rights, nil
}

// rightsFlags are what changes the rights on a collection.
type rightsFlags struct {
	world         string
	users, groups []string // NAME=RIGHTS
}

func (f *rightsFlags) add(c *cobra.Command) {
	c.Flags().StringVar(&f.world, "world", "", "what everybody may do, for instance read,write,remove,create; all; none")
	c.Flags().StringArrayVar(&f.users, "user", nil, "NAME=RIGHTS of a user, or NAME= to take the entry away; can be repeated")
	c.Flags().StringArrayVar(&f.groups, "group", nil, "ID=RIGHTS of a group, or ID= to take the entry away; can be repeated")
}

// update returns the change. Who is named exists.
func (f *rightsFlags) update(ctx context.Context, d openedDomain) (u store.RightsUpdate, err error) {
	if f.world != "" {
		world, err := parseRights(f.world)
		if err != nil {
			return u, err
		}
		u.World = &world
	}
	each := func(entries []string, set func(name string, r store.Rights) error, remove func(name string)) error {
		for _, e := range entries {
			name, text, ok := strings.Cut(e, "=")
			if !ok {
				return fmt.Errorf("%q is not NAME=RIGHTS; %w", e, errUsage)
			}
			if text == "" {
				remove(name)
				continue
			}
			r, err := parseRights(text)
			if err == nil {
				err = set(name, r)
			}
			if err != nil {
				return err
			}
		}
		return nil
	}
	err = each(f.users, func(name string, r store.Rights) error {
		_, err := d.User(ctx, administration.Normal(name))
		u.SetUsers = append(u.SetUsers, protocol.UserPermissions{User: administration.Normal(name), Permissions: r})
		return noUser(err, name)
	}, func(name string) { u.RemoveUsers = append(u.RemoveUsers, administration.Normal(name)) })
	if err != nil {
		return u, err
	}
	return u, each(f.groups, func(name string, r store.Rights) error {
		_, err := d.Group(ctx, name)
		if errors.Is(err, store.ErrNotFound) {
			err = fmt.Errorf("group %q does not exist; make it with: convergence group add %s", name, name)
		}
		u.SetGroups = append(u.SetGroups, protocol.GroupPermissions{Group: name, Permissions: r})
		return err
	}, func(name string) { u.RemoveGroups = append(u.RemoveGroups, name) })
}

func (a *app) addCollection() *cobra.Command {
	var f rightsFlags
	c := &cobra.Command{
		Use: "add ID", Short: "Make a collection; everybody may do all in it but manage, unless --world says otherwise", Args: arguments(1),
		Example: "  convergence collection add notes --world none --user ada=all --group editors=read,write",
		RunE: a.inDomain(func(ctx context.Context, d openedDomain, args []string) (result, error) {
			u, err := f.update(ctx, d)
			if err != nil {
				return result{}, err
			}
			made := store.Collection{ID: args[0], World: store.UsualRights, Users: u.SetUsers, Groups: u.SetGroups}
			if u.World != nil {
				made.World = *u.World
			}
			return result{text: fmt.Sprintf("collection %s is ready", args[0])}, d.CreateCollection(ctx, made, 0)
		}),
	}
	f.add(c)
	return c
}

func (a *app) editCollection() *cobra.Command {
	var f rightsFlags
	c := &cobra.Command{
		Use: "edit ID", Short: "Change the rights on a collection; they apply to models that are open too", Args: arguments(1),
		Example: "  convergence collection edit notes --world read --user ada=all --user bob=",
		RunE: a.inDomain(func(ctx context.Context, d openedDomain, args []string) (result, error) {
			u, err := f.update(ctx, d)
			if err == nil {
				err = d.SetCollectionRights(ctx, args[0], u)
			}
			if errors.Is(err, store.ErrNotFound) {
				err = fmt.Errorf("%w; make it with: convergence collection add %s", err, args[0])
			}
			return result{text: fmt.Sprintf("collection %s is changed", args[0])}, err
		}),
	}
	f.add(c)
	return c
}

// describedCollection is a collection as it is listed.
type describedCollection struct {
	ID     string            `json:"id"`
	World  string            `json:"world"`
	Users  map[string]string `json:"users"`
	Groups map[string]string `json:"groups"`
}

func (a *app) listCollections() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the collections and the rights on them", Args: arguments(0), Example: "  convergence collection list --json",
		RunE: a.inDomain(func(ctx context.Context, d openedDomain, _ []string) (result, error) {
			all, err := d.Collections(ctx)
			var described []describedCollection
			for _, c := range all {
				x := describedCollection{c.ID, rightsText(c.World), map[string]string{}, map[string]string{}}
				for _, u := range c.Users {
					x.Users[u.User.Username] = rightsText(u.Permissions)
				}
				for _, g := range c.Groups {
					x.Groups[g.Group] = rightsText(g.Permissions)
				}
				described = append(described, x)
			}
			return listed(described, []string{"COLLECTION", "WORLD", "USERS", "GROUPS"}, func(c describedCollection) []string {
				return []string{c.ID, c.World, fmt.Sprint(len(c.Users)), fmt.Sprint(len(c.Groups))}
			}), err
		}),
	}
}
