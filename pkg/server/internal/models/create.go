package models

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/internal/quota"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// createFor answers a request to make the model without opening it.
func (q *sequencer) createFor(c *people.Session, request uint32, r *protocol.CreateRequest) {
	if q.broken {
		c.Answer(request, q.absent())
		return
	}
	if !q.exists {
		creation := r.Creation
		creation.Ephemeral = false // nobody has it open
		created := r.Created
		if created == 0 {
			created = time.Now().UnixMilli()
		}
		code, err := q.create(c, created, &creation)
		if err == nil {
			c.Answer(request, &protocol.CreateResponse{ModelID: q.id})
			q.openWaiting()
			return
		}
		if x, full := errors.AsType[*quota.Exceeded](err); full {
			c.Answer(request, x.AsError())
			return
		}
		if code != protocol.CodeModelAlreadyExists {
			c.Refuse(request, code, "model %q could not be created: %v", q.id, err)
			return
		}
	}
	rights, err := q.rights(c, protocol.PermissionRead)
	if err != nil {
		c.Answer(request, q.unread(context.Background(), err))
		return
	}
	details := map[string]protocol.JSON{"id": q.id}
	if rights.Can(protocol.PermissionRead) { // when it was made is for readers
		details["fingerprint"] = strconv.FormatInt(q.model.Created, 10)
	}
	c.Answer(request, &protocol.Error{
		Code: protocol.CodeModelAlreadyExists, Message: "model " + strconv.Quote(q.id) + " exists already", Details: details})
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
		q.models.hold(q) // until the answer comes
		m.client.Ask(&protocol.AutoCreateRequest{AutoCreate: o.autoCreate}, q.models.options.AutoCreateAfter,
			func(answer protocol.Message, err error) {
				// Not at once: asking a client that has gone answers from here.
				go q.post(command{do: func() {
					defer q.models.release(q)
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
			code, err = q.create(m.client.Session, time.Now().UnixMilli(), &a.Creation)
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
		q.openWaiting()
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
func (q *sequencer) create(c *people.Session, created int64, from *protocol.Creation) (protocol.Code, error) {
	ctx := context.Background()
	if from.Collection == "" {
		return protocol.CodeInvalidModelData, errors.New("the collection is missing")
	}
	if from.Data.Kind != ot.KindObject {
		return protocol.CodeInvalidModelData, errors.New("the data must be an object")
	}
	data, err := protocol.AppendValue(nil, from.Data)
	if err != nil {
		return protocol.CodeInvalidModelData, err
	}
	if err := q.room(data); err != nil {
		return protocol.CodeLimitExceeded, err
	}
	doc, err := q.build(c, from.Data, len(data))
	if err != nil {
		return protocol.CodeInvalidModelData, err
	}
	collection, err := q.models.store.Collection(ctx, from.Collection)
	user := c.User()
	isNew := errors.Is(err, store.ErrNotFound)
	if isNew {
		var may bool
		if may, err = q.models.options.MayMakeCollection(ctx, user); err == nil && !may {
			return protocol.CodeNoCollection, fmt.Errorf("collection %q does not exist, and you may not make collections; "+
				"an administrator may with: convergence collection add", from.Collection)
		}
		collection = store.Collection{ID: from.Collection, World: store.UsualRights}
	}
	if err != nil {
		q.log.Error("collection cannot be read", "error", err)
		return protocol.CodeUnknown, errors.New("the server could not read the collection; try again later")
	}
	rights, err := q.models.collectionRights(ctx, user, &collection)
	if err != nil {
		q.log.Error("rights cannot be read", "error", err)
		return protocol.CodeUnknown, errors.New("the server could not read your rights; try again later")
	}
	if !rights.Can(store.RightCreate) {
		return protocol.CodeUnauthorized, fmt.Errorf("you may not create models in collection %q", from.Collection)
	}
	if limit := q.models.options.MaxEntries; len(from.Users)+len(from.Groups) > limit {
		return protocol.CodeLimitExceeded, fmt.Errorf("there may be %d entries for users and groups; put users into groups", limit)
	}
	users, groups := named(from.Users, from.Groups)
	wrong, err := q.models.options.Profiles.Missing(ctx, users, groups)
	if err != nil {
		q.log.Error("users cannot be looked up", "error", err)
		return protocol.CodeUnknown, errors.New("the server could not look up the users that get permissions; try again later")
	}
	if wrong != nil {
		return wrong.Code, errors.New(wrong.Message)
	}
	leave, err := q.models.writes.Enter(c.Context(), c.Owner())
	if err != nil {
		return protocol.CodeUnknown, errors.New("the connection has ended")
	}
	size := int64(len(data))
	if x := q.models.options.Quota.AddModel(user, size); x != nil {
		leave()
		return protocol.CodeLimitExceeded, x
	}
	made, code, err := q.store(isNew, collection, newModel(q.id, user, created, from), data)
	leave()
	if err != nil {
		q.models.options.Quota.RemoveModel(user, size)
		return code, err
	}
	q.begin(made, collection, doc)
	q.snapshot.begin(made.Version, len(data), 0)
	return "", nil
}

// store writes a new model, and its collection when that is new.
func (q *sequencer) store(isNew bool, collection store.Collection, model store.Model, data []byte) (made store.Model, code protocol.Code, err error) {
	ctx := context.Background()
	if isNew {
		err := q.models.store.CreateCollection(ctx, collection, q.models.options.MaxCollections)
		if errors.Is(err, store.ErrTooMany) {
			return made, protocol.CodeLimitExceeded, fmt.Errorf("a domain may have %d collections that came into being by use: use one that there is, or an administrator may make it", q.models.options.MaxCollections)
		}
		if err != nil && !errors.Is(err, store.ErrExists) {
			q.log.Error("collection cannot be created", "error", err)
			return made, protocol.CodeUnknown, errors.New("the server could not make the collection; try again later")
		}
	}
	made, err = q.models.store.CreateModel(ctx, model, data)
	if errors.Is(err, store.ErrNotFound) {
		return made, protocol.CodeNoCollection, fmt.Errorf("collection %q has just been removed", collection.ID)
	}
	if errors.Is(err, store.ErrExists) { // another process was faster
		if err = q.load(); err == nil {
			return made, protocol.CodeModelAlreadyExists, errors.New("it exists already")
		}
	}
	if err != nil {
		q.log.Error("model cannot be created", "error", err)
		return made, protocol.CodeUnknown, errors.New("the server could not store it; try again later")
	}
	return made, "", nil
}

// build makes the document of a new model. Large ones have to wait for their turn.
func (q *sequencer) build(c *people.Session, data ot.Value, size int) (*document.Document, error) {
	if size > large {
		leave, err := q.models.heavy.Enter(c.Context(), c.Owner())
		if err != nil {
			return nil, err
		}
		defer leave()
	}
	return document.New(data)
}

// newModel returns what is stored of a model that a user creates, who may do everything
// with it: administrators may without an entry. Of several entries for somebody the last
// one counts.
func newModel(id string, creator protocol.UserID, created int64, from *protocol.Creation) store.Model {
	users := maskUsers(from.Users, protocol.AllPermissions)
	if creator.Type != protocol.UserConvergence {
		users = append(users, protocol.UserPermissions{User: creator, Permissions: protocol.AllPermissions})
	}
	model := store.Model{
		ID: id, Collection: from.Collection, Created: created, Modified: created, Ephemeral: from.Ephemeral, Maker: creator,
		OverrideWorld: from.OverrideWorld,
		Users:         lastOfEach(users, func(e protocol.UserPermissions) protocol.UserID { return e.User }),
		Groups:        lastOfEach(maskGroups(from.Groups, protocol.AllPermissions), func(e protocol.GroupPermissions) string { return e.Group }),
	}
	if from.World != nil {
		model.World = *from.World & protocol.AllPermissions
	}
	return model
}

// lastOfEach keeps the last entry for each user or group.
func lastOfEach[E any, K comparable](entries []E, of func(E) K) []E {
	last := make(map[K]int, len(entries))
	for i, e := range entries {
		last[of(e)] = i
	}
	var kept []E
	for i, e := range entries {
		if last[of(e)] == i {
			kept = append(kept, e)
		}
	}
	return kept
}
