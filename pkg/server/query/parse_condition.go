package query

import (
	"strings"

	"github.com/convergence-wasm/convergence/pkg/document"
)

// condition reads what stands behind WHERE.
func (p *parser) condition() (*Node, error) {
	n, err := p.or()
	if err == nil {
		err = p.mustBe(n, true)
	}
	return n, err
}

// mustBe distinguishes conditions and values.
func (p *parser) mustBe(n *Node, wanted bool) error {
	switch is := n.valueType() == condition; {
	case wanted && !is:
		return p.fail(n.at, "a condition is expected, such as a comparison")
	case !wanted && is:
		return p.fail(n.at, "a value is expected, not a condition")
	}
	return nil
}

func (p *parser) or() (*Node, error) { return p.chain("or", Or, p.and) }

func (p *parser) and() (*Node, error) { return p.chain("and", And, p.not) }

// chain reads operands that one word joins.
func (p *parser) chain(word string, op Op, operand func() (*Node, error)) (*Node, error) {
	first, err := operand()
	if err != nil {
		return nil, err
	}
	args := []*Node{first}
	for p.keyword(word) {
		next, err := operand()
		if err != nil {
			return nil, err
		}
		args = append(args, next)
	}
	if len(args) == 1 {
		return first, nil
	}
	for _, a := range args {
		if err := p.mustBe(a, true); err != nil {
			return nil, err
		}
	}
	return p.node(Node{Op: op, Args: args, at: first.at})
}

func (p *parser) not() (*Node, error) {
	p.skip()
	at := p.at
	if !p.keyword("not") {
		return p.comparison()
	}
	if p.level++; p.level > maxLevel {
		return nil, p.fail(at, "the expression is too deep")
	}
	defer func() { p.level-- }()
	n, err := p.not()
	if err == nil {
		err = p.mustBe(n, true)
	}
	if err != nil {
		return nil, err
	}
	return p.node(Node{Op: Not, Args: []*Node{n}, at: at})
}

// Longer symbols come before their beginnings.
var comparisons = []struct {
	symbol string
	op     Op
}{{"!=", Unequal}, {">=", GreaterEqual}, {"<=", LessEqual}, {"=", Equal}, {">", Greater}, {"<", Less}}

func (p *parser) comparison() (*Node, error) {
	left, err := p.sum()
	if err != nil {
		return nil, err
	}
	for _, c := range comparisons {
		if !p.take(c.symbol) {
			continue
		}
		right, err := p.sum()
		if err != nil {
			return nil, err
		}
		for _, n := range []*Node{left, right} {
			if err := p.mustBe(n, false); err != nil {
				return nil, err
			}
		}
		if err := p.alike(left, right); err != nil {
			return nil, err
		}
		return p.node(Node{Op: c.op, Args: []*Node{left, right}, at: left.at})
	}
	switch {
	case p.keyword("like"):
		return p.like(left)
	case p.keyword("in"):
		return p.list(left)
	case p.keyword("is"):
		op := IsNull
		if p.keyword("not") {
			op = NotNull
		}
		if !p.keyword("null") {
			return nil, p.fail(p.at, "NULL or NOT NULL is expected after IS")
		}
		if left.Op != PathOf {
			return nil, p.fail(left.at, "only a field can be NULL")
		}
		return p.node(Node{Op: op, Args: []*Node{left}, at: left.at})
	}
	return left, nil
}

// alike demands that two values can be compared, a date with a number too. Text
// beside a time of the model is read as a date.
func (p *parser) alike(a, b *Node) error {
	x, y := a.valueType(), b.valueType()
	for _, n := range []*Node{a, b} {
		if n.Op == Text && (x == dateType || y == dateType) {
			millis, ok := document.ParseDate(n.Text)
			if !ok {
				return p.fail(n.at, "this is not a date; write it as 2026-01-31T23:59:59Z")
			}
			n.Op, n.Millis = Date, millis
			return nil
		}
	}
	if x == dateType {
		x = numberType
	}
	if y == dateType {
		y = numberType
	}
	if x != anyType && y != anyType && x != y {
		return p.fail(b.at, typeNames[x]+" cannot be compared with "+typeNames[y])
	}
	return nil
}

