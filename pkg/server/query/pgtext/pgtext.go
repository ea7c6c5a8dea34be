// Package pgtext writes texts so that PostgreSQL takes them, and reads them back.
//
// Texts of JavaScript may have what PostgreSQL refuses in any text: the character zero, and
// halves of surrogate pairs, which are written as WTF-8 and are not UTF-8. Each byte of those
// is written as the mark U+FDD0, which Unicode keeps free for such purposes, and two
// hexadecimal digits. The mark itself is written so too, so that every text has a form of
// its own and is found by it. Texts without any of this stay as they are.
package pgtext

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

const (
	mark   = "\uFDD0"
	marker = '\uFDD0'
	digits = "0123456789abcdef"
)

// Escape returns a text as PostgreSQL takes it.
func Escape(s string) string {
	if plain(s) {
		return s
	}
	b := make([]byte, 0, len(s)+16)
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == 0 || r == marker || r == utf8.RuneError && n == 1 {
			b = appendMarked(b, s[i:i+n])
		} else {
			b = append(b, s[i:i+n]...)
		}
		i += n
	}
	return string(b)
}

func plain(s string) bool {
	return utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 && !strings.Contains(s, mark)
}

func appendMarked(b []byte, s string) []byte {
	for i := range len(s) {
		b = append(append(b, mark...), digits[s[i]>>4], digits[s[i]&15])
	}
	return b
}

// Escaped reports whether something may have been escaped in a text.
func Escaped(b []byte) bool { return bytes.Contains(b, []byte(mark)) }

// Unescape returns the text that was escaped. It may return its argument.
func Unescape(b []byte) []byte {
	if !bytes.Contains(b, []byte(mark)) {
		return b
	}
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); {
		if c, ok := marked(b[i:]); ok {
			out = append(out, c)
			i += len(mark) + 2
			continue
		}
		out = append(out, b[i])
		i++
	}
	return out
}

// marked returns the byte that is written at the beginning of b, if one is.
func marked(b []byte) (c byte, ok bool) {
	if len(b) < len(mark)+2 || string(b[:len(mark)]) != mark {
		return 0, false
	}
	high, low := strings.IndexByte(digits, b[len(mark)]), strings.IndexByte(digits, b[len(mark)+1])
	return byte(high<<4 | low), high >= 0 && low >= 0
}

// EscapeJSON returns JSON in which each string is escaped, so that it becomes a jsonb.
func EscapeJSON(b []byte) []byte {
	if !bytes.Contains(b, []byte(`\u`)) && !bytes.Contains(b, []byte(mark)) {
		return b
	}
	out := make([]byte, 0, len(b)+16)
	for i := 0; i < len(b); {
		switch {
		case b[i] == '\\' && i+1 < len(b) && b[i+1] != 'u':
			out = append(out, b[i:i+2]...)
			i += 2
		case b[i] == '\\':
			unit, ok := unitAt(b[i:])
			if low, pair := unitAt(b[min(i+6, len(b)):]); ok && pair && unit>>10 == 0xD800>>10 && low>>10 == 0xDC00>>10 {
				out = append(out, b[i:i+12]...)
				i += 12
				continue
			}
			switch {
			case ok && (unit == 0 || unit == marker):
				out = appendMarked(out, string(rune(unit)))
			case ok && unit>>11 == 0xD800>>11:
				out = appendMarked(out, string([]byte{0xE0 | byte(unit>>12), 0x80 | byte(unit>>6&0x3F), 0x80 | byte(unit&0x3F)}))
			default:
				out = append(out, b[i:min(i+6, len(b))]...)
			}
			i += 6
		case bytes.HasPrefix(b[i:], []byte(mark)):
			out = appendMarked(out, mark)
			i += len(mark)
		default:
			out = append(out, b[i])
			i++
		}
	}
	return out
}

// unitAt reads \uXXXX.
func unitAt(b []byte) (unit uint16, ok bool) {
	if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
		return 0, false
	}
	for _, c := range b[2:6] {
		digit := strings.IndexByte(digits, c|0x20)
		if c < 'A' {
			digit = strings.IndexByte(digits, c)
		}
		if digit < 0 {
			return 0, false
		}
		unit = unit<<4 | uint16(digit)
	}
	return unit, true
}

// UnescapeJSON returns JSON with the strings that were escaped. It may return its argument.
func UnescapeJSON(b []byte) []byte {
	if !bytes.Contains(b, []byte(mark)) {
		return b
	}
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); {
		c, ok := marked(b[i:])
		if !ok {
			out = append(out, b[i])
			i++
			continue
		}
		i += len(mark) + 2
		switch {
		case c == 0:
			out = append(out, `\u0000`...)
		case c == 0xED: // half of a pair, of three bytes
			second, _ := marked(b[i:])
			third, _ := marked(b[min(i+len(mark)+2, len(b)):])
			i = min(i+2*(len(mark)+2), len(b))
			unit := 0xD000 | uint16(second&0x3F)<<6 | uint16(third&0x3F)
			out = append(out, '\\', 'u', digits[unit>>12], digits[unit>>8&15], digits[unit>>4&15], digits[unit&15])
		default: // a byte of the mark
			out = append(out, c)
		}
	}
	return out
}
