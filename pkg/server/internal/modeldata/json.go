package modeldata

import (
	"errors"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// errStoredJSON is returned for JSON that no document was written as.
var errStoredJSON = errors.New("stored JSON is malformed")

// Plain reads JSON without blanks, such as document.JSON has written, or a part of it. The
// standard decoder would replace lone surrogates. Dates stay as they are written, which is
// how clients want them.
func Plain(data []byte) (protocol.JSON, error) { return Nested(data, ot.MaxDepth) }

// Nested is Plain for what may nest so deep.
func Nested(data []byte, deepest int) (protocol.JSON, error) {
	p := plainReader{in: data, deepest: deepest}
	v := p.value(0)
	if p.bad || p.at != len(data) {
		return nil, errStoredJSON
	}
	return v, nil
}

type plainReader struct {
	in      []byte
	at      int
	deepest int
	bad     bool
}

// next takes the next byte, 0 at the end.
func (p *plainReader) next() byte {
	if p.at == len(p.in) {
		p.bad = true
		return 0
	}
	p.at++
	return p.in[p.at-1]
}

func (p *plainReader) value(depth int) protocol.JSON {
	if depth > p.deepest {
		p.bad = true
		return nil
	}
	switch c := p.next(); c {
	case '{':
		o := protocol.Object{}
		p.list('}', func() {
			p.bad = p.bad || p.next() != '"'
			key := p.text()
			p.bad = p.bad || p.next() != ':'
			o = append(o, protocol.Property{Key: key, Value: p.value(depth + 1)})
		})
		return o
	case '[':
		items := []protocol.JSON{}
		p.list(']', func() { items = append(items, p.value(depth+1)) })
		return items
	case '"':
		return p.text()
	case 'n', 't', 'f':
		return p.word(c)
	}
	start := p.at - 1
	for p.at < len(p.in) && (p.in[p.at] >= '0' && p.in[p.at] <= '9' || p.in[p.at] == '.' || p.in[p.at] == 'e' || p.in[p.at] == '+' || p.in[p.at] == '-') {
		p.at++
	}
	f, err := strconv.ParseFloat(string(p.in[max(start, 0):p.at]), 64)
	p.bad = p.bad || err != nil
	return f
}

func (p *plainReader) list(end byte, item func()) {
	if p.at < len(p.in) && p.in[p.at] == end {
		p.at++
		return
	}
	for !p.bad {
		item()
		switch p.next() {
		case ',':
		case end:
			return
		default:
			p.bad = true
		}
	}
}

func (p *plainReader) word(first byte) protocol.JSON {
	word, value := "null", protocol.JSON(nil)
	switch first {
	case 't':
		word, value = "true", true
	case 'f':
		word, value = "false", false
	}
	for i := 1; i < len(word) && !p.bad; i++ {
		p.bad = p.next() != word[i]
	}
	return value
}

// text reads the rest of a string behind its opening quote.
func (p *plainReader) text() string {
	start := p.at
	for p.at < len(p.in) && p.in[p.at] != '"' && p.in[p.at] != '\\' {
		p.at++
	}
	b := p.in[start:p.at:p.at]
	for !p.bad {
		c := p.next()
		if c == '"' {
			break
		}
		if c != '\\' {
			b = append(b, c)
			continue
		}
		switch c = p.next(); c {
		case 'n':
			b = append(b, '\n')
		case 't':
			b = append(b, '\t')
		case 'r':
			b = append(b, '\r')
		case 'b':
			b = append(b, '\b')
		case 'f':
			b = append(b, '\f')
		case 'u':
			u := p.unit()
			if utf16.IsSurrogate(u) && p.at+6 <= len(p.in) && p.in[p.at] == '\\' && p.in[p.at+1] == 'u' {
				was := p.at
				p.at += 2
				if pair := utf16.DecodeRune(u, p.unit()); pair != utf8.RuneError {
					b = utf8.AppendRune(b, pair)
					break
				}
				p.at = was // a half that stands alone before something else
			}
			if utf16.IsSurrogate(u) {
				b = append(b, 0xE0|byte(u>>12), 0x80|byte(u>>6&0x3F), 0x80|byte(u&0x3F))
			} else {
				b = utf8.AppendRune(b, u)
			}
		default: // a quote, a slash or a backslash
			b = append(b, c)
		}
	}
	return string(b)
}

// unit reads the four digits of an escaped UTF-16 unit.
func (p *plainReader) unit() rune {
	if p.at+4 > len(p.in) {
		p.bad = true
		return 0
	}
	u, err := strconv.ParseUint(string(p.in[p.at:p.at+4]), 16, 16)
	p.bad = p.bad || err != nil
	p.at += 4
	return rune(u)
}
