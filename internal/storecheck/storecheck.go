// Package storecheck reads the files of a server that has ended, for tests: is
// the log complete, is each operation in it once, and do snapshots agree with
// it?
package storecheck

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
)

// Model is what the store has of a model.
type Model struct {
	Version  int64
	Value    ot.Value          // the newest snapshot and the log after it
	Oldest   int64             // the version from which on its operations are kept; 1 when all are
	Replayed ot.Value          // the whole log from the beginning, when all of it is kept
	Last     map[string]uint64 // newest sequence, by instance

	Lost, Duplicated int      // operations that are missing in the log, or there again
	Says             []string // which ones
}

// Read reads models of the domain convergence/default. first is the data, with
// its ids, that all of them were made from. A model that does not exist is
// missing in the answer.
func Read(data string, ids []string, first ot.Value) (map[string]*Model, error) {
	all := map[string]*Model{}
	return all, inDomain(data, func(ctx context.Context, d store.Domain) error {
		for _, id := range ids {
			m, err := read(ctx, d, id, first)
			if errors.Is(err, store.ErrNotFound) {
				continue
			}
			if err != nil {
				return fmt.Errorf("model %s: %w", id, err)
			}
			all[id] = m
		}
		return nil
	})
}

// inDomain opens the domain for as long as f runs.
func inDomain(data string, f func(context.Context, store.Domain) error) error {
	ctx := context.Background()
	system, err := sqlite.Open(ctx, data)
	if err != nil {
		return err
	}
	defer system.Close()
	d, err := system.OpenDomain(ctx, store.DomainName{Namespace: "convergence", ID: "default"})
	if err != nil {
		return err
	}
	defer d.Close()
	return f(ctx, d)
}

func read(ctx context.Context, d store.Domain, id string, first ot.Value) (*Model, error) {
	m, _, err := d.Model(ctx, id)
	if err != nil {
		return nil, err
	}
	at, data, err := d.Snapshot(ctx, m.Key)
	if err != nil {
		return nil, fmt.Errorf("there is no snapshot: %v", err)
	}
	root, err := protocol.DecodeValue(data)
	if err != nil {
		return nil, err
	}
	tail, err := document.New(root)
	if err != nil {
		return nil, err
	}
	whole, err := document.New(first)
	if err != nil {
		return nil, err
	}
	s := &Model{Version: m.Version, Oldest: m.Oldest, Last: map[string]uint64{}}
	version := int64(1)
	for version < m.Oldest {
		heads, err := d.Identities(ctx, m.Key, version, 1000)
		if err != nil {
			return nil, err
		}
		if len(heads) == 0 {
			return nil, fmt.Errorf("who sent what is known up to version %d, and operations from version %d on", version, m.Oldest)
		}
		for _, e := range heads {
			if e.Version != version {
				return nil, fmt.Errorf("who sent what is not known of versions %d to %d", version, e.Version)
			}
			for i := range e.Count {
				s.identity(e.Instance, e.First+uint64(i), version)
				version++
			}
		}
	}
	for version < m.Version {
		entries, err := d.Entries(ctx, m.Key, version, m.Version, 1<<20)
		if err != nil {
			return nil, err
		}
		if len(entries) == 0 {
			return nil, fmt.Errorf("the log ends at version %d of %d", version, m.Version)
		}
		for _, e := range entries {
			if e.Version != version {
				return nil, fmt.Errorf("the log goes from version %d to %d", version, e.Version)
			}
			ops, err := protocol.DecodeOperations(e.Operations)
			if err != nil || len(ops) != e.Count {
				return nil, fmt.Errorf("version %d: %d operations of %d, %w", version, len(ops), e.Count, err)
			}
			for i, op := range ops {
				s.identity(e.Instance, e.First+uint64(i), version)
				if m.Oldest == 1 {
					if err := whole.Apply(op, nil); err != nil {
						return nil, fmt.Errorf("applying version %d: %w", version, err)
					}
				}
				if version >= at {
					if err := tail.Apply(op, nil); err != nil {
						return nil, fmt.Errorf("applying version %d to the snapshot: %w", version, err)
					}
				}
				version++
			}
		}
	}
	s.Value = tail.Value()
	if m.Oldest == 1 {
		s.Replayed = whole.Value()
	}
	return s, nil
}

// identity expects the operations of an instance to come once, in order and
// without gaps.
func (m *Model) identity(instance string, sequence uint64, version int64) {
	switch last := m.Last[instance]; {
	case sequence <= last:
		m.Duplicated++
		m.Says = append(m.Says, fmt.Sprintf("duplicated: operation %d of %s is there again as version %d", sequence, instance, version))
	case sequence > last+1:
		m.Lost += int(sequence - last - 1)
		m.Says = append(m.Says, fmt.Sprintf("lost: operations %d to %d of %s, version %d follows", last+1, sequence-1, instance, version))
	}
	m.Last[instance] = max(m.Last[instance], sequence)
}

// Integrity has SQLite check every database file below a directory.
func Integrity(data string) error {
	return filepath.WalkDir(data, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".db") {
			return err
		}
		db, err := sql.Open("sqlite", "file:"+path)
		if err != nil {
			return err
		}
		defer db.Close()
		var says string
		if err := db.QueryRow("PRAGMA integrity_check").Scan(&says); err != nil || says != "ok" {
			return fmt.Errorf("%s is damaged: %s %w", filepath.Base(path), says, err)
		}
		return nil
	})
}
