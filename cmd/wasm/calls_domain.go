//go:build js && wasm

package main

import (
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// clientName is what the server hears as the name of the software.
const clientName = "convergence-wasm"

func callDomain(number method, a *arguments, w *writer) error {
	switch number {
	case methodDomainNew:
		url := a.string("url")
		d, err := client.New(url, a.options(), host{}, sink{})
		if err != nil {
			return err
		}
		d.Tag = domains.add(d)
		w.array(3)
		w.int(int(d.Tag))
		w.string(d.Namespace())
		w.string(d.ID())
		return nil
	case methodLogLevels:
		for i := range min(a.list("levels"), len(journal.Levels)) {
			journal.Levels[i] = client.LogLevel(a.int("level"))
		}
		return nil
	case methodLocalModel:
		return openLocal(a)
	case methodRemoteInserts:
		return remoteInserts(a, w)
	case methodMemoryStats:
		w.memoryStats()
		return nil
	}
	d := domainOf(a.int("domain"))
	switch number {
	case methodDomainConnect:
		promise := a.int("promise")
		d.Connect(protocol.AuthMethod(a.int("method")), func(err *client.Error) { settle(promise, err, nil) })
	case methodDomainCredentials:
		attempt := a.int("attempt")
		c := client.Credentials{Username: a.string("username"), Secret: a.string("secret")}
		if !a.peekNil("display name") {
			name := a.string("display name")
			c.DisplayName = &name
		}
		if a.left > 0 {
			c.Method = protocol.AuthMethod(a.int("method"))
		}
		d.Credentials(attempt, c)
	case methodDomainCredentialsFailed:
		attempt := a.int("attempt")
		d.CredentialsFailed(attempt, a.string("message"))
	case methodDomainDisconnect:
		promise := a.int("promise")
		d.Disconnect()
		settle(promise, nil, nil)
	case methodDomainSignOut:
		promise := a.int("promise")
		d.SignOut(func(err *client.Error) { settle(promise, err, nil) })
	case methodDomainDispose:
		promise := a.int("promise")
		d.Dispose()
		settle(promise, nil, nil)
	case methodDomainInfo:
		s := d.Session()
		w.array(5)
		w.bool(s.State == client.StateConnected)
		w.bool(s.State == client.StateDisconnected)
		w.string(s.Participant.SessionID)
		w.user(s.Participant)
		w.optional(s.ReconnectToken)
	case methodDomainServerTime:
		promise := a.int("promise")
		d.ServerTime(func(millis int64, err *client.Error) {
			settle(promise, err, func(w *writer) { w.number(float64(millis)) })
		})
	case methodDomainCancel:
		d.Disconnect()
	case methodDomainOnline:
		d.Online()
	default:
		bad("unknown method %d", number)
	}
	return nil
}

// options reads the options map of DomainNew over the defaults.
func (a *arguments) options() client.Options {
	o := client.DefaultOptions()
	o.Client, o.ClientVersion, o.Log = clientName, version, journal
	a.next("options")
	n, err := a.dec.DecodeMapLen()
	a.must(err, "options")
	for range n {
		name := a.text("option").WTF8()
		a.left++
		switch name {
		case "connectionTimeout":
			o.ConnectionTimeout = a.seconds(name)
		case "connectionRequestTimeout":
			o.ConnectionRequestTimeout = a.seconds(name)
		case "requestTimeout":
			o.RequestTimeout = a.seconds(name)
		case "pingInterval":
			o.PingInterval = a.seconds(name)
		case "pongTimeout":
			o.PongTimeout = a.seconds(name)
		case "heartbeat":
			o.Heartbeat = a.bool(name)
		case "autoReconnect":
			o.AutoReconnect = a.bool(name)
		case "autoReconnectOnInitial":
			o.AutoReconnectOnInitial = a.bool(name)
		case "hasFallbackAuth":
			o.FallbackAuth = a.bool(name)
		case "splitSplices":
			o.SplitSplices = a.bool(name)
		case "merge":
			o.Merge = a.bool(name)
		case "reconnectIntervals":
			o.ReconnectIntervals = nil
			for range a.list(name) {
				o.ReconnectIntervals = append(o.ReconnectIntervals, a.seconds(name))
			}
		default:
			bad("unknown option %q", name)
		}
	}
	return o
}

// seconds reads a span of time, given in seconds.
func (a *arguments) seconds(what string) time.Duration {
	s := a.number(what)
	if !(s >= 0 && s <= 1e9) {
		bad("%s must be a number of seconds that is not negative", what)
	}
	return time.Duration(s * float64(time.Second))
}

// DomainEvent implements client.Sink.
func (sink) DomainEvent(d *client.Domain, e client.DomainEvent) {
	if d.Tag == 0 {
		return // the stand-in of a local model
	}
	w := frames
	head := func(payload int) {
		w.array(3 + payload)
		w.int(frameDomainEvent)
		w.int(int(d.Tag))
		w.int(int(e.Kind))
	}
	switch e.Kind {
	case client.DomainConnectionScheduled:
		head(1)
		w.number(e.Delay.Seconds())
	case client.DomainAuthenticating:
		head(1)
		w.string(e.Method.String())
	case client.DomainConnectionFailed:
		head(3)
		w.string(string(e.Code))
		w.string(e.Method.String())
		w.string(e.Message)
	case client.DomainError:
		head(1)
		w.string(e.Message)
	default:
		head(0)
	}
}

// sessionNumber returns the number of a participant and announces it first if
// it is new to JavaScript.
func sessionNumber(d *client.Domain, p *client.Participant) int {
	if d.Tag == 0 || p == nil {
		return 0
	}
	if p.Tag == 0 {
		lastSession++
		p.Tag = lastSession
		w := frames
		w.array(5)
		w.int(frameSession)
		w.int(int(d.Tag))
		w.int(int(p.Tag))
		w.string(p.SessionID)
		w.user(p)
	}
	return int(p.Tag)
}

var lastSession uint32

func (w *writer) user(p *client.Participant) {
	if !p.Known {
		w.nil()
		return
	}
	w.userRecord(p.User)
}

// CredentialsWanted implements client.Sink.
func (sink) CredentialsWanted(d *client.Domain, attempt int, method protocol.AuthMethod) {
	w := frames
	w.array(4)
	w.int(frameCredentialsWanted)
	w.int(int(d.Tag))
	w.int(attempt)
	w.int(int(method))
}
