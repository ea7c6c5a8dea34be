package server

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// opener is an open request that waits for its answer.
type opener struct {
	member     *member
	request    uint32
	autoCreate uint32
}

// open lets a client in, or makes it wait until the model has been created.
func (q *sequencer) open(o opener) {
	switch {
	case o.member.state == stateGone:
	case q.broken:
		q.reject(o, protocol.CodeModelClosing, "model %q has just been closed because of an error; try again", q.id)
	case q.exists:
		q.admit(o)
	case o.autoCreate == 0 && q.asking == nil:
		q.reject(o, protocol.CodeModelNotFound, "model %q does not exist", q.id)
	default:
		q.waiting = append(q.waiting, o)
		q.askNext()
	}
}

// reject answers an open request with an error; the member is over.
func (q *sequencer) reject(o opener, code protocol.Code, format string, args ...any) {
	q.drop(o.member)
	o.member.connection.Refuse(o.request, code, format, args...)
}

// admit answers an open request with the state of the model.
func (q *sequencer) admit(o opener) {
	m := o.member
	rights, err := q.rights(m.connection)
	if err != nil {
		q.log.Error("rights cannot be read", "error", err)
		q.reject(o, protocol.CodeUnknown, "model %q could not be opened by the server; try again later", q.id)
		return
	}
	if !rights.Can(protocol.PermissionRead) {
		q.reject(o, protocol.CodeUnauthorized, "you may not read model %q", q.id)
		return
	}
	q.evictPredecessor(m)
	prefix, err := q.nextPrefix()
	var last uint64
	if err == nil {
		last, err = q.lastSequence(m.connection.Instance)
	}
	if err != nil {
		q.log.Error("model cannot be opened", "error", err)
		q.reject(o, protocol.CodeUnknown, "model %q could not be opened by the server; try again later", q.id)
		return
	}
	if !q.join(m, rights, stateOpen) {
		return
	}
	sessions, resyncing, people := q.present()
	m.connection.SendAbout(people, conn.Out{Response: o.request, Message: &protocol.OpenResponse{
		Resource: m.resource, ModelID: q.id, Collection: q.model.Collection, ValueIDPrefix: prefix,
		Version: q.model.Version, Created: q.model.Created, Modified: q.model.Modified, Data: q.doc.Value(),
		Sessions: sessions, Resyncing: resyncing, Permissions: rights, LastSequence: last,
		References: q.sharedReferences(m),
	}})
	q.tellOthers(m, func(resource uint32) protocol.Message {
		return &protocol.RemoteOpened{Resource: resource, SessionID: m.connection.Identity.Session}
	})
}

// join makes a member take part from the present version on. It reports false
// when its connection has ended.
func (q *sequencer) join(m *member, rights protocol.Permissions, state memberState) bool {
	if !m.connection.grant(m) {
		return false // its leaving is in the queue
	}
	q.lastHandle++
	m.handle, m.rights, m.state = q.lastHandle, rights, state
	if err := q.order.Open(m.handle, q.order.Version()); err != nil {
		q.broke("client cannot be tracked", err) // not reached: handles are new
		return false
	}
	q.members = append(q.members, m)
	q.lostAt = time.Time{}
	return true
}

// present returns the sessions that have the model open, those that
// resynchronise, and who they all are.
func (q *sequencer) present() (open, resyncing []string, people []people.Identity) {
	for _, m := range q.members {
		who := m.connection.Identity
		if m.state == stateOpen {
			open = append(open, who.Session)
		} else {
			resyncing = append(resyncing, who.Session)
		}
		people = append(people, who)
	}
	return open, resyncing, people
}

// tellOthers sends what a member did to those who have the model open.
func (q *sequencer) tellOthers(m *member, message func(resource uint32) protocol.Message) {
	about := []people.Identity{m.connection.Identity}
	for _, other := range q.members {
		if other != m && other.state == stateOpen {
			other.connection.SendAbout(about, conn.Out{Message: message(other.resource)})
		}
	}
}

// prefixBlock is how many id prefixes are reserved at once: each reservation
// waits for the disk.
const prefixBlock = 16

func (q *sequencer) nextPrefix() (string, error) {
	if q.prefixes == 0 {
		first, err := q.domain.store.ReservePrefixes(context.Background(), q.model.Key, prefixBlock)
		if err != nil {
			return "", err
		}
		q.prefix, q.prefixes = first, prefixBlock
	}
	prefix := strconv.FormatUint(q.prefix, 36)
	q.prefix++
	q.prefixes--
	return prefix, nil
}

// askNext asks the next waiting client that can give it for the data of the
// model. When none is left, the model does not exist for those who wait.
func (q *sequencer) askNext() {
	if q.asking != nil {
		return
	}
	for _, o := range q.waiting {
		if o.autoCreate == 0 {
			continue
		}
		m := o.member
		q.asking = m
		q.domain.hold(q) // until the answer comes
		m.connection.Ask(&protocol.AutoCreateRequest{AutoCreate: o.autoCreate}, q.domain.server.options.AutoCreateAfter,
			func(answer protocol.Message, err error) {
				// Not at once: asking a client that has gone answers from here.
				go q.post(command{do: func() {
					defer q.domain.release(q)
					q.dataArrived(m, answer, err)
				}})
			})
		return
	}
	waiting := q.waiting
	q.waiting = nil
	for _, o := range waiting {
		q.reject(o, protocol.CodeModelNotFound, "model %q does not exist", q.id)
	}
}

