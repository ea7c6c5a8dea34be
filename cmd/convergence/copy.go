package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/convergence-wasm/convergence/pkg/server/archive"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/postgres"
)

func (a *app) copyCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "copy FROM TO", Short: "Copy all domains from one store to another, as from a directory to a database", Args: arguments(2),
		Long: "Copy all domains, or one, from one store to another: each is a data directory or the postgres:// address of a database. No server\n" +
			"may run on either. A domain is there once all of it is, and was read from both stores and found to be the same; one that is there\n" +
			"already, and the same, is left, so that a copy that was broken off is begun again by the same command. Of all domains, the\n" +
			"administrators of the server and the API keys for it come too. Everybody signs in again; the audit log, and what webhooks were\n" +
			"still to be told, stay behind.",
		Example: "  convergence copy data postgres://convergence:secret@localhost/convergence\n  convergence copy --domain example/notes postgres://convergence:secret@localhost/convergence other-data",
	}
	c.Flags().StringVar(&a.domain, "domain", "", "NAMESPACE/DOMAIN that is copied; all when it is left out")
	c.RunE = func(_ *cobra.Command, args []string) error {
		ctx, stop := signal.NotifyContext(c.Context(), os.Interrupt, syscall.SIGTERM)
		defer stop()
		r, err := a.copyStore(ctx, args[0], args[1])
		if err != nil {
			return err
		}
		return a.say(r)
	}
	return c
}

// openAlone opens a store on which no server runs. release is called before it is closed.
func openAlone(ctx context.Context, where string, fresh bool) (system store.System, release func() error, err error) {
	if fresh && !postgres.IsAddress(where) {
		if err := os.MkdirAll(where, 0o700); err != nil {
			return nil, nil, err
		}
	}
	if system, err = openAt(ctx, where, fresh); err != nil {
		return nil, nil, err
	}
	held, err := (&app{data: where}).lockStore(ctx, system, &serving{}, "nothing, while domains are copied", nil)
	if err != nil {
		system.Close()
		return nil, nil, fmt.Errorf("domains are copied while no server runs, stop it: %w", err)
	}
	return system, held.Close, nil
}

func (a *app) copyStore(ctx context.Context, from, to string) (result, error) {
	if clean(from) == clean(to) {
		return result{}, fmt.Errorf("FROM and TO are the same store, %s; %w", place(from), errUsage)
	}
	source, release, err := openAlone(ctx, from, false)
	if err != nil {
		return result{}, err
	}
	defer source.Close()
	defer release()
	target, release, err := openAlone(ctx, to, true)
	if err != nil {
		return result{}, err
	}
	defer target.Close()
	defer release()
	var names []store.DomainName
	if a.domain != "" {
		name, err := domainName(a.domain)
		if err != nil {
			return result{}, err
		}
		names = append(names, name)
	} else {
		all, err := source.Domains(ctx)
		if err != nil {
			return result{}, err
		}
		for _, d := range all {
			names = append(names, d.DomainName)
		}
		if err := copyAdministration(ctx, source, target); err != nil {
			return result{}, err
		}
	}
	type one struct {
		Domain string         `json:"domain"`
		Counts archive.Counts `json:"counts"`
		SHA256 string         `json:"sha256"`
		There  bool           `json:"wasThere"`
	}
	done := []one{}
	var text strings.Builder
	for i, name := range names {
		fmt.Fprintf(a.err, "domain %s, %d of %d\n", name, i+1, len(names))
		c, err := archive.Copy(ctx, source, target, name, a.telling())
		if err != nil {
			return result{}, fmt.Errorf("%w; %d of %d domains are copied, and nothing of this one; the same command goes on from there", err, i, len(names))
		}
		how := "copied, and the same in both"
		if c.There {
			how = "there already, and the same in both"
		}
		text.WriteString(moved{name.String(), "", c.Counts}.result(how).text + ", SHA-256 " + c.SHA256 + "\n")
		done = append(done, one{name.String(), c.Counts, c.SHA256, c.There})
	}
	fmt.Fprintf(&text, "%d domains are in %s", len(names), place(to))
	return result{text.String(), done}, nil
}

// clean writes a place so that the same one is the same text.
func clean(where string) string {
	if postgres.IsAddress(where) {
		return where
	}
	absolute, err := filepath.Abs(where)
	if err != nil {
		return where
	}
	if resolved, err := filepath.EvalSymlinks(absolute); err == nil {
		return resolved
	}
	return absolute
}

// copyAdministration copies who administers the server, and the API keys for all of it. Those
// that are there are left.
func copyAdministration(ctx context.Context, from, to store.System) error {
	administrators, err := from.Administrators(ctx)
	if err != nil {
		return err
	}
	for _, one := range administrators {
		if err := to.AddAdministrator(ctx, one); err != nil && !errors.Is(err, store.ErrExists) {
			return err
		}
	}
	keys, err := from.APIKeys(ctx)
	if err != nil {
		return err
	}
	for _, k := range keys {
		if k.Domain != (store.DomainName{}) {
			continue
		}
		if err := to.AddAPIKey(ctx, k); err != nil && !errors.Is(err, store.ErrExists) {
			return err
		}
	}
	return nil
}
