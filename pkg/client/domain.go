package client

import (
	"sync"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Domain is a client of one domain on one server: at most one connection, one
// session and the models that are open.
type Domain struct {
	Tag uint32 // free for the owner of the sink

	host    Host
	sink    Sink
	options Options
	url     string
	address address

	generated bool // the id of the instance is made by this package

	mu        sync.Mutex
	state     State
	disposed  bool
	scheduled bool // Turn has been asked for
	turn      uint // number of the turn; models begin at 0, which is none

	// The connection and what is needed to make the next one.
	inbox      inbox
	conn       *connection // nil unless connecting, authenticating or connected
	generation int         // counts connections; answers of an older one are dropped
	method     protocol.AuthMethod
	attempts   int   // in a row that have failed, or have led to a connection that did not last
	initial    bool  // not let in yet since the connect call
	warned     bool  // that call was said to be tried again
	retry      Timer // running while StateScheduled
	connected  func(*Error)
	fallback   *fallback    // waiting for other credentials than the token
	given      *Credentials // for the next attempt

	suspicious bool                   // the server has closed a connection for something: the next one is on trial
	condemned  map[string][]condemned // by model: what it has closed another one for
	rejected   bool                   // the server has closed a connection for the request to be let in

	// The session.
	self   *Participant
	token  string // reconnect token
	limits protocol.Limits

	identities identities
	models     models
	presences  presences
	activities activities
	chats      chats

	offline    *offline // nil unless models are kept in a store
	pageHidden bool     // see SetHidden

	outbox outbox // chat messages

	waiting []*waiting // requests, for a lost connection to come back
}

// New returns a domain that is not connected. The URL has the form
// scheme://host/<any prefix>/<namespace>/<domain>; another form is an error
// with code invalid_url.
func New(url string, o Options, host Host, sink Sink) (*Domain, error) {
	a, err := parseAddress(url)
	if err != nil {
		return nil, err
	}
	d := &Domain{
		host: host, sink: sink, options: o.normalised(), url: url, address: a, limits: protocol.DefaultLimits(), generated: o.Instance == "", turn: 1,
		identities: newIdentities(), models: newModels(), presences: newPresences(), activities: newActivities(), chats: newChats(),
	}
	d.self = d.identities.session("offline:" + randomID(32))
	return d, nil
}

// URL returns the URL given to New.
func (d *Domain) URL() string { return d.url }

// Namespace returns the namespace named in the URL.
func (d *Domain) Namespace() string { return d.address.namespace }

// ID returns the domain id named in the URL.
func (d *Domain) ID() string { return d.address.domain }

// Session is a snapshot of who this client is to the server.
type Session struct {
	State          State
	Participant    *Participant
	ReconnectToken string // empty before the first connect
}

// Session returns the current session.
func (d *Domain) Session() Session {
	d.mu.Lock()
	defer d.mu.Unlock()
	return Session{d.state, d.self, d.token}
}

// ServerTime asks the server for its time in milliseconds since 1970.
func (d *Domain) ServerTime(done func(millis int64, err *Error)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.request(&protocol.ServerTimeRequest{}, "ask for the server's time", func(m protocol.Message, err *Error) {
		if r, ok := m.(*protocol.ServerTimeResponse); ok {
			done(r.Millis, nil)
			return
		}
		done(0, unexpected(m, err))
	})
}

// Dispose closes all models and the connection, and leaves all activities, for
// good. Calling it again does nothing.
func (d *Domain) Dispose() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.disposed {
		return
	}
	d.flush()
	for c := d.conn; c != nil && d.offline == nil && len(d.models.unsent)+len(d.models.bulky) > 0 && d.state == StateConnected; {
		c.paused, c.burst = false, 0 // edits that are in no store go now, or never
		d.flush()
	}
	d.disconnect()
	d.giveUpMessages(true)
	d.models.closeAll(d)
	for _, a := range d.activities.all() {
		a.end()
	}
	if d.offline != nil {
		d.offline.close()
	}
	d.disposed = true
}

// IsDisposed reports whether Dispose has been called.
func (d *Domain) IsDisposed() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.disposed
}

// Turn sends what the turn that ends has produced. The host calls it once
// after each Schedule.
func (d *Domain) Turn() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.scheduled = false
	d.turn++
	d.offline.turned()
	d.flush()
}

// schedule asks the host for a Turn.
func (d *Domain) schedule() {
	if !d.scheduled {
		d.scheduled = true
		d.host.Schedule(d)
	}
}

// flush hands everything that waits to the socket, as far as that takes it.
func (d *Domain) flush() {
	if d.conn == nil {
		return
	}
	if d.state == StateConnected {
		d.models.flush(d)
		d.activities.flush(d)
	}
	if d.conn != nil {
		d.conn.flush()
		if !d.conn.paused {
			d.conn.burst = 0
		}
	}
}

func (d *Domain) emit(e DomainEvent) { d.sink.DomainEvent(d, e) }

// after runs f under the lock after a delay, unless the timer is stopped.
func (d *Domain) after(delay time.Duration, f func()) Timer {
	return d.host.AfterFunc(delay, func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		f()
	})
}

// unexpected returns err, or an error that says that m is no answer to the
// request.
func unexpected(m protocol.Message, err *Error) *Error {
	if err == nil {
		err = clientError(protocol.CodeInvalidMessage, "the server answered with an unexpected message (%T)", m)
	}
	return err
}
