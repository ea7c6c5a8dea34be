// Package jsonvalue reads values of a document from JSON, so that tests can
// write them down, with ids. Pages hand values over as objects, and what a server is sent as
// JSON it reads with pkg/server/internal/modeldata.
package jsonvalue

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"unicode/utf8"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
)

// ErrMalformed is what every error of [Parse] wraps.
var ErrMalformed = errors.New("malformed JSON value")

// Parse reads one JSON value and gives every element in it the id that
// newID returns, parents before children. An object {"$convergenceType":
// "date", "value": ...} is a date, with an ISO 8601 string or milliseconds since
// 1970; any other $convergenceType is an error. Of a key that occurs twice the
// last value stays. Escaped lone surrogates survive; numbers must be finite.
//
// The standard decoder is not used because it replaces lone surrogates and
// forgets the order of properties.
func Parse(data []byte, newID func() string) (ot.Value, error) {
	p := &parser{in: data, newID: newID}
	v, err := p.value(1)
	if err == nil {
		if p.space(); p.at < len(p.in) {
			err = p.fail("more after the value")
		}
	}
	if err != nil {
		return ot.Value{}, err
	}
	return v, nil
}

type parser struct {
	in    []byte
	at    int
	newID func() string
	units []uint16 // of the string at work
}

func (p *parser) fail(what string) error {
	return fmt.Errorf("%w: %s at byte %d", ErrMalformed, what, p.at)
}

func (p *parser) space() {
	for p.at < len(p.in) && (p.in[p.at] == ' ' || p.in[p.at] == '\n' || p.in[p.at] == '\r' || p.in[p.at] == '\t') {
		p.at++
	}
}

// take skips space and then c, if that is next.
func (p *parser) take(c byte) bool {
	p.space()
	if p.at < len(p.in) && p.in[p.at] == c {
		p.at++
		return true
	}
	return false
}

func (p *parser) word(w string) bool {
	if len(p.in)-p.at >= len(w) && string(p.in[p.at:p.at+len(w)]) == w {
		p.at += len(w)
		return true
	}
	return false
}

func (p *parser) value(depth int) (v ot.Value, err error) {
	if depth > ot.MaxDepth {
		return v, p.fail("nested too deep")
	}
	v.ID = p.newID()
	p.space()
	switch {
	case p.at == len(p.in):
		return v, p.fail("unexpected end")
	case p.in[p.at] == '{':
		return p.object(v, depth)
	case p.in[p.at] == '[':
		return p.array(v, depth)
	case p.in[p.at] == '"':
		v.Kind = ot.KindString
		v.Text, err = p.text()
	case p.word("null"):
		v.Kind = ot.KindNull
	case p.word("true"):
		v.Kind, v.Bool = ot.KindBoolean, true
	case p.word("false"):
		v.Kind = ot.KindBoolean
	default:
		v.Kind = ot.KindNumber
		v.Number, err = p.number()
	}
	return v, err
}

func (p *parser) array(v ot.Value, depth int) (ot.Value, error) {
	v.Kind = ot.KindArray
	p.at++
	if p.take(']') {
		return v, nil
	}
	for {
		item, err := p.value(depth + 1)
		if err != nil {
			return v, err
		}
		v.Items = append(v.Items, item)
		if p.take(']') {
			return v, nil
		}
		if !p.take(',') {
			return v, p.fail("no comma in an array")
		}
	}
}

func (p *parser) object(v ot.Value, depth int) (ot.Value, error) {
	v.Kind = ot.KindObject
	p.at++
	if p.take('}') {
		return v, nil
	}
	place := make(map[string]int)
	for {
		if p.space(); p.at == len(p.in) || p.in[p.at] != '"' {
			return v, p.fail("no key in an object")
		}
		key, err := p.text()
		if err != nil {
			return v, err
		}
		if !p.take(':') {
			return v, p.fail("no colon in an object")
		}
		member, err := p.value(depth + 1)
		if err != nil {
			return v, err
		}
		if i, twice := place[key.WTF8()]; twice {
			v.Members[i].Value = member
		} else {
			place[key.WTF8()] = len(v.Members)
			v.Members = append(v.Members, ot.Member{Key: key.WTF8(), Value: member})
		}
		if p.take('}') {
			return p.typed(v)
		}
		if !p.take(',') {
			return v, p.fail("no comma in an object")
		}
	}
}

