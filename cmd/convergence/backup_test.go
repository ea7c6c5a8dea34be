package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
)

// newest returns the newest backup in a directory.
func newest(t *testing.T, dir string) string {
	t.Helper()
	names, err := backupsIn(dir)
	must(t, err)
	if len(names) == 0 {
		t.Fatal("there is no backup")
	}
	return filepath.Join(dir, names[len(names)-1])
}

// run runs a command that has to work.
func run(t *testing.T, args ...string) string {
	t.Helper()
	said, err := convergence(t, "", args...)
	if err != nil {
		t.Fatalf("%v: %v\n%s", args, err, said)
	}
	return said
}

// TestBackupWhileEditing backs up several times in a stream of edits. Each backup, restored
// and served, has every operation that was acknowledged when it began, and none twice.
func TestBackupWhileEditing(t *testing.T) {
	data, to := t.TempDir(), t.TempDir()
	p := serveProcess(t, data, "--dev")
	c, answer := connect(t, p.url+"convergence/default", "demo", "demo", "i")
	if answer.Success == nil {
		t.Fatal(answer.Failure)
	}
	state := c.open()
	var acknowledged atomic.Int64
	go func() {
		for {
			e, err := c.receive()
			if err != nil {
				return
			}
			if a, ok := e.Message.(*protocol.OperationAck); ok {
				acknowledged.Store(int64(a.First) + int64(a.Count) - 1)
			}
		}
	}()
	sent, stop, stopped := 0, make(chan bool), make(chan bool)
	go func() {
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			case <-time.After(time.Millisecond):
			}
			sent++
			c.send(0, 0, &protocol.OperationSubmission{Resource: state.Resource, First: uint64(sent), Version: state.Version, Operations: []ot.Op{insert(sent - 1)}})
		}
	}()
	var before []int64 // acknowledged when each began
	for range 3 {
		time.Sleep(300 * time.Millisecond)
		before = append(before, acknowledged.Load())
		run(t, "backup", to, "--data", data)
	}
	after := acknowledged.Load()
	close(stop)
	<-stopped
	names, err := backupsIn(to)
	must(t, err)
	if len(names) != 3 || before[0] == 0 || after == before[2] {
		t.Fatalf("%d backups, with %v operations before each and %d in the end", len(names), before, after)
	}
	for i, name := range names {
		fresh := filepath.Join(t.TempDir(), "data")
		run(t, "restore", filepath.Join(to, name), "--data", fresh)
		run(t, "verify", "--data", fresh)
		p := serveProcess(t, fresh)
		c, answer := connect(t, p.url+"convergence/default", "demo", "demo", "j")
		if answer.Success == nil {
			t.Fatal(answer.Failure)
		}
		text := textOf(t, c.open()).WTF8()
		if int64(len(text)) < before[i] || len(text) > sent {
			t.Errorf("backup %d has %d operations; %d were acknowledged when it began, %d sent", i, len(text), before[i], sent)
		}
		for at := range len(text) {
			if text[at] != byte('a'+at%26) {
				t.Fatalf("backup %d is wrong at %d: %q", i, at, text)
			}
		}
		t.Logf("backup %d: %d acknowledged before it, %d in it", i, before[i], len(text))
	}
}

// fill makes a domain with models of a megabyte.
func fill(t *testing.T, data, name string, models int) {
	t.Helper()
	system, err := sqlite.Open(t.Context(), data)
	must(t, err)
	defer system.Close()
	n, err := domainName(name)
	must(t, err)
	must(t, system.CreateDomain(t.Context(), store.DomainInfo{DomainName: n}))
	d, err := system.OpenDomain(t.Context(), n)
	must(t, err)
	defer d.Close()
	must(t, d.CreateCollection(t.Context(), store.Collection{ID: "c"}, 0))
	for i := range models {
		_, err := d.CreateModel(t.Context(), store.Model{ID: fmt.Sprint("m", i), Collection: "c"}, bytes.Repeat([]byte("x"), 1<<20))
		must(t, err)
	}
}

