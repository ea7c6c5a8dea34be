package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"

	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
)

// inSystem runs a command on the store in a directory. A server may run on it
// at the same time.
func inSystem(data string, f func(context.Context, store.System) error) error {
	ctx := context.Background()
	system, err := sqlite.Open(ctx, data)
	if err != nil {
		return err
	}
	defer system.Close()
	return f(ctx, system)
}

// openedDomain is a domain's store with the domain's name.
type openedDomain struct {
	store.Domain
	name store.DomainName
}

// inDomain runs a command with count arguments on one domain and prints what f
// returns. Running servers notice a change within a second.
func inDomain(flags *flag.FlagSet, count int, args []string, env environment, f func(ctx context.Context, d openedDomain, rest []string) (said string, err error)) error {
	data := dataFlag(flags)
	named := flags.String("domain", "", "NAMESPACE/DOMAIN; may be left out when there is one domain")
	rest, err := parse(flags, args, env, count)
	if err != nil {
		return err
	}
	return inSystem(*data, func(ctx context.Context, system store.System) error {
		name, err := chooseDomain(ctx, system, *named)
		if err != nil {
			return err
		}
		d, err := system.OpenDomain(ctx, name)
		if errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("domain %s does not exist; make it with: convergence domain add %s", name, name)
		}
		if err != nil {
			return err
		}
		defer d.Close()
		said, err := f(ctx, openedDomain{d, name}, rest)
		if err != nil {
			return err
		}
		fmt.Fprintln(env.out, said)
		return nil
	})
}

// chooseDomain returns the domain that was named, or the only one there is.
func chooseDomain(ctx context.Context, system store.System, named string) (store.DomainName, error) {
	if named != "" {
		return domainName(named)
	}
	all, err := system.Domains(ctx)
	switch {
	case err != nil:
		return store.DomainName{}, err
	case len(all) == 0:
		return store.DomainName{}, errors.New("there is no domain yet; make one with: convergence domain add NAMESPACE/DOMAIN")
	case len(all) > 1:
		return store.DomainName{}, errors.New("there are several domains; say which one with --domain NAMESPACE/DOMAIN")
	}
	return all[0].DomainName, nil
}

func domainName(text string) (store.DomainName, error) {
	namespace, id, ok := strings.Cut(text, "/")
	if !ok {
		return store.DomainName{}, fmt.Errorf("%q is not a domain: write it as NAMESPACE/DOMAIN", text)
	}
	return store.DomainName{Namespace: namespace, ID: id}, nil
}
