package ot

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"
)

// The length in UTF-16 and whether a text is well-formed do not depend on where in it ASCII
// begins and ends.
func TestUnitsOfLongTexts(t *testing.T) {
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 1))
	pieces := []string{"a", "abcdefg", "abcdefgh", "0123456789abcdef", "é", "€", "😀", "\x00", "\x7f"}
	for range 2000 {
		var b strings.Builder
		for range random.IntN(12) {
			b.WriteString(pieces[random.IntN(len(pieces))])
		}
		s := b.String()
		if units, ok := countUnits(s); !ok || units != len(utf16.Encode([]rune(s))) {
			t.Fatalf("seed %d: countUnits(%q) = %d, %v", seed, s, units, ok)
		}
		at := random.IntN(len(s) + 1)
		bad := s[:at] + "\xff" + s[at:]
		if _, ok := countUnits(bad); ok || utf8.ValidString(bad) {
			t.Fatalf("seed %d: countUnits(%q) takes it for well-formed", seed, bad)
		}
	}
}
