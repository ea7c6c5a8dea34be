package server_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
)

// TestRoutes demands a row for every route, and tries it for somebody without a session,
// with headers that others' sessions may have.
func TestRoutes(t *testing.T) {
	system, err := sqlite.Open(t.Context(), t.TempDir())
	must(t, err)
	defer system.Close()
	s := server.New(system, server.Options{})
	web := httptest.NewServer(s.Handler(server.Pages{}))
	defer web.Close()
	_, rows := rightsTable(t, "what it gives")
	var said []string
	for _, row := range rows {
		said = append(said, row[0])
		for _, header := range []http.Header{{}, {"Cookie": {"session=1"}, "Authorization": {"Bearer x"}}} {
			method, path, ok := strings.Cut(strings.NewReplacer("{namespace}", "n", "{domain}", "d", "{$}", "").Replace(row[0]), " ")
			if !ok { // any method
				method, path = http.MethodGet, method
			}
			r, err := http.NewRequest(method, web.URL+path, nil)
			must(t, err)
			r.Header = header
			answer, err := http.DefaultClient.Do(r)
			must(t, err)
			answer.Body.Close()
			if fmt.Sprint(answer.StatusCode) != row[2] || len(answer.Cookies()) > 0 {
				t.Errorf("%s answers %d, and docs/rights.md says %s", row[0], answer.StatusCode, row[2])
			}
		}
	}
	if routes := s.Routes(); !slices.Equal(routes, said) {
		t.Errorf("the routes are %q, and docs/rights.md says %q", routes, said)
	}
}

// rightsTable reads the table of docs/rights.md whose second heading is this.
func rightsTable(t *testing.T, second string) (headings []string, rows [][]string) {
	t.Helper()
	page, err := os.ReadFile("../../docs/rights.md")
	must(t, err)
	for line := range strings.SplitSeq(string(page), "\n") {
		cells := strings.Split(strings.Trim(line, "| "), " | ")
		switch {
		case !strings.HasPrefix(line, "| "):
			if len(rows) > 0 {
				return headings, rows
			}
			if !strings.HasPrefix(line, "|--") {
				headings = nil
			}
		case headings != nil:
			rows = append(rows, cells)
		case (cells[0] == "message" || cells[0] == "route") && cells[1] == second:
			headings = cells
		}
	}
	t.Fatalf("docs/rights.md has no table with the heading %q", second)
	return nil, nil
}

// fromClients returns the names of all messages that a client that is let in sends of
// its own accord.
func fromClients() []string {
	var names []string
	for b := range protocol.Body(2000) {
		m, _ := protocol.DecodeBody(b, []byte{0x90})
		switch b {
		case protocol.BodyPing, protocol.BodyPong, protocol.BodyConnectionRequest, protocol.BodyOK, protocol.BodyError:
		default:
			if m != nil && !fromServer[b] {
				names = append(names, nameOf(m))
			}
		}
	}
	return names
}

func nameOf(m protocol.Message) string { return reflect.TypeOf(m).Elem().Name() }

// TestRightsPage demands a row for every message.
func TestRightsPage(t *testing.T) {
	_, models := rightsTable(t, "what it does")
	_, others := rightsTable(t, "second, guest")
	for _, name := range fromClients() {
		if !slices.ContainsFunc(append(models, others...), func(row []string) bool {
			message, _, _ := strings.Cut(row[0], ",")
			return message == name
		}) {
			t.Errorf("docs/rights.md does not say who may send %s", name)
		}
	}
}

// TestRights tries every row about models.
func TestRights(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	d := people(s)
	ada := s.connect("ada")
	ada.create("first", nil) // which makes the collection
	must(t, d.SetCollectionRights(t.Context(), "c", store.RightsUpdate{SetUsers: userRights(zoeID, store.AllRights)}))
	who := map[string]*client{"ada": ada, "named": s.connect("zoë"), "second": s.connect("bob"), "guest": s.connect("")}
	headings, rows := rightsTable(t, "what it does")
	none := protocol.Permissions(0)
	ways := waysToUse()
	for i, row := range rows {
		try := ways[row[0]]
		if try == nil {
			t.Errorf("the test does not try %s", row[0])
			continue
		}
		for j, column := range headings[2:] {
			user, kind, _ := strings.Cut(column, ", ")
			id := fmt.Sprintf("m%d-%d", i, j)
			doing := row[0] + " by " + column
			ada.create(id, func(c *protocol.Creation) {
				c.Data.Members[0].Value.Text = ot.MustText(marker)
				if kind == "private" {
					c.OverrideWorld, c.World = true, &none
				}
			})
			before := s.rightsOf(d, id)
			c, leaked := who[user], false
			show := func(data []byte) { leaked = leaked || bytes.Contains(data, []byte(marker)) }
			c.bytes.Store(&show)
			worked := try(c, id)
			call[*protocol.ServerTimeResponse](c, &protocol.ServerTimeRequest{})
			c.bytes.Store(nil)
			if word := map[bool]string{true: "yes", false: "no"}[worked]; word != row[j+2] {
				t.Errorf("%s: %s, and docs/rights.md says %s", doing, word, row[j+2])
			}
			if kind == "private" && user != "ada" {
				if after := s.rightsOf(d, id); leaked || after != before {
					t.Errorf("%s: read %v, and the model was %s and is %s", doing, leaked, before, after)
				}
			}
		}
	}
}

