package archive_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/client/native"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/administration"
	"github.com/convergence-wasm/convergence/pkg/server/archive"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
)

// export returns the archive of the domain, by lines.
func export(t testing.TB, system store.System, o archive.ExportOptions) []string {
	t.Helper()
	info, err := system.Domain(context.Background(), name)
	must(t, err)
	d, err := system.Snapshot(context.Background(), name)
	must(t, err)
	var out bytes.Buffer
	_, err = archive.Export(context.Background(), &out, info, d, o)
	must(t, err)
	must(t, d.Close())
	return strings.SplitAfter(strings.TrimSuffix(out.String(), "\n"), "\n")
}

func importLines(t testing.TB, system store.System, lines []string, o archive.ImportOptions) error {
	t.Helper()
	_, _, err := archive.Import(context.Background(), strings.NewReader(strings.Join(lines, "")+"\n"), system, o)
	return err
}

// TestRoundTrip exports a domain with everything in it, imports it elsewhere, and exports it
// again: the archives are the same but for when they were made.
func TestRoundTrip(t *testing.T) {
	from := filled(t)
	first := export(t, from, archive.ExportOptions{Program: "test"})
	named := 0
	for _, line := range first {
		if strings.HasPrefix(line, `{"type":"version"`) {
			named++
		}
	}
	if named != 4 { // the fifth was of a model that is gone
		t.Errorf("%d versions are named", named)
	}
	to := sameAgain(t, first)
	compareModels(t, from, to)
}

// sameAgain imports an archive and expects the one of what is there then to be the same.
func sameAgain(t *testing.T, first []string) store.System {
	t.Helper()
	dir := t.TempDir()
	to, err := sqlite.Open(t.Context(), dir)
	must(t, err)
	t.Cleanup(func() { to.Close() })
	must(t, importLines(t, to, first, archive.ImportOptions{}))
	second := export(t, to, archive.ExportOptions{Program: "test", WithoutHistory: strings.Contains(first[0], `"none"`)})
	if len(first) != len(second) {
		t.Fatalf("%d lines become %d", len(first), len(second))
	}
	for i := range first {
		a, b := first[i], second[i]
		if i == 0 {
			a, b = withoutField(t, a, "made"), withoutField(t, b, "made")
		}
		if i == len(first)-1 {
			a, b = withoutField(t, a, "sha256"), withoutField(t, b, "sha256")
		}
		if a != b {
			t.Fatalf("line %d\n%s becomes\n%s", i+1, a, b)
		}
	}
	wrong, err := sqlite.Verify(t.Context(), dir)
	if err != nil || len(wrong) > 0 {
		t.Errorf("the imported domain is damaged: %v %v", wrong, err)
	}
	return to
}

func withoutField(t *testing.T, line, field string) string {
	t.Helper()
	var all map[string]any
	must(t, json.Unmarshal([]byte(line), &all))
	if all[field] == nil {
		t.Errorf("no %s in %s", field, line)
	}
	delete(all, field)
	text, err := json.Marshal(all)
	must(t, err)
	return string(text)
}

// compareModels has clients open the models of two domains, and play through their
// histories.
func compareModels(t *testing.T, a, b store.System) {
	t.Helper()
	one, other := serve(t, a), serve(t, b)
	ada, again := one.connect("ada"), other.connect("ada")
	for _, id := range []string{"paper0", "paper1", "paper2", "untouched", "of somebody gone"} {
		for version := int64(0); ; {
			have, newest := at(t, ada, id, version)
			got, to := at(t, again, id, version)
			if !ot.IdenticalValue(have, got) || newest != to {
				t.Fatalf("version %d of %d of %s becomes one of %d:\n%+v\n%+v", version, newest, id, to, have, got)
			}
			if version == 0 {
				version = newest // and back from there
			} else if version -= 7; version < 1 {
				break
			}
		}
		m, err := again.Open(t.Context(), id)
		must(t, err)
		text := m.Element().At("text")
		if err := text.Insert(0, "on we go"); err != nil {
			t.Error(err)
		}
		must(t, m.Committed(t.Context()))
	}
	again.Close()
	if _, err := native.Connect(t.Context(), other.url, native.Options{Username: "gone", Password: "gone"}); err == nil {
		t.Error("a user who was removed is let in after the import")
	}
}

