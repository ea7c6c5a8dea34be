package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/convergence-wasm/convergence/pkg/server/administration"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

func (a *app) domainCommand() *cobra.Command {
	return group("domain", "Domains: spaces of models, chats and users", a.addDomain(), a.editDomain(), a.removeDomain(), a.usageOfDomain(), &cobra.Command{
		Use: "list", Short: "List the domains and their settings", Example: "  convergence domain list", Args: arguments(0),
		RunE: a.inSystem(func(ctx context.Context, system store.System, _ []string) (result, error) {
			all, err := system.Domains(ctx)
			described := make([]describedDomain, len(all))
			for i, d := range all {
				described[i] = describedDomain{d.DomainName.String(), d.Anonymous, administration.EmailsNames[d.Emails], administration.MakersNames[d.Makers], d.Origins, administration.AvailabilityNames[d.Availability]}
			}
			return listed(described, []string{"DOMAIN", "ANONYMOUS", "EMAILS", "COLLECTIONS", "AVAILABILITY", "ORIGINS"}, func(d describedDomain) []string {
				return []string{d.Name, fmt.Sprint(d.Anonymous), d.Emails, d.Collections, d.Availability, d.Origins}
			}), err
		}),
	})
}

// describedDomain is a domain as it is listed.
type describedDomain struct {
	Name        string `json:"name"`
	Anonymous   bool   `json:"anonymous"`
	Emails      string `json:"emails"`
	Collections string `json:"collections"`
	Origins     string `json:"origins"`

	Availability string `json:"availability"`
}

// settings are the flags of a domain.
type settings struct {
	anonymous           bool
	emails, collections string
	availability        string
	origins             []string
	quotas              store.Quotas
	keeping             store.Keeping
}

// number is a flag of a number that belongs to a domain.
type number struct {
	name, help string
	value      *int64
	size       bool // in bytes
}

func (s *settings) numbers() []number {
	q, k := &s.quotas, &s.keeping
	return []number{
		{"max-models", "models in the domain", &q.Models, false},
		{"max-models-per-user", "models that one user has made", &q.UserModels, false},
		{"max-storage", "size of all models and chats with their history", &q.Storage, true},
		{"max-storage-per-user", "size of the models and chats that one user has made", &q.UserStorage, true},
		{"max-chats", "chats in the domain", &q.Chats, false},
		{"max-chats-per-user", "chats that one user has made", &q.UserChats, false},
		{"keep-guests", "days after which anonymous users are forgotten who were not seen", &k.Guests, false},
		{"keep-sessions", "days after which records of sessions and clients are forgotten that have changed nothing", &k.Sessions, false},
		{"keep-empty-chats", "days after which chats go in which nothing was ever said and nobody is", &k.Chats, false},
		{"keep-history", "days after which what was done in models is forgotten, but not what came of it", &k.History, false},
	}
}

func (s *settings) flags(c *cobra.Command) {
	c.Flags().BoolVar(&s.anonymous, "anonymous", false, "let people in without a name")
	c.Flags().StringVar(&s.emails, "emails", "hidden", "who may see the e-mail addresses of others: hidden (administrators only), users or everybody")
	c.Flags().StringVar(&s.collections, "collections", "users", "who makes a collection by making a model in it: users (who have signed in), everybody or nobody")
	c.Flags().StringVar(&s.availability, "availability", "online", "who may be connected: everybody (online), administrators (maintenance) or nobody (offline); others are disconnected at once")
	s.quotas, s.keeping = store.DefaultQuotas(), store.DefaultKeeping()
	for _, n := range s.numbers() {
		if help := n.help + "; 0 for no bound"; n.size {
			c.Flags().Var((*storageSize)(n.value), n.name, help)
		} else {
			c.Flags().Int64Var(n.value, n.name, *n.value, help)
		}
	}
	c.Flags().StringSliceVar(&s.origins, "origins", nil, "pages that may connect beside those of the server, as https://app.example; * for all; can be repeated")
}

