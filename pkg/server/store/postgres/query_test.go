package postgres_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/internal/pgserver"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/query"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/postgres"
	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
)

// values are what documents have, and queries ask for.
var values = []string{
	`0`, `1`, `-1`, `2.5`, `1e300`, `-1e300`, `5e-324`, `1767225600000`, `0.1`, `0.30000000000000004`, `9007199254740993`, `true`, `false`, `null`, `""`, `"a"`, `"b%_"`, `"a\\b"`, `"Z"`, `"é"`, `"😀"`, `"10"`, `"date"`,
	`[]`, `[1,"a"]`, `["a",[true]]`, `{}`, `{"b":1}`, `{"b":"a","0":"a"}`, `{"$convergenceType":"date","value":"2026-01-01T00:00:00.000Z"}`,
	`{"$convergenceType":"date","value":"-000100-02-28T23:59:59.999Z"}`, `{"$convergenceType":"date","value":"+012000-12-31T00:00:00.001Z"}`, `{"$convergenceType":"date","value":"2024-02-29T12:00+05:30"}`,
	`{"$convergenceType":"date","value":"2023-02-29"}`, `{"$convergenceType":"date","value":7}`, `{"$convergenceType":"data","value":"2026-01-01"}`,
}

var (
	fields    = []string{"a", "a.b", "a[0]", "a[1]", "a[1][0]", "a.`0`", "c", "c.b", "`$convergenceType`", "a.value", "@id", "@version", "@created", "d"}
	constants = []string{"0", "1", "-1", "2.5", "1e300", "0.1", "'a'", "''", "'Z'", "'m1'", "'date'", "true", "false", "DATE '2026-01-01T00:00:00Z'", "DATE '2024-02-29T06:30:00Z'", "1767225600000"}
	patterns  = []string{"'a%'", "'%'", "'%b%'", "'b\\\\%%'", "'b%_'", "'a\\\\\\\\b'", "'_'", "''"}
)

func one(r *rand.Rand, of []string) string { return of[r.IntN(len(of))] }

func number(r *rand.Rand) string {
	switch r.IntN(4) {
	case 0:
		return one(r, []string{"a", "c", "a.b", "@version"})
	case 1:
		return "(" + number(r) + " " + one(r, []string{"+", "-", "*", "/", "%"}) + " " + number(r) + ")"
	}
	return one(r, []string{"0", "1", "2", "3", "1e300", "1e-300", "0.1"})
}

func condition(r *rand.Rand, depth int) string {
	if depth > 0 {
		switch r.IntN(4) {
		case 0:
			return "(" + condition(r, depth-1) + " AND " + condition(r, depth-1) + ")"
		case 1:
			return "(" + condition(r, depth-1) + " OR " + condition(r, depth-1) + ")"
		case 2:
			return "NOT (" + condition(r, depth-1) + ")"
		}
	}
	compare := one(r, []string{"=", "!=", "<", ">", "<=", ">="})
	switch r.IntN(7) {
	case 0:
		return one(r, fields) + " " + compare + " " + one(r, fields)
	case 1:
		return one(r, fields) + " LIKE " + one(r, patterns)
	case 2:
		return one(r, fields) + " IN [" + one(r, constants) + ", " + one(r, constants) + "]"
	case 3:
		return one(r, fields) + one(r, []string{" IS NULL", " IS NOT NULL"})
	case 4:
		return number(r) + " " + compare + " " + number(r)
	}
	return one(r, fields) + " " + compare + " " + one(r, constants)
}

// TestQueriesAreThose asks the same at random of SQLite and PostgreSQL, about the same
// documents: both find the same, in the same order.
func TestQueriesAreThose(t *testing.T) {
	files, err := sqlite.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer files.Close()
	database, err := postgres.Open(t.Context(), pgserver.ForTest(t, fast...).URL(""), true)
	if err != nil {
		t.Fatal(err)
	}
	defer database.Close()
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 0))
	var documents []string
	for range 80 {
		documents = append(documents, fmt.Sprintf(`{"a":%s,"c":%s}`, one(r, values), one(r, values)))
	}
	var both []store.Domain
	for _, system := range []store.System{files, database} {
		both = append(both, withDocuments(t, system, documents))
	}
	asked, answered := 0, 0
	for asked < 1500 {
		text := "SELECT " + one(r, []string{"*", "a, c.b, @id"}) + " FROM c WHERE " + condition(r, 2)
		if r.IntN(2) == 0 {
			text += " ORDER BY " + one(r, fields) + one(r, []string{"", " DESC"}) + ", " + one(r, fields)
		}
		text += one(r, []string{"", " LIMIT 5", " LIMIT 3 OFFSET 4"})
		s, err := query.Parse(text)
		if err != nil {
			continue
		}
		asked++
		limit := 100
		if s.Limit >= 0 {
			limit = s.Limit
		}
		var said [2]string
		for i, d := range both {
			found, total, err := d.Query(context.Background(), s, protocol.UserID{Type: protocol.UserConvergence}, limit, 1<<20)
			said[i] = fmt.Sprint(total, " ", err)
			for _, f := range found {
				said[i] += " " + f.ID + string(f.JSON)
				for _, field := range f.Fields {
					said[i] += " " + normal(field)
				}
			}
			answered += len(found)
		}
		if said[0] != said[1] {
			t.Errorf("seed %d: %s\nSQLite:     %s\nPostgreSQL: %s", seed, text, said[0], said[1])
			if asked > 5 {
				t.FailNow()
			}
		}
	}
	if answered < 1000 {
		t.Errorf("only %d models were found by %d queries", answered, asked)
	}
}

// normal is JSON with numbers as they are compared.
func normal(field []byte) string {
	var v any
	if len(field) == 0 || json.Unmarshal(field, &v) != nil {
		return string(field)
	}
	var out bytes.Buffer
	json.NewEncoder(&out).Encode(v)
	return strings.TrimSpace(out.String())
}

func withDocuments(t *testing.T, system store.System, documents []string) store.Domain {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	name := store.DomainName{Namespace: "n", ID: "d"}
	must(system.CreateDomain(t.Context(), store.DomainInfo{DomainName: name}))
	d, err := system.OpenDomain(t.Context(), name)
	must(err)
	t.Cleanup(func() { d.Close() })
	must(d.CreateCollection(t.Context(), store.Collection{ID: "c"}, 0))
	for i, document := range documents {
		m, err := d.CreateModel(t.Context(), store.Model{ID: fmt.Sprint("m", i), Collection: "c", Created: int64(i)}, []byte{1})
		must(err)
		must(d.SaveDocuments(t.Context(), []store.Document{{Model: m.Key, Version: 1, JSON: []byte(document)}}))
	}
	return d
}

// TestIndex expects equality to be decided by the index of what documents contain.
func TestIndex(t *testing.T) {
	s, err := query.Parse("SELECT * FROM c WHERE a.b = 'x' AND (c = 1 OR d = true) AND e = true AND f[0] = 'x'")
	if err != nil {
		t.Fatal(err)
	}
	compiled := s.SQL(query.Postgres, query.Columns{JSON: "J"})
	if got := strings.Count(compiled.Where, "J @> "); got != 2 {
		t.Errorf("%d conditions are for the index: %s", got, compiled.Where)
	}
	var contained []string
	for _, a := range compiled.Args {
		if b, ok := a.([]byte); ok && json.Valid(b) {
			contained = append(contained, string(b))
		}
	}
	if want := []string{`{"a":{"b":"x"}}`, `{"e":true}`}; !reflect.DeepEqual(contained, want) {
		t.Errorf("documents contain %v", contained)
	}
}
