package client

import (
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// GetPermissions asks for all permissions of a model or collection.
func (d *Domain) GetPermissions(target protocol.PermissionTarget, id string, done func(*protocol.GetPermissionsResponse, *Error)) {
	d.session.Lock()
	defer d.session.Unlock()
	session.Ask(d.session.Request, &protocol.GetPermissionsRequest{ID: id, Target: target}, "get permissions", done)
}

// SetPermissions changes permissions of a model or collection.
func (d *Domain) SetPermissions(r *protocol.SetPermissionsRequest, done func(*Error)) {
	d.session.Lock()
	defer d.session.Unlock()
	session.Ask(d.session.Request, r, "set permissions", func(_ *protocol.SetPermissionsResponse, err *Error) { done(err) })
}

// Query finds models. An error in the query has code invalid_query and the
// detail index, the offset of the character at which it was found.
func (d *Domain) Query(query string, done func(*protocol.QueryResponse, *Error)) {
	d.session.Lock()
	defer d.session.Unlock()
	r := &protocol.QueryRequest{Query: query}
	if err := d.session.Checked(r); err != nil {
		done(nil, err)
		return
	}
	session.Ask(d.session.Request, r, "query", done)
}

// Request asks the server anything that needs no state here: identity, chats,
// roles. The answer is the message that the protocol pairs with the request.
// Without a connection users, groups and chats come from the offline store.
func (d *Domain) Request(m protocol.Message, done func(protocol.Message, *Error)) {
	d.session.Lock()
	defer d.session.Unlock()
	if err := d.session.Checked(m); err != nil {
		done(nil, err)
		return
	}
	if d.fromStore() {
		d.offline.WhenLoaded(func() {
			if !d.people.Answer(m, done) && !d.chats.Answer(m, done) {
				done(nil, session.ErrOffline("ask the server"))
			}
		})
		return
	}
	d.session.Request(m, "ask the server", func(answer protocol.Message, err *Error) {
		if err == nil && answer == nil {
			err = session.Unexpected(nil, nil)
		}
		if err == nil {
			d.people.Learn(answer)
			d.chats.Learn(m, answer)
		}
		done(answer, err)
	})
}

// fromStore reports whether a request is to be answered from the offline store.
func (d *Domain) fromStore() bool {
	return d.offline != nil && d.offline.Answers()
}
