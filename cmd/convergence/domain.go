package main

import (
	"context"
	"flag"
	"fmt"
	"strings"
	"time"

	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
)

func addDomain(args []string, env environment) error {
	flags := flag.NewFlagSet("domain add", flag.ContinueOnError)
	data := dataFlag(flags)
	anonymous := flags.Bool("anonymous", false, "let people in without a name")
	emails := emailsFlag(flags)
	rest, err := parse(flags, args, env, 1)
	if err != nil {
		return err
	}
	name, err := domainName(rest[0])
	if err != nil {
		return err
	}
	visible, err := emailsOf(*emails, env)
	if err != nil {
		return err
	}
	ctx := context.Background()
	system, err := sqlite.Open(ctx, *data)
	if err != nil {
		return err
	}
	defer system.Close()
	err = system.CreateDomain(ctx, store.DomainInfo{
		DomainName: name, Anonymous: *anonymous, Emails: visible, Created: time.Now().UnixMilli()})
	if err != nil {
		return err
	}
	fmt.Fprintf(env.out, "domain %s is ready; clients connect to <server>/api/realtime/%s\n", name, name)
	if !*anonymous {
		fmt.Fprintf(env.out, "make a user for it with: convergence user add NAME --domain %s\n", name)
	}
	return nil
}

// setDomain changes the settings that are named and leaves the others.
func setDomain(args []string, env environment) error {
	flags := flag.NewFlagSet("domain set", flag.ContinueOnError)
	data := dataFlag(flags)
	anonymous := flags.Bool("anonymous", false, "let people in without a name")
	emails := emailsFlag(flags)
	rest, err := parse(flags, args, env, 1)
	if err != nil {
		return err
	}
	name, err := domainName(rest[0])
	if err != nil {
		return err
	}
	visible, err := emailsOf(*emails, env)
	if err != nil {
		return err
	}
	ctx := context.Background()
	system, err := sqlite.Open(ctx, *data)
	if err != nil {
		return err
	}
	defer system.Close()
	info, err := system.Domain(ctx, name)
	if err != nil {
		return fmt.Errorf("domain %s: %w", name, err)
	}
	flags.Visit(func(f *flag.Flag) {
		switch f.Name {
		case "anonymous":
			info.Anonymous = *anonymous
		case "emails":
			info.Emails = visible
		}
	})
	if err := system.SetDomain(ctx, info); err != nil {
		return err
	}
	fmt.Fprintf(env.out, "domain %s is changed for those who sign in from now on\n", name)
	return nil
}

func emailsFlag(flags *flag.FlagSet) *string {
	return flags.String("emails", "hidden", "who may see the e-mail addresses of others: hidden (administrators only), users or everybody")
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
	ctx := context.Background()
	system, err := sqlite.Open(ctx, *data)
	if err != nil {
		return err
	}
	defer system.Close()
	all, err := system.Domains(ctx)
	for _, d := range all {
		fmt.Fprintln(env.out, d.DomainName)
	}
	return err
}

func domainName(text string) (store.DomainName, error) {
	namespace, id, ok := strings.Cut(text, "/")
	if !ok {
		return store.DomainName{}, fmt.Errorf("%q is not a domain: write it as NAMESPACE/DOMAIN", text)
	}
	return store.DomainName{Namespace: namespace, ID: id}, nil
}
