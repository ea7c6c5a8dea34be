package server_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"path/filepath"
	"sort"
	"strings"
	"sync"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// marker is in everything that others must not see: text, names, topics,
// messages, states, keys, e-mail addresses.
const marker = "tOp-sEcReT"

// secrets is what ada keeps from others, and who tries to get at it.
type secrets struct {
	*testServer
	ada           *client
	model         uint32 // ada's resource of the model "secret"
	activity      uint32 // ada's resource of the activity drawing/one
	direct        string // the chat of ada and zoë
	mu            sync.Mutex
	leaked        []string
	doing         string // what the outsider does
	beforeAttempt string // the store
	db            *sql.DB
}

// intruder is somebody without rights.
type intruder struct {
	*client
	secrets *secrets
	as      string
}

func keepSecrets(t *testing.T) *secrets {
	w := &secrets{testServer: start(t, t.TempDir(), server.Options{})}
	d := people(w.testServer)
	for _, u := range []protocol.User{{UserID: adaID, DisplayName: "ADA", Email: "ada-" + marker + "@example.org"},
		{UserID: protocol.UserID{Username: "zoë"}, DisplayName: "ZOË", Email: "zoe-" + marker + "@example.org"}} {
		must(t, d.SetProfile(t.Context(), u))
	}
	none := protocol.Permissions(0)
	ada := w.connect("ada")
	w.ada = ada
	data := newData()
	data.Members[0].Value.Text = ot.MustText(marker)
	ada.create("secret", func(c *protocol.Creation) {
		c.Collection, c.Data, c.OverrideWorld, c.World = "vault", data, true, &none
	})
	must(t, d.SetCollectionRights(t.Context(), "vault", store.RightsUpdate{World: &none, SetUsers: userRights(adaID, 31)}))
	read := protocol.PermissionRead
	ada.create("readable", func(c *protocol.Creation) { c.OverrideWorld, c.World = true, &read })
	opened := call[*protocol.OpenResponse](ada, &protocol.OpenRequest{ModelID: "secret"})
	w.model = opened.Resource
	ada.tell(&protocol.OperationSubmission{Resource: w.model, First: 1, Version: opened.Version, Operations: []ot.Op{splice(0, 0, "more of it ")}})
	next[*protocol.OperationAck](ada)
	ada.tell(&protocol.ShareReference{Resource: w.model, ReferenceName: protocol.ReferenceName{Element: "t", Key: marker},
		Values: ot.Reference{Kind: ot.ReferenceIndex, Indexes: []int{1}}, Version: opened.Version})

	for _, r := range []protocol.ChatCreateRequest{
		{ID: "cellar", Type: "channel", Membership: "private", Name: marker, Topic: marker},
		{ID: "town", Type: "channel", Membership: "public", Members: []protocol.UserID{adaID}},
		{ID: "hall", Type: "room", Membership: "public"},
	} {
		ada.ask(&r)
	}
	ada.ask(&protocol.ChatJoinRequest{ID: "hall"})
	direct := ada.ask(&protocol.DirectChatsRequest{Lists: [][]protocol.UserID{{{Username: "zoë"}}}})
	for w.direct == "" {
		if e := ada.receive(); e.Response == direct {
			w.direct = e.Message.(*protocol.ChatsResponse).Chats[0].ID
		}
	}
	// bob was in the channel "town", and left before anything was said there.
	bob := w.connect("bob")
	acts[*protocol.ChatJoinResponse](bob, &protocol.ChatJoinRequest{ID: "town"})
	acts[*protocol.OK](bob, &protocol.ChatLeaveRequest{ID: "town"})
	for _, id := range []string{"cellar", "town", "hall", w.direct} {
		ada.ask(&protocol.ChatPublishRequest{ID: id, Text: marker})
	}
	ada.skipChats(&protocol.ChatCreateResponse{}, &protocol.ChatJoinResponse{}, &protocol.ChatPublishResponse{}, &protocol.ChatHappened{})

	w.activity = ada.joins(values{marker: marker}, false, []string{}...).Resource
	half := &protocol.ActivityJoinRequest{ActivityName: halfOpen, State: values{"k": marker}, Create: &protocol.ActivityCreation{Roles: worldRoles("join")}}
	call[*protocol.ActivityJoinResponse](ada, half)
	bob.socket.CloseNow()
	ada.skipUntil(&protocol.ServerTimeRequest{}, &protocol.ChatHappened{})
	return w
}

