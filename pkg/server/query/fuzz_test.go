package query_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/convergence-wasm/convergence/pkg/server/query"
)

// FuzzParse checks that parsing ends with a query or with an error that points
// into the text, and that nothing of the text gets into the SQL.
func FuzzParse(f *testing.F) {
	for _, seed := range query.Seeds {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := query.Parse(text)
		if err != nil {
			var e *query.Error
			if !errors.As(err, &e) || e.Index < 0 || e.Index > len(utf16.Encode([]rune(text))) || e.Message == "" {
				t.Fatalf("%q: %#v", text, err)
			}
			return
		}
		for _, dialect := range []query.Dialect{query.SQLite, query.Postgres} {
			sql := s.SQL(dialect, query.Columns{JSON: "J", ID: "I", Collection: "C", Version: "V", Created: "B", Modified: "M"})
			all := sql.Where + strings.Join(sql.Order, ",") + strings.Join(sql.Fields, ",")
			// Everything is a parameter: what is left are our own words, the longest first.
			for _, known := range []string{"convergence_millis", "convergence_matches", "convergence_compute", "json_extract", "json_type", "coalesce",
				"jsonb_path_query_first", "jsonb_typeof", "'null'", "'date'", "'text'", "'integer'", "'real'", "'array'", "'object'", "'true'", "'false'",
				"'string'", "'number'", "'boolean'", "'{}'", "'+'", "'-'", "'*'", "'/'", "'%'", "''", "DOUBLE PRECISION", "INTEGER", "BOOLEAN", "TEXT", "jsonpath", "jsonb",
				"COLLATE \"C\"", "LIKE", "NULLS FIRST", "NULLS LAST", "WHEN", "CASE", "THEN", "ELSE", "NULL", "TRUE", "FALSE",
				"END", "AND", "NOT", "CAST", "AS", "DESC", "mod", "true", "OR", "IN", "IS", "#>>", "@>"} {
				all = strings.ReplaceAll(all, known, "")
			}
			if strings.ContainsFunc(all, func(r rune) bool { return !strings.ContainsRune("JICVBM?0123456789 ()<>=+-*/,", r) }) {
				t.Fatalf("%q compiles to %q, which leaves %q", text, sql.Where, all)
			}
		}
	})
}
