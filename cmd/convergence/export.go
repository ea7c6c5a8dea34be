package main

import (
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/convergence-wasm/convergence/cmd/convergence/internal/filelock"
	"github.com/convergence-wasm/convergence/pkg/server/archive"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// moved is a domain that was exported or imported, as it is printed.
type moved struct {
	Domain string         `json:"domain"`
	File   string         `json:"file"`
	Counts archive.Counts `json:"counts"`
}

func (m moved) result(done string) result {
	c := &m.Counts
	return result{fmt.Sprintf("domain %s is %s: %d users, %d groups, %d collections, %d models with %d operations, %d chats with %d events, %d activities",
		m.Domain, done, c.Users, c.Groups, c.Collections, c.Models, c.Operations, c.Chats, c.Events, c.Activities), m}
}

// telling returns a function that says from time to time how far something is.
func (a *app) telling() func(archive.Counts) {
	last := time.Now()
	return func(c archive.Counts) {
		if time.Since(last) > 2*time.Second {
			last = time.Now()
			fmt.Fprintf(a.err, "... %d users, %d models with %d operations, %d chats with %d events\n", c.Users, c.Models, c.Operations, c.Chats, c.Events)
		}
	}
}

func (a *app) exportCommand() *cobra.Command {
	history := "full"
	c := a.withDomain(&cobra.Command{
		Use: "export FILE", Short: "Write a domain with everything in it to one file, while the server runs", Args: arguments(1),
		Long: "Write a domain with everything in it to one file of JSON lines, while the server runs: what there is at the moment at which it begins.\n" +
			"FILE is - for standard output; one whose name ends in .gz is compressed. It has its name once it is whole.\n" +
			"Hashes of passwords are in it, sessions and private keys are not.",
		Example: "  convergence export --domain example/notes notes.jsonl.gz\n  convergence export --domain example/notes --history none -",
	})
	c.RunE = a.inSystem(func(_ context.Context, system store.System, args []string) (result, error) {
		none, err := archive.ParseHistory(history)
		if err != nil {
			return result{}, fmt.Errorf("--history: %w; %w", err, errUsage)
		}
		ctx, stop := signal.NotifyContext(c.Context(), os.Interrupt, syscall.SIGTERM)
		defer stop()
		name, err := a.chooseDomain(ctx, system)
		if err != nil {
			return result{}, err
		}
		info, err := system.Domain(ctx, name)
		if err != nil {
			return result{}, fmt.Errorf("domain %s: %w", name, err)
		}
		m := moved{Domain: name.String(), File: args[0]}
		err = writeTo(args[0], a.out, func(out io.Writer) error {
			d, err := system.Snapshot(ctx, name)
			if err != nil {
				return err
			}
			m.Counts, err = archive.Export(ctx, out, info, d, archive.ExportOptions{WithoutHistory: none, Program: "convergence " + version, Told: a.telling()})
			return errors.Join(err, d.Close())
		})
		if err != nil {
			return result{}, err
		}
		if args[0] == "-" {
			a.out = a.err // which is not for the archive
		}
		return m.result("in " + args[0]), nil
	})
	c.Flags().StringVar(&history, "history", history, "what was done to the models: full, or none, which makes each one as if it were new")
	return c
}

// writeTo has write fill a file, which is there when all of it is, or standard output.
func writeTo(path string, standard io.Writer, write func(io.Writer) error) error {
	if path == "-" {
		out := bufio.NewWriterSize(standard, 1<<20)
		return errors.Join(write(out), out.Flush())
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return fmt.Errorf("%s is a directory: name a file; %w", path, errUsage)
	}
	making := path + ".unfinished"
	f, err := claim(making)
	if err != nil {
		return err
	}
	defer f.Close()
	whole := false
	defer func() {
		if !whole {
			os.Remove(making)
		}
	}()
	buffered := bufio.NewWriterSize(f, 1<<20)
	if strings.HasSuffix(path, ".gz") {
		zipped := gzip.NewWriter(buffered)
		if err = write(zipped); err == nil {
			err = zipped.Close()
		}
	} else {
		err = write(buffered)
	}
	if err == nil {
		err = errors.Join(buffered.Flush(), f.Sync()) // closed, and so given free, when it has its name
	}
	if err != nil {
		return err
	}
	if err := os.Rename(making, path); err != nil {
		return err
	}
	whole = true
	return syncPath(filepath.Dir(path))
}

// claim makes a file empty that nobody else writes to.
func claim(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	mine, err := filelock.Lock(f)
	if err == nil && mine {
		// Whoever had the lock before has given the file another name when it was whole.
		var opened, there os.FileInfo
		if opened, err = f.Stat(); err == nil {
			if there, err = os.Stat(path); errors.Is(err, os.ErrNotExist) {
				err = nil
			}
			mine = there != nil && os.SameFile(opened, there)
		}
	}
	switch {
	case err == nil && !mine:
		err = fmt.Errorf("somebody else writes %s now", path)
	case err == nil:
		err = f.Truncate(0)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

func (a *app) importCommand() *cobra.Command {
	replace := false
	c := &cobra.Command{
		Use: "import FILE", Short: "Make a domain of a file that was exported", Args: arguments(1),
		Long: "Make a domain of a file that was exported, also while the server runs. FILE is - for standard input; whether it is compressed is seen.\n" +
			"The domain is there once all of it is; of a file that is wrong or not complete nothing stays.\n" +
			"With --replace, what others have set up for the old domain goes with it: webhooks, API keys and the sessions of its administrators.",
		Example: "  convergence import notes.jsonl.gz\n  convergence import --domain example/copy notes.jsonl.gz",
	}
	c.RunE = func(_ *cobra.Command, args []string) error {
		ctx, stop := signal.NotifyContext(c.Context(), os.Interrupt, syscall.SIGTERM)
		defer stop()
		o := archive.ImportOptions{Replace: replace, Told: a.telling()}
		if a.domain != "" {
			name, err := domainName(a.domain)
			if err != nil {
				return err
			}
			o.Name = &name
		}
		in, closing, err := readFrom(args[0], a.in)
		if err != nil {
			return err
		}
		defer closing()
		system, err := a.openStore(ctx, true)
		if err != nil {
			return err
		}
		defer system.Close()
		if replace { // the server would go on with what it has open
			held, err := a.lockStore(ctx, system, &serving{}, "nothing, while a domain is replaced", nil)
			if err != nil {
				return fmt.Errorf("a domain is replaced while no server runs: stop it, or import under another name: %w", err)
			}
			defer held.Close()
		}
		name, counts, err := archive.Import(ctx, in, system, o)
		if errors.Is(err, store.ErrExists) && counts == (archive.Counts{}) {
			err = fmt.Errorf("%w; name another one with --domain, or have it replaced with --replace", err)
		}
		if err != nil {
			return fmt.Errorf("%s: %w; nothing was imported", args[0], err)
		}
		return a.say(moved{name.String(), args[0], counts}.result("imported"))
	}
	c.Flags().StringVar(&a.domain, "domain", "", "NAMESPACE/DOMAIN that is made; the one of the file when it is left out")
	c.Flags().BoolVar(&replace, "replace", false, "replace a domain that exists, while no server runs and nothing else has it open")
	return c
}

// readFrom opens a file, or standard input, and what is compressed in it.
func readFrom(path string, standard io.Reader) (in io.Reader, closing func(), err error) {
	closing = func() {}
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return nil, nil, err
		}
		standard, closing = f, func() { f.Close() }
	}
	buffered := bufio.NewReaderSize(standard, 1<<20)
	if magic, _ := buffered.Peek(2); string(magic) != "\x1f\x8b" {
		return buffered, closing, nil
	}
	zipped, err := gzip.NewReader(buffered)
	if err != nil {
		closing()
		return nil, nil, fmt.Errorf("%s: %w", path, err)
	}
	return zipped, closing, nil
}
