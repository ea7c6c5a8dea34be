package server_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/internal/jsonvalue"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// createJSON makes a model from JSON.
func (c *client) createJSON(collection, id, data string) {
	c.t.Helper()
	n := 0
	v, err := jsonvalue.Parse([]byte(data), func() string { n++; return fmt.Sprint("@:", n) })
	must(c.t, err)
	call[*protocol.CreateResponse](c, &protocol.CreateRequest{ModelID: id, Created: 1_000_000, Creation: protocol.Creation{Collection: collection, Data: v}})
}

func (c *client) query(text string) *protocol.QueryResponse {
	c.t.Helper()
	e := func() protocol.Envelope { c.ask(&protocol.QueryRequest{Query: text}); return c.receive() }()
	r, ok := e.Message.(*protocol.QueryResponse)
	if !ok {
		c.t.Fatalf("%.200s: %T %+v", text, e.Message, e.Message)
	}
	return r
}

// ids returns the ids of what a query finds, in order.
func (c *client) ids(text string) string {
	c.t.Helper()
	var all []string
	for _, r := range c.query(text).Results {
		all = append(all, r.ModelID)
	}
	return strings.Join(all, " ")
}

func TestQueryConditions(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	c := s.connect("ada")
	date := func(s string) string { return `{"$convergenceType":"date","value":"` + s + `"}` }
	for id, data := range map[string]string{
		"n1": `{"v": 1, "n": 5, "flag": true, "name": "Ada", "list": [1, {"x": "deep"}], "when": ` + date("2026-01-01T00:00:00Z") + `}`,
		"n2": `{"v": 2, "n": 2.5, "flag": false, "name": "bob's \"100%\"", "list": [], "when": ` + date("2026-06-01T12:00:00.5Z") + `, "odd name": 1, "a.b": 7}`,
		"n3": `{"v": 3, "n": "5", "name": null, "when": ` + date("-000001-01-01T00:00:00Z") + `, "@id": "own", "select": 9}`,
		"n4": `{"v": 4, "other": 4, "n": -0.5, "big": 1e21, "when": ` + date("+012026-01-01T00:00:00Z") + `, "back` + "`" + `tick": 1}`,
	} {
		c.createJSON("c", id, data)
	}
	c.createJSON("another", "x1", `{"v": 1}`)
	c.createJSON("my collection", "x2", `{"v": 1}`)
	many := 900
	if raceDetector {
		many = 30 // it makes SQLite very slow
	}
	for condition, want := range map[string]string{
		`v = 1`:                       "n1",
		`v != 1`:                      "n2 n3 n4",
		`v > 1 and v <= 3`:            "n2 n3",
		`v < 2 or v >= 4`:             "n1 n4",
		`not (v = 1 or v = 2)`:        "n3 n4",
		`n = 5`:                       "n1",
		`n = "5"`:                     "n3",
		`n != 5`:                      "n2 n3 n4",
		`not n > 2`:                   "n3 n4",
		`v = other`:                   "n4",
		`v != other`:                  "",
		`n = v`:                       "",
		`v + 0.5 = n`:                 "n2",
		`v * 2 + 3 = n`:               "n1",
		`v / 2 = 0.5`:                 "n1",
		`v / n = 0.2`:                 "n1",
		`n % 2 = 1`:                   "n1",
		`n % 2 = 0.5`:                 "n2",
		`v / 0 = 1 or v / 0 != 1`:     "",
		`-0.5 = n`:                    "n4",
		`flag = true`:                 "n1",
		`flag != true`:                "n2",
		`flag = 1`:                    "",
		`name = "Ada"`:                "n1",
		`name = 'bob\'s "100%"'`:      "n2",
		`name like "A%"`:              "n1",
		`name like "a%"`:              "",
		`name like "%100\%%"`:         "n2",
		`not name like "A%"`:          "n2",
		`n like "5"`:                  "n3",
		`name is null`:                "n3 n4",
		`name is not null`:            "n1 n2",
		`v in [1, 4, "2"]`:            "n1 n4",
		`n in ["5", 5, true]`:         "n1 n3",
		`flag in [false]`:             "n2",
		`v in []`:                     "",
		`not v in [1, 2]`:             "n3 n4",
		`when in [DATE "2026-01-01"]`: "n1",
		`list[1].x = "deep"`:          "n1",
		`list[0] = 1`:                 "n1",
		`list[7] is null`:             "n1 n2 n3 n4",
		"`odd name` = 1":              "n2",
		"`a.b` = 7":                   "n2",
		"`select` = 9":                "n3",
		"`back``tick` = 1":            "n4",
		`@@id = "own"`:                "n3",
		`@id = "n3"`:                  "n3",
		`@id like "n%" and v = 2`:     "n2",
		`@version = 1 and v = 1`:      "n1",
		`@collection = "c" and v = 1`: "n1",
		`@created = DATE "1970-01-01T00:16:40Z" and v = 1`:            "n1",
		`@created > "1970-01-02" or @modified is null`:                "",
		`when = DATE "2026-01-01T00:00:00Z"`:                          "n1",
		`when > DATE "2026-01-01T00:00:00Z"`:                          "n2 n4",
		`when < DATE "2026-01-01T00:00:00Z"`:                          "n3",
		`when >= DATE "2026-06-01T12:00:00.500Z"`:                     "n2 n4",
		`when < @created`:                                             "n3",
		`when = "2026-01-01T00:00:00.000Z"`:                           "",
		`when = 1767225600000`:                                        "n1",
		`when != 1767225600000`:                                       "n2 n3 n4",
		`1767225600000 < when`:                                        "n2 n4",
		`when >= 1780315200500 and when <= 1780315200500`:             "n2",
		`when > 1780315200499.5`:                                      "n2 n4",
		`when < 0`:                                                    "n3",
		`when < 1767225600000 + 1`:                                    "n1 n3",
		`v > when`:                                                    "n3",
		`v < when`:                                                    "n1 n2 n4",
		`v < DATE "1970-01-01T00:00:00.002Z"`:                         "n1",
		`when in (1767225600000, "x", DATE "2026-06-01T12:00:00.5Z")`: "n1 n2",
		`not when in [1767225600000]`:                                 "n2 n3 n4",
		`@created = 1000000 and v = 1`:                                "n1",
		`@created < 1000000 or @modified != 1000000`:                  "",
		`@created in (1000000, 5) and v = 1`:                          "n1",
		`when + 0 = when`:                                             "",
		`v in (1, 4, '2')`:                                            "n1 n4",
		`name = 'bob''s "100%"'`:                                      "n2",
		`name = "bob's ""100%"""`:                                     "n2",
		`name like '%''s ""1%'`:                                       "",
		`name like "%'s ""1%"`:                                        "n2",
		`when.value = "2026-01-01T00:00:00.000Z"`:                     "n1",
		`big = 1e21`:                                                  "n4",
		`name = "x' OR '1'='1"`:                                       "",
		`name = "\"; DROP TABLE models; --"`:                          "",
		"`'] OR 1=1 --` = 1":                                          "",
		`name = "` + strings.Repeat("%' ", 10_000/3) + `"`:            "",
		`v = 1` + strings.Repeat(" or v = 99", many):                  "n1",
		`(((((((((((v = 1)))))))))))`:                                 "n1",
		`v` + strings.Repeat(" + 0", 99) + ` = 1`:                     "n1",
		strings.Repeat("not ", 98) + `v = 1`:                          "n1",
		`v in [1` + strings.Repeat(", 99", 4*many) + `]`:              "n1",
		strings.Repeat("a = b or ", many) + "v = 1":                   "n1",
	} {
		if got := c.ids("SELECT * FROM c WHERE " + condition + " ORDER BY @id"); got != want {
			t.Errorf("%.200s: %q, want %q", condition, got, want)
		}
	}
	if got := c.ids("SELECT * FROM `my collection`"); got != "x2" {
		t.Errorf("collection in back quotes: %q", got)
	}
	if e := c.refused(&protocol.QueryRequest{Query: "SELECT FROM nope;"}, protocol.CodeNoCollection); !strings.Contains(e.Message, `"nope"`) {
		t.Errorf("no collection: %q", e.Message)
	}
	call[*protocol.DeleteResponse](c, &protocol.DeleteRequest{ModelID: "x1"})
	if got := c.query("SELECT * FROM another"); got.Total != 0 || len(got.Results) != 0 {
		t.Errorf("a collection that has become empty: %+v", got)
	}
}

