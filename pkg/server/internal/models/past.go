package models

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
	"github.com/convergence-wasm/convergence/pkg/server/internal/modeldata"
	"github.com/convergence-wasm/convergence/pkg/server/internal/modellog"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/internal/tracing"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Run is operations that somebody made one after the other, the first of which has Version
// as its context.
type Run struct {
	Version    int64
	Millis     int64
	Author     people.Identity
	Operations []ot.Op
}

// Operations returns operations of a model from a version on, some, and the version that it
// has now. From 0 is from the oldest one that is kept.
func (s *Models) Operations(ctx context.Context, id string, from int64, limit int) (runs []Run, version int64, err error) {
	model, _, err := s.store.Model(ctx, id)
	if err != nil {
		return nil, 0, err
	}
	if from <= 0 {
		from = model.Oldest
	}
	entries, err := s.store.Entries(ctx, model.Key, from, min(model.Version, from+int64(limit)), s.options.HistoryPage)
	if errors.Is(err, store.ErrForgotten) {
		err = &Refused{notKept(&model, from)}
	}
	if err != nil {
		return nil, 0, err
	}
	for _, e := range entries {
		ops, err := modellog.Decode(&e, from, from+int64(limit))
		if err != nil {
			return nil, 0, err
		}
		who, err := s.options.Directory.Identify(e.Session)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return nil, 0, err
		}
		who.Session = e.Session // also when nobody can be found for it
		runs = append(runs, Run{e.Version, e.Millis, who, ops})
	}
	return runs, model.Version, nil
}

// At returns the data that a model had at a version, by undoing what came after it.
func (s *Models) At(ctx context.Context, id string, version int64) (State, error) {
	now, err := s.Read(id)
	if err != nil {
		return now, err
	}
	if version < 1 || version > now.Version {
		return now, refused(protocol.CodeInvalidArgument, noVersion(&now.Model))
	}
	if version < now.Oldest {
		return now, &Refused{notKept(&now.Model, version)}
	}
	return s.back(ctx, now, version)
}

func noVersion(m *store.Model) string {
	return fmt.Sprintf("model %q has the versions 1 to %d", m.ID, m.Version)
}

// back returns a state that a model had before the present one.
func (s *Models) back(ctx context.Context, now State, version int64) (State, error) {
	doc, err := document.New(now.Value)
	if err != nil {
		return now, err
	}
	err = modellog.Undo(ctx, s.store, now.Key, doc, now.Version, version, s.options.HistoryPage)
	if errors.Is(err, store.ErrForgotten) { // just now
		return now, &Refused{notKept(&now.Model, version)}
	}
	if err != nil {
		return now, fmt.Errorf("model %q at version %d: %w", now.ID, version, err)
	}
	now.Version, now.Value = version, doc.Value()
	return now, nil
}

// errMoved is what a sequencer answers when others have edited the model meanwhile.
var errMoved = errors.New("the model has been edited")

// towards has the sequencer of a model use the difference between a model as it is and as it
// was at a version, without holding it up for as long as it takes to find that, unless others
// edit it again and again. room is asked for with the size of the model.
func (s *Models) towards(ctx context.Context, id, owner string, version int64, room func(size int) error, use func(q *sequencer, difference []ot.Op) error) error {
	var was State
	for attempt := range 4 {
		var now State
		size := 0
		err := s.act(id, owner, func(q *sequencer) error {
			if absent := q.absent(); absent != nil {
				return &Refused{absent}
			}
			if version < 1 || version > q.model.Version {
				return refused(protocol.CodeVersionNotFound, noVersion(&q.model))
			}
			if version < q.model.Oldest {
				return &Refused{notKept(&q.model, version)}
			}
			now, size = q.state(), q.size()
			return nil
		})
		if err == nil && attempt == 0 {
			if err = room(3 * size); err == nil {
				was, err = s.back(ctx, now, version)
			}
		}
		if err != nil {
			return err
		}
		difference := modeldata.Restoration(&now.Value, &was.Value)
		err = s.act(id, owner, func(q *sequencer) error {
			if absent := q.absent(); absent != nil {
				return &Refused{absent}
			}
			if q.model.Version != now.Version || q.model.Key != now.Key {
				if attempt < 3 || q.model.Key != was.Key {
					return errMoved
				}
				now.Value = q.doc.Value()
				difference = modeldata.Restoration(&now.Value, &was.Value)
			}
			return use(q, difference)
		})
		if !errors.Is(err, errMoved) {
			return err
		}
	}
	return errMoved
}

// Restore makes a model as it was at a version, by one operation of somebody who does not
// have it open; where nothing differs there is none.
func (s *Models) Restore(ctx context.Context, by *people.Session, id string, seen Seen, version int64) (now State, err error) {
	return now, s.towards(ctx, id, administrators, version, func(int) error { return nil }, func(q *sequencer, difference []ot.Op) error {
		if seen != nil && !seen(&q.model) {
			return ErrStale
		}
		err := q.edit(by, difference)
		now = q.state()
		return err
	})
}

// restoration answers with the operations by which a model becomes what it was at a version.
func (s *Models) restoration(ctx context.Context, c *people.Session, request uint32, r *protocol.RestoreRequest) {
	tracing.Of(ctx).Text("convergence.model", r.ModelID)
	if _, ok := s.lookUp(ctx, c, request, r.ModelID, protocol.TargetModel, protocol.PermissionRead|protocol.PermissionWrite, "restore"); !ok {
		return
	}
	leave, ok := s.enterHeavy(ctx, c)
	if !ok {
		return
	}
	defer leave()
	reserved := 0
	defer func() { c.Forgo(reserved) }()
	err := s.towards(ctx, r.ModelID, c.Owner(), r.Version, func(size int) (err error) {
		if size > large {
			reserved, err = c.Reserve(ctx, size)
		}
		if err != nil {
			err = refused(protocol.CodeLimitExceeded, "the server has no room to restore a model of this size now; try again later")
		}
		return err
	}, func(q *sequencer, difference []ot.Op) error {
		c.Send(conn.Out{Response: request, Reserved: reserved, Message: &protocol.RestoreResponse{Version: q.model.Version, Operations: difference}})
		reserved = 0
		return nil
	})
	if err != nil {
		s.notDone(ctx, c, request, "the difference to a version cannot be found", err)
	}
}

