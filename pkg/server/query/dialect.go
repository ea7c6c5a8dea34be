package query

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/server/query/pgtext"
)

// The functions that the database must have, besides its own.
const (
	// FunctionMatches takes a text and a LIKE pattern; see [Matches]. SQLite only.
	FunctionMatches = "convergence_matches"
	// FunctionMillis takes a date as [document.FormatDate] writes it and returns
	// its milliseconds, or NULL.
	FunctionMillis = "convergence_millis"
	// FunctionCompute takes an operator, one of + - * / %, and two numbers. What is too large
	// is infinite, and what is no number NULL. PostgreSQL only.
	FunctionCompute = "convergence_compute"
)

// Dialect is how a database looks into documents. Its expressions take the JSON of a document
// and a parameter with a path.
type Dialect interface {
	// pathArg returns the value for a path, and a text that is different for every other one.
	pathArg(steps []Step) (arg any, key string)
	// typed is a parameter of a type.
	typed(t valueType, param string) string
	// fragment is the JSON at a path, NULL when there is nothing.
	fragment(json, path string) string
	// typeOf is the name that the database has for the type of what is at a path, 'null' for
	// null, NULL when there is nothing.
	typeOf(json, path string) string
	// scalar is what is at a path if it has a type, which is text, number or bool, a number
	// too; else NULL.
	scalar(json, path string, t valueType) string
	// date is the milliseconds of a date with its type and its value at two paths, else NULL.
	date(json, typePath, valuePath string) string
	// matches is whether a text fits a pattern that pattern has written.
	matches(text, pattern string) string
	pattern(pattern string) string
	// computed is the result of arithmetic, NULL when there is none.
	computed(op Op, left, right string) string
	// narrower is a condition that an index decides, and that holds wherever n does; empty
	// when there is none.
	narrower(c *compiler, n *Node) string
}

// The databases that queries are compiled for.
var (
	SQLite   Dialect = sqlite{}
	Postgres Dialect = postgres{}
)

// pathType is that of parameters with paths.
const pathType = quantity + 1

var operators = map[Op]string{Add: "+", Subtract: "-", Multiply: "*", Divide: "/", Modulo: "%"}

// jsonPath writes a path as both databases read it. Names in it are quoted as in the
// documents, so that any is found.
func jsonPath(b []byte, steps []Step) []byte {
	for _, s := range steps {
		if s.IsIndex {
			b = append(strconv.AppendInt(append(b, '['), int64(s.Index), 10), ']')
		} else {
			b = appendText(append(b, '.'), s.Key)
		}
	}
	return b
}

// appendText writes a text as it is in documents.
func appendText(b []byte, s string) []byte {
	text, err := ot.NewText(s)
	if err != nil {
		text = ot.MustText(strings.ToValidUTF8(s, "\uFFFD")) // no document has such a text
	}
	return document.AppendJSON(b, ot.Value{Kind: ot.KindString, Text: text})
}

type sqlite struct{}

func (sqlite) pathArg(steps []Step) (any, string) {
	path := string(jsonPath([]byte{'$'}, steps))
	return path, path
}

func (sqlite) typed(_ valueType, param string) string { return param }
func (sqlite) fragment(json, path string) string      { return json + " -> " + path }
func (sqlite) typeOf(json, path string) string        { return "json_type(" + json + "," + path + ")" }
func (sqlite) matches(text, pattern string) string {
	return FunctionMatches + "(" + text + "," + pattern + ")"
}
func (sqlite) pattern(pattern string) string    { return pattern }
func (sqlite) narrower(*compiler, *Node) string { return "" }

func (d sqlite) scalar(json, path string, t valueType) string {
	extract := "json_extract(" + json + "," + path + ")"
	switch t {
	case textType:
		return "CASE " + d.typeOf(json, path) + " WHEN 'text' THEN " + extract + " END"
	case numberType:
		return "CASE WHEN " + d.typeOf(json, path) + " IN ('integer','real') THEN " + double(extract) + " END"
	}
	return "CASE " + d.typeOf(json, path) + " WHEN 'true' THEN 1 WHEN 'false' THEN 0 END"
}

