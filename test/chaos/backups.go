package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/convergence-wasm/convergence/internal/storecheck"
	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/client/native"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// backup is a backup that was made in the midst of everything, and what was known to be
// durable before it began.
type backup struct {
	dir      string
	versions []int64 // by model
	said     []said
	failed   error
}

// backUp backs the server up while all edit and it may be killed. It is not waited for.
func (r *run) backUp() {
	b := &backup{dir: filepath.Join(r.kept, fmt.Sprint(len(r.backups))), versions: make([]int64, len(r.ids))}
	for _, e := range r.editors {
		for i, m := range e.models { // what a client has from the server is in the store
			b.versions[i] = max(b.versions[i], m.Status().Version)
		}
		e.talk.mu.Lock()
		b.said = append(b.said, e.talk.said...)
		e.talk.mu.Unlock()
	}
	r.backups = append(r.backups, b)
	r.backing.Go(func() { _, b.failed = r.command("backup", b.dir, "--data", r.server.Data) })
}

// command runs the program, as somebody who administers the server does.
func (r *run) command(args ...string) (string, error) {
	out, err := exec.Command(r.server.Binary, args...).CombinedOutput()
	if err != nil {
		err = fmt.Errorf("convergence %v: %w: %s", args, err, out)
	}
	return string(out), err
}

// compareBackups restores every backup and expects what was acknowledged before it began, in
// a store of which nothing is wrong.
func (r *run) compareBackups() error {
	r.backing.Wait()
	for n, b := range r.backups {
		if b.failed != nil {
			return b.failed
		}
		lost, err := r.lostIn(b)
		if err != nil {
			return fmt.Errorf("backup %d: %w", n, err)
		}
		r.restored++
		r.backupLost += lost
		if err := os.RemoveAll(b.dir); err != nil {
			return err
		}
	}
	return nil
}

// lostIn restores a backup and returns how much of what was acknowledged it has not.
func (r *run) lostIn(b *backup) (lost int, err error) {
	made, err := filepath.Glob(filepath.Join(b.dir, "2*"))
	if err != nil || len(made) != 1 {
		return 0, fmt.Errorf("%d backups are there instead of one, %w", len(made), err)
	}
	data := filepath.Join(b.dir, "restored")
	for _, args := range [][]string{{"restore", made[0], "--data", data}, {"verify", data}} {
		if _, err := r.command(args...); err != nil {
			return 0, err
		}
	}
	stores, err := storecheck.Read(data, r.ids, client.CreationIDs().Assign(value(initial())))
	if err != nil {
		return 0, err
	}
	for i, id := range r.ids {
		s := stores[id]
		switch {
		case s == nil && b.versions[i] > 0:
			lost += int(b.versions[i])
			r.note("backup: model %s, known at version %d, is not there", id, b.versions[i])
			continue
		case s == nil:
			continue
		case s.Version < b.versions[i]:
			lost += int(b.versions[i] - s.Version)
			r.note("backup: model %s was known at version %d and is at %d", id, b.versions[i], s.Version)
		}
		if s.Lost+s.Duplicated > 0 {
			lost += s.Lost + s.Duplicated
			r.note("backup: model %s: %v", id, s.Says)
		}
		if d := difference(id, asJSON(native.Plain(s.Value)), asJSON(native.Plain(s.Replayed))); d != "" {
			r.note("backup: the snapshot and the log disagree: %s", d)
		}
	}
	chats, err := storecheck.Chats(data, chatIDs)
	if err != nil {
		return 0, err
	}
	for _, m := range b.said {
		events := chats[m.Chat]
		if m.Number >= int64(len(events)) || events[m.Number].Kind != protocol.ChatMessage || events[m.Number].Text != m.Text {
			lost++
			r.note("backup: message %q, acknowledged as %d of %s, is not there", m.Text, m.Number, m.Chat)
		}
	}
	return lost, nil
}
