package query

import (
	"strconv"
	"strings"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
)

// The functions that the database must have, besides those of SQLite.
const (
	// FunctionMatches takes a text and a LIKE pattern; see [Matches].
	FunctionMatches = "convergence_matches"
	// FunctionMillis takes a date as [document.FormatDate] writes it and returns
	// its milliseconds, or NULL.
	FunctionMillis = "convergence_millis"
)

// Columns are the SQL expressions of what a query may mention.
type Columns struct {
	JSON       string // of the whole document, as [document.JSON] writes it
	ID         string
	Collection string
	Version    string
	Created    string // milliseconds
	Modified   string // milliseconds
}

// SQL is a query in the form of parts of an SQL statement.
type SQL struct {
	Where  string   // a condition
	Order  []string // expressions with their direction
	Fields []string // JSON of each field, NULL when missing; '' for a Meta field
	Args   []any    // of ?1, ?2, ...
}

// SQL compiles the query for SQLite. The statement may begin with parameters of
// its own, args, which come first in the result.
func (s *Select) SQL(columns Columns, args ...any) SQL {
	c := &compiler{columns: columns, args: args, paths: make(map[string]string)}
	out := SQL{Where: "TRUE"}
	if s.Where != nil {
		out.Where = c.condition(s.Where)
	}
	for _, f := range s.Fields {
		if f.Path.Meta != MetaNone {
			out.Fields = append(out.Fields, "''")
		} else {
			out.Fields = append(out.Fields, c.columns.JSON+" -> "+c.path(f.Path))
		}
	}
	for _, o := range s.Order {
		direction := ""
		if o.Descending {
			direction = " DESC"
		}
		for _, e := range c.sortKeys(o.Path) {
			out.Order = append(out.Order, e+direction)
		}
	}
	out.Args = c.args
	return out
}

type compiler struct {
	columns Columns
	args    []any
	paths   map[string]string // parameters of JSON paths, by path
}

// arg binds a value and returns its parameter.
func (c *compiler) arg(v any) string {
	c.args = append(c.args, v)
	return "?" + strconv.Itoa(len(c.args))
}

// path binds a JSON path. Names in it are quoted as in the documents, so that
// SQLite finds any.
func (c *compiler) path(p Path, more ...string) string {
	b := []byte{'$'}
	for _, s := range p.Steps {
		if s.IsIndex {
			b = append(strconv.AppendInt(append(b, '['), int64(s.Index), 10), ']')
		} else {
			b = appendKey(b, s.Key)
		}
	}
	for _, key := range more {
		b = appendKey(b, key)
	}
	if param, ok := c.paths[string(b)]; ok {
		return param
	}
	param := c.arg(string(b))
	c.paths[string(b)] = param
	return param
}

func appendKey(b []byte, key string) []byte {
	text, err := ot.NewText(key)
	if err != nil {
		text = ot.MustText(strings.ToValidUTF8(key, "\uFFFD")) // no document has such a key
	}
	return document.AppendJSON(append(b, '.'), ot.Value{Kind: ot.KindString, Text: text})
}

// typeOf is the JSON type of a path, NULL when it is missing.
func (c *compiler) typeOf(p Path) string {
	return "json_type(" + c.columns.JSON + "," + c.path(p) + ")"
}

// value returns the expression for a value if it has type t, else for NULL.
func (c *compiler) value(n *Node, t valueType) string {
	switch n.Op {
	case PathOf:
		return c.pathValue(n.Path, t)
	case Text:
		return c.arg(n.Text)
	case Number:
		return c.arg(n.Number)
	case Bool:
		return c.arg(n.Bool)
	case Date:
		return c.arg(n.Millis)
	}
	left, right := c.value(n.Args[0], numberType), c.value(n.Args[1], numberType)
	if n.Op == Modulo {
		return "mod(" + left + "," + right + ")"
	}
	return "(" + left + map[Op]string{Add: "+", Subtract: "-", Multiply: "*", Divide: "/"}[n.Op] + right + ")"
}

func (c *compiler) pathValue(p Path, t valueType) string {
	switch p.Meta {
	case MetaID:
		return c.columns.ID
	case MetaCollection:
		return c.columns.Collection
	case MetaVersion:
		return "CAST(" + c.columns.Version + " AS REAL)"
	case MetaCreated:
		return c.columns.Created
	case MetaModified:
		return c.columns.Modified
	}
	extract := func(path string) string { return "json_extract(" + c.columns.JSON + "," + path + ")" }
	switch t {
	case textType:
		return "CASE " + c.typeOf(p) + " WHEN 'text' THEN " + extract(c.path(p)) + " END"
	case numberType: // REAL, because SQLite divides integers without a rest
		return "CASE WHEN " + c.typeOf(p) + " IN ('integer','real') THEN CAST(" + extract(c.path(p)) + " AS REAL) END"
	case boolType:
		return "CASE " + c.typeOf(p) + " WHEN 'true' THEN 1 WHEN 'false' THEN 0 END"
	case quantity:
		return "coalesce(" + c.pathValue(p, numberType) + "," + c.pathValue(p, dateType) + ")"
	}
	return "CASE WHEN " + extract(c.path(p, "$convergenceType")) + "='date' THEN " + FunctionMillis + "(" + extract(c.path(p, "value")) + ") END"
}