// at returns a model at a version, 0 being the newest one, and that.
func at(t *testing.T, d *native.Domain, id string, version int64) (v ot.Value, newest int64) {
	t.Helper()
	var h *client.History
	wait(t, func(done func(*client.Error)) {
		d.Core().OpenHistory(id, func(found *client.History, err *client.Error) { h = found; done(err) })
	})
	_, _, _, _, newest = h.Identity()
	if version > 0 {
		wait(t, func(done func(*client.Error)) { h.PlayTo(version, done) })
	}
	h.View(func() { v = h.Root().Value() })
	return v, newest
}

// TestWithoutHistory gives models with the data that they have, as new ones.
func TestWithoutHistory(t *testing.T) {
	from := filled(t)
	lines := export(t, from, archive.ExportOptions{Program: "test", WithoutHistory: true})
	for _, line := range lines {
		if strings.HasPrefix(line, `{"type":"operations"`) || strings.HasPrefix(line, `{"type":"version"`) {
			t.Fatal("an operation or a named version is there")
		}
	}
	to := sameAgain(t, lines)
	a, b := serve(t, from).connect("ada"), serve(t, to).connect("ada")
	for _, id := range []string{"paper0", "untouched"} {
		was, version := at(t, a, id, 0)
		is, _ := at(t, b, id, 0)
		if !ot.IdenticalValue(was, is) {
			t.Errorf("%s at version %d is not the same", id, version)
		}
	}
}

// TestSnapshot exports what there was when it began.
func TestSnapshot(t *testing.T) {
	system := filled(t)
	before := export(t, system, archive.ExportOptions{})
	d, err := system.Snapshot(t.Context(), name)
	must(t, err)
	writing, err := system.OpenDomain(t.Context(), name)
	must(t, err)
	must(t, administration.AddUser(t.Context(), writing, protocol.User{UserID: administration.Normal("late")}, ""))
	if d.CreateGroup(t.Context(), "g", "") == nil {
		t.Error("a snapshot can be written to")
	}
	info, err := system.Domain(t.Context(), name)
	must(t, err)
	var out bytes.Buffer
	_, err = archive.Export(t.Context(), &out, info, d, archive.ExportOptions{})
	must(t, err)
	must(t, d.Close())
	must(t, writing.Close())
	if got := strings.SplitAfter(strings.TrimSuffix(out.String(), "\n"), "\n"); !slices.Equal(got[1:len(got)-1], before[1:len(before)-1]) {
		t.Error("what was written after the snapshot is in the archive")
	}
}

// TestImportInto refuses a domain that exists, replaces it when asked, and takes another
// name.
func TestImportInto(t *testing.T) {
	system := filled(t)
	info, err := system.Domain(t.Context(), name)
	must(t, err)
	info.Availability = store.Maintenance
	must(t, system.SetDomain(t.Context(), info))
	lines := export(t, system, archive.ExportOptions{})
	if err := importLines(t, system, lines, archive.ImportOptions{}); !errors.Is(err, store.ErrExists) {
		t.Errorf("into a domain that exists: %v", err)
	}
	other := store.DomainName{Namespace: "space", ID: "other"}
	must(t, importLines(t, system, lines, archive.ImportOptions{Name: &other}))
	d, err := system.OpenDomain(t.Context(), other)
	must(t, err)
	must(t, administration.AddUser(t.Context(), d, protocol.User{UserID: administration.Normal("late")}, ""))
	must(t, d.Close())
	before, err := system.Domain(t.Context(), other)
	must(t, err)
	must(t, importLines(t, system, lines, archive.ImportOptions{Name: &other, Replace: true}))
	after, err := system.Domain(t.Context(), other)
	if err != nil || after.Created <= before.Created || after.Availability != store.Maintenance {
		t.Errorf("the domain that was replaced is of %d, and was of %d, %v", after.Created, before.Created, err)
	}
	if d, err = system.OpenDomain(t.Context(), other); err == nil {
		_, err = d.User(t.Context(), administration.Normal("late"))
		must(t, d.Close())
	}
	if !errors.Is(err, store.ErrNotFound) {
		t.Errorf("something is left of what was replaced: %v", err)
	}
}
