package main

import (
	"context"
	"flag"
	"fmt"
	"time"

	"github.com/convergence-wasm/convergence/pkg/server/store"
)

func addDomain(args []string, env environment) error {
	flags := flag.NewFlagSet("domain add", flag.ContinueOnError)
	return withDomainFlags(flags, args, env, func(ctx context.Context, system store.System, given store.DomainInfo) error {
		given.Created = time.Now().UnixMilli()
		if err := system.CreateDomain(ctx, given); err != nil {
			return err
		}
		name := given.DomainName
		fmt.Fprintf(env.out, "domain %s is ready; clients connect to <server>/api/realtime/%s\n", name, name)
		if !given.Anonymous {
			fmt.Fprintf(env.out, "make a user for it with: convergence user add NAME --domain %s\n", name)
		}
		return nil
	})
}

// setDomain changes the settings that are named and leaves the others.
func setDomain(args []string, env environment) error {
	flags := flag.NewFlagSet("domain set", flag.ContinueOnError)
	return withDomainFlags(flags, args, env, func(ctx context.Context, system store.System, given store.DomainInfo) error {
		info, err := system.Domain(ctx, given.DomainName)
		if err != nil {
			return fmt.Errorf("domain %s: %w", given.DomainName, err)
		}
		flags.Visit(func(f *flag.Flag) {
			switch f.Name {
			case "anonymous":
				info.Anonymous = given.Anonymous
			case "emails":
				info.Emails = given.Emails
			}
		})
		if err := system.SetDomain(ctx, info); err != nil {
			return err
		}
		fmt.Fprintf(env.out, "domain %s is changed for those who sign in from now on\n", given.DomainName)
		return nil
	})
}

// withDomainFlags runs a command that takes the name of a domain and its
// settings.
func withDomainFlags(flags *flag.FlagSet, args []string, env environment, f func(context.Context, store.System, store.DomainInfo) error) error {
	data := dataFlag(flags)
	var given store.DomainInfo
	flags.BoolVar(&given.Anonymous, "anonymous", false, "let people in without a name")
	emails := flags.String("emails", "hidden", "who may see the e-mail addresses of others: hidden (administrators only), users or everybody")
	rest, err := parse(flags, args, env, 1)
	if err != nil {
		return err
	}
	if given.DomainName, err = domainName(rest[0]); err != nil {
		return err
	}
	if given.Emails, err = emailsOf(*emails, env); err != nil {
		return err
	}
	return inSystem(*data, func(ctx context.Context, system store.System) error { return f(ctx, system, given) })
}

func emailsOf(text string, env environment) (store.Emails, error) {
	switch text {
	case "hidden":
		return store.EmailsHidden, nil
	case "users":
		return store.EmailsUsers, nil
	case "everybody":
		return store.EmailsEverybody, nil
	}
	fmt.Fprintf(env.err, "convergence: --emails is hidden, users or everybody, not %q\n", text)
	return 0, errUsage
}

func listDomains(args []string, env environment) error {
	flags := flag.NewFlagSet("domain list", flag.ContinueOnError)
	data := dataFlag(flags)
	if _, err := parse(flags, args, env, 0); err != nil {
		return err
	}
	return inSystem(*data, func(ctx context.Context, system store.System) error {
		all, err := system.Domains(ctx)
		for _, d := range all {
			fmt.Fprintln(env.out, d.DomainName)
		}
		return err
	})
}
