package postgres

import (
	"testing"

	"github.com/convergence-wasm/convergence/internal/pgserver"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// TestDomainOfBefore makes a domain with the steps of before there were several servers, and has one
// of several open it: sessions that have not ended are those of no server that lives, and what
// changes from now on is found, and nothing else.
func TestDomainOfBefore(t *testing.T) {
	server := pgserver.ForTest(t, "fsync=off")
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx, name := t.Context(), store.DomainName{Namespace: "n", ID: "d"}
	activity := protocol.ActivityName{Type: "t", ID: "1"}
	opened := func() *System {
		t.Helper()
		s, err := Open(ctx, server.URL(""), true)
		must(err)
		t.Cleanup(func() { s.Close() })
		if _, err := s.Domain(ctx, name); err != nil {
			must(s.CreateDomain(ctx, store.DomainInfo{DomainName: name}))
		}
		return s
	}
	open := func(s *System) *domain {
		t.Helper()
		d, err := s.OpenDomain(ctx, name)
		must(err)
		t.Cleanup(func() { d.Close() })
		return d.(*domain)
	}
	event := func(number int64) []store.ChatEntry {
		return []store.ChatEntry{{ChatEvent: protocol.ChatEvent{Kind: protocol.ChatMessage, Number: number, Text: "hello"}}}
	}

	func() {
		system, tables := systemSteps, domainSteps
		defer func() { systemSteps, domainSteps = system, tables }()
		systemSteps, domainSteps = systemSteps[:2], domainSteps[:3]
		s := opened()
		d := open(s)
		_, err := d.Connect(ctx, store.Connect{User: protocol.User{UserID: protocol.UserID{Type: protocol.UserAnonymous, Username: "ada"}}, Admitted: true, Instance: "i"})
		must(err)
		must(d.ChangeChats(ctx, []store.ChatChange{{Key: 1, Create: &store.Chat{Key: 1, ChatInfo: protocol.ChatInfo{ID: "c", Type: protocol.ChatChannel}},
			Events: []store.ChatEntry{{ChatEvent: protocol.ChatEvent{Kind: protocol.ChatCreated}}}}}))
		must(d.ChangeChats(ctx, []store.ChatChange{{Key: 1, Events: event(1)}}))
		must(d.CreateActivity(ctx, store.Activity{ActivityName: activity, Ephemeral: true, Roles: protocol.Roles{World: []string{"a"}}}, 0))
		must(d.Close())
		must(s.Close())
	}()

	s := opened()
	_, err := s.Join(ctx, "", "1")
	must(err)
	d := open(s)
	must(d.EndAll(ctx, 1))
	if connected, err := d.Connected(ctx); err != nil || len(connected) != 0 {
		t.Errorf("connected are %+v (%v)", connected, err)
	}
	_, place, err := d.ChatNews(ctx, -1)
	must(err)
	if news, _, err := d.ChatNews(ctx, place); err != nil || len(news) != 0 {
		t.Errorf("before anything has happened the news are %+v (%v)", news, err)
	}
	_, before, err := d.ActivityRevision(ctx, activity)
	must(err)
	must(d.ChangeChats(ctx, []store.ChatChange{{Key: 1, Last: 1, Events: event(2)}}))
	if news, _, err := d.ChatNews(ctx, place); err != nil || len(news) != 1 || news[0].First != 2 || news[0].Last != 2 {
		t.Errorf("after a message the news are %+v (%v)", news, err)
	}
	if _, first, _, err := d.ChatSince(ctx, "c", place); err != nil || first != 2 {
		t.Errorf("after a message the first new event is %d (%v)", first, err)
	}
	_, err = d.ChangeActivityRoles(ctx, activity, store.RolesChange{Mode: store.RolesSet, World: true, Roles: protocol.Roles{World: []string{"b"}}})
	must(err)
	if _, after, err := d.ActivityRevision(ctx, activity); err != nil || after == before {
		t.Errorf("the activity had the revision %d, and has %d (%v)", before, after, err)
	}
	if states, err := s.DomainStates(ctx, []store.DomainName{name}); err != nil || states[name].Changed[store.ChangedChats] == 0 {
		t.Errorf("the states of domains are %+v (%v)", states, err)
	}
	must(d.HoldActivity(ctx, activity))
	if removed, err := d.ReleaseActivity(ctx, activity); err != nil || !removed {
		t.Errorf("the ephemeral activity is removed: %v (%v)", removed, err)
	}
}