// apply changes what was given, or all.
func (s *settings) apply(c *cobra.Command, all bool, info *store.DomainInfo) error {
	given := func(name string) bool { return all || c.Flags().Changed(name) }
	if given("anonymous") {
		info.Anonymous = s.anonymous
	}
	if given("origins") {
		var err error
		if info.Origins, err = administration.Origins(s.origins); err != nil {
			return err
		}
	}
	into := settings{quotas: info.Quotas, keeping: info.Keeping}
	for i, n := range s.numbers() {
		if *n.value < 0 {
			return fmt.Errorf("--%s is %d and has to be 0 or more; %w", n.name, *n.value, errUsage)
		}
		if given(n.name) {
			*into.numbers()[i].value = *n.value
		}
	}
	info.Quotas, info.Keeping = into.quotas, into.keeping
	var err error
	if given("emails") {
		info.Emails, err = named(administration.EmailsNames, "--emails", s.emails)
	}
	if err == nil && given("collections") {
		info.Makers, err = named(administration.MakersNames, "--collections", s.collections)
	}
	if err == nil && given("availability") {
		info.Availability, err = named(administration.AvailabilityNames, "--availability", s.availability)
	}
	return err
}

// named returns what a flag means.
func named[T comparable](names map[T]string, flag, given string) (T, error) {
	if value, ok := administration.Named(names, given); ok {
		return value, nil
	}
	var none T
	return none, fmt.Errorf("%s is not %q; %w", flag, given, errUsage)
}

func (a *app) addDomain() *cobra.Command {
	var s settings
	c := &cobra.Command{
		Use: "add NAMESPACE/DOMAIN", Short: "Make a domain", Args: arguments(1),
		Example: "  convergence domain add example/notes --anonymous",
		RunE: func(c *cobra.Command, args []string) error {
			name, err := domainName(args[0])
			info := store.NewDomain(name)
			if err == nil {
				err = s.apply(c, true, &info)
			}
			if err != nil {
				return err
			}
			system, err := a.openStore(c.Context(), true)
			if err != nil {
				return err
			}
			defer system.Close()
			if err := system.CreateDomain(c.Context(), info); err != nil {
				return err
			}
			text := fmt.Sprintf("domain %s is ready; clients connect to <server>/api/realtime/%s", info.DomainName, info.DomainName)
			if !info.Anonymous {
				text += fmt.Sprintf("\nmake a user for it with: convergence user add NAME --domain %s", info.DomainName)
			}
			return a.say(result{text: text})
		},
	}
	s.flags(c)
	return c
}

// editDomain changes the settings that are named and leaves the others.
func (a *app) editDomain() *cobra.Command {
	var s settings
	c := &cobra.Command{
		Use: "edit NAMESPACE/DOMAIN", Aliases: []string{"set"}, Short: "Change the settings of a domain, for those who sign in from then on; quotas and availability for all", Args: arguments(1),
		Example: "  convergence domain edit example/notes --anonymous=false --origins https://app.example\n" +
			"  convergence domain edit example/notes --max-models 10000 --max-storage 20GiB --max-models-per-user 500\n" +
			"  convergence domain edit example/notes --availability maintenance\n" +
			"  convergence domain edit example/notes --keep-history 90",
	}
	c.RunE = a.inSystem(func(ctx context.Context, system store.System, args []string) (result, error) {
		name, err := domainName(args[0])
		if err != nil {
			return result{}, err
		}
		info, err := system.Domain(ctx, name)
		if err != nil {
			return result{}, fmt.Errorf("domain %s: %w", name, err)
		}
		if err := s.apply(c, false, &info); err != nil {
			return result{}, err
		}
		return result{text: fmt.Sprintf("domain %s is changed for those who sign in from now on; quotas and availability hold for everybody", name)}, system.SetDomain(ctx, info)
	})
	s.flags(c)
	return c
}

func (a *app) removeDomain() *cobra.Command {
	var yes bool
	c := &cobra.Command{
		Use: "remove NAMESPACE/DOMAIN", Short: "Remove a domain with everything in it", Args: arguments(1),
		Example: "  convergence domain remove example/notes --yes",
	}
	c.RunE = a.inSystem(func(ctx context.Context, system store.System, args []string) (result, error) {
		name, err := domainName(args[0])
		if err == nil && !yes {
			err = fmt.Errorf("this removes all models, chats and users of %s for good; say --yes if it is meant; %w", name, errUsage)
		}
		if err != nil {
			return result{}, err
		}
		return result{text: fmt.Sprintf("domain %s is removed", name)}, system.RemoveDomain(ctx, name)
	})
	c.Flags().BoolVar(&yes, "yes", false, "it is meant")
	return c
}
