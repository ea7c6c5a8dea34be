package client

import (
	"github.com/convergence-wasm/convergence/pkg/client/internal/activity"
	"github.com/convergence-wasm/convergence/pkg/client/internal/chat"
	"github.com/convergence-wasm/convergence/pkg/client/internal/identity"
	"github.com/convergence-wasm/convergence/pkg/client/internal/offline"
	"github.com/convergence-wasm/convergence/pkg/client/internal/presence"
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Domain is a client of one domain on one server: a session and what it is used for.
type Domain struct {
	Tag uint32 // free for the owner of the sink

	url     string
	sink    Sink
	session *session.Session // its mutex guards all of this

	models     models
	presence   *presence.Presence
	activities *activity.Activities
	chats      *chat.Chats
	people     *identity.People

	offline    *offline.Models // nil unless models are kept in a store
	pageHidden bool            // see SetHidden
}

// New returns a domain that is not connected. The URL has the form
// scheme://host/<any prefix>/<namespace>/<domain>; another form is an error
// with code invalid_url.
func New(url string, o Options, host Host, sink Sink) (*Domain, error) {
	d := &Domain{
		url: url, sink: sink,
	}
	s, err := session.New(url, o, &hostOf{host, d}, (*owner)(d))
	if err != nil {
		return nil, err
	}
	d.session = s
	d.models = newModels(s)
	d.people = identity.New(s)
	d.chats = chat.New(s, func(e ChatEvent) { sink.ChatEvent(d, e) })
	d.presence = presence.New(s, func(e PresenceEvent) { sink.PresenceEvent(d, e) })
	d.activities = activity.New(s, func(a *Activity, e ActivityEvent) { sink.ActivityEvent(d, a, e) })
	return d, nil
}

// URL returns the URL given to New.
func (d *Domain) URL() string { return d.url }

// Namespace returns the namespace named in the URL.
func (d *Domain) Namespace() string { return d.session.Namespace() }

// ID returns the domain id named in the URL.
func (d *Domain) ID() string { return d.session.Domain() }

// Session is a snapshot of who this client is to the server.
type Session struct {
	State          State
	Participant    *Participant
	ReconnectToken string // empty before the first connect
}

// Session returns the current session.
func (d *Domain) Session() Session {
	d.session.Lock()
	defer d.session.Unlock()
	return Session{d.session.State, d.session.Self, d.session.Token}
}

// ServerTime asks the server for its time in milliseconds since 1970.
func (d *Domain) ServerTime(done func(millis int64, err *Error)) {
	d.session.Lock()
	defer d.session.Unlock()
	d.session.Request(&protocol.ServerTimeRequest{}, "ask for the server's time", func(m protocol.Message, err *Error) {
		if r, ok := m.(*protocol.ServerTimeResponse); ok {
			done(r.Millis, nil)
			return
		}
		done(0, session.Unexpected(m, err))
	})
}

// Dispose closes all models and the connection, and leaves all activities, for
// good. Calling it again does nothing.
func (d *Domain) Dispose() {
	d.session.Lock()
	defer d.session.Unlock()
	if d.session.Disposed {
		return
	}
	d.session.FlushAll(func() bool { // edits that are in no store go now, or never
		return d.offline == nil && d.models.set.HasUnsent()
	})
	d.session.End()
	d.chats.GiveUp(true)
	d.models.closeAll()
	d.activities.End()
	if d.offline != nil {
		d.offline.End()
	}
	d.session.Disposed = true
}

// IsDisposed reports whether Dispose has been called.
func (d *Domain) IsDisposed() bool {
	d.session.Lock()
	defer d.session.Unlock()
	return d.session.Disposed
}

// Turn sends what the turn that ends has produced. The host calls it once
// after each Schedule.
func (d *Domain) Turn() {
	d.session.Lock()
	defer d.session.Unlock()
	d.session.BeginTurn()
	d.offline.Turned()
	d.session.Flush()
}

//go:noinline
func (d *Domain) emit(e DomainEvent) { d.sink.DomainEvent(d, e) }
