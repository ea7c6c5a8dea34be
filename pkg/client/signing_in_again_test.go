package client_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// TestDisconnectInEveryState disconnects and disposes, each twice, wherever a
// domain can stand.
func TestDisconnectInEveryState(t *testing.T) {
	for name, reach := range map[client.State]func(d *client.Domain, h *clockHost){
		client.StateDisconnected:   func(*client.Domain, *clockHost) {},
		client.StateConnecting:     func(d *client.Domain, h *clockHost) { h.mute = true },
		client.StateAuthenticating: func(d *client.Domain, h *clockHost) { h.mute = true },
		client.StateConnected:      func(*client.Domain, *clockHost) {},
		client.StateScheduled:      func(d *client.Domain, h *clockHost) { h.mute = true },
	} {
		for _, dispose := range []bool{false, true} {
			t.Run(fmt.Sprint(name, dispose), func(t *testing.T) {
				d, h, s := clocked(t, false, nil)
				settled := 0
				if name != client.StateDisconnected {
					reach(d, h)
					d.Connect(protocol.AuthAnonymous, func(*client.Error) { settled++ })
					switch name {
					case client.StateConnected:
						h.run()
					case client.StateAuthenticating:
						h.last().to.Opened()
						h.run()
					case client.StateScheduled:
						h.last().to.Closed(1006, "")
					}
				}
				if got := d.Session().State; got != name {
					t.Fatalf("the test reaches %v", got)
				}
				s.kinds()
				for range 2 {
					if dispose {
						d.Dispose()
					} else {
						d.Disconnect()
					}
				}
				if name == client.StateDisconnected {
					expect(t, s)
				} else {
					expect(t, s, disconnected)
					if settled != 1 || h.last().code == 0 && name != client.StateScheduled {
						t.Errorf("connect was answered %d times, the socket closed with %d", settled, h.last().code)
					}
				}
				h.mute = false
				h.advance(time.Hour)
				expect(t, s) // nothing goes on behind one's back
				var again *client.Error
				d.Connect(protocol.AuthAnonymous, func(err *client.Error) { again = err })
				h.run()
				if dispose {
					if again == nil || again.Code != protocol.CodeDisposed {
						t.Errorf("connecting after dispose: %v", again)
					}
				} else if again != nil || d.Session().State != client.StateConnected {
					t.Errorf("connecting after disconnect: %v, %v", again, d.Session().State)
				}
			})
		}
	}
}

// TestReconnectWithToken goes on as the same user after a disconnect, with the
// token in memory or one that the caller brings. After a loss it is the one in
// memory.
func TestReconnectWithToken(t *testing.T) {
	d, h, s := clocked(t, true, nil)
	for _, brought := range []string{"", "another", ""} {
		want := "token"
		if brought != "" {
			want = brought
		}
		s.creds = client.Credentials{Secret: brought}
		d.Disconnect()
		d.Connect(protocol.AuthReconnect, func(err *client.Error) {
			if err != nil {
				t.Error(err)
			}
		})
		h.run()
		expect(t, s, disconnected, connecting, authenticate, isConnected)
		if r := h.last().sent[0].Message.(*protocol.ConnectionRequest); r.Method != protocol.AuthReconnect || r.Secret != want {
			t.Errorf("the connection request says %v %q instead of %q", r.Method, r.Secret, want)
		}
		h.last().to.Closed(1006, "")
		h.advance(2 * time.Second)
		if r := h.last().sent[0].Message.(*protocol.ConnectionRequest); r.Secret != "token" {
			t.Errorf("after a loss the connection request says %q", r.Secret)
		}
		s.kinds()
	}
}

// TestAnswerToSignInIsLost lets the server take a sign-in and the connection
// break before it can say so. The next attempt is made anew: as the same
// instance where it is the same user, and as another one by somebody without a
// name, who will be another user.
func TestAnswerToSignInIsLost(t *testing.T) {
	for _, c := range []struct {
		method protocol.AuthMethod
		same   bool
	}{{protocol.AuthAnonymous, false}, {protocol.AuthPassword, true}} {
		d, h, s := clocked(t, false, nil)
		s.creds = client.Credentials{Username: "u", Secret: "s"}
		h.lost = true
		d.Connect(c.method, func(*client.Error) {})
		var instances []string
		for range 3 {
			h.run()
			_, r := newest[*protocol.ConnectionRequest](h.last())
			if r == nil {
				t.Fatalf("%v: no connection request", c.method)
			}
			instances = append(instances, r.Instance)
			h.last().to.Closed(1006, "")
			for calls := len(h.calls); len(h.calls) == calls; {
				h.advance(100 * time.Millisecond)
			}
		}
		if same := instances[0] == instances[1] && instances[1] == instances[2]; same != c.same || instances[0] == instances[1] != c.same {
			t.Errorf("%v: instances %q", c.method, instances)
		}
	}
}