func TestQueryResults(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{Results: 3, MaxResults: 5, Limits: protocol.Limits{Query: 1000}, MaxResultBytes: 3000})
	c := s.connect("ada")
	c.createJSON("c", "a", `{"n": 1, "s": "tab\t\"q\" \ud800 ü 😀", "o": {"x": [true, null, {"y": "z"}], "b": 1, "a": 2}, "d": {"$convergenceType":"date","value":"2026-01-01T00:00:00.000Z"}}`)
	date := protocol.Object{{Key: "$convergenceType", Value: "date"}, {Key: "value", Value: "2026-01-01T00:00:00.000Z"}}
	whole := c.query("SELECT * FROM c").Results[0]
	want := protocol.QueryResult{Collection: "c", ModelID: "a", Created: 1_000_000, Modified: 1_000_000, Version: 1, Data: protocol.Object{
		{Key: "n", Value: 1.0}, {Key: "s", Value: "tab\t\"q\" \xed\xa0\x80 ü 😀"},
		{Key: "o", Value: protocol.Object{
			{Key: "x", Value: []protocol.JSON{true, nil, protocol.Object{{Key: "y", Value: "z"}}}}, {Key: "b", Value: 1.0}, {Key: "a", Value: 2.0}}},
		{Key: "d", Value: date}}}
	if !reflect.DeepEqual(whole, want) {
		t.Errorf("found %#v\nwant %#v", whole, want)
	}
	part := c.query("SELECT n AS number, o.x[2].y, o.x[1], nope, d, @id, @version AS v, @created, @collection, s, o FROM c").Results[0]
	want.Data = protocol.Object{{Key: "number", Value: 1.0}, {Key: "o.x[2].y", Value: "z"}, {Key: "d", Value: date}, {Key: "@id", Value: "a"}, {Key: "v", Value: 1.0},
		{Key: "@created", Value: protocol.Object{{Key: "$convergenceType", Value: "date"}, {Key: "value", Value: "1970-01-01T00:16:40.000Z"}}},
		{Key: "@collection", Value: "c"}, want.Data[1], want.Data[2]}
	if !reflect.DeepEqual(part, want) {
		t.Errorf("found %#v\nwant %#v", part, want)
	}
	// Order by type, then value; what is equal in the order of creation.
	for i, v := range []string{`"b"`, `2`, `null`, `{"$convergenceType":"date","value":"2026-01-01T00:00:00.000Z"}`, `true`, `"a"`, `-1`, `[]`, `10`, `false`,
		`{"$convergenceType":"date","value":"-000100-01-01T00:00:00.000Z"}`} {
		c.createJSON("sorted", fmt.Sprint("m", i), `{"v": `+v+`}`)
	}
	const order = "m2 m9 m4 m10 m6 m1 m8 m3 m5 m0 m7"
	ascending := strings.Fields(order)
	for offset := range 12 {
		q := fmt.Sprintf("SELECT @id FROM sorted ORDER BY v LIMIT 4 OFFSET %d", offset)
		r := c.query(q)
		var got []string
		for _, m := range r.Results {
			got = append(got, m.ModelID)
		}
		if want := ascending[min(offset, 11):min(offset+4, 11)]; r.Total != 11 || r.Offset != offset || strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("%s: %v, %d of %d, want %v", q, got, r.Offset, r.Total, want)
		}
	}
	if got := c.ids("SELECT @id FROM sorted ORDER BY v DESC LIMIT 5"); got != "m7 m0 m5 m3 m8" {
		t.Errorf("descending: %s", got)
	}
	if r := c.query("SELECT * FROM sorted"); len(r.Results) != 3 || r.Total != 11 {
		t.Errorf("without LIMIT: %d of %d", len(r.Results), r.Total)
	}
	if r := c.query("SELECT * FROM sorted LIMIT 0"); len(r.Results) != 0 || r.Total != 11 {
		t.Errorf("LIMIT 0: %d of %d", len(r.Results), r.Total)
	}
	// What is refused.
	if e := c.refused(&protocol.QueryRequest{Query: "SELECT * FROM c WHERE '😀' = "}, protocol.CodeInvalidQuery); e.Details["index"] != 29.0 {
		t.Errorf("details %v", e.Details)
	}
	c.refused(&protocol.QueryRequest{Query: "SELECT * FROM c LIMIT 6"}, protocol.CodeLimitExceeded)
	c.refused(&protocol.QueryRequest{Query: "SELECT * FROM c WHERE a = '" + strings.Repeat("x", 1000) + "'"}, protocol.CodeLimitExceeded)
	c.createJSON("large", "l", `{"s": "`+strings.Repeat("x", 3000)+`", "n": 1}`)
	c.refused(&protocol.QueryRequest{Query: "SELECT * FROM large"}, protocol.CodeLimitExceeded)
	if got := c.ids("SELECT n FROM large"); got != "l" {
		t.Errorf("a part of a large document: %q", got)
	}
}