// typed turns an object with a $convergenceType into what it stands for.
func (p *parser) typed(v ot.Value) (ot.Value, error) {
	var kind, value *ot.Value
	for i := range v.Members {
		switch v.Members[i].Key {
		case "$convergenceType":
			kind = &v.Members[i].Value
		case "value":
			value = &v.Members[i].Value
		}
	}
	if kind == nil {
		return v, nil
	}
	if kind.Kind != ot.KindString || kind.Text.WTF8() != "date" {
		return v, p.fail("unknown $convergenceType")
	}
	date := ot.Value{ID: v.ID, Kind: ot.KindDate}
	ok := false
	switch {
	case value == nil:
	case value.Kind == ot.KindString:
		date.Millis, ok = document.ParseDate(value.Text.WTF8())
	case value.Kind == ot.KindNumber:
		ok = math.Abs(value.Number) <= ot.MaxMillis
		date.Millis = int64(value.Number)
	}
	if !ok {
		return v, p.fail("date without a valid value")
	}
	return date, nil
}

func (p *parser) number() (float64, error) {
	from := p.at
	digits := func() bool {
		start := p.at
		for p.at < len(p.in) && p.in[p.at] >= '0' && p.in[p.at] <= '9' {
			p.at++
		}
		return p.at > start
	}
	is := func(set string) bool {
		for i := range len(set) {
			if p.at < len(p.in) && p.in[p.at] == set[i] {
				p.at++
				return true
			}
		}
		return false
	}
	is("-")
	ok := is("0") || digits()
	if ok && is(".") {
		ok = digits()
	}
	if ok && is("eE") {
		is("+-")
		ok = digits()
	}
	if !ok {
		return 0, p.fail("unexpected character")
	}
	f, err := strconv.ParseFloat(string(p.in[from:p.at]), 64)
	if err != nil {
		return 0, p.fail("number out of range")
	}
	return f, nil
}

// text reads a quoted string. A surrogate may come escaped or, in WTF-8, as it is.
func (p *parser) text() (ot.Text, error) {
	p.at++
	from := p.at
	for p.at < len(p.in) && p.in[p.at] != '"' && p.in[p.at] != '\\' && p.in[p.at] >= 0x20 {
		p.at++
	}
	if p.at < len(p.in) && p.in[p.at] == '"' { // nothing escaped
		t, err := ot.NewText(string(p.in[from:p.at]))
		if err != nil {
			return t, p.fail("malformed text")
		}
		p.at++
		return t, nil
	}
	p.units = p.units[:0]
	if err := p.plain(from, p.at); err != nil {
		return ot.Text{}, err
	}
	for p.at < len(p.in) {
		switch c := p.in[p.at]; {
		case c == '"':
			p.at++
			return ot.TextFromUTF16(p.units), nil
		case c < 0x20:
			return ot.Text{}, p.fail("control character in a string")
		case c == '\\':
			if err := p.escape(); err != nil {
				return ot.Text{}, err
			}
		default:
			from := p.at
			for p.at < len(p.in) && p.in[p.at] != '"' && p.in[p.at] != '\\' && p.in[p.at] >= 0x20 {
				p.at++
			}
			if err := p.plain(from, p.at); err != nil {
				return ot.Text{}, err
			}
		}
	}
	return ot.Text{}, p.fail("string without an end")
}

func (p *parser) plain(from, to int) error {
	t, err := ot.NewText(string(p.in[from:to]))
	if err != nil {
		return p.fail("malformed text")
	}
	p.units = t.AppendUTF16(p.units)
	return nil
}

func (p *parser) escape() error {
	if p.at+1 >= len(p.in) {
		return p.fail("string without an end")
	}
	c := p.in[p.at+1]
	p.at += 2
	switch c {
	case '"', '\\', '/':
	case 'b':
		c = '\b'
	case 'f':
		c = '\f'
	case 'n':
		c = '\n'
	case 'r':
		c = '\r'
	case 't':
		c = '\t'
	case 'u':
		if p.at+4 > len(p.in) {
			return p.fail("string without an end")
		}
		u, err := strconv.ParseUint(string(p.in[p.at:p.at+4]), 16, 16)
		if err != nil || p.in[p.at] >= utf8.RuneSelf {
			return p.fail("malformed escape")
		}
		p.at += 4
		p.units = append(p.units, uint16(u))
		return nil
	default:
		return p.fail("unknown escape")
	}
	p.units = append(p.units, uint16(c))
	return nil
}
