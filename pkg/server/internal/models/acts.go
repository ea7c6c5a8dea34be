package models

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/modeldata"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// What is done to models without a connection, by administrators and programs. It goes
// through the sequencer of the model like everything else: operations are ordered, stored
// with their author and sent to who has the model open.

// Refused is the error for what cannot be done, with its reason.
type Refused struct{ Why *protocol.Error }

func (r *Refused) Error() string { return r.Why.Message }

func refused(code protocol.Code, message string) error {
	return &Refused{&protocol.Error{Code: code, Message: message}}
}

// ErrStale is returned when a model is not as the caller has seen it.
var ErrStale = errors.New("the model has been changed by somebody else")

// errStopped is returned when the server stops before an act has been done.
var errStopped error = &Refused{stopped}

// stopped answers who asks for a model while the server stops.
var stopped = &protocol.Error{Code: protocol.CodeModelClosing, Message: "the server is stopping"}

// authors are those who act without a connection, one for each user.
type authors struct {
	mu    sync.Mutex
	known map[protocol.UserID]*people.Session
}

// Author returns who makes the changes of a user without a connection. The first time, it
// is recorded as a session that has ended, so that others learn who it was.
func (s *Models) Author(ctx context.Context, user protocol.User, remote string) (*people.Session, error) {
	s.authors.mu.Lock()
	defer s.authors.mu.Unlock()
	if a := s.authors.known[user.UserID]; a != nil {
		return a, nil
	}
	instance := "rest-" + rand.Text()
	session, err := s.store.Author(ctx, store.Connect{User: user, Instance: instance, Method: "rest", Client: "REST API", Remote: remote, Millis: time.Now().UnixMilli()})
	if err != nil {
		return nil, err
	}
	who := people.Identity{Session: session.ID, User: session.User}
	a := people.Unconnected(who, instance)
	s.options.Directory.Remember(who, instance)
	if s.authors.known == nil {
		s.authors.known = make(map[protocol.UserID]*people.Session)
	}
	s.authors.known[user.UserID] = a
	return a, nil
}

// State is a model as it is now.
type State struct {
	store.Model
	Value ot.Value
	Open  []people.Identity // who has it open
}

// Seen reports whether a model is one that somebody has seen. Nil stands for any.
type Seen func(*store.Model) bool

// Tag is the ETag of a model: its version, and when it was made, so that another model of
// the same id has another one.
func Tag(m *store.Model) string { return fmt.Sprintf(`"%d-%d"`, m.Version, m.Created) }

// administrators have turns of their own where users take turns.
const administrators = "administrators"

// act has the sequencer of a model do something, with everything before it committed.
func (s *Models) act(id, owner string, do func(*sequencer) error) error {
	q := s.acquire(id, owner)
	done := make(chan error, 1)
	q.post(command{do: func() {
		defer s.release(q)
		if !q.catchUp() {
			done <- &Refused{q.absent()}
			return
		}
		done <- do(q)
	}})
	select {
	case err := <-done:
		return err
	case <-q.ended:
	}
	select {
	case err := <-done:
		return err
	default:
		return errStopped
	}
}

// Read returns the state of a model.
func (s *Models) Read(id string) (found State, err error) {
	return found, s.act(id, administrators, func(q *sequencer) error {
		if absent := q.absent(); absent != nil {
			return &Refused{absent}
		}
		found = q.state()
		return nil
	})
}

func (q *sequencer) state() State {
	_, _, everybody := q.sessions()
	return State{q.model, q.doc.Value(), everybody}
}

// Create makes a model, with data that has no ids.
func (s *Models) Create(by *people.Session, id string, from protocol.Creation) (made State, err error) {
	if id == "" {
		id = newModelID()
	}
	if err := s.within(id, from); err != nil {
		return made, err
	}
	from.Data = modeldata.Identified(from.Data, &modeldata.IDs{Prefix: "@"})
	return made, s.act(id, administrators, func(q *sequencer) error {
		if q.broken {
			return &Refused{q.absent()}
		}
		if q.exists {
			return refused(protocol.CodeModelAlreadyExists, "model "+strconv.Quote(id)+" exists already")
		}
		if code, err := q.create(by, time.Now().UnixMilli(), &from); err != nil {
			return refused(code, err.Error())
		}
		q.openWaiting()
		made = q.state()
		return nil
	})
}