// rightsOf writes down what the store says of a model.
func (s *testServer) rightsOf(d store.Domain, id string) string {
	s.t.Helper()
	m, c, err := d.Model(s.t.Context(), id)
	return fmt.Sprintf("%+v in %+v, %v", m, c, err)
}

// works sends a request and reports whether it was granted.
func (c *client) works(m protocol.Message) bool {
	c.t.Helper()
	_, refused := c.answerTo(m).(*protocol.Error)
	return !refused
}

// answerTo sends a request and returns its answer; what comes before is dropped.
func (c *client) answerTo(m protocol.Message) protocol.Message {
	c.t.Helper()
	id := c.ask(m)
	for {
		if e := c.receive(); e.Response == id {
			return e.Message
		}
	}
}

// waysToUse returns what to do for each row of the table about models, which reports
// whether it worked.
func waysToUse() map[string]func(c *client, id string) bool {
	all, names := protocol.AllPermissions, 0
	request := func(of func(id string) protocol.Message) func(*client, string) bool {
		return func(c *client, id string) bool { return c.works(of(id)) }
	}
	// notice sends messages about a model as the resource that the client has it open as,
	// or as one that it does not have.
	notice := func(of ...func(resource uint32) protocol.Message) func(*client, string) bool {
		return func(c *client, id string) bool {
			resource := uint32(1 << 20)
			opened, ok := c.answerTo(&protocol.OpenRequest{ModelID: id}).(*protocol.OpenResponse)
			if ok {
				resource = opened.Resource
			}
			for _, m := range of {
				c.tell(m(resource))
			}
			complained := false
			for id := c.ask(&protocol.ServerTimeRequest{}); ; {
				e := c.receive()
				if _, wrong := e.Message.(*protocol.Error); wrong {
					complained = true
				}
				if e.Response == id {
					break
				}
			}
			if ok {
				c.works(&protocol.CloseRequest{Resource: resource})
			}
			return !complained
		}
	}
	at := protocol.ReferenceName{Element: "t", Key: "k"}
	index := ot.Reference{Kind: ot.ReferenceIndex, Indexes: []int{0}}
	share := func(r uint32) protocol.Message {
		return &protocol.ShareReference{Resource: r, ReferenceName: at, Values: index, Version: 1}
	}
	resync := func(c *client, id string, then func(resource uint32) protocol.Message) bool {
		in, ok := c.answerTo(&protocol.ResyncRequest{ModelID: id, Version: 1}).(*protocol.ResyncResponse)
		if !ok {
			return false
		}
		if then != nil {
			c.tell(then(in.Resource))
			next[*protocol.ResyncServerDone](c)
		}
		return c.works(&protocol.CloseRequest{Resource: in.Resource})
	}
	openAndClose := func(c *client, id string) bool {
		in, ok := c.answerTo(&protocol.OpenRequest{ModelID: id}).(*protocol.OpenResponse)
		return ok && c.works(&protocol.CloseRequest{Resource: in.Resource})
	}
	return map[string]func(c *client, id string) bool{
		"OpenRequest": openAndClose,
		"ResyncRequest": func(c *client, id string) bool {
			return resync(c, id, nil)
		},
		"ResyncClientDone": func(c *client, id string) bool {
			return resync(c, id, func(r uint32) protocol.Message { return &protocol.ResyncClientDone{Resource: r, Open: true} })
		},
		"CloseRequest": openAndClose,
		"OperationSubmission": func(c *client, id string) bool {
			in, ok := c.answerTo(&protocol.OpenRequest{ModelID: id}).(*protocol.OpenResponse)
			if !ok {
				return false
			}
			c.tell(&protocol.OperationSubmission{Resource: in.Resource, First: 1, Version: in.Version, Operations: []ot.Op{splice(0, 0, "x")}})
			next[*protocol.OperationAck](c)
			return c.works(&protocol.CloseRequest{Resource: in.Resource})
		},
		"ShareReference": notice(share),
		"SetReference": notice(share, func(r uint32) protocol.Message {
			return &protocol.SetReference{Resource: r, ReferenceName: at, Values: index, Version: 1}
		}),
		"ClearReference": notice(share, func(r uint32) protocol.Message {
			return &protocol.ClearReference{Resource: r, ReferenceName: at}
		}),
		"UnshareReference": notice(share, func(r uint32) protocol.Message {
			return &protocol.UnshareReference{Resource: r, ReferenceName: at}
		}),
		"CreateRequest": request(func(id string) protocol.Message {
			return &protocol.CreateRequest{ModelID: id + "-other", Creation: creation()}
		}),
		"CreateRequest, same id": request(func(id string) protocol.Message {
			return &protocol.CreateRequest{ModelID: id, Creation: creation()}
		}),
		"AutoCreateResponse": func(c *client, id string) bool {
			c.send(0, 1<<20, &protocol.AutoCreateResponse{Creation: creation()}) // nobody has asked
			return false
		},
		"DeleteRequest": request(func(id string) protocol.Message { return &protocol.DeleteRequest{ModelID: id} }),
		"QueryRequest": func(c *client, id string) bool {
			found, ok := c.answerTo(&protocol.QueryRequest{Query: "SELECT * FROM c WHERE @id = '" + id + "'"}).(*protocol.QueryResponse)
			return ok && found.Total == 1 && len(found.Results) == 1
		},
		"HistoryDataRequest": request(func(id string) protocol.Message { return &protocol.HistoryDataRequest{ModelID: id} }),
		"HistoryOperationsRequest": request(func(id string) protocol.Message {
			return &protocol.HistoryOperationsRequest{ModelID: id, From: 1, To: 2}
		}),
		"VersionAtTimeRequest": request(func(id string) protocol.Message {
			return &protocol.VersionAtTimeRequest{ModelID: id, Millis: 1 << 50}
		}),
		"VersionsRequest": request(func(id string) protocol.Message { return &protocol.VersionsRequest{ModelID: id} }),
		"VersionsRequest, name": request(func(id string) protocol.Message {
			names++
			return &protocol.VersionsRequest{ModelID: id, Act: protocol.VersionName, Name: fmt.Sprint("version ", names)}
		}),
		"RestoreRequest":        request(func(id string) protocol.Message { return &protocol.RestoreRequest{ModelID: id, Version: 1} }),
		"GetPermissionsRequest": request(func(id string) protocol.Message { return &protocol.GetPermissionsRequest{ID: id} }),
		"SetPermissionsRequest": request(func(id string) protocol.Message {
			return &protocol.SetPermissionsRequest{ID: id, World: &all}
		}),
		"GetPermissionsRequest, collection": request(func(string) protocol.Message {
			return &protocol.GetPermissionsRequest{ID: "c", Target: protocol.TargetCollection}
		}),
		"SetPermissionsRequest, collection": request(func(string) protocol.Message {
			return &protocol.SetPermissionsRequest{ID: "c", Target: protocol.TargetCollection, World: &all}
		}),
	}
}

// TestRightsElsewhere compares the table about everything else with what TestForbidden
// tries.
func TestRightsElsewhere(t *testing.T) {
	w := keepSecrets(t)
	said := make(map[string]string)
	_, rows := rightsTable(t, "second, guest")
	for _, row := range rows {
		said[row[0]] = row[1]
	}
	tried := requestRows(w)
	for b, attempts := range noticeRows(w) {
		tried[b] = attempts
	}
	for _, attempts := range tried {
		name := nameOf(attempts[0].send)
		yes, no, part := false, false, false
		for _, a := range attempts {
			yes, no = yes || a.refused == "", no || a.refused != ""
			part = part || a.refused == "" && a.check != nil
		}
		word := "yes"
		switch {
		case yes && no || part:
			word = "part"
		case no:
			word = "no"
		}
		if was, ok := said[name]; ok && was != word {
			t.Errorf("%s: docs/rights.md says %s, and it is %s", name, was, word)
		}
	}
}