// TestQueryCurrent queries while models are open, after they have been closed,
// and after a restart: what was acknowledged is found.
func TestQueryCurrent(t *testing.T) {
	dir := t.TempDir()
	s := start(t, dir, server.Options{})
	c := s.connect("ada")
	r := s.connect("bob").open("m")
	for i := range 30 {
		text := fmt.Sprint("text ", i)
		r.edit(splice(0, r.doc.Lookup("t").Len(), text))
		r.settle(int64(i + 2))
		found := c.query(`SELECT @version AS v FROM c WHERE text = "` + text + `"`)
		if found.Total != 1 || found.Results[0].Data.Get("v") != float64(i+2) || found.Results[0].Version != int64(i+2) {
			t.Fatalf("edit %d: found %+v", i, found)
		}
	}
	r.edit(splice(0, 0, "y")) // nobody asks before the restart
	r.settle(32)
	s.stop()
	s = start(t, dir, server.Options{})
	if got := s.connect("ada").ids(`SELECT * FROM c WHERE text LIKE "y%"`); got != "m" {
		t.Fatalf("after a restart: %q", got)
	}
	// A deleted model is not found.
	c = s.connect("ada")
	call[*protocol.DeleteResponse](c, &protocol.DeleteRequest{ModelID: "m"})
	if got := c.query(`SELECT * FROM c`); got.Total != 0 {
		t.Fatalf("after deletion: %+v", got)
	}
}