// present is true for a value that is there and not null.
func (c *compiler) present(n *Node) string {
	if n.Op != PathOf || n.Path.Meta != MetaNone {
		return ""
	}
	return "coalesce(" + c.typeOf(n.Path) + ",'null')<>'null'"
}

// when makes a condition neither true nor false unless the values are there.
func (c *compiler) when(body string, values ...*Node) string {
	var all []string
	for _, n := range values {
		if p := c.present(n); p != "" {
			all = append(all, p)
		}
	}
	if len(all) == 0 {
		return "(" + body + ")"
	}
	return "CASE WHEN " + strings.Join(all, " AND ") + " THEN " + body + " END"
}

var symbols = map[Op]string{Equal: "=", Unequal: "<>", Less: "<", Greater: ">", LessEqual: "<=", GreaterEqual: ">="}

func (c *compiler) condition(n *Node) string {
	switch n.Op {
	case And:
		return c.balanced(" AND ", n.Args)
	case Or:
		return c.balanced(" OR ", n.Args)
	case Not:
		return "(NOT " + c.condition(n.Args[0]) + ")"
	case IsNull, NotNull:
		p := c.present(n.Args[0])
		if p == "" {
			p = "TRUE" // a model always has an id and so on
		}
		if n.Op == IsNull {
			return "(NOT (" + p + "))"
		}
		return "(" + p + ")"
	case Like:
		return c.when("coalesce("+FunctionMatches+"("+c.value(n.Args[0], textType)+","+c.arg(n.Text)+"),FALSE)", n.Args[0])
	case In:
		return c.in(n)
	}
	return c.comparison(n)
}

// comparison compares values of one type, or numbers and dates; other pairs are
// unequal.
func (c *compiler) comparison(n *Node) string {
	left, right := n.Args[0], n.Args[1]
	types := []valueType{left.valueType()}
	if types[0] == anyType {
		types[0] = right.valueType()
	}
	switch types[0] {
	case anyType:
		types = []valueType{textType, quantity, boolType}
	case numberType, dateType:
		types[0] = quantity
	}
	var tries []string
	for _, t := range types {
		tries = append(tries, c.value(left, t)+symbols[n.Op]+c.value(right, t))
	}
	if isComputed(left) || isComputed(right) { // null is its own, not another type
		return c.when("("+tries[0]+")", left, right)
	}
	otherwise := "FALSE"
	if n.Op == Unequal {
		otherwise = "TRUE"
	}
	return c.when("coalesce("+strings.Join(append(tries, otherwise), ",")+")", left, right)
}

func isComputed(n *Node) bool { return n.Op >= Add && n.Op <= Modulo }

func (c *compiler) in(n *Node) string {
	lists := make(map[valueType][]string)
	for _, a := range n.Args[1:] {
		t := a.valueType()
		if t == numberType || t == dateType {
			t = quantity
		}
		lists[t] = append(lists[t], c.value(a, t))
	}
	tries := []string{"FALSE"}
	for _, t := range []valueType{textType, quantity, boolType} {
		if len(lists[t]) > 0 {
			tries = append(tries, "coalesce("+c.value(n.Args[0], t)+" IN ("+strings.Join(lists[t], ",")+"),FALSE)")
		}
	}
	return c.when("("+strings.Join(tries, " OR ")+")", n.Args[0])
}

// balanced joins conditions in a tree of little depth, which SQLite bounds.
func (c *compiler) balanced(with string, nodes []*Node) string {
	if len(nodes) == 1 {
		return c.condition(nodes[0])
	}
	half := len(nodes) / 2
	return "(" + c.balanced(with, nodes[:half]) + with + c.balanced(with, nodes[half:]) + ")"
}

// sortKeys order by type, then by value; numbers and dates are of one type.
func (c *compiler) sortKeys(p Path) []string {
	if p.Meta != MetaNone {
		return []string{c.pathValue(p, anyType)}
	}
	date := c.pathValue(p, dateType)
	return []string{
		"CASE " + c.typeOf(p) + " WHEN 'true' THEN 1 WHEN 'false' THEN 1 WHEN 'integer' THEN 2 WHEN 'real' THEN 2" +
			" WHEN 'text' THEN 4 WHEN 'array' THEN 5 WHEN 'object' THEN CASE WHEN " + date + " IS NULL THEN 5 ELSE 2 END ELSE 0 END",
		"coalesce(" + c.pathValue(p, boolType) + "," + c.pathValue(p, numberType) + "," + date + ")",
		c.pathValue(p, textType),
	}
}
