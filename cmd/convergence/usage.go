package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// usage is what a domain has, beside its quotas.
type usage struct {
	Name        string `json:"name"`
	Models      int64  `json:"models"`
	StateBytes  int64  `json:"stateBytes"`
	LogBytes    int64  `json:"logBytes"`
	Chats       int64  `json:"chats"`
	ChatBytes   int64  `json:"chatBytes"`
	Storage     int64  `json:"storage"` // all of these bytes
	FileBytes   int64  `json:"fileBytes"`
	Collections int64  `json:"collections"`
	Users       int64  `json:"users"`
	Guests      int64  `json:"guests"`
	Connected   int64  `json:"connected"`
	Sessions    int64  `json:"sessions"`
	Clients     int64  `json:"clients"`

	Quotas  store.Quotas  `json:"quotas"`
	Keeping store.Keeping `json:"keeping"`
}

func (a *app) usageOfDomain() *cobra.Command {
	return &cobra.Command{
		Use: "usage NAMESPACE/DOMAIN", Short: "Say how much a domain has, and its quotas", Args: arguments(1),
		Example: "  convergence domain usage example/notes --json",
		RunE: a.inSystem(func(ctx context.Context, system store.System, args []string) (result, error) {
			name, err := domainName(args[0])
			if err != nil {
				return result{}, err
			}
			info, err := system.Domain(ctx, name)
			if err != nil {
				return result{}, fmt.Errorf("domain %s: %w", name, err)
			}
			d, err := system.OpenDomain(ctx, name)
			if err != nil {
				return result{}, err
			}
			defer d.Close()
			u, err := usageOf(ctx, d, &info)
			return result{u.text(), u}, err
		}),
	}
}

func usageOf(ctx context.Context, d store.Domain, info *store.DomainInfo) (usage, error) {
	u := usage{Name: info.DomainName.String(), Quotas: info.Quotas, Keeping: info.Keeping}
	used, err := d.Used(ctx)
	if err != nil {
		return u, err
	}
	for i := range used {
		u.Models += used[i].Models
		u.StateBytes += used[i].State
		u.LogBytes += used[i].Log
		u.Chats += used[i].Chats
		u.ChatBytes += used[i].ChatBytes
		u.Storage += used[i].Storage()
	}
	c, err := d.Counts(ctx)
	u.FileBytes, u.Collections, u.Users, u.Guests = c.File, c.Collections, c.Users, c.Guests
	u.Connected, u.Sessions, u.Clients = c.Connected, c.Sessions, c.Clients
	return u, err
}

func (u *usage) text() string {
	number := func(n int64) string { return fmt.Sprint(n) }
	row := func(what, has string, quotas ...string) []string { return append([]string{what, has}, quotas...) }
	bound := func(n int64, format func(int64) string) string {
		if n == 0 {
			return "-"
		}
		return format(n)
	}
	q := &u.Quotas
	return table([]string{"", u.Name, "QUOTA", "OF A USER"}, [][]string{
		row("models", number(u.Models), bound(q.Models, number), bound(q.UserModels, number)),
		row("storage", formatSize(u.Storage), bound(q.Storage, formatSize), bound(q.UserStorage, formatSize)),
		row("  states", formatSize(u.StateBytes)),
		row("  operations", formatSize(u.LogBytes)),
		row("  chats", formatSize(u.ChatBytes)),
		row("file", formatSize(u.FileBytes)),
		row("chats", number(u.Chats), bound(q.Chats, number), bound(q.UserChats, number)),
		row("collections", number(u.Collections)),
		row("users", number(u.Users)),
		row("guests", number(u.Guests)),
		row("connected", number(u.Connected)),
		row("sessions recorded", number(u.Sessions)),
		row("clients recorded", number(u.Clients)),
	})
}
