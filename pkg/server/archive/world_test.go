package archive_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/client/native"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
	"github.com/convergence-wasm/convergence/pkg/server/administration"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
	"github.com/convergence-wasm/convergence/pkg/server/webtoken"
)

var name = store.DomainName{Namespace: "space", ID: "full"}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// served is a store with a server, and who has connected to it.
type served struct {
	t      testing.TB
	system store.System
	url    string
	stop   func()
}

func serve(t testing.TB, system store.System) *served {
	t.Helper()
	s := server.New(system, server.Options{})
	web := httptest.NewServer(s.Handler(server.Pages{}))
	w := &served{t: t, system: system, url: web.URL + "/api/realtime/" + name.String()}
	stopped := false
	w.stop = func() {
		if stopped {
			return
		}
		stopped = true
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := s.Shutdown(ctx); err != nil {
			t.Error(err)
		}
		web.Close()
	}
	t.Cleanup(w.stop)
	return w
}

func (w *served) connect(user string) *native.Domain {
	w.t.Helper()
	o := native.Options{Username: user, Password: user}
	if user == "" {
		o = native.Options{DisplayName: "guest \U0001F600"}
	}
	d, err := native.Connect(w.t.Context(), w.url, o)
	must(w.t, err)
	w.t.Cleanup(d.Close)
	return d
}

// wait waits for what an asynchronous call tells.
func wait(t testing.TB, call func(done func(*client.Error))) {
	t.Helper()
	told := make(chan error, 1)
	call(func(err *client.Error) {
		if err != nil {
			told <- err
			return
		}
		told <- nil
	})
	select {
	case err := <-told:
		must(t, err)
	case <-time.After(15 * time.Second):
		t.Fatal("nothing was told")
	}
}

func request(t testing.TB, d *native.Domain, m protocol.Message) {
	t.Helper()
	wait(t, func(done func(*client.Error)) {
		d.Core().Request(m, func(_ protocol.Message, err *client.Error) { done(err) })
	})
}

// filled returns a store with a domain that has everything in it, which is made once.
func filled(t testing.TB) *sqlite.System {
	t.Helper()
	making.Do(func() {
		made, _ = os.MkdirTemp("", "archive-test")
		system, err := sqlite.Open(context.Background(), made)
		must(t, err)
		fill(t, system)
		must(t, system.Close())
	})
	dir := t.TempDir()
	must(t, os.CopyFS(dir, os.DirFS(made)))
	system, err := sqlite.Open(context.Background(), dir)
	must(t, err)
	t.Cleanup(func() { system.Close() })
	return system
}

var (
	making sync.Once
	made   string
)

func TestMain(m *testing.M) {
	code := m.Run()
	os.RemoveAll(made)
	os.Exit(code)
}