// within refuses a model that is over the limits of what a client sends.
func (s *Models) within(id string, from protocol.Creation) error {
	create := &protocol.CreateRequest{ModelID: id, Creation: from}
	if x := cmp.Or(s.options.Limits.Check(create), s.options.Limits.CheckNames(create)); x != nil {
		return &Refused{x.AsError()}
	}
	return nil
}

// Set makes the data of a model what is given, without ids, by one operation; when it is
// that already, there is none.
func (s *Models) Set(by *people.Session, id string, seen Seen, data *ot.Value) (now State, err error) {
	if err := s.within(id, protocol.Creation{Data: *data}); err != nil {
		return now, err
	}
	return now, s.act(id, administrators, func(q *sequencer) error {
		if absent := q.absent(); absent != nil {
			return &Refused{absent}
		}
		if seen != nil && !seen(&q.model) {
			return ErrStale
		}
		prefix, err := q.nextPrefix(by.Owner())
		if err != nil {
			return err
		}
		is := q.doc.Value()
		if err := q.edit(by, modeldata.Difference(&is, data, &modeldata.IDs{Prefix: prefix})); err != nil {
			return err
		}
		now = q.state()
		return nil
	})
}

// edit applies operations together, as one operation of somebody who does not have the
// model open, and returns when it is durable.
func (q *sequencer) edit(by *people.Session, ops []ot.Op) error {
	if len(ops) == 0 {
		return nil
	}
	if x := q.models.options.Quota.Full(q.model.Maker); x != nil {
		return &Refused{x.AsError()}
	}
	op := ops[0]
	if len(ops) > 1 {
		op = ot.Op{Kind: ot.Compound, Ops: ops}
	}
	last, err := q.lastSequence(by.Instance)
	if err != nil {
		return err
	}
	q.lastHandle++
	m := &member{client: &client{Session: by}, sequencer: q, modelID: q.id, handle: q.lastHandle, state: stateOpen}
	version := q.order.Version()
	if err := q.order.Open(m.handle, version); err != nil {
		return err
	}
	defer func() {
		if q.order != nil {
			q.order.Close(m.handle)
		}
	}()
	if q.replica != nil {
		return q.editShared(m, last+1, version, op)
	}
	if err := q.apply(m, by.Instance, last+1, version, op); err != nil {
		return refused(protocol.CodeInvalidOperation, err.Error())
	}
	q.flush()
	if q.broken {
		return &Refused{q.absent()}
	}
	return nil
}

// Remove removes a model, which closes it for everybody.
func (s *Models) Remove(id string, seen Seen) error {
	return s.act(id, administrators, func(q *sequencer) error {
		if absent := q.absent(); absent != nil {
			return &Refused{absent}
		}
		if seen != nil && !seen(&q.model) {
			return ErrStale
		}
		if !q.delete(administrators) {
			return errors.New("the model could not be removed")
		}
		return nil
	})
}

// SetRights changes the rights on a model. When it returns, all who have it open have been
// notified.
func (s *Models) SetRights(ctx context.Context, id string, u store.RightsUpdate) error {
	s.settingRights.Lock()
	defer s.settingRights.Unlock()
	model, _, err := s.store.Model(ctx, id)
	if err != nil {
		return err
	}
	users, groups := named(u.SetUsers, u.SetGroups)
	if limit := s.options.MaxEntries; len(users)+len(groups) > limit {
		return refused(protocol.CodeLimitExceeded, "there may be "+strconv.Itoa(limit)+" entries for users and groups; put users into groups")
	}
	if wrong, err := s.options.Profiles.Missing(ctx, users, groups); err != nil || wrong != nil {
		if wrong != nil {
			return &Refused{wrong}
		}
		return err
	}
	if err := s.store.SetModelRights(ctx, model.Key, u); err != nil {
		return err
	}
	s.RightsChanged([]store.RightsChange{{Model: id}})
	return nil
}
