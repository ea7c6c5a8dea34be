package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
)

// restoring is where the files of a backup are until all of them are there.
const restoring = ".restoring"

func (a *app) restoreCommand() *cobra.Command {
	return &cobra.Command{
		Use: "restore FROM", Short: "Make a data directory of a backup, where there is none yet", Args: arguments(1),
		Example: "  convergence restore /var/backups/convergence/20260102T030405.000Z --data /var/lib/convergence",
		RunE: func(c *cobra.Command, args []string) error {
			r, err := a.restore(c.Context(), args[0])
			if err != nil {
				return err
			}
			return a.say(r)
		},
	}
}

func (a *app) restore(ctx context.Context, from string) (result, error) {
	if err := a.onlyFiles("pg_restore"); err != nil {
		return result{}, err
	}
	info, err := readManifest(from)
	if err != nil {
		return result{}, err
	}
	if wrong, err := sqlite.Verify(ctx, from); err != nil {
		return result{}, err
	} else if len(wrong) > 0 {
		return result{}, fmt.Errorf("the backup is damaged, and nothing was restored:\n  %s", strings.Join(wrong, "\n  "))
	}
	if err := os.MkdirAll(a.data, 0o700); err != nil {
		return result{}, err
	}
	entries, err := os.ReadDir(a.data)
	if err != nil {
		return result{}, err
	}
	for _, e := range entries {
		if e.Name() != restoring && e.Name() != "lost+found" { // which an empty disk has
			return result{}, fmt.Errorf("there is something in %s already, %s: a backup is restored into an empty directory only", a.data, e.Name())
		}
	}
	making := filepath.Join(a.data, restoring)
	if err := os.RemoveAll(making); err != nil {
		return result{}, err
	}
	defer os.RemoveAll(making)
	if err := copyTree(from, making); err != nil {
		return result{}, err
	}
	// The list of domains comes last: without it there is no data, and with it all there is.
	for _, name := range []string{"domains", "system.db"} {
		if err := os.Rename(filepath.Join(making, name), filepath.Join(a.data, name)); err != nil && !(errors.Is(err, fs.ErrNotExist) && name == "domains") {
			return result{}, err
		}
	}
	if err := syncPath(a.data); err != nil {
		return result{}, err
	}
	return result{fmt.Sprintf("%s has the %d domains of %s", a.data, len(info.Domains), from), info}, nil
}

// copyTree copies a directory to where there is none.
func copyTree(from, to string) error {
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		return err
	}
	return filepath.WalkDir(to, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		mode := fs.FileMode(0o600)
		if e.IsDir() {
			mode = 0o700
		}
		return errors.Join(os.Chmod(path, mode), syncPath(path))
	})
}

func (a *app) verifyCommand() *cobra.Command {
	return &cobra.Command{
		Use: "verify [DIR]", Short: "Read all of a data directory or backup, and say what is wrong with it", Args: cobra.MaximumNArgs(1),
		Example: "  convergence verify\n  convergence verify /var/backups/convergence/20260102T030405.000Z",
		RunE: func(c *cobra.Command, args []string) error {
			dir := a.data
			if len(args) == 1 {
				dir = args[0]
			} else if err := a.onlyFiles("pg_amcheck"); err != nil {
				return err
			}
			wrong, err := sqlite.Verify(c.Context(), dir)
			if err != nil {
				return err
			}
			if len(wrong) > 0 {
				return fmt.Errorf("%s is damaged:\n  %s", dir, strings.Join(wrong, "\n  "))
			}
			return a.say(result{text: dir + " is whole"})
		},
	}
}
