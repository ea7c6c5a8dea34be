package sqlite

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/server/store"
)

var replaced = store.DomainName{Namespace: "space", ID: "one"}

// world has a domain with a group "old" and an API key.
func world(t *testing.T, dir string) *System {
	t.Helper()
	s := opened(t, dir)
	must(t, s.CreateDomain(t.Context(), store.DomainInfo{DomainName: replaced, Created: 1}))
	withGroup(t, s, "old")
	must(t, s.AddAPIKey(t.Context(), store.APIKey{ID: "key", Domain: replaced, Hash: []byte("h")}))
	return s
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func opened(t *testing.T, dir string) *System {
	t.Helper()
	s, err := Open(t.Context(), dir)
	must(t, err)
	t.Cleanup(func() { s.Close() })
	return s
}

func withGroup(t *testing.T, s *System, id string) {
	t.Helper()
	d, err := s.OpenDomain(t.Context(), replaced)
	must(t, err)
	must(t, d.CreateGroup(t.Context(), id, ""))
	must(t, d.Close())
}

// groups returns what is in the domain, when it was made, and which files there are.
func groups(t *testing.T, s *System) (all string, created int64, files []string) {
	t.Helper()
	info, err := s.Domain(t.Context(), replaced)
	must(t, err)
	d, err := s.OpenDomain(t.Context(), replaced)
	must(t, err)
	ids, err := d.GroupIDs(t.Context())
	must(t, err)
	must(t, d.Close())
	files, err = filepath.Glob(filepath.Join(s.dir, "domains", "*", "*"))
	must(t, err)
	return strings.Join(ids, " "), info.Created, files
}

// replace replaces the domain by one with a group "new", and ends where a step says so.
func replace(t *testing.T, s *System, end func(step string) error) error {
	path := filepath.Join(s.dir, "staged.db")
	must(t, removeFiles(path))
	must(t, s.fillFile(t.Context(), replaced, path, func(d store.NewDomainStore) error { return d.CreateGroup(t.Context(), "new", "") }))
	return s.replaceDomain(t.Context(), store.DomainInfo{DomainName: replaced, Created: 2}, func(to string) error {
		if err := end("before its file"); err != nil {
			return err
		}
		if err := os.Rename(path, to); err != nil {
			return err
		}
		return end("behind its file")
	})
}

// TestReplaceStops ends a replacement at each of its steps, with an error and with the
// process: the domain is the old one or the new one, as a whole, and goes on.
func TestReplaceStops(t *testing.T) {
	if step, dir := os.Getenv("STOP_AT"), os.Getenv("STOP_IN"); step != "" { // the process that ends
		s := opened(t, dir)
		if step == "behind the commit" { // and before the old file is removed
			unlinkable := filepath.Join(dir, "domains", "space", "one.db-wal")
			must(t, os.MkdirAll(filepath.Join(unlinkable, "in the way"), 0o700))
		}
		must(t, replace(t, s, func(at string) error {
			if at == step {
				os.Exit(7)
			}
			return nil
		}))
		if step == "behind the commit" {
			os.Exit(7)
		}
		return
	}
	failed := errors.New("it fails")
	for _, step := range []string{"before its file", "behind its file"} {
		dir := t.TempDir()
		s := world(t, dir)
		if err := replace(t, s, func(at string) error {
			if at == step {
				return failed
			}
			return nil
		}); !errors.Is(err, failed) {
			t.Errorf("%s: %v", step, err)
		}
		if all, created, files := groups(t, s); all != "old" || created != 1 || len(files) != 1 {
			t.Errorf("an error %s leaves a domain of %d with %s, and %v", step, created, all, files)
		}
	}
	for step, want := range map[string]string{"before its file": "old", "behind its file": "old", "behind the commit": "new", "nowhere": "new"} {
		dir := t.TempDir()
		must(t, world(t, dir).Close())
		c := exec.Command(os.Args[0], "-test.run=^TestReplaceStops$")
		c.Env = append(os.Environ(), "STOP_AT="+step, "STOP_IN="+dir)
		if out, err := c.CombinedOutput(); (c.ProcessState.ExitCode() != 7) != (step == "nowhere") {
			t.Fatalf("%s: %v\n%s", step, err, out)
		}
		os.RemoveAll(filepath.Join(dir, "domains", "space", "one.db-wal", "in the way"))
		if wrong, err := Verify(t.Context(), dir); err != nil || len(wrong) > 0 {
			t.Errorf("the end of the process %s leaves %v, %v", step, wrong, err)
		}
		s := opened(t, dir)
		all, created, files := groups(t, s)
		if all != want || (created == 2) != (want == "new") {
			t.Errorf("the end of the process %s leaves a domain of %d with %s", step, created, all)
		}
		if len(files) != 1 {
			t.Errorf("the end of the process %s leaves %v", step, files)
		}
		if keys, err := s.APIKeys(t.Context()); err != nil || (len(keys) == 0) != (want == "new") {
			t.Errorf("the end of the process %s leaves keys %+v, %v", step, keys, err)
		}
		must(t, replace(t, s, func(string) error { return nil }))
		withGroup(t, s, "more")
		if all, _, _ := groups(t, s); all != "more new" {
			t.Errorf("afterwards, the domain has %s", all)
		}
	}
}

// TestReplaceInUse refuses to replace a domain that anybody has open, by whatever way.
func TestReplaceInUse(t *testing.T) {
	dir := t.TempDir()
	s := world(t, dir)
	importing := func() error {
		return s.ImportDomain(t.Context(), store.DomainInfo{DomainName: replaced, Created: 2}, true,
			func(d store.NewDomainStore) error { return d.CreateGroup(t.Context(), "new", "") })
	}
	for name, open := range map[string]func() (interface{ Close() error }, error){
		"to write": func() (interface{ Close() error }, error) { return s.OpenDomain(t.Context(), replaced) },
		"a snapshot": func() (interface{ Close() error }, error) {
			return s.Snapshot(t.Context(), replaced)
		},
		"to copy": func() (interface{ Close() error }, error) {
			db, err := openToRead(domainPath(dir, replaced, ""))
			if err == nil {
				_, err = db.ExecContext(t.Context(), `SELECT count(*) FROM groups`)
			}
			return db, err
		},
	} {
		user, err := open()
		must(t, err)
		if err := importing(); !errors.Is(err, store.ErrBusy) || !strings.Contains(err.Error(), "stop the server") {
			t.Errorf("open %s: %v", name, err)
		}
		must(t, user.Close())
		if all, created, _ := groups(t, s); all != "old" || created != 1 {
			t.Errorf("open %s: there is a domain of %d with %s", name, created, all)
		}
	}
	d, err := s.OpenDomain(t.Context(), replaced)
	must(t, err)
	must(t, d.AddWebhook(t.Context(), store.Webhook{ID: "w", URL: "https://example.org", Secret: "s", Events: []store.EventKind{store.EventModelRemoved}, Enabled: true}))
	must(t, d.Deliver(t.Context(), nil, []store.Delivery{{ID: "1", Webhook: "w", Event: store.EventModelRemoved, Body: []byte("{}")}}))
	must(t, d.Close())
	if all, err := s.DomainsWithWebhooks(t.Context()); err != nil || len(all) != 1 {
		t.Errorf("the domains with webhooks are %v, %v", all, err)
	}
	must(t, importing())
	if all, err := s.DomainsWithWebhooks(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("the domain that was replaced is one with webhooks: %v, %v", all, err)
	}
	d, err = s.OpenDomain(t.Context(), replaced)
	must(t, err)
	hooks, err := d.Webhooks(t.Context())
	due, err2 := d.DueDeliveries(t.Context(), "w", 1<<40, 9)
	if errors.Join(err, err2) != nil || len(hooks)+len(due) > 0 {
		t.Errorf("of webhooks are left %+v, and %+v, %v", hooks, due, errors.Join(err, err2))
	}
	must(t, d.Close())
	if all, created, files := groups(t, s); all != "new" || created != 2 || len(files) != 1 {
		t.Errorf("there is a domain of %d with %s, and %v", created, all, files)
	}
	copied := t.TempDir()
	_, err = Backup(t.Context(), dir, copied, nil)
	must(t, err)
	if wrong, err := Verify(t.Context(), copied); err != nil || len(wrong) > 0 {
		t.Errorf("the copy of a domain that was replaced: %v, %v", wrong, err)
	}
	if all, _, _ := groups(t, opened(t, copied)); all != "new" {
		t.Errorf("the copy has %s", all)
	}
	must(t, s.RemoveDomain(t.Context(), replaced))
	if files, err := filepath.Glob(filepath.Join(dir, "domains", "*", "*")); err != nil || len(files) > 0 {
		t.Errorf("the domain that was removed leaves %v, %v", files, err)
	}
}

// TestLeftBehind makes domains where the file of one that has gone is still there, or parts
// of it: they have nothing of it.
func TestLeftBehind(t *testing.T) {
	for _, suffix := range besides {
		dir := t.TempDir()
		s := world(t, dir)
		d, err := s.OpenDomain(t.Context(), replaced) // as a server that runs
		must(t, err)
		must(t, d.CreateGroup(t.Context(), "written", ""))
		path := domainPath(dir, replaced, "")
		left, err := os.ReadFile(path + suffix)
		must(t, err)
		must(t, d.Close())
		must(t, s.RemoveDomain(t.Context(), replaced))
		must(t, os.WriteFile(path+suffix, left, 0o600))
		if wrong, err := Verify(t.Context(), dir); suffix == "" && (err != nil || len(wrong) != 1) {
			t.Errorf("a file is left: %v, %v", wrong, err)
		}
		must(t, s.CreateDomain(t.Context(), store.DomainInfo{DomainName: replaced, Created: 3}))
		all, _, files := groups(t, s)
		if all != "" || len(files) != 1 {
			t.Errorf("%q left behind: the new domain has %q, and there are %v", suffix, all, files)
		}
		if wrong, err := Verify(t.Context(), dir); err != nil || len(wrong) > 0 {
			t.Errorf("%q left behind: %v, %v", suffix, wrong, err)
		}
	}
}
