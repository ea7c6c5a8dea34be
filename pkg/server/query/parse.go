package query

import (
	"errors"
)

// Parse reads a query. Errors are an [*Error].
func Parse(text string) (*Select, error) {
	p := &parser{in: text}
	s, err := p.query()
	if err == nil {
		s.LimitAt = units(text, s.LimitAt)
		return s, nil
	}
	var e *Error
	if errors.As(err, &e) {
		return nil, &Error{Index: units(text, e.Index), Message: e.Message}
	}
	return nil, err
}

func (p *parser) query() (*Select, error) {
	s := &Select{Limit: -1}
	if !p.keyword("select") {
		return nil, p.fail(p.at, "a query begins with SELECT")
	}
	var err error
	if !p.take("*") {
		if s.Fields, err = p.fields(); err != nil {
			return nil, err
		}
	}
	if !p.keyword("from") {
		return nil, p.fail(p.at, "FROM and a collection are expected")
	}
	if s.Collection, err = p.collection(); err != nil {
		return nil, err
	}
	if p.keyword("where") {
		if s.Where, err = p.condition(); err != nil {
			return nil, err
		}
	}
	if p.keyword("order") {
		if !p.keyword("by") {
			return nil, p.fail(p.at, "BY is expected after ORDER")
		}
		if s.Order, err = p.order(); err != nil {
			return nil, err
		}
	}
	if p.keyword("limit") {
		p.skip()
		s.LimitAt = p.at
		if s.Limit, err = p.count("LIMIT"); err != nil {
			return nil, err
		}
	}
	if p.keyword("offset") {
		if s.Offset, err = p.count("OFFSET"); err != nil {
			return nil, err
		}
	}
	if p.peek(); p.at < len(p.in) {
		return nil, p.fail(p.at, "unexpected here; the clauses are WHERE, ORDER BY, LIMIT and OFFSET, in this order")
	}
	return s, nil
}

func (p *parser) fields() (fields []Field, err error) {
	for {
		var f Field
		if f.Path, f.Name, err = p.path(); err != nil {
			return nil, err
		}
		if p.keyword("as") {
			p.skip()
			if f.Name, err = p.name(); err != nil {
				return nil, err
			}
		}
		if err := p.more(1); err != nil {
			return nil, err
		}
		fields = append(fields, f)
		if !p.take(",") {
			return fields, nil
		}
	}
}

func (p *parser) collection() (string, error) {
	if p.peek() == '`' {
		return p.quoted()
	}
	start := p.at
	for p.at < len(p.in) && !isBlank(p.in[p.at]) {
		p.at++
	}
	if p.at == start {
		return "", p.fail(start, "a collection is expected")
	}
	return p.in[start:p.at], nil
}

func (p *parser) order() (order []Order, err error) {
	for {
		var o Order
		if o.Path, _, err = p.path(); err != nil {
			return nil, err
		}
		switch {
		case p.keyword("asc"), p.keyword("ascending"):
		case p.keyword("desc"), p.keyword("descending"):
			o.Descending = true
		}
		if err := p.more(1); err != nil {
			return nil, err
		}
		if order = append(order, o); len(order) > 16 {
			return nil, p.fail(p.at, "ORDER BY takes at most 16 fields")
		}
		if !p.take(",") {
			return order, nil
		}
	}
}

// more counts what a query costs.
func (p *parser) more(n int) error {
	if p.nodes += n; p.nodes > maxNodes {
		return p.fail(p.at, "the query has too many parts")
	}
	return nil
}

// node makes a node; the depth of the tree is bounded with the recursion.
func (p *parser) node(n Node) (*Node, error) {
	for _, a := range n.Args {
		n.depth = max(n.depth, a.depth+1)
	}
	if n.depth > maxLevel {
		return nil, p.fail(n.at, "the expression is too deep")
	}
	return &n, p.more(1)
}