func (sqlite) date(json, typePath, valuePath string) string {
	return fmt.Sprintf("CASE WHEN json_extract(%[1]s,%[2]s)='date' THEN %[4]s(json_extract(%[1]s,%[3]s)) END", json, typePath, valuePath, FunctionMillis)
}

func (sqlite) computed(op Op, left, right string) string {
	if op == Modulo {
		return "mod(" + left + "," + right + ")"
	}
	return "(" + left + operators[op] + right + ")"
}

// postgres looks into a jsonb, whose strings are as [pgtext.EscapeJSON] writes them.
type postgres struct{}

// A strict path does not take an array for its only entry, nor an entry for an array.
func (postgres) pathArg(steps []Step) (any, string) {
	path := pgtext.EscapeJSON(jsonPath([]byte("strict $"), steps))
	return path, string(path)
}

func (postgres) typed(t valueType, param string) string {
	switch t {
	case pathType:
		return "CAST(" + param + " AS jsonpath)"
	case textType:
		return "CAST(" + param + " AS TEXT)"
	case boolType:
		return "CAST(" + param + " AS INTEGER)"
	}
	return double(param)
}

// Where a path does not fit the document, there is nothing.
func (postgres) fragment(json, path string) string {
	return "jsonb_path_query_first(" + json + "," + path + ",'{}',true)"
}

func (d postgres) typeOf(json, path string) string {
	return "jsonb_typeof(" + d.fragment(json, path) + ")"
}

// text is a string without its quotes, in the order of its code points.
func (d postgres) text(json, path string) string {
	return "(" + d.fragment(json, path) + " #>> '{}') COLLATE \"C\""
}

func (d postgres) scalar(json, path string, t valueType) string {
	of := "CASE " + d.typeOf(json, path)
	switch t {
	case textType:
		return of + " WHEN 'string' THEN " + d.text(json, path) + " END"
	case numberType:
		return of + " WHEN 'number' THEN " + double(d.fragment(json, path)) + " END"
	}
	return of + " WHEN 'boolean' THEN CAST(CAST(" + d.fragment(json, path) + " AS BOOLEAN) AS INTEGER) END"
}

func (d postgres) date(json, typePath, valuePath string) string {
	return "CASE WHEN " + d.text(json, typePath) + "='date' THEN " + FunctionMillis + "(" + d.text(json, valuePath) + ") END"
}

func (postgres) matches(text, pattern string) string { return text + " LIKE " + pattern }

func (postgres) pattern(pattern string) string {
	all := parts(pattern)
	for i := range all {
		all[i] = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(all[i])
	}
	return strings.Join(all, "%")
}

func (postgres) computed(op Op, left, right string) string {
	return FunctionCompute + "('" + operators[op] + "'," + left + "," + right + ")"
}

// narrower is that a document contains a text or a boolean where it has to be equal to it.
// Numbers are equal to dates too.
func (postgres) narrower(c *compiler, n *Node) string {
	if n.Op != Equal || n.Args[0].Op != PathOf || n.Args[0].Path.Meta != MetaNone {
		return ""
	}
	var b []byte
	for _, s := range n.Args[0].Path.Steps {
		if s.IsIndex {
			return ""
		}
		b = append(appendText(append(b, '{'), s.Key), ':')
	}
	switch value := n.Args[1]; value.Op {
	case Text:
		b = appendText(b, value.Text)
	case Bool:
		b = strconv.AppendBool(b, value.Bool)
	default:
		return ""
	}
	b = append(b, strings.Repeat("}", len(n.Args[0].Path.Steps))...)
	return c.columns.JSON + " @> CAST(" + c.arg(pgtext.EscapeJSON(b)) + " AS jsonb)"
}
