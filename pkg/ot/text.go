package ot

import (
	"errors"
	"slices"
	"unicode/utf8"
	"unsafe"
)

// ErrInvalidText is returned when bytes are not well-formed WTF-8.
var ErrInvalidText = errors.New("text is not well-formed WTF-8")

// Text is an immutable string of UTF-16 code units, kept as WTF-8: UTF-8 in
// which a surrogate that has no partner is written as its own three bytes.
// A surrogate pair is always written as one four-byte sequence, so equal
// texts have equal bytes and may be compared with ==.
//
// Source: WTF-8, https://simonsapin.github.io/wtf-8/.
type Text struct {
	wtf8  string
	units int
}

// NewText returns the text with the given WTF-8 bytes. It fails with
// [ErrInvalidText] when they are not well-formed, a surrogate pair written as
// two three-byte sequences included.
func NewText(wtf8 string) (Text, error) {
	units, ok := countUnits(wtf8)
	if !ok {
		return Text{}, ErrInvalidText
	}
	return Text{wtf8, units}, nil
}

// MustText is [NewText] for literals; it panics on malformed input.
func MustText(wtf8 string) Text {
	t, err := NewText(wtf8)
	if err != nil {
		panic("ot: " + err.Error())
	}
	return t
}

// UncheckedText returns a text without checking it. The caller promises that
// wtf8 is well-formed and has that many UTF-16 code units; it is for code that
// has just produced the bytes itself.
func UncheckedText(wtf8 string, units int) Text { return Text{wtf8, units} }

// TextFromUTF16 returns the text with the given code units.
func TextFromUTF16(units []uint16) Text {
	return Text{string(AppendWTF8(make([]byte, 0, len(units)+len(units)/2), units)), len(units)}
}

// Len returns the length in UTF-16 code units.
func (t Text) Len() int { return t.units }

// IsEmpty reports whether the text has no code unit.
func (t Text) IsEmpty() bool { return t.units == 0 }

// WTF8 returns the bytes of the text.
func (t Text) WTF8() string { return t.wtf8 }

// String returns the text as valid UTF-8 for people to read: a lone surrogate
// becomes U+FFFD. Use [Text.WTF8] to keep it.
func (t Text) String() string {
	if utf8.ValidString(t.wtf8) {
		return t.wtf8
	}
	var out []rune
	for i := 0; i < len(t.wtf8); {
		r, n := decodeRune(t.wtf8[i:])
		if isSurrogate(r) {
			r = utf8.RuneError
		}
		out = append(out, r)
		i += n
	}
	return string(out)
}

// AppendUTF16 appends the code units of the text to dst and returns it.
func (t Text) AppendUTF16(dst []uint16) []uint16 {
	s := t.wtf8
	dst = slices.Grow(dst, t.units)
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			dst = append(dst, uint16(c))
			i++
			continue
		}
		r, n := decodeRune(s[i:])
		if r >= 0x10000 {
			r -= 0x10000
			dst = append(dst, uint16(0xD800+r>>10), uint16(0xDC00+r&0x3FF))
		} else {
			dst = append(dst, uint16(r))
		}
		i += n
	}
	return dst
}

// Slice returns the code units from from (inclusive) to to (exclusive). Cutting
// a surrogate pair leaves a lone surrogate on either side. It panics when the
// bounds are outside the text, as slicing a Go string does.
func (t Text) Slice(from, to int) Text {
	if from < 0 || to > t.units || from > to {
		panic("ot: text slice out of range")
	}
	if len(t.wtf8) == t.units { // ASCII only
		return Text{t.wtf8[from:to], to - from}
	}
	return TextFromUTF16(t.AppendUTF16(make([]uint16, 0, t.units))[from:to])
}

// Concat returns a followed by b. A high surrogate at the end of a and a low
// one at the start of b become one pair.
func Concat(a, b Text) Text {
	if a.units == 0 {
		return b
	}
	if b.units == 0 {
		return a
	}
	if endsInHighSurrogate(a.wtf8) && startsWithLowSurrogate(b.wtf8) {
		return TextFromUTF16(b.AppendUTF16(a.AppendUTF16(make([]uint16, 0, a.units+b.units))))
	}
	return Text{a.wtf8 + b.wtf8, a.units + b.units}
}

// AppendWTF8 appends the WTF-8 form of UTF-16 code units to dst and returns it.
func AppendWTF8(dst []byte, units []uint16) []byte {
	dst = slices.Grow(dst, len(units))
	for i := 0; i < len(units); i++ {
		u := units[i]
		switch {
		case u < 0x80:
			dst = append(dst, byte(u))
		case u < 0x800:
			dst = append(dst, 0xC0|byte(u>>6), 0x80|byte(u&0x3F))
		case u >= 0xD800 && u < 0xDC00 && i+1 < len(units) && units[i+1] >= 0xDC00 && units[i+1] < 0xE000:
			r := 0x10000 + (uint32(u)-0xD800)<<10 + uint32(units[i+1]) - 0xDC00
			dst = append(dst, 0xF0|byte(r>>18), 0x80|byte(r>>12&0x3F), 0x80|byte(r>>6&0x3F), 0x80|byte(r&0x3F))
			i++
		default:
			dst = append(dst, 0xE0|byte(u>>12), 0x80|byte(u>>6&0x3F), 0x80|byte(u&0x3F))
		}
	}
	return dst
}

// countUnits returns the UTF-16 length of s and whether s is well-formed WTF-8.
func countUnits(s string) (units int, ok bool) {
	high := false // the last code point was a high surrogate
	for i := 0; i < len(s); {
		if s[i] < utf8.RuneSelf {
			n := asciiRun(s[i:])
			units, i, high = units+n, i+n, false
			continue
		}
		r, n := decodeRune(s[i:])
		if n == 0 {
			return 0, false
		}
		if r >= 0xDC00 && r < 0xE000 && high {
			return 0, false
		}
		high = r >= 0xD800 && r < 0xDC00
		units++
		if r >= 0x10000 {
			units++
		}
		i += n
	}
	return units, true
}

// asciiRun returns how many ASCII characters s begins with. Long texts are mostly that, and
// an engine that has compiled this only once takes its time for each step.
func asciiRun(s string) int {
	i := 0
	for p := unsafe.Pointer(unsafe.StringData(s)); len(s)-i >= 8 && *(*uint64)(unsafe.Add(p, i))&0x8080808080808080 == 0; {
		i += 8
	}
	for i < len(s) && s[i] < utf8.RuneSelf {
		i++
	}
	return i
}

// decodeRune is utf8.DecodeRuneInString that also accepts surrogates; n is 0
// when the bytes are malformed.
func decodeRune(s string) (r rune, n int) {
	r, n = utf8.DecodeRuneInString(s)
	if r != utf8.RuneError || n == 3 {
		return r, n
	}
	if len(s) >= 3 && s[0] == 0xED && s[1] >= 0xA0 && s[1] <= 0xBF && s[2]&0xC0 == 0x80 {
		return 0xD000 | rune(s[1]&0x3F)<<6 | rune(s[2]&0x3F), 3
	}
	return utf8.RuneError, 0
}

func isSurrogate(r rune) bool { return r >= 0xD800 && r < 0xE000 }

func endsInHighSurrogate(s string) bool {
	n := len(s)
	return n >= 3 && s[n-3] == 0xED && s[n-2] >= 0xA0 && s[n-2] < 0xB0
}

func startsWithLowSurrogate(s string) bool {
	return len(s) >= 3 && s[0] == 0xED && s[1] >= 0xB0
}