// TestBackupKilled kills backups at all stages: what has the name of a backup is whole, and
// the next backup removes the rest.
func TestBackupKilled(t *testing.T) {
	data, to := t.TempDir(), t.TempDir()
	fill(t, data, "space/one", 20)
	fill(t, data, "space/two", 20)
	halves, killed := 0, 0
	for wait := 20 * time.Millisecond; ; wait += wait / 4 {
		c := exec.Command(program, "backup", to, "--data", data)
		must(t, c.Start())
		timer := time.AfterFunc(wait, func() { c.Process.Kill() })
		err := c.Wait()
		timer.Stop()
		left, globErr := filepath.Glob(filepath.Join(to, unfinished+"*"))
		must(t, globErr)
		if err == nil {
			if len(left) > 0 {
				t.Errorf("a backup leaves %v behind", left)
			}
			break
		}
		killed++
		halves += len(left)
	}
	names, err := backupsIn(to)
	must(t, err)
	for _, name := range names {
		run(t, "verify", filepath.Join(to, name))
	}
	t.Logf("%d were killed, %d in the middle; %d backups", killed, halves, len(names))
	if halves == 0 {
		t.Error("no backup was killed in the middle")
	}
}

// TestBackupKeepAfterClock has the clock have been years ahead when backups were made: one that is made now
// stays, though they seem to be newer.
func TestBackupKeepAfterClock(t *testing.T) {
	data, to := t.TempDir(), t.TempDir()
	fill(t, data, "space/one", 1)
	for i := range 2 {
		run(t, "backup", to, "--data", data)
		made, err := backupsIn(to)
		must(t, err)
		must(t, os.Rename(filepath.Join(to, made[0]), filepath.Join(to, fmt.Sprintf("299%d0102T030405.000Z", i))))
	}
	run(t, "backup", to, "--data", data, "--keep", "2")
	names, err := backupsIn(to)
	must(t, err)
	if len(names) != 2 || strings.HasPrefix(names[0], "29") || names[1] != "29910102T030405.000Z" {
		t.Errorf("there are %v", names)
	}
}

// TestBackupKeep expects the newest backups to stay, and everything that is none.
func TestBackupKeep(t *testing.T) {
	data, to := t.TempDir(), t.TempDir()
	fill(t, data, "space/one", 1)
	fill(t, data, "space/two", 1)
	must(t, os.WriteFile(filepath.Join(to, "notes"), nil, 0o600))
	must(t, os.Mkdir(filepath.Join(to, "2026"), 0o700))
	for range 4 {
		run(t, "backup", to, "--data", data, "--keep", "2")
	}
	names, err := backupsIn(to)
	must(t, err)
	entries, err := os.ReadDir(to)
	must(t, err)
	if len(names) != 2 || len(entries) != 5 {
		t.Errorf("there are %v", entries)
	}
	for range 2 {
		run(t, "backup", to, "--data", data, "--keep", "1", "--domain", "space/two")
	}
	if names, err = backupsIn(to); err != nil || len(names) != 3 {
		t.Errorf("with one of a domain alone there are %v, %v", names, err)
	}
	fresh := filepath.Join(t.TempDir(), "data")
	run(t, "restore", newest(t, to), "--data", fresh)
	if said := run(t, "domain", "list", "--data", fresh); strings.Contains(said, "space/one") || !strings.Contains(said, "space/two") {
		t.Errorf("the backup of one domain has %s", said)
	}
	for _, bad := range []struct {
		args []string
		says string
	}{
		{[]string{"restore", newest(t, to), "--data", data}, "empty directory"},
		{[]string{"restore", to, "--data", t.TempDir()}, "the newest is " + newest(t, to)},
		{[]string{"restore", data, "--data", t.TempDir()}, "is no backup"},
		{[]string{"backup", to, "--data", data, "--domain", "space/three"}, "does not exist"},
		{[]string{"backup", to, "--data", filepath.Join(to, "no")}, "there is no data"},
		{[]string{"backup", to, "--data", data, "--keep", "-1"}, "--keep"},
	} {
		if said, err := convergence(t, "", bad.args...); err == nil || !strings.Contains(said, bad.says) {
			t.Errorf("%v: %v, %s", bad.args, err, said)
		}
	}
	// A damaged backup is not restored.
	file := filepath.Join(newest(t, to), "domains", "space", "two.db")
	must(t, os.Truncate(file, 100_000))
	fresh = filepath.Join(t.TempDir(), "data")
	if said, err := convergence(t, "", "restore", newest(t, to), "--data", fresh); err == nil || !strings.Contains(said, "damaged") {
		t.Errorf("a damaged backup: %v, %s", err, said)
	}
	if _, err := os.Stat(fresh); err == nil {
		t.Error("a damaged backup leaves something behind")
	}
}
