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
	rest, err := parse(flags, args, env, 1)
	if err != nil {
		return err
	}
	name, err := domainName(rest[0])
	if err != nil {
		return err
	}
	ctx := context.Background()
	system, err := sqlite.Open(ctx, *data)
	if err != nil {
		return err
	}
	defer system.Close()
	err = system.CreateDomain(ctx, store.DomainInfo{DomainName: name, Anonymous: *anonymous, Created: time.Now().UnixMilli()})
	if err != nil {
		return err
	}
	fmt.Fprintf(env.out, "domain %s is ready; clients connect to <server>/api/realtime/%s\n", name, name)
	if !*anonymous {
		fmt.Fprintf(env.out, "make a user for it with: convergence user add NAME --domain %s\n", name)
	}
	return nil
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