// notDone answers a request that an act has failed for.
func (s *Models) notDone(ctx context.Context, c *people.Session, request uint32, what string, err error) {
	if no, ok := errors.AsType[*Refused](err); ok {
		c.Answer(request, no.Why)
		return
	}
	c.FailedIn(ctx, request, what, err)
}

// versions reads and changes the named versions of a model for a session.
func (s *Models) versions(ctx context.Context, c *people.Session, request uint32, r *protocol.VersionsRequest) {
	tracing.Of(ctx).Text("convergence.model", r.ModelID)
	needed, what := protocol.PermissionRead, "read"
	if r.Act == protocol.VersionName || r.Act == protocol.VersionRemove {
		needed, what = protocol.PermissionWrite, "name versions of"
	}
	found, ok := s.lookUp(ctx, c, request, r.ModelID, protocol.TargetModel, needed, what)
	if !ok {
		return
	}
	answer := &protocol.VersionsResponse{}
	var err error
	switch r.Act {
	case protocol.VersionList, protocol.VersionFind:
		answer.Versions, err = s.store.NamedVersions(ctx, found.model.Key)
		if r.Act == protocol.VersionFind && err == nil {
			answer.Versions = slices.DeleteFunc(answer.Versions, func(v protocol.NamedVersion) bool { return v.Name != r.Name })
			if len(answer.Versions) == 0 {
				err = noName(r.ModelID, r.Name)
			}
		}
	case protocol.VersionName:
		var named protocol.NamedVersion
		named, err = s.nameVersion(ctx, &found.model, protocol.NamedVersion{Name: r.Name, Version: r.Version, By: c.User()})
		answer.Versions = []protocol.NamedVersion{named}
	case protocol.VersionRemove:
		err = s.removeVersionName(ctx, &found.model, r.Name)
	default:
		err = refused(protocol.CodeNotSupported, fmt.Sprintf("nothing is known that is done by %d to named versions", r.Act))
	}
	if err != nil {
		s.notDone(ctx, c, request, "named versions cannot be read or stored", err)
		return
	}
	c.Answer(request, answer)
}

func noName(model, name string) error {
	return refused(protocol.CodeVersionNotFound, fmt.Sprintf("no version of model %q is named %q", model, name))
}

func (s *Models) nameVersion(ctx context.Context, m *store.Model, v protocol.NamedVersion) (protocol.NamedVersion, error) {
	if v.Name == "" {
		return v, refused(protocol.CodeInvalidArgument, "the name of a version is not to be empty")
	}
	if x := s.options.Limits.Check(&protocol.VersionsRequest{ModelID: m.ID, Name: v.Name}); x != nil {
		return v, &Refused{x.AsError()}
	}
	if x := s.options.Quota.Full(m.Maker); x != nil {
		return v, &Refused{x.AsError()}
	}
	v.Millis = time.Now().UnixMilli()
	named, err := s.store.NameVersion(ctx, m.Key, v, s.options.MaxNamedVersions)
	switch {
	case err == nil:
		s.options.Quota.Grow(m.Maker, store.NamedVersionBytes)
	case errors.Is(err, store.ErrExists):
		err = refused(protocol.CodeVersionExists, fmt.Sprintf("a version of model %q is named %q already", m.ID, v.Name))
	case errors.Is(err, store.ErrVersion):
		err = refused(protocol.CodeVersionNotFound, noVersion(m))
	case errors.Is(err, store.ErrForgotten):
		err = &Refused{notKept(m, v.Version)}
	case errors.Is(err, store.ErrTooMany):
		err = refused(protocol.CodeLimitExceeded, fmt.Sprintf("a model has %d named versions at most; remove some first", s.options.MaxNamedVersions))
	}
	return named, err
}

func (s *Models) removeVersionName(ctx context.Context, m *store.Model, name string) error {
	err := s.store.RemoveVersionName(ctx, m.Key, name)
	if errors.Is(err, store.ErrNotFound) {
		return noName(m.ID, name)
	}
	if err == nil {
		s.options.Quota.Grow(m.Maker, -store.NamedVersionBytes)
	}
	return err
}

// NamedVersions returns the named versions of a model, by version and name.
func (s *Models) NamedVersions(ctx context.Context, id string) ([]protocol.NamedVersion, error) {
	m, _, err := s.store.Model(ctx, id)
	if err != nil {
		return nil, err
	}
	return s.store.NamedVersions(ctx, m.Key)
}

// NameVersion gives a version of a model a name, the newest one when none is said.
func (s *Models) NameVersion(ctx context.Context, id string, v protocol.NamedVersion) (protocol.NamedVersion, error) {
	m, _, err := s.store.Model(ctx, id)
	if err != nil {
		return v, err
	}
	return s.nameVersion(ctx, &m, v)
}

// RemoveVersionName takes a name of a version away.
func (s *Models) RemoveVersionName(ctx context.Context, id, name string) error {
	m, _, err := s.store.Model(ctx, id)
	if err != nil {
		return err
	}
	return s.removeVersionName(ctx, &m, name)
}
