package main

import (
	"context"
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
)

// stored is what the store has of a model.
type stored struct {
	version  int64
	value    ot.Value          // the newest snapshot and the log after it
	replayed ot.Value          // the whole log from the beginning
	last     map[string]uint64 // newest sequence, by instance
	count    map[string]int    // operations, by instance
}

// readStore reads the models from the files of a server that has ended, and
// notes what is wrong with their logs.
func readStore(data string, ids []string, first ot.Value, f *findings) (map[string]*stored, error) {
	ctx := context.Background()
	system, err := sqlite.Open(ctx, data)
	if err != nil {
		return nil, err
	}
	defer system.Close()
	d, err := system.OpenDomain(ctx, store.DomainName{Namespace: "convergence", ID: "default"})
	if err != nil {
		return nil, err
	}
	defer d.Close()
	all := map[string]*stored{}
	for _, id := range ids {
		s, err := readModel(ctx, d, id, first, f)
		if err != nil {
			return nil, fmt.Errorf("model %s: %w", id, err)
		}
		all[id] = s
	}
	return all, nil
}

func readModel(ctx context.Context, d store.Domain, id string, first ot.Value, f *findings) (*stored, error) {
	m, _, err := d.Model(ctx, id)
	if err != nil {
		return nil, err
	}
	at, data, err := d.Snapshot(ctx, m.Key)
	if err != nil {
		return nil, err
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
	s := &stored{version: m.Version, last: map[string]uint64{}, count: map[string]int{}}
	for version := int64(1); version < m.Version; {
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
				s.identity(f, id, e.Instance, e.First+uint64(i), version)
				if err := whole.Apply(op, nil); err != nil {
					return nil, fmt.Errorf("applying version %d: %w", version, err)
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
	s.value, s.replayed = tail.Value(), whole.Value()
	return s, nil
}

// identity expects the operations of an instance to come once, in order and
// without gaps.
func (s *stored) identity(f *findings, model, instance string, sequence uint64, version int64) {
	s.count[instance]++
	switch last := s.last[instance]; {
	case sequence <= last:
		f.duplicated++
		f.note("duplicated: operation %d of %s is again in the log of %s as version %d", sequence, instance, model, version)
	case sequence > last+1:
		f.lost += int(sequence - last - 1)
		f.note("lost: operations %d to %d of %s are not in the log of %s, version %d follows", last+1, sequence-1, instance, model, version)
	}
	s.last[instance] = max(s.last[instance], sequence)
}
