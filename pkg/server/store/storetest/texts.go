package storetest

import (
	"reflect"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// odd has what JavaScript has in texts and databases may refuse: the character zero, half of a
// pair of surrogates, a character that is none, and what may be special in statements.
const odd = "a\x00\xed\xa0\xbd\uFDD000\uFFFF\U0001F600'?1 $1\\"

// testTexts expects odd texts to come back as they were, and to be found by.
func testTexts(t *testing.T, open func() store.System) {
	d, other := openDomain(t, open), openDomain(t, open)
	ctx := t.Context()
	user := protocol.User{UserID: protocol.UserID{Username: odd}, DisplayName: odd + "1", FirstName: odd + "2", Email: odd + "3"}
	must(t, d.CreateUser(ctx, store.User{User: user}))
	if u, err := other.User(ctx, user.UserID); err != nil || u.User != user {
		t.Errorf("the user is %+v, %v", u, err)
	}
	if all, err := other.UsersAfter(ctx, protocol.UserNormal, "", "A\x00\xed\xa0\xbd\uFDD000", 9); err != nil || len(all) != 1 || all[0].User != user {
		t.Errorf("found are %+v, %v", all, err)
	}
	must(t, d.CreateGroup(ctx, odd, odd))
	must(t, d.AddGroupMember(ctx, odd, user.UserID))
	if g, err := other.Group(ctx, odd); err != nil || g.Description != odd || !reflect.DeepEqual(g.Members, []protocol.UserID{user.UserID}) {
		t.Errorf("the group is %+v, %v", g, err)
	}
	must(t, d.CreateCollection(ctx, store.Collection{ID: odd, Groups: []protocol.GroupPermissions{{Group: odd, Permissions: 3}}}, 0))
	m, err := d.CreateModel(ctx, store.Model{ID: odd, Collection: odd, Maker: user.UserID}, []byte(odd))
	must(t, err)
	must(t, d.ClaimInstance(ctx, odd, user.UserID))
	mustAppend(t, d, m.Key, entry(1, 1, odd, 1))
	if got, c, err := other.Model(ctx, odd); err != nil || got.ID != odd || got.Maker != user.UserID || got.Version != 2 || c.ID != odd || c.Groups[0].Group != odd {
		t.Errorf("the model is %+v in %+v, %v", got, c, err)
	}
	if all, err := other.Entries(ctx, m.Key, 1, 2, 100); err != nil || len(all) != 1 || all[0].Instance != odd {
		t.Errorf("the log has %+v, %v", all, err)
	}
	chat := newChat(7, odd, "")
	said := message(7, 1, odd, odd, 5)
	said.Topic = &said.Events[0].Text
	must(t, d.ChangeChats(ctx, []store.ChatChange{chat, said}))
	if c, err := other.Chat(ctx, odd); err != nil || c.Topic != odd {
		t.Errorf("the chat is %+v, %v", c, err)
	}
	if all, err := other.ChatEntries(ctx, 7, 1, 9); err != nil || len(all) != 1 || all[0].Text != odd || all[0].Instance != odd {
		t.Errorf("the chat has %+v, %v", all, err)
	}
	// In documents, as JSON has it.
	const key = `"a\u0000\ud83d` + "\uFDD0" + `"`
	json := `{` + key + `:` + key + `,"b":[` + key + `,"` + "\U0001F600" + `"]}`
	must(t, d.SaveDocuments(ctx, []store.Document{{Model: m.Key, Version: 2, JSON: []byte(json)}}))
	const quoted = "`a\x00\xed\xa0\xbd\uFDD0`"
	alone := protocol.UserID{Type: protocol.UserConvergence}
	from := " FROM `" + odd + "`"
	if found, total := find(t, other, "SELECT *"+from+" WHERE "+quoted+" = 'a\x00\xed\xa0\xbd\uFDD0'", alone, 9); total != 1 || string(found[0].JSON) != json {
		t.Errorf("found are %d, %+v", total, found)
	}
	if found, total := find(t, other, "SELECT b, "+quoted+from+" WHERE b[0] LIKE 'a%\uFDD0'", alone, 9); total != 1 ||
		string(found[0].Fields[0]) != `[`+key+`,"`+"\U0001F600"+`"]` || string(found[0].Fields[1]) != key {
		t.Errorf("fields are %d, %+v", total, found)
	}
	if _, total := find(t, other, "SELECT *"+from+" WHERE b[0] = 'a'", alone, 9); total != 0 {
		t.Error("a text was found by a part of it")
	}
}
