package storetest

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/query"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

func testDocuments(t *testing.T, open func() store.System) {
	d, other := openDomain(t, open), openDomain(t, open)
	must(t, d.ClaimInstance(t.Context(), "i1", alice.UserID))
	var keys []int64
	for i := range 3 {
		keys = append(keys, newModel(t, d, fmt.Sprint("m", i)).Key)
	}
	stale := func(after int64, n int, want ...int64) {
		t.Helper()
		models, err := other.StaleModels(t.Context(), "c", after, n)
		must(t, err)
		var got []int64
		for _, m := range models {
			got = append(got, m.Key)
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("stale %v, want %v", got, want)
		}
	}
	data := func(want string) {
		t.Helper()
		found, total := find(t, other, "SELECT * FROM c", alice.UserID, 10)
		var got []string
		for _, f := range found {
			got = append(got, fmt.Sprintf("%s@%d%s", f.ID, f.Version, f.JSON))
		}
		if strings.Join(got, " ") != want || total != len(got) {
			t.Fatalf("documents %v of %d, want %s", got, total, want)
		}
	}
	stale(0, 9, keys...)
	stale(0, 2, keys[:2]...)
	stale(keys[0], 9, keys[1:]...)
	data("")
	must(t, d.SaveDocuments(t.Context(), []store.Document{{Model: keys[0], Version: 1, JSON: []byte(`{"v":1}`)}, {Model: keys[1], Version: 1, JSON: []byte(`{}`)}, {Model: keys[2] + 1, Version: 1, JSON: []byte(`{}`)}}))
	stale(0, 9, keys[2])
	data(`m0@1{"v":1} m1@1{}`)
	mustAppend(t, d, keys[0], entry(1, 2, "i1", 1))
	stale(0, 9, keys[0], keys[2])
	must(t, d.SaveDocuments(t.Context(), []store.Document{{Model: keys[0], Version: 3, JSON: []byte(`{"v":3}`)}}))
	must(t, d.SaveDocuments(t.Context(), []store.Document{{Model: keys[0], Version: 2, JSON: []byte(`{"v":2}`)}})) // came late
	data(`m0@3{"v":3} m1@1{}`)
	deleteModel(t, d, keys[0])
	data(`m1@1{}`)
	must(t, d.SaveDocuments(t.Context(), []store.Document{{Model: keys[0], Version: 9, JSON: []byte(`{}`)}}))
	data(`m1@1{}`)
	s, err := query.Parse("SELECT * FROM c")
	must(t, err)
	_, _, err = d.Query(t.Context(), s, alice.UserID, 10, 50)
	mustBe(t, err, store.ErrTooLarge)
}

func find(t *testing.T, d store.Domain, text string, user protocol.UserID, limit int) ([]store.Found, int) {
	t.Helper()
	s, err := query.Parse(text)
	must(t, err)
	found, total, err := d.Query(t.Context(), s, user, limit, 1<<20)
	must(t, err)
	return found, total
}

// testReadable asks as users of all types; groups are of one type too.
func testReadable(t *testing.T, open func() store.System) {
	d := openDomain(t, open)
	addUsers(t, d)
	must(t, d.CreateGroup(t.Context(), "g", ""))
	must(t, d.AddGroupMember(t.Context(), "g", alice.UserID))
	makeCollection(t, d)
	m, err := d.CreateModel(t.Context(), store.Model{ID: "m", Collection: "c", OverrideWorld: true,
		Groups: []protocol.GroupPermissions{{Group: "g", Permissions: protocol.PermissionRead}}}, []byte("data"))
	must(t, err)
	must(t, d.SaveDocuments(t.Context(), []store.Document{{Model: m.Key, Version: 1, JSON: []byte(`{"a":{"b":[1,"x"]}}`)}}))
	for user, want := range map[protocol.UserID]int{
		alice.UserID: 1, bob.UserID: 0,
		{Type: protocol.UserAnonymous, Username: "alice"}:    0,
		{Type: protocol.UserConvergence, Username: "nobody"}: 1,
	} {
		if found, total := find(t, d, "SELECT * FROM c", user, 10); len(found) != want || total != want {
			t.Errorf("%v finds %d of %d, want %d", user, len(found), total, want)
		}
	}
	found, _ := find(t, d, "SELECT a.b, @id, nope FROM c WHERE a.b[1] = 'x'", alice.UserID, 10)
	if len(found) != 1 || string(found[0].Fields[0]) != `[1,"x"]` || found[0].Fields[2] != nil || found[0].JSON != nil {
		t.Errorf("fields %+v", found)
	}
	if found, total := find(t, d, "SELECT a FROM c", alice.UserID, 0); len(found) != 0 || total != 1 {
		t.Errorf("none of %d asked for, got %d", total, len(found))
	}
}
