package query

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// parser reads a query from left to right. After the first error it must not be
// used any more.
type parser struct {
	in    string
	at    int // byte offset
	level int // of recursion
	nodes int
}

const (
	maxLevel = 100  // of parentheses and operators
	maxNodes = 4000 // of operators and operands
)

func (p *parser) fail(at int, message string) error { return &Error{Index: at, Message: message} }

// units turns a byte offset into UTF-16 code units.
func units(s string, at int) (n int) {
	for _, r := range s[:min(at, len(s))] {
		if n++; r > 0xFFFF {
			n++
		}
	}
	return n
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' }

// isName reports whether a byte may be part of a name without back quotes.
func isName(c byte) bool {
	return !isBlank(c) && !strings.ContainsRune("+-*/%=!<>()[].,\"'`", rune(c))
}

func (p *parser) skip() {
	for p.at < len(p.in) && isBlank(p.in[p.at]) {
		p.at++
	}
}

// peek returns the next byte that is not blank, 0 at the end.
func (p *parser) peek() byte {
	if p.skip(); p.at < len(p.in) {
		return p.in[p.at]
	}
	return 0
}

// take skips a symbol if it is next.
func (p *parser) take(symbol string) bool {
	p.skip()
	if strings.HasPrefix(p.in[p.at:], symbol) {
		p.at += len(symbol)
		return true
	}
	return false
}

// word returns the run of name characters that is next, without taking it.
func (p *parser) word() string {
	p.skip()
	end := p.at
	for end < len(p.in) && isName(p.in[end]) {
		end++
	}
	return p.in[p.at:end]
}

// keyword takes a word if it is next.
func (p *parser) keyword(k string) bool {
	w := p.word()
	if !strings.EqualFold(w, k) {
		return false
	}
	p.at += len(w)
	return true
}

// quoted reads a name in back quotes, in which a doubled one stands for itself.
func (p *parser) quoted() (string, error) {
	start := p.at
	p.at++
	var b strings.Builder
	for p.at < len(p.in) {
		c := p.in[p.at]
		p.at++
		if c == '`' {
			if p.at == len(p.in) || p.in[p.at] != '`' {
				return b.String(), nil
			}
			p.at++
		}
		b.WriteByte(c)
	}
	return "", p.fail(start, "the back quote is not closed")
}

// text reads a quoted string, in which a doubled quote stands for itself.
func (p *parser) text() (string, error) {
	start, quote := p.at, p.in[p.at]
	p.at++
	var b strings.Builder
	for p.at < len(p.in) {
		c := p.in[p.at]
		p.at++
		if c == quote {
			if p.at == len(p.in) || p.in[p.at] != quote {
				return b.String(), nil
			}
			p.at++
		} else if c == '\\' && p.at < len(p.in) && strings.ContainsRune(`"'\`, rune(p.in[p.at])) {
			c = p.in[p.at]
			p.at++
		}
		b.WriteByte(c)
	}
	return "", p.fail(start, "the quote is not closed")
}

// number reads a number if one is next. A name may begin with digits too.
func (p *parser) number() (f float64, ok bool, err error) {
	p.skip()
	start, at := p.at, p.at
	digits := func() bool {
		from := at
		for at < len(p.in) && p.in[at] >= '0' && p.in[at] <= '9' {
			at++
		}
		return at > from
	}
	has := func(set string) bool {
		if at < len(p.in) && strings.IndexByte(set, p.in[at]) >= 0 {
			at++
			return true
		}
		return false
	}
	has("+-")
	if !digits() {
		return 0, false, nil
	}
	if mark := at; has(".") && !digits() {
		at = mark
	}
	if mark := at; has("eE") {
		has("+-")
		if !digits() {
			at = mark
		}
	}
	if at < len(p.in) && isName(p.in[at]) {
		return 0, false, nil
	}
	f, err = strconv.ParseFloat(p.in[start:at], 64)
	if err != nil {
		return 0, true, p.fail(start, "the number is too large")
	}
	p.at = at
	return f, true, nil
}

// count reads a whole number that is not negative.
func (p *parser) count(what string) (int, error) {
	w := p.word()
	n, err := strconv.ParseUint(w, 10, 31)
	if err != nil {
		return 0, p.fail(p.at, what+" needs a whole number of at most 2147483647")
	}
	p.at += len(w)
	return int(n), nil
}

// reserved are the words that a path does not begin with unless quoted: they
// would hide what is missing before them.
var reserved = map[string]bool{
	"select": true, "from": true, "where": true, "limit": true, "offset": true, "and": true, "or": true, "not": true,
	"like": true, "in": true, "is": true, "as": true,
}

// path reads a path and returns how it was written, without back quotes.
func (p *parser) path() (path Path, name string, err error) {
	p.skip()
	start := p.at
	w := p.word()
	switch lower := strings.ToLower(w); {
	case reserved[lower]:
		return path, "", p.fail(start, "a field is expected; a property named "+w+" is written in back quotes")
	case strings.HasPrefix(w, "@@"):
		p.at += len(w)
		path.Steps, name = []Step{{Key: w[1:]}}, w
	case strings.HasPrefix(w, "@"):
		meta, ok := metaNames[lower]
		if !ok {
			return path, "", p.fail(start, "there is no field "+printable(w)+"; a property of that name is written @"+printable(w))
		}
		p.at += len(w)
		if p.at < len(p.in) && (p.in[p.at] == '.' || p.in[p.at] == '[') {
			return path, "", p.fail(p.at, lower+" has no parts")
		}
		return Path{Meta: meta}, lower, nil
	default:
		key, err := p.name()
		if err != nil {
			return path, "", err
		}
		path.Steps, name = []Step{{Key: key}}, key
	}
	for p.at < len(p.in) {
		if len(path.Steps) >= maxLevel*2 {
			return path, "", p.fail(p.at, "the path is too long")
		}
		switch p.in[p.at] {
		case '.':
			p.at++
			key, err := p.name()
			if err != nil {
				return path, "", err
			}
			path.Steps, name = append(path.Steps, Step{Key: key}), name+"."+key
		case '[':
			p.at++
			n, err := p.count("an index")
			if err != nil {
				return path, "", err
			}
			if !p.take("]") {
				return path, "", p.fail(p.at, "] is expected")
			}
			path.Steps, name = append(path.Steps, Step{Index: n, IsIndex: true}), name+"["+strconv.Itoa(n)+"]"
		default:
			return path, name, nil
		}
	}
	return path, name, nil
}

// name reads the name of a property, which may stand in back quotes.
func (p *parser) name() (string, error) {
	if p.at < len(p.in) && p.in[p.at] == '`' {
		return p.quoted()
	}
	end := p.at
	for end < len(p.in) && isName(p.in[end]) {
		end++
	}
	if end == p.at {
		return "", p.fail(p.at, "the name of a property is expected")
	}
	name := p.in[p.at:end]
	p.at = end
	return name, nil
}

// printable shortens a part of the query for a message.
func printable(s string) string {
	const most = 40
	if len(s) <= most {
		return s
	}
	for i := most; i > 0; i-- {
		if utf8.RuneStart(s[i]) {
			return s[:i] + "..."
		}
	}
	return "..."
}