// dataArrived creates the model from the answer to an [protocol.AutoCreateRequest].
// When that fails, only the client that was asked hears of it and another one
// that waits is asked.
func (q *sequencer) dataArrived(m *member, answer protocol.Message, err error) {
	q.asking = nil
	code := protocol.CodeDataRequestFailure
	if err == nil && !q.exists && !q.broken {
		switch a := answer.(type) {
		case *protocol.AutoCreateResponse:
			code, err = q.create(m.connection, time.Now().UnixMilli(), &a.Creation)
			if code == protocol.CodeInvalidModelData {
				code = protocol.CodeDataRequestFailure
			}
		case *protocol.Error:
			err = fmt.Errorf("the client could not give the data: %s", a.Message)
		default:
			err = errors.New("the client answered with another message")
		}
	}
	if q.exists || q.broken {
		waiting := q.waiting
		q.waiting = nil
		for _, o := range waiting {
			q.open(o)
		}
		return
	}
	for i, o := range q.waiting {
		if o.member == m {
			q.waiting = append(q.waiting[:i], q.waiting[i+1:]...)
			q.reject(o, code, "model %q could not be created: %v", q.id, err)
			break
		}
	}
	q.askNext()
}

// create makes the model that does not exist. On failure it returns the code
// and the reason.
func (q *sequencer) create(c *connection, created int64, from *protocol.Creation) (protocol.Code, error) {
	ctx := context.Background()
	if from.Collection == "" {
		return protocol.CodeInvalidModelData, errors.New("the collection is missing")
	}
	if from.Data.Kind != ot.KindObject {
		return protocol.CodeInvalidModelData, errors.New("the data must be an object")
	}
	doc, err := document.New(from.Data)
	if err != nil {
		return protocol.CodeInvalidModelData, err
	}
	collection, err := q.domain.store.Collection(ctx, from.Collection)
	if errors.Is(err, store.ErrNotFound) {
		collection, err = store.Collection{ID: from.Collection, World: store.AllRights}, nil
	}
	if err != nil {
		q.log.Error("collection cannot be read", "error", err)
		return protocol.CodeUnknown, errors.New("the server could not read the collection; try again later")
	}
	user := c.User()
	rights, err := q.domain.collectionRights(ctx, user, &collection)
	if err != nil {
		q.log.Error("rights cannot be read", "error", err)
		return protocol.CodeUnknown, errors.New("the server could not read your rights; try again later")
	}
	if !rights.Can(store.RightCreate) {
		return protocol.CodeUnauthorized, fmt.Errorf("you may not create models in collection %q", from.Collection)
	}
	model := store.Model{
		ID: q.id, Collection: from.Collection, Created: created, Modified: created, Ephemeral: from.Ephemeral,
		OverrideWorld: from.OverrideWorld, Users: maskUsers(from.Users, protocol.AllPermissions),
	}
	if limit := q.domain.server.options.MaxEntries; len(from.Users)+len(from.Groups) > limit {
		return protocol.CodeLimitExceeded, fmt.Errorf("there may be %d entries for users and groups; put users into groups", limit)
	}
	users, groups := named(from.Users, from.Groups)
	wrong, err := q.domain.profiles.Missing(ctx, users, groups)
	if err != nil {
		q.log.Error("users cannot be looked up", "error", err)
		return protocol.CodeUnknown, errors.New("the server could not look up the users that get permissions; try again later")
	}
	if wrong != nil {
		return wrong.Code, errors.New(wrong.Message)
	}
	model.Groups = lastGroups(maskGroups(from.Groups, protocol.AllPermissions))
	if from.World != nil {
		model.World = *from.World & protocol.AllPermissions
	}
	model.Users = lastEntries(append(model.Users, protocol.UserPermissions{User: user, Permissions: protocol.AllPermissions}))
	data, err := protocol.AppendValue(nil, from.Data)
	if err != nil {
		return protocol.CodeInvalidModelData, err
	}
	made, err := q.domain.store.CreateModel(ctx, model, data)
	if errors.Is(err, store.ErrExists) { // another process was faster
		if err = q.load(); err == nil {
			return protocol.CodeModelAlreadyExists, errors.New("it exists already")
		}
	}
	if err != nil {
		q.log.Error("model cannot be created", "error", err)
		return protocol.CodeUnknown, errors.New("the server could not store it; try again later")
	}
	q.begin(made, collection, doc)
	q.snapshot.begin(made.Version, len(data), 0)
	return "", nil
}

// lastEntries keeps the last entry for each user.
func lastEntries(entries []protocol.UserPermissions) []protocol.UserPermissions {
	last := make(map[protocol.UserID]int, len(entries))
	for i, e := range entries {
		last[e.User] = i
	}
	var kept []protocol.UserPermissions
	for i, e := range entries {
		if last[e.User] == i {
			kept = append(kept, e)
		}
	}
	return kept
}

// lastGroups keeps the last entry for each group.
func lastGroups(entries []protocol.GroupPermissions) []protocol.GroupPermissions {
	last := make(map[string]int, len(entries))
	for i, e := range entries {
		last[e.Group] = i
	}
	var kept []protocol.GroupPermissions
	for i, e := range entries {
		if last[e.Group] == i {
			kept = append(kept, e)
		}
	}
	return kept
}