// fill makes a domain with everything in it: what is not done by clients through the store,
// all else by several clients at once.
func fill(t testing.TB, system store.System) {
	t.Helper()
	ctx := context.Background()
	info := store.DomainInfo{DomainName: name, Created: time.Now().UnixMilli(), Anonymous: true, Emails: store.EmailsUsers, Makers: store.MakersEverybody,
		Origins: "https://a.example https://b.example", Quotas: store.Quotas{Models: 1000, Storage: 1 << 60, UserChats: 9}, Keeping: store.Keeping{Guests: 5, Chats: 7, History: 30}}
	must(t, system.CreateDomain(ctx, info))
	d, err := system.OpenDomain(ctx, name)
	must(t, err)
	for _, user := range []string{"ada", "bob", "gone"} {
		must(t, administration.AddUser(ctx, d, protocol.User{UserID: administration.Normal(user), Email: user + "@example.org", FirstName: "Ünï"}, user))
	}
	must(t, administration.AddUser(ctx, d, protocol.User{UserID: administration.Administrator("boss")}, "boss"))
	must(t, d.CreateGroup(ctx, "editors", "who edit"))
	must(t, d.AddGroupMember(ctx, "editors", administration.Normal("bob")))
	public, private, err := webtoken.Generate()
	must(t, err)
	must(t, d.AddKey(ctx, store.Key{ID: "site", Public: public, Private: private, Created: 77}))
	must(t, d.CreateCollection(ctx, store.Collection{ID: "papers", World: protocol.PermissionRead | protocol.PermissionWrite | store.RightCreate,
		Users:  []protocol.UserPermissions{{User: administration.Normal("ada"), Permissions: store.AllRights}},
		Groups: []protocol.GroupPermissions{{Group: "editors", Permissions: protocol.PermissionRead | protocol.PermissionWrite}}}, 0))

	w := serve(t, system)
	ada, bob, guest, gone := w.connect("ada"), w.connect("bob"), w.connect(""), w.connect("gone")
	for i := range 4 {
		edit(t, fmt.Sprint("paper", i), 25, ada, bob, guest)
	}
	m, err := ada.AutoCreate(t.Context(), "untouched", client.Creation{Collection: "papers", Data: data(t)})
	must(t, err)
	must(t, m.Close(t.Context()))
	edit(t, "of somebody gone", 5, gone)
	overrides, world := true, protocol.PermissionRead
	request(t, ada, &protocol.SetPermissionsRequest{ID: "paper0", Target: protocol.TargetModel, OverridesCollection: &overrides, World: &world,
		SetUsers:  []protocol.UserPermissions{{User: administration.Normal("bob"), Permissions: protocol.PermissionRead | protocol.PermissionWrite}},
		SetGroups: []protocol.GroupPermissions{{Group: "editors", Permissions: protocol.PermissionManage}}})
	for i, id := range []string{"paper0", "paper0", "paper1", "untouched", "paper3"} {
		request(t, ada, &protocol.VersionsRequest{ModelID: id, Act: protocol.VersionName, Name: fmt.Sprint("half \xed\xa0\xbd ", i), Version: int64(i % 2)})
	}
	request(t, ada, &protocol.DeleteRequest{ModelID: "paper3"})
	talk(t, ada, bob, guest)
	for _, c := range []*native.Domain{ada, bob, guest, gone} {
		c.Close()
	}
	w.stop()
	forget(t, d)
	must(t, d.RemoveUser(ctx, administration.Normal("gone")))
	must(t, d.SetDisabled(ctx, administration.Normal("bob"), true))
	must(t, d.SetDisabled(ctx, administration.Normal("bob"), false))
	must(t, d.Close())
}

// forget gives up half of the history of a model, and all of that of another one.
func forget(t testing.TB, d store.Domain) {
	t.Helper()
	for id, part := range map[string]int64{"paper1": 2, "paper2": 1} {
		m, _, err := d.Model(t.Context(), id)
		must(t, err)
		for more := true; more; {
			c, err := d.Compact(t.Context(), m.Key, 1+(m.Version-1)/part, math.MaxInt64)
			must(t, err)
			more = c.More
		}
		if m, _, err = d.Model(t.Context(), id); err != nil || m.Oldest == 1 || (m.Oldest == m.Version) != (part == 1) {
			t.Fatalf("%s is %+v, %v", id, m, err)
		}
	}
}

// lone is text with halves of characters, as a page may leave it.
var lone = ot.TextFromUTF16([]uint16{'a', 0xD83D, 'b', 0xDE00, '"', '\\', '\n', 1, 'é'})

func data(t testing.TB) ot.Value {
	t.Helper()
	v, err := native.Value(map[string]any{"text": "Hello \U0001F600", "list": []any{1, "two", nil, true, map[string]any{"deep": []any{}}},
		"number": -0.1, "when": time.UnixMilli(-1234567), "yes": true, "nothing": nil, "object": map[string]any{"b": 1, "a": 2}})
	must(t, err)
	v.Members = append(v.Members, ot.Member{Key: "half \xed\xa0\xbd", Value: ot.Value{Kind: ot.KindString, Text: lone}})
	return v
}

