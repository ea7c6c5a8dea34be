package server

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/netip"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/models"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/rest"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// administration returns the REST API, which ends when the server stops like connections
// do.
func (s *Server) administration() http.Handler {
	o := &s.options
	api := rest.New(rest.Options{
		System: s.system, Log: s.log, Tracer: s.tracer, Version: o.Version,
		Domain: func(ctx context.Context, name store.DomainName) (*rest.Domain, error) {
			d, _, err := s.openDomain(ctx, name)
			if err != nil {
				return nil, err
			}
			return &rest.Domain{Name: name, Store: d.store, Models: d.models, Look: d.activities.Look, Ask: d.ask}, nil
		},
		Allowed:  func(r *http.Request, name store.DomainName) bool { return s.pageMayConnect(r.Context(), r, name) },
		Remote:   func(r *http.Request) netip.Addr { return remoteOf(r, o.TrustedProxies).Addr() },
		Device:   deviceOf,
		TakeLink: s.links.Take,
		Admit: func(name store.DomainName, user protocol.User, still func(context.Context) bool) (string, time.Time) {
			return s.admissions.Give(admission{name, user, still})
		},
		SignIns: s.signIns, MaxBody: int64(o.Limits.Message), WriteTimeout: o.WriteTimeout,
		Connections: func() int {
			s.mu.Lock()
			defer s.mu.Unlock()
			return len(s.connections)
		},
		Traffic: s.traffic,
		Configuration: rest.Configuration{
			Version: o.Version, Origins: append([]string{}, o.Origins...), LocalOrigins: o.LocalOrigins,
			TrustedProxies: texts(o.TrustedProxies), GuestsMakeCollections: o.GuestsMakeCollections,
			Limits: rest.Limits(o.Limits),
		},
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		request := http.NewResponseController(w)
		s.mu.Lock()
		stopped := s.stopped
		if !stopped {
			s.gone.Add(1)
			s.requests[request] = true
		}
		s.mu.Unlock()
		if stopped {
			http.Error(w, "the server is stopping", http.StatusServiceUnavailable)
			return
		}
		defer func() {
			s.mu.Lock()
			delete(s.requests, request)
			s.mu.Unlock()
			s.gone.Done()
		}()
		api.ServeHTTP(w, r)
	})
}

// requestsEnd is how long requests to the REST API have when the server stops. What is being written then
// is still written.
const requestsEnd = 2 * time.Second

// endRequests has requests end whose bodies do not come, which take long, or whose answers nobody reads:
// nothing is read of them any more, upon which their contexts end. The mutex is held.
func (s *Server) endRequests() {
	end := time.Now().Add(requestsEnd)
	for request := range s.requests { // what cannot have deadlines does without
		request.SetReadDeadline(end)
		request.SetWriteDeadline(end)
	}
}

// SignInLink returns a secret that signs in an administrator of the server who exists: once,
// within ten minutes, from the same machine. It follows # in the address of the console.
func (s *Server) SignInLink(administrator string) string {
	secret, _ := s.links.Give(administrator)
	return secret
}

func texts[T interface{ String() string }](values []T) []string {
	all := []string{}
	for _, v := range values {
		all = append(all, v.String())
	}
	return all
}

// ask has the service that a message is for answer it to somebody who is not connected.
func (d *domain) ask(ctx context.Context, by *people.Session, m protocol.Message) (protocol.Message, error) {
	ctx, cancel := context.WithTimeout(ctx, d.server.options.QueryTime)
	defer cancel()
	defer context.AfterFunc(d.life, cancel)() // a service that has stopped answers nothing
	if x := cmp.Or(d.server.options.Limits.Check(m), d.server.options.Limits.CheckNames(m)); x != nil {
		return nil, &models.Refused{Why: x.AsError()}
	}
	const request = 1
	c := by.Asking(d.log, d.server.connection, d.profiles)
	if !d.chats.Handle(c, request, m) {
		return nil, fmt.Errorf("no service takes message %d", m.Body())
	}
	answer, err := c.Answered(ctx, request)
	if no, ok := answer.(*protocol.Error); ok {
		return nil, &models.Refused{Why: no}
	}
	return answer, err
}