// halfOpen is an activity that everybody may join and nobody else may look into.
var halfOpen = protocol.ActivityName{Type: "drawing", ID: "half"}

// enter lets somebody in who sees nothing yet.
func (w *secrets) enter(user string) *intruder {
	w.t.Helper()
	x := &intruder{client: w.connect(user), secrets: w, as: user}
	if user == "" {
		x.as = "a guest"
	}
	show := func(data []byte) {
		w.mu.Lock()
		defer w.mu.Unlock()
		if bytes.Contains(data, []byte(marker)) {
			w.leaked = append(w.leaked, w.doing)
		}
	}
	x.bytes.Store(&show)
	return x
}

// attempt runs what f does and demands that nothing leaks, nothing changes and
// ada hears of nothing.
func (w *secrets) attempt(what string, f func()) {
	w.t.Helper()
	w.mu.Lock()
	w.doing = what
	w.mu.Unlock()
	f()
	w.mu.Lock()
	for _, doing := range w.leaked {
		w.t.Errorf("%s: a secret was sent", doing)
	}
	w.leaked = nil
	w.mu.Unlock()
	if now := w.dump(); now != w.beforeAttempt {
		w.t.Errorf("%s: the store has changed:\n%s", what, difference(w.beforeAttempt, now))
		w.beforeAttempt = now
	}
}

// dump writes down all that the store keeps of the domain, but for what belongs
// to connections and what is derived.
func (w *secrets) dump() string {
	w.t.Helper()
	if w.db == nil {
		var err error
		w.db, err = sql.Open("sqlite", "file:"+filepath.Join(w.dir, "domains", name.Namespace, name.ID+".db")+"?_pragma=query_only(1)")
		must(w.t, err)
		w.t.Cleanup(func() { w.db.Close() })
	}
	list := func(query string) (all []string) {
		rows, err := w.db.Query(query)
		must(w.t, err)
		defer rows.Close()
		columns, err := rows.Columns()
		must(w.t, err)
		for rows.Next() {
			row := make([]any, len(columns))
			for i := range row {
				row[i] = new(any)
			}
			must(w.t, rows.Scan(row...))
			line := ""
			for _, v := range row {
				line += fmt.Sprintf("%v ", *v.(*any))
			}
			all = append(all, strings.TrimSpace(line))
		}
		must(w.t, rows.Err())
		return all
	}
	out := ""
	for _, table := range list(`SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`) {
		switch table {
		case "sessions", "tokens", "instances", "anonymous", "sqlite_sequence", "documents", "snapshots":
			continue
		}
		rows := list(`SELECT * FROM "` + table + `"`)
		if table == "users" { // anonymous ones come
			rows = list(`SELECT type, username, first, last, display, email, password, disabled, removed FROM users WHERE type <> 1`)
		}
		if table == "models" { // id prefixes are given out
			rows = list(`SELECT key, id, collection, version, modified, override, world FROM models`)
		}
		sort.Strings(rows)
		out += table + "\n  " + strings.Join(rows, "\n  ") + "\n"
	}
	return out
}

func difference(a, b string) string {
	var out []string
	for _, line := range strings.Split(b, "\n") {
		if !strings.Contains(a, line) {
			out = append(out, "+"+line)
		}
	}
	for _, line := range strings.Split(a, "\n") {
		if !strings.Contains(b, line) {
			out = append(out, "-"+line)
		}
	}
	return strings.Join(out, "\n")
}

// attempt is one use of a message by somebody who has no right to it.
type attempt struct {
	send protocol.Message
	// refused is the code of the error, empty where the answer is an allowed.
	refused protocol.Code
	allowed protocol.Message
	check   func(x *intruder, answer protocol.Message)
	// missing is the same message about what does not exist: the answers must
	// not differ, but for its name.
	missing protocol.Message
}
