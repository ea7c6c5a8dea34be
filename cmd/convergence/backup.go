package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/convergence-wasm/convergence/cmd/convergence/internal/filelock"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
)

// What backups are called: when they began, so that they sort by age. What begins with
// unfinished is not one yet, or not any more.
const (
	backupName = "20060102T150405.000Z"
	unfinished = ".unfinished-"
	manifest   = "backup.json"
)

// backupInfo is what the manifest says, which makes a directory a backup.
type backupInfo struct {
	Began   time.Time `json:"began"`
	Version string    `json:"version"` // of the program
	Domains []string  `json:"domains"`
	Only    string    `json:"only,omitempty"` // the domain that alone was to be copied
}

func (a *app) backupCommand() *cobra.Command {
	keep := 0
	c := a.withDomain(&cobra.Command{
		Use: "backup TO", Short: "Copy the data into a new directory below TO, while the server runs", Args: arguments(1),
		Long: "Copy the data into a new directory below TO, while the server runs. What was acknowledged when the backup began is in it.\n" +
			"The directory has its name once it is whole.",
		Example: "  convergence backup /var/backups/convergence --keep 14\n  convergence backup /tmp/one --domain convergence/default",
		RunE: func(c *cobra.Command, args []string) error {
			if keep < 0 {
				return fmt.Errorf("--keep is %d and has to be 0, for all, or more; %w", keep, errUsage)
			}
			traces, end, err := startTraces(c.Context(), "", newLog(a.err, "text", "info"))
			if err != nil {
				return err
			}
			defer end()
			ctx := c.Context()
			if traces != nil {
				var span trace.Span
				ctx, span = traces.Tracer("convergence").Start(ctx, "backup")
				defer span.End()
			}
			r, err := a.backup(ctx, args[0], keep)
			if err != nil {
				trace.SpanFromContext(ctx).SetStatus(codes.Error, "the backup failed")
				return err
			}
			return a.say(r)
		},
	})
	c.Flags().IntVar(&keep, "keep", 0, "how many backups to keep in TO, of all or of the --domain; the oldest are removed; 0 keeps all")
	return c
}

func (a *app) backup(ctx context.Context, to string, keep int) (result, error) {
	var only *store.DomainName
	if a.domain != "" {
		name, err := domainName(a.domain)
		if err != nil {
			return result{}, err
		}
		only = &name
	}
	if err := a.onlyFiles("pg_dump"); err != nil {
		return result{}, err
	}
	if _, err := os.Stat(filepath.Join(a.data, "system.db")); err != nil {
		return result{}, fmt.Errorf("there is no data in %s; name the directory of the server with --data: %w", a.data, err)
	}
	if err := os.MkdirAll(to, 0o700); err != nil {
		return result{}, err
	}
	// One at a time: what another one has begun is not to be taken for what was left behind.
	held, err := os.OpenFile(filepath.Join(to, "backup.lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return result{}, err
	}
	defer held.Close()
	if mine, err := filelock.Lock(held); err != nil || !mine {
		return result{}, errors.Join(err, fmt.Errorf("another backup into %s runs", to))
	}
	if err := removeUnfinished(to); err != nil {
		return result{}, err
	}
	began := time.Now().UTC()
	name := began.Format(backupName)
	making := filepath.Join(to, unfinished+name)
	if err := os.Mkdir(making, 0o700); err != nil {
		return result{}, err
	}
	defer os.RemoveAll(making) // which has another name when all is well
	domains, err := sqlite.Backup(ctx, a.data, making, only)
	if errors.Is(err, store.ErrNotFound) {
		return result{}, fmt.Errorf("domain %s does not exist; see: convergence domain list", only)
	}
	if err != nil {
		return result{}, err
	}
	info := backupInfo{Began: began, Version: version, Domains: []string{}}
	if only != nil {
		info.Only = only.String()
	}
	for _, d := range domains {
		info.Domains = append(info.Domains, d.String())
	}
	slices.Sort(info.Domains)
	if err := writeManifest(making, info); err != nil {
		return result{}, err
	}
	done := filepath.Join(to, name)
	if err := errors.Join(os.Rename(making, done), syncPath(to)); err != nil {
		return result{}, err
	}
	trace.SpanFromContext(ctx).SetAttributes(attribute.Int("convergence.domains", len(info.Domains)))
	removed, err := retain(to, name, keep, info.Only)
	if err != nil {
		return result{}, fmt.Errorf("the backup %s is there, but older ones cannot be removed: %w", done, err)
	}
	text := fmt.Sprintf("%s has %d domains, as of %s", done, len(info.Domains), began.Format(time.RFC3339))
	if removed > 0 {
		text += fmt.Sprintf("; %d older backups are removed", removed)
	}
	return result{text, struct {
		Backup string `json:"backup"`
		backupInfo
	}{done, info}}, nil
}

// backupsIn returns the names of the backups in a directory, the oldest first. Nothing else
// that is there counts.
func backupsIn(dir string) (names []string, err error) {
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		if _, wrong := time.Parse(backupName, e.Name()); wrong == nil && e.IsDir() {
			names = append(names, e.Name())
		}
	}
	return names, err
}

// retain removes all backups but one that was just made and the newest of those of one domain alone,
// or of everything: a backup of one domain takes the place of no other, and names may be of
// a future that a clock has told. One that is being removed loses its name first.
func retain(dir, made string, keep int, only string) (removed int, err error) {
	names, err := backupsIn(dir)
	if err != nil || keep == 0 {
		return 0, err
	}
	names = slices.DeleteFunc(names, func(name string) bool {
		info, err := readManifest(filepath.Join(dir, name))
		return err != nil || info.Only != only || name == made
	})
	names = names[:max(0, len(names)-keep+1)]
	for _, name := range names {
		if err := os.Rename(filepath.Join(dir, name), filepath.Join(dir, unfinished+name)); err != nil {
			return 0, err
		}
	}
	return len(names), removeUnfinished(dir)
}

// removeUnfinished removes what commands that were killed have left behind.
func removeUnfinished(dir string) error {
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), unfinished) {
			err = errors.Join(err, os.RemoveAll(filepath.Join(dir, e.Name())))
		}
	}
	return err
}

func writeManifest(dir string, info backupInfo) error {
	text, err := json.MarshalIndent(info, "", "  ")
	if err != nil {
		return err
	}
	path := filepath.Join(dir, manifest)
	return errors.Join(os.WriteFile(path, append(text, '\n'), 0o600), syncPath(path), syncPath(dir))
}

func readManifest(dir string) (info backupInfo, err error) {
	text, err := os.ReadFile(filepath.Join(dir, manifest))
	if errors.Is(err, fs.ErrNotExist) {
		err = fmt.Errorf("%s is no backup: it has no %s", dir, manifest)
		if names, _ := backupsIn(dir); len(names) > 0 {
			err = fmt.Errorf("%s has several backups; name one, the newest is %s", dir, filepath.Join(dir, names[len(names)-1]))
		}
		return info, err
	}
	if err == nil {
		err = json.Unmarshal(text, &info)
	}
	return info, err
}

// syncPath has a file, or the names in a directory, survive the loss of power.
func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
