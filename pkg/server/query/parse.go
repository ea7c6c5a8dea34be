package query

import (
	"errors"
	"strings"
)

// Parse reads a query. Errors are an [*Error].
func Parse(text string) (*Select, error) {
	p := &parser{in: withoutSemicolon(text)}
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

// withoutSemicolon takes a semicolon off the end. Elsewhere it is part of a name,
// and nothing that is quoted ends with one.
func withoutSemicolon(text string) string {
	end := len(text)
	for end > 0 && isBlank(text[end-1]) {
		end--
	}
	if end > 0 && text[end-1] == ';' {
		return text[:end-1]
	}
	return text
}

func (p *parser) query() (*Select, error) {
	s := &Select{Limit: -1}
	if !p.keyword("select") {
		return nil, p.fail(p.at, "a query begins with SELECT")
	}
	var err error
	if !p.take("*") && !strings.EqualFold(p.word(), "from") {
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
	if err := p.page(s); err != nil {
		return nil, err
	}
	if p.peek(); p.at < len(p.in) {
		return nil, p.fail(p.at, "unexpected here; the clauses are WHERE, ORDER BY, LIMIT and OFFSET, in this order")
	}
	return s, nil
}

// page reads LIMIT and OFFSET, which may come in either order.
func (p *parser) page(s *Select) (err error) {
	offset := false
	for err == nil {
		switch {
		case s.Limit < 0 && p.keyword("limit"):
			p.skip()
			s.LimitAt = p.at
			s.Limit, err = p.count("LIMIT")
		case !offset && p.keyword("offset"):
			offset = true
			s.Offset, err = p.count("OFFSET")
		default:
			return nil
		}
	}
	return err
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