func (p *parser) like(left *Node) (*Node, error) {
	if t := left.valueType(); left.Op != PathOf || t != anyType && t != textType {
		return nil, p.fail(left.at, "LIKE is for fields that hold text")
	}
	if c := p.peek(); c != '"' && c != '\'' {
		return nil, p.fail(p.at, "LIKE needs text in quotes")
	}
	pattern, err := p.text()
	if err != nil {
		return nil, err
	}
	return p.node(Node{Op: Like, Args: []*Node{left}, Text: pattern, at: left.at})
}

func (p *parser) list(left *Node) (*Node, error) {
	if left.Op != PathOf {
		return nil, p.fail(left.at, "IN is for fields")
	}
	end := "]"
	if p.take("(") {
		end = ")"
	} else if !p.take("[") {
		return nil, p.fail(p.at, "IN needs a list such as [1, 2] or (1, 2)")
	}
	args := []*Node{left}
	for !p.take(end) {
		if len(args) > 1 && !p.take(",") {
			return nil, p.fail(p.at, ", or "+end+" is expected")
		}
		n, err := p.value()
		if err != nil {
			return nil, err
		}
		switch n.Op {
		case Text, Number, Bool, Date:
		default:
			return nil, p.fail(n.at, "a list holds numbers, text, dates, true and false")
		}
		if err := p.alike(left, n); err != nil {
			return nil, err
		}
		args = append(args, n)
	}
	return p.node(Node{Op: In, Args: args, at: left.at})
}

func (p *parser) sum() (*Node, error) {
	return p.arithmetic(map[byte]Op{'+': Add, '-': Subtract}, p.product)
}

func (p *parser) product() (*Node, error) {
	return p.arithmetic(map[byte]Op{'*': Multiply, '/': Divide, '%': Modulo}, p.value)
}

// arithmetic reads operands joined by operators of one precedence, from the
// left.
func (p *parser) arithmetic(ops map[byte]Op, operand func() (*Node, error)) (*Node, error) {
	left, err := operand()
	if err != nil {
		return nil, err
	}
	for {
		op, ok := ops[p.peek()]
		if !ok {
			return left, nil
		}
		p.at++
		right, err := operand()
		if err != nil {
			return nil, err
		}
		for _, n := range []*Node{left, right} {
			if t := n.valueType(); t != anyType && t != numberType {
				return nil, p.fail(n.at, "arithmetic is for numbers, not for "+strings.TrimPrefix(typeNames[t], "a "))
			}
		}
		if left, err = p.node(Node{Op: op, Args: []*Node{left, right}, at: left.at}); err != nil {
			return nil, err
		}
	}
}

// value reads a literal, a field, or anything in parentheses.
func (p *parser) value() (*Node, error) {
	c := p.peek()
	at := p.at
	switch c {
	case '(':
		if p.level++; p.level > maxLevel {
			return nil, p.fail(at, "the expression is too deep")
		}
		defer func() { p.level-- }()
		p.at++
		n, err := p.or()
		if err == nil && !p.take(")") {
			err = p.fail(p.at, ") is expected")
		}
		return n, err
	case '"', '\'':
		text, err := p.text()
		if err != nil {
			return nil, err
		}
		return p.node(Node{Op: Text, Text: text, at: at})
	case 0:
		if at == len(p.in) {
			return nil, p.fail(at, "a value is expected")
		}
	}
	if f, ok, err := p.number(); err != nil || ok {
		if err != nil {
			return nil, err
		}
		return p.node(Node{Op: Number, Number: f, at: at})
	}
	switch w := strings.ToLower(p.word()); w {
	case "true", "false":
		p.at += len(w)
		return p.node(Node{Op: Bool, Bool: w == "true", at: at})
	case "null":
		return nil, p.fail(at, "nothing equals null; write IS NULL or IS NOT NULL")
	case "date":
		p.at += len(w)
		if c := p.peek(); c == '"' || c == '\'' {
			start := p.at
			text, err := p.text()
			if err != nil {
				return nil, err
			}
			millis, ok := document.ParseDate(text)
			if !ok {
				return nil, p.fail(start, "this is not a date; write it as 2026-01-31T23:59:59Z")
			}
			return p.node(Node{Op: Date, Millis: millis, at: at})
		}
		p.at = at
	}
	path, _, err := p.path()
	if err != nil {
		return nil, err
	}
	return p.node(Node{Op: PathOf, Path: path, at: at})
}
