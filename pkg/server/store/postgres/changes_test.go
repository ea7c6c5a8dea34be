package postgres_test

import (
	"testing"

	"github.com/convergence-wasm/convergence/internal/pgserver"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// TestDomainStates changes a domain at one server, and expects another one to see that something
// of that kind has changed, and nothing else.
func TestDomainStates(t *testing.T) {
	server := pgserver.ForTest(t, fast...)
	_, d := opened(t, server)
	other, _ := opened(t, server)
	ctx := t.Context()
	listed, err := other.Domains(ctx)
	must(t, err)
	name := listed[0].DomainName
	missing := store.DomainName{Namespace: name.Namespace, ID: "missing"}
	state := func() store.DomainState {
		t.Helper()
		all, err := other.DomainStates(ctx, []store.DomainName{missing, name})
		must(t, err)
		if s, there := all[name]; len(all) != 1 || !there || s.DomainInfo != listed[0] {
			t.Fatalf("the states are %+v, want one of %+v", all, listed[0])
		}
		return all[name]
	}
	if state().Webhooks {
		t.Error("it has webhooks")
	}
	must(t, d.AddWebhook(ctx, store.Webhook{ID: "w", URL: "https://example.org/"}))
	if all, err := other.DomainStates(ctx, nil); err != nil || !all[name].Webhooks || all[name].DomainInfo != listed[0] {
		t.Errorf("of those with webhooks: %+v, %v", all, err)
	}
	ada := protocol.User{UserID: protocol.UserID{Username: "ada"}, DisplayName: "Ada"}
	must(t, d.CreateUser(ctx, store.User{User: ada}))
	chat := func(c store.ChatChange) error { c.Key = 1; return d.ChangeChats(ctx, []store.ChatChange{c}) }
	for _, step := range []struct {
		kind store.ChangeKind
		do   func() error
	}{
		{store.ChangedRights, func() error { _, err := d.SetGroups(ctx, ada.UserID, nil); return err }},
		{store.ChangedProfiles, func() error { ada.DisplayName = "Ada L."; return d.SetProfile(ctx, ada) }},
		{-1, func() error { return d.SetProfile(ctx, ada) }}, // as it is
		{store.ChangedAccounts, func() error { return d.SetDisabled(ctx, ada.UserID, true) }},
		{store.ChangedChats, func() error {
			return chat(store.ChatChange{Create: &store.Chat{Key: 1, ChatInfo: protocol.ChatInfo{ID: "c", Type: protocol.ChatChannel}},
				Events: []store.ChatEntry{{ChatEvent: protocol.ChatEvent{Kind: protocol.ChatCreated}}}})
		}},
		{store.ChangedChats, func() error {
			return chat(store.ChatChange{Events: []store.ChatEntry{{ChatEvent: protocol.ChatEvent{Kind: protocol.ChatUserJoined, Number: 1, User: ada.UserID}}}})
		}},
	} {
		before := state().Changed
		must(t, step.do())
		for kind, n := range state().Changed {
			if grown := n > before[kind]; grown != (store.ChangeKind(kind) == step.kind) {
				t.Errorf("a change of kind %d: the counter of kind %d was %d, and is %d", step.kind, kind, before[kind], n)
			}
		}
	}
}

// TestRemovedDomainsState expects nothing to be left of a domain that was removed, in the list of
// changes either.
func TestRemovedDomainsState(t *testing.T) {
	server := pgserver.ForTest(t, fast...)
	system, d := opened(t, server)
	ctx := t.Context()
	listed, err := system.Domains(ctx)
	must(t, err)
	_, err = d.SetGroups(ctx, protocol.UserID{Username: "ada"}, nil)
	must(t, err)
	must(t, d.Close())
	must(t, system.RemoveDomain(ctx, listed[0].DomainName))
	all, err := system.DomainStates(ctx, []store.DomainName{listed[0].DomainName})
	must(t, err)
	left, err := server.SQL(`SELECT count(*) FROM convergence.changes`)
	must(t, err)
	if len(all) != 0 || left != "0" {
		t.Errorf("of a removed domain there is %+v, and %s rows", all, left)
	}
}
