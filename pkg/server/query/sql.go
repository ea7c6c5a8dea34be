package query

import (
	"slices"
	"strconv"
	"strings"
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
	Needed int      // how many of Args the condition needs, which are the first
}

// SQL compiles the query for a database. The statement may begin with parameters of
// its own, args, which come first in the result.
func (s *Select) SQL(dialect Dialect, columns Columns, args ...any) SQL {
	c := &compiler{Dialect: dialect, columns: columns, args: args, paths: make(map[string]string)}
	out := SQL{Where: "TRUE"}
	if s.Where != nil {
		out.Where = c.condition(s.Where)
		for _, n := range conjuncts(s.Where) {
			if narrower := c.narrower(c, n); narrower != "" {
				out.Where = narrower + " AND " + out.Where
			}
		}
	}
	out.Needed = len(c.args)
	for _, f := range s.Fields {
		if f.Path.Meta != MetaNone {
			out.Fields = append(out.Fields, "''")
		} else {
			out.Fields = append(out.Fields, c.fragment(c.columns.JSON, c.path(f.Path)))
		}
	}
	for _, o := range s.Order {
		direction := " NULLS FIRST"
		if o.Descending {
			direction = " DESC NULLS LAST"
		}
		for _, e := range c.sortKeys(o.Path) {
			out.Order = append(out.Order, e+direction)
		}
	}
	out.Args = c.args
	return out
}

// conjuncts are what a condition demands all of.
func conjuncts(n *Node) []*Node {
	if n.Op != And {
		return []*Node{n}
	}
	var all []*Node
	for _, a := range n.Args {
		all = append(all, conjuncts(a)...)
	}
	return all
}

type compiler struct {
	Dialect
	columns Columns
	args    []any
	paths   map[string]string // parameters of JSON paths, by path
}

// arg binds a value and returns its parameter.
func (c *compiler) arg(v any) string {
	c.args = append(c.args, v)
	return "?" + strconv.Itoa(len(c.args))
}

// path binds a path of a document, which may go on from where p leads.
func (c *compiler) path(p Path, more ...string) string {
	steps := slices.Clone(p.Steps)
	for _, key := range more {
		steps = append(steps, Step{Key: key})
	}
	arg, key := c.pathArg(steps)
	if param, ok := c.paths[key]; ok {
		return param
	}
	param := c.typed(pathType, c.arg(arg))
	c.paths[key] = param
	return param
}

// value returns the expression for a value if it has type t, else for NULL.
func (c *compiler) value(n *Node, t valueType) string {
	switch n.Op {
	case PathOf:
		return c.pathValue(n.Path, t)
	case Text:
		return c.typed(textType, c.arg(n.Text))
	case Number:
		return c.typed(numberType, c.arg(n.Number))
	case Bool:
		truth := 0
		if n.Bool {
			truth = 1
		}
		return c.typed(boolType, c.arg(truth))
	case Date:
		return c.typed(numberType, c.arg(float64(n.Millis)))
	}
	return c.computed(n.Op, c.value(n.Args[0], numberType), c.value(n.Args[1], numberType))
}

func (c *compiler) pathValue(p Path, t valueType) string {
	switch p.Meta {
	case MetaID:
		return c.columns.ID
	case MetaCollection:
		return c.columns.Collection
	case MetaVersion:
		return double(c.columns.Version)
	case MetaCreated:
		return double(c.columns.Created)
	case MetaModified:
		return double(c.columns.Modified)
	}
	switch t {
	case quantity:
		return "coalesce(" + c.pathValue(p, numberType) + "," + c.pathValue(p, dateType) + ")"
	case dateType:
		return c.date(c.columns.JSON, c.path(p, "$convergenceType"), c.path(p, "value"))
	}
	return c.scalar(c.columns.JSON, c.path(p), t)
}

// double is a number that is divided with a rest.
func double(expression string) string { return "CAST(" + expression + " AS DOUBLE PRECISION)" }

// present is true for a value that is there and not null.
func (c *compiler) present(n *Node) string {
	if n.Op != PathOf || n.Path.Meta != MetaNone {
		return ""
	}
	return "coalesce(" + c.typeOf(c.columns.JSON, c.path(n.Path)) + ",'null')<>'null'"
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
		return c.when("coalesce("+c.matches(c.value(n.Args[0], textType), c.typed(textType, c.arg(c.pattern(n.Text))))+",FALSE)", n.Args[0])
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
		"CASE " + c.typeOf(c.columns.JSON, c.path(p)) + " WHEN 'true' THEN 1 WHEN 'false' THEN 1 WHEN 'boolean' THEN 1" +
			" WHEN 'integer' THEN 2 WHEN 'real' THEN 2 WHEN 'number' THEN 2 WHEN 'text' THEN 4 WHEN 'string' THEN 4 WHEN 'array' THEN 5 WHEN 'object' THEN CASE WHEN " + date + " IS NULL THEN 5 ELSE 2 END ELSE 0 END",
		"coalesce(" + c.pathValue(p, boolType) + "," + c.pathValue(p, numberType) + "," + date + ")",
		c.pathValue(p, textType),
	}
}