// TestSignOut expects signing out to forget the token and end the connection once the
// server has answered, and to change nothing when it cannot be asked.
func TestSignOut(t *testing.T) {
	d, h, s := clocked(t, true, nil)
	var answers []*client.Error
	signOut := func() { d.SignOut(func(err *client.Error) { answers = append(answers, err) }); h.run() }
	signOut()
	request, _ := newest[*protocol.SignOutRequest](h.last())
	if len(answers) != 0 || request == 0 || d.Session().ReconnectToken != "token" {
		t.Fatalf("before the answer: request %d, answers %v, token %q", request, answers, d.Session().ReconnectToken)
	}
	h.last().receive(0, request, &protocol.OK{})
	h.run()
	if len(answers) != 1 || answers[0] != nil || d.Session().ReconnectToken != "" || h.last().code != 1000 {
		t.Errorf("answers %v, token %q, closed with %d", answers, d.Session().ReconnectToken, h.last().code)
	}
	expect(t, s, disconnected)
	signOut()
	if len(answers) != 2 || code(answers[1]) != protocol.CodeOffline {
		t.Errorf("without a connection: %v", answers)
	}

	d, h, _ = clocked(t, true, nil)
	answers = nil
	signOut()
	request, _ = newest[*protocol.SignOutRequest](h.last())
	h.last().receive(0, request, &protocol.Error{Code: protocol.CodeUnknown, Message: "the store is full"})
	h.run()
	if len(answers) != 1 || code(answers[0]) != protocol.CodeUnknown || d.Session().ReconnectToken != "token" || d.Session().State != client.StateConnected {
		t.Errorf("refused: %v, token %q, state %v", answers, d.Session().ReconnectToken, d.Session().State)
	}
}

// TestServerAsksToWait expects an attempt that the server has put off to be made no
// earlier than it says, and a refusal that is final to say when another may be tried.
func TestServerAsksToWait(t *testing.T) {
	d, h, s := clocked(t, false, func(o *client.Options) {
		o.ReconnectIntervals, o.AutoReconnectOnInitial = []time.Duration{time.Second}, true
	})
	s.creds = client.Credentials{Username: "u", Secret: "s"}
	h.lost = true // answers come below
	refuse := func(f *protocol.ConnectionFailure) {
		h.run()
		request, _ := newest[*protocol.ConnectionRequest](h.last())
		h.lost = false
		h.last().receive(0, request, &protocol.ConnectionResponse{Failure: f})
		h.lost = true
		h.run()
	}
	var got *client.Error
	d.Connect(protocol.AuthPassword, func(err *client.Error) { got = err })
	refuse(&protocol.ConnectionFailure{Code: protocol.CodeDomainUnavailable, RetryOK: true, RetryAfter: 90_000, Message: "busy"})
	h.advance(80 * time.Second)
	d.Online()
	h.advance(9 * time.Second)
	if len(h.calls) != 1 {
		t.Errorf("%d attempts before the server wanted one, events %v", len(h.calls), s.kinds())
	}
	h.advance(2 * time.Second)
	if len(h.calls) != 2 {
		t.Fatalf("%d attempts after the wait, events %+v, %v", len(h.calls), s.events, got)
	}
	refuse(&protocol.ConnectionFailure{Code: protocol.CodeDomainUnavailable, RetryOK: true, RetryAfter: 1<<31 - 1, Message: "busy"})
	h.advance(time.Hour + 2*time.Second)
	if len(h.calls) != 3 {
		t.Fatalf("%d attempts an hour after one that was put off for ages", len(h.calls))
	}
	refuse(&protocol.ConnectionFailure{Code: protocol.CodeTooManyAttempts, RetryAfter: 30_000, Message: "guessed too often"})
	if code(got) != protocol.CodeTooManyAttempts || got.Details["retryAfter"] != 30_000.0 {
		t.Errorf("the refusal is %v, details %v", got, got.Details)
	}
}
