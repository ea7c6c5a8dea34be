package server_test

import (
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// unbounded are the texts of messages that have a limit of another kind, or that nothing
// is kept of. A text that is neither here nor refused fails TestTexts.
var unbounded = map[string]string{
	"ConnectionRequest.Secret":        "is compared with a hash, and bounded with its message",
	"ConnectionRequest.PresenceState": "a state that is too large is left behind",
	"ConnectionRequest.Capabilities":  "are passed over",
	"ChatCreateRequest.Type":          "is one of a few",
	"ChatCreateRequest.Membership":    "is one of a few",
	"ChatsSearchRequest.Fields":       "are a few",
	"ChatsSearchRequest.Types":        "are compared and forgotten",
	"ChatsSearchRequest.Membership":   "is compared and forgotten",
	"ChatHistoryRequest.Kinds":        "are compared and forgotten",
	"ShareReference.Element":          "counts towards the size of the reference",
	"ShareReference.Key":              "counts towards the size of the reference",
	"SetReference.Element":            "counts towards the size of the reference",
	"SetReference.Key":                "counts towards the size of the reference",
	"ClearReference.Element":          "is looked up and forgotten",
	"ClearReference.Key":              "is looked up and forgotten",
	"UnshareReference.Element":        "is looked up and forgotten",
	"UnshareReference.Key":            "is looked up and forgotten",
	"PresenceRemoveState.Keys":        "are looked up and forgotten",
	"PresenceChangeRequest.Removed":   "are looked up and forgotten",
	"ActivityUpdateState.Removed":     "are looked up and forgotten",
}

// long returns a value of a type with a text of n bytes at one place in it: the one with
// the number at, in the order of the fields. It counts at down to a negative number.
func long(v reflect.Value, n int, at *int, path string) (where string) {
	switch v.Interface().(type) {
	case ot.Value, ot.Reference, ot.Op:
		return "" // have limits of their own
	}
	switch v.Kind() {
	case reflect.String:
		if *at--; *at == -1 {
			v.SetString(strings.Repeat("x", n))
			return path
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		if where = long(v.Elem(), n, at, path); where == "" {
			v.SetZero()
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		if where = long(v.Index(0), n, at, path); where == "" {
			v.SetZero()
		}
	case reflect.Struct:
		for i := 0; i < v.NumField() && where == ""; i++ {
			name := path
			if f := v.Type().Field(i); !f.Anonymous {
				name += "." + f.Name
			}
			where = long(v.Field(i), n, at, name)
		}
	}
	return where
}

// TestTexts sends every message that a client may send with a text that is too long in
// each of its places, one at a time: each is refused with what is too large and how large
// it may be, the connection goes on, and nothing has come into the store.
func TestTexts(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	ada := s.connect("ada")
	ada.create("m", nil)
	before := rows(t, s.dir)
	refused := make(map[string]bool)
	for b := range 1 << 16 {
		body := protocol.Body(b)
		if known, _ := protocol.DecodeBody(body, []byte{0x90}); known == nil || fromServer[body] || body == protocol.BodyError {
			continue
		}
		for place := 0; ; place++ {
			m, _ := protocol.DecodeBody(body, []byte{0x90})
			at := place
			where := long(reflect.ValueOf(m).Elem(), 100_000, &at, reflect.TypeOf(m).Elem().Name())
			if where == "" {
				break
			}
			if unbounded[where] != "" {
				continue
			}
			refused[where] = true
			switch m := m.(type) {
			case *protocol.ConnectionRequest:
				m.ProtocolVersion, m.Method = protocol.Version, protocol.AuthAnonymous
				if where != "ConnectionRequest.Instance" {
					m.Instance = "i"
				}
				no := call[*protocol.ConnectionResponse](dial(t, s.url).listen(), m).Failure
				if no == nil || no.Code != protocol.CodeLimitExceeded && where != "ConnectionRequest.Instance" {
					t.Errorf("%s: %+v", where, no)
				}
				continue
			case *protocol.OperationSubmission, *protocol.PresenceUnsubscribe: // want no answer, and get one
				ada.tell(m)
			case *protocol.AutoCreateResponse: // nobody has asked for it
				if x := limits.CheckNames(m); x == nil && limits.Check(m) == nil {
					t.Errorf("%s is not refused", where)
				}
				continue
			case *protocol.CreateRequest:
				m.Creation.Data = newData()
				ada.ask(m)
			default:
				ada.ask(m)
			}
			e, ok := ada.receive().Message.(*protocol.Error)
			if !ok || e.Code != protocol.CodeLimitExceeded || e.Details["size"] != 100_000.0 || !strings.Contains(e.Message, fmt.Sprint(e.Details["limit"])) {
				t.Errorf("%s is answered with %+v", where, e)
			}
		}
	}
	if len(refused) < 60 {
		t.Errorf("only %d places: %v", len(refused), refused)
	}
	if after := rows(t, s.dir); !maps.Equal(before, after) {
		t.Errorf("before %v\nafter  %v", before, after)
	}
}

var limits = protocol.DefaultLimits()

// rows returns how many rows each table of the domain has.
func rows(t *testing.T, dir string) map[string]int {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, "domains", name.Namespace, name.ID+".db"))
	must(t, err)
	defer db.Close()
	all := make(map[string]int)
	found, err := db.Query(`SELECT name FROM sqlite_master WHERE type = 'table'`)
	must(t, err)
	for found.Next() {
		var table string
		must(t, found.Scan(&table))
		all[table] = 0
	}
	must(t, found.Err())
	for table := range all {
		var n int
		must(t, db.QueryRow("SELECT count(*) FROM "+table).Scan(&n))
		all[table] = n
	}
	return all
}

// TestLongNames has users made and called otherwise with names that are too long.
func TestLongNames(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	d := s.beside()
	id := func(name string) protocol.UserID { return protocol.UserID{Username: name} }
	for i, c := range []struct {
		limit int
		part  func(u *protocol.User) *string
	}{
		{limits.ID, func(u *protocol.User) *string { return &u.Username }},
		{limits.Name, func(u *protocol.User) *string { return &u.DisplayName }},
		{limits.Name, func(u *protocol.User) *string { return &u.FirstName }},
		{limits.Name, func(u *protocol.User) *string { return &u.LastName }},
		{limits.ID, func(u *protocol.User) *string { return &u.Email }},
	} {
		fits, over := protocol.User{UserID: id(fmt.Sprint("fits", i))}, protocol.User{UserID: id(fmt.Sprint("over", i))}
		*c.part(&fits) = strings.Repeat("ß", c.limit/2)
		*c.part(&over) = strings.Repeat("ß", c.limit/2+1)
		must(t, d.CreateUser(t.Context(), store.User{User: fits}))
		mustFail(t, d.CreateUser(t.Context(), store.User{User: over}), store.ErrName)
		over.UserID = fits.UserID
		if i > 0 {
			mustFail(t, d.SetProfile(t.Context(), over), store.ErrName)
		}
		if u, err := d.User(t.Context(), fits.UserID); err != nil || u.User != fits {
			t.Errorf("stored as %+v, %v", u.User, err)
		}
	}
	mustFail(t, d.CreateGroup(t.Context(), "g", strings.Repeat("x", limits.Topic+1)), store.ErrName)
	mustFail(t, d.CreateGroup(t.Context(), strings.Repeat("x", limits.ID+1), ""), store.ErrName)
}

func mustFail(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("error %v, want %v", err, want)
	}
}