// TestQueryPermissions gives random rights to everybody and compares what a
// query finds with what each model says of itself.
func TestQueryPermissions(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 0))
	t.Logf("seed %d", seed)
	d := s.beside()
	for _, g := range []string{"g1", "g2", "g3"} {
		must(t, d.CreateGroup(t.Context(), g, ""))
	}
	must(t, d.AddGroupMember(t.Context(), "g1", bobID))
	must(t, d.AddGroupMember(t.Context(), "g2", bobID))
	must(t, d.AddGroupMember(t.Context(), "g3", adaID))
	ada, bob := s.connect("ada"), s.connect("bob")
	sometimes := func() bool { return random.IntN(3) == 0 }
	entries := func(all protocol.Permissions) (users []protocol.UserPermissions, groups []protocol.GroupPermissions) {
		if sometimes() {
			users = userRights(bobID, protocol.Permissions(random.IntN(int(all)+1)))
		}
		for _, g := range []string{"g1", "g2", "g3"} {
			if sometimes() {
				groups = append(groups, protocol.GroupPermissions{Group: g, Permissions: protocol.Permissions(random.IntN(int(all) + 1))})
			}
		}
		return users, groups
	}
	for i := range 4 {
		collection := fmt.Sprint("c", i)
		for j := range 20 {
			world := protocol.Permissions(random.IntN(16))
			users, groups := entries(15)
			r := protocol.Creation{Collection: collection, Data: newData(), OverrideWorld: sometimes(), World: &world, Users: users, Groups: groups}
			call[*protocol.CreateResponse](ada, &protocol.CreateRequest{ModelID: fmt.Sprintf("%s-%02d", collection, j), Creation: r})
		}
		world := protocol.Permissions(random.IntN(32))
		users, groups := entries(31)
		must(t, d.SetCollectionRights(t.Context(), collection, store.RightsUpdate{World: &world,
			SetUsers: append(users, userRights(adaID, 31)...), SetGroups: groups}))
		var readable []string
		for j := range 20 {
			id := fmt.Sprintf("%s-%02d", collection, j)
			bob.ask(&protocol.GetPermissionsRequest{ID: id})
			if m, ok := bob.receive().Message.(*protocol.GetPermissionsResponse); ok && m.Own.Can(protocol.PermissionRead) {
				readable = append(readable, id)
			}
		}
		// Page by page, with the total of what bob may read.
		var found []string
		for offset := 0; ; offset += 4 {
			r := bob.query(fmt.Sprintf("SELECT * FROM %s ORDER BY @id LIMIT 4 OFFSET %d", collection, offset))
			if r.Total != len(readable) {
				t.Fatalf("%s: total %d, want %d", collection, r.Total, len(readable))
			}
			for _, m := range r.Results {
				found = append(found, m.ModelID)
			}
			if len(r.Results) < 4 {
				break
			}
		}
		if !reflect.DeepEqual(found, readable) {
			t.Fatalf("%s: found %v, want %v", collection, found, readable)
		}
		if all := ada.query("SELECT * FROM " + collection); all.Total != 20 {
			t.Fatalf("ada finds %d", all.Total)
		}
	}
}