// edit has clients edit one model at the same time, in each of the ways that there are.
func edit(t testing.TB, id string, rounds int, clients ...*native.Domain) {
	t.Helper()
	var models []*native.Model
	for _, c := range clients {
		m, err := c.AutoCreate(t.Context(), id, client.Creation{Collection: "papers", Data: data(t)})
		must(t, err)
		models = append(models, m)
	}
	rng := rand.New(rand.NewPCG(3, uint64(len(id))))
	for range rounds {
		for i, m := range models {
			root := m.Element()
			// What does not fit any more because of somebody else is refused by the model, which is well.
			switch rng.IntN(12) {
			case 0, 1, 2:
				root.At("text").Insert(rng.IntN(1+root.At("text").Len()), fmt.Sprint(" by ", i))
			case 3:
				root.At("text").Splice(0, min(3, root.At("text").Len()), "")
			case 4:
				root.At("list").InsertEntry(0, map[string]any{"n": rng.IntN(9)})
			case 5:
				root.At("list").Move(0, max(0, root.At("list").Len()-1))
			case 6:
				root.At("number").Add(float64(rng.IntN(7)) / 3)
			case 7:
				root.At("object").Put(fmt.Sprint("k", rng.IntN(4)), []any{"v", rng.IntN(100)})
			case 8:
				root.At("object", fmt.Sprint("k", rng.IntN(4))).Remove()
			case 9:
				root.At("when").Set(time.UnixMilli(rng.Int64N(1e12)))
			case 10:
				m.StartBatch()
				root.At("yes").Set(rng.IntN(2) == 0)
				root.At("list", 0).Set("set")
				m.CompleteBatch()
			case 11:
				root.At("object").Set(map[string]any{"all": "new", "n": rng.Float64() * 1e300})
			}
		}
		if rng.IntN(4) == 0 {
			time.Sleep(2 * time.Millisecond)
		}
	}
	for _, m := range models {
		must(t, m.Committed(t.Context()))
	}
	for _, m := range models {
		must(t, m.Close(t.Context()))
	}
}

// talk has chats of every kind and an activity.
func talk(t testing.TB, ada, bob, guest *native.Domain) {
	t.Helper()
	bobs := administration.Normal("bob")
	request(t, ada, &protocol.ChatCreateRequest{ID: "channel", Type: protocol.ChatChannel, Membership: protocol.MembershipPrivate, Name: "C", Topic: "t", Members: []protocol.UserID{bobs}})
	request(t, ada, &protocol.ChatCreateRequest{ID: "room", Type: protocol.ChatRoom, Membership: protocol.MembershipPublic, Name: "R"})
	direct := make(chan string, 1)
	ada.Core().DirectChats([][]protocol.UserID{{bobs}}, func(all []protocol.ChatInfo, err *client.Error) {
		if err != nil || len(all) != 1 {
			direct <- ""
			return
		}
		direct <- all[0].ID
	})
	id := <-direct
	if id == "" {
		t.Fatal("there is no direct chat")
	}
	for _, c := range []*native.Domain{bob, guest} {
		wait(t, func(done func(*client.Error)) {
			c.Core().JoinChat("room", func(_ protocol.ChatInfo, err *client.Error) { done(err) })
		})
	}
	said := func(c *native.Domain, chat, text string) {
		wait(t, func(done func(*client.Error)) {
			c.Core().PublishChat(chat, text, func(_ *protocol.ChatPublishResponse, err *client.Error) { done(err) })
		})
	}
	for i := range 5 {
		said(ada, "channel", fmt.Sprint("number ", i))
		said(bob, id, "straight \xed\xa0\xbd <b>")
		said(guest, "room", "from a guest")
	}
	name := "another name"
	request(t, ada, &protocol.ChatSetNameRequest{ID: "channel", Name: name})
	request(t, ada, &protocol.ChatSetTopicRequest{ID: "channel", Topic: "another topic"})
	request(t, bob, &protocol.ChatMarkSeenRequest{ID: "channel", Number: 3})
	request(t, ada, &protocol.SetRolesRequest{RoleTarget: protocol.RoleTarget{Chat: "channel"},
		Roles: protocol.Roles{Users: []protocol.UserRoles{{User: bobs, Names: []string{"set_topic"}}}}})
	wait(t, func(done func(*client.Error)) {
		ada.Core().JoinActivity(protocol.ActivityName{Type: "editing", ID: "kept"}, client.ActivityOptions{Create: &protocol.ActivityCreation{}},
			func(_ *client.Activity, err *client.Error) { done(err) })
	})
}
