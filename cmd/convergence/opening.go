package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/postgres"
	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
)

// defaultData is made when it is missing; a directory that is named is there.
const defaultData = "data"

// storeVariable has the address of a database for all commands: it has a password, which the
// arguments of a command show to others on the machine.
const storeVariable = variablePrefix + "STORE"

// place is where the store is: the address of a database, or a directory.
func (a *app) place() string { return cmp.Or(a.store, os.Getenv(storeVariable), a.data) }

// place is how a place is told, without what is secret in it.
func place(where string) string {
	if strings.Contains(where, "://") {
		return postgres.Redact(where)
	}
	return where
}

// openStore opens the store. Without fresh one that is not there is an error, so that a
// name that is misspelt makes nothing.
func (a *app) openStore(ctx context.Context, fresh bool) (store.System, error) {
	where := a.place()
	if where != a.data && !postgres.IsAddress(where) {
		return nil, fmt.Errorf("--store or %s is %q and has to begin with postgres://; a directory is named with --data; %w", storeVariable, place(where), errUsage)
	}
	return openAt(ctx, where, fresh)
}

// openAt opens the store at a place.
func openAt(ctx context.Context, where string, fresh bool) (store.System, error) {
	if postgres.IsAddress(where) {
		return postgres.Open(ctx, where, fresh)
	}
	_, err := os.Stat(filepath.Join(where, "system.db"))
	if errors.Is(err, fs.ErrNotExist) {
		if !fresh {
			return nil, fmt.Errorf("there is no data in %s; name the directory of the server with --data, or make a domain with: convergence domain add NAMESPACE/DOMAIN", where)
		}
		if _, err := os.Stat(where); err != nil && where != defaultData {
			return nil, fmt.Errorf("the data directory does not exist, make it if it is meant: %w", err)
		}
	} else if err != nil {
		return nil, err
	}
	return sqlite.Open(ctx, where)
}

// onlyFiles fails for a command that is about the files of SQLite when the store is a
// database, which has its own.
func (a *app) onlyFiles(program string) error {
	if where := a.place(); where != a.data {
		return fmt.Errorf("the store is the database %s, and this command is for data directories: use %s, which comes with PostgreSQL", place(where), program)
	}
	return nil
}

// inSystem runs a command on the store.
func (a *app) inSystem(f func(context.Context, store.System, []string) (result, error)) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, args []string) error {
		ctx := context.Background()
		system, err := a.openStore(ctx, false)
		if err != nil {
			return err
		}
		defer system.Close()
		r, err := f(ctx, system, args)
		if err != nil {
			return err
		}
		return a.say(r)
	}
}

// openedDomain is a domain's store with the domain's name.
type openedDomain struct {
	store.Domain
	name store.DomainName
}

// inDomain runs a command on one domain and prints what f returns.
func (a *app) inDomain(f func(ctx context.Context, d openedDomain, args []string) (result, error)) func(*cobra.Command, []string) error {
	return a.inSystem(func(ctx context.Context, system store.System, args []string) (result, error) {
		name, err := a.chooseDomain(ctx, system)
		if err != nil {
			return result{}, err
		}
		d, err := system.OpenDomain(ctx, name)
		if errors.Is(err, store.ErrNotFound) {
			return result{}, fmt.Errorf("domain %s does not exist; make it with: convergence domain add %s", name, name)
		}
		if err != nil {
			return result{}, err
		}
		defer d.Close()
		return f(ctx, openedDomain{d, name}, args)
	})
}

// withDomain adds the flag that says which domain a command is about.
func (a *app) withDomain(c *cobra.Command) *cobra.Command {
	c.PersistentFlags().StringVar(&a.domain, "domain", "", "NAMESPACE/DOMAIN; may be left out when there is one domain")
	return c
}

// chooseDomain returns the domain that was named, or the only one there is.
func (a *app) chooseDomain(ctx context.Context, system store.System) (store.DomainName, error) {
	if a.domain != "" {
		return domainName(a.domain)
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
		return store.DomainName{}, fmt.Errorf("%q is not a domain: write it as NAMESPACE/DOMAIN; %w", text, errUsage)
	}
	return store.DomainName{Namespace: namespace, ID: id}, nil
}
