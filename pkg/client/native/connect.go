package native

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Options say who connects and how. The zero value connects anonymously.
type Options struct {
	Username, Password string // sign in as a user; or
	JWT                string // with a JSON Web Token, or whatever the server takes as one; or
	// NewJWT makes one each time one is wanted: at first, and when the server no longer
	// lets the client come back without. For programs that run for long. It is called by a
	// goroutine of its own; when it fails the domain gives up, until [Domain.Reconnect].
	NewJWT      func() (string, error)
	Token       string // with the reconnect token of an earlier session; or
	DisplayName string // anonymously, under this name

	// Client has the times and habits of the client; nil means
	// [client.DefaultOptions].
	Client *client.Options
	// Events, if not nil, hears every event of the domain, from the first
	// attempt to connect on. It is called as listeners are.
	Events func(client.DomainEvent)
	// Host carries the connections; nil means a [Host] with its defaults.
	Host client.Host
}

func (o *Options) method() protocol.AuthMethod {
	switch {
	case o.Username != "":
		return protocol.AuthPassword
	case o.JWT != "" || o.NewJWT != nil:
		return protocol.AuthJWT
	case o.Token != "":
		return protocol.AuthReconnect
	}
	return protocol.AuthAnonymous
}

func (o *Options) credentials() (client.Credentials, error) {
	c := client.Credentials{Method: o.method()}
	switch c.Method {
	case protocol.AuthPassword:
		c.Username, c.Secret = o.Username, o.Password
	case protocol.AuthJWT:
		c.Secret = o.JWT
		if o.NewJWT != nil {
			var err error
			if c.Secret, err = o.NewJWT(); err != nil {
				return c, err
			}
		}
	case protocol.AuthReconnect:
		c.Secret = o.Token
	default:
		if o.DisplayName != "" {
			c.DisplayName = &o.DisplayName
		}
	}
	return c, nil
}

// Domain is a connected domain. Its methods may be called by any number of
// goroutines, from listeners too.
type Domain struct {
	core    *client.Domain
	options Options
	events  *dispatcher
	asked   atomic.Uint32 // numbers of AutoCreate

	mu     sync.Mutex // a leaf: nothing is called while it is held
	models map[*client.Model]*Model
	data   map[uint32]client.Creation
}

// Connect connects and signs in. The URL has the form
// https://host/<any prefix>/<namespace>/<domain>. When ctx ends first there is
// no domain. A connection that is lost later comes back by itself; until then
// models can be edited, and what was edited is sent afterwards.
//
// An error with a reason is a [*client.Error] with a code.
func Connect(ctx context.Context, url string, o Options) (*Domain, error) {
	d := &Domain{options: o, events: newDispatcher(),
		models: make(map[*client.Model]*Model), data: make(map[uint32]client.Creation)}
	co := client.DefaultOptions()
	if o.Client != nil {
		co = *o.Client
	}
	// Where a name can be proved anew, an outdated token need not end things.
	if m := o.method(); m == protocol.AuthPassword || m == protocol.AuthJWT {
		co.FallbackAuth = true
	}
	host := o.Host
	if host == nil {
		host = &Host{}
	}
	core, err := client.New(url, co, host, (*sink)(d))
	if err != nil {
		return nil, err
	}
	d.core = core
	go d.events.run()
	if o.Events != nil {
		d.OnEvent(o.Events)
	}
	if err := d.connect(ctx, o.method()); err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

func (d *Domain) connect(ctx context.Context, method protocol.AuthMethod) error {
	_, err := await(ctx, func(done func(struct{}, *client.Error)) {
		d.core.Connect(method, func(err *client.Error) { done(struct{}{}, err) })
	})
	return err
}

// Core returns the domain of package client behind this one, for what has no
// method here.
func (d *Domain) Core() *client.Domain { return d.core }

// Session returns who this client is to the server, and the reconnect token.
func (d *Domain) Session() client.Session { return d.core.Session() }

// Disconnect ends the connection; models stay open and can be edited. Doing it
// again does nothing.
func (d *Domain) Disconnect() { d.core.Disconnect() }

// Reconnect connects again after Disconnect, or after the domain has given up
// by itself, as the same user where that is still allowed. When ctx ends first
// the domain is disconnected.
func (d *Domain) Reconnect(ctx context.Context) error {
	method := d.options.method()
	if d.core.Session().ReconnectToken != "" {
		method = protocol.AuthReconnect
	}
	err := d.connect(ctx, method)
	if err != nil && ctx.Err() != nil {
		d.core.Disconnect()
	}
	return err
}

// Close closes all models and ends the connection for good. What has not been
// acknowledged may be lost: see [Model.Committed]. Listeners hear what happened
// before. Closing again does nothing.
func (d *Domain) Close() {
	d.core.Dispose()
	d.events.end()
}

// await calls f, which is to call done once, and waits for that or for ctx.
func await[T any](ctx context.Context, f func(done func(T, *client.Error))) (T, error) {
	type result struct {
		v   T
		err *client.Error
	}
	c := make(chan result, 1) // done must not block: it is called under a lock
	f(func(v T, err *client.Error) { c <- result{v, err} })
	select {
	case r := <-c:
		if r.err != nil {
			return r.v, r.err
		}
		return r.v, nil
	case <-ctx.Done():
		var zero T
		return zero, ctx.Err()
	}
}

// errClosed is for waiting on a model that has been closed.
var errClosed = errors.New("the model is closed")
