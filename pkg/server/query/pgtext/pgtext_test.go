package pgtext_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/server/query/pgtext"
)

// TestEscape writes texts of every kind of piece, and reads them back, alone and as JSON.
func TestEscape(t *testing.T) {
	pieces := []string{"a", "\x00", "é", "😀", "\xed\xa0\xbd", "\xed\xb8\x80", "\uFDD0", "\uFDD000", "\uFDD1", `\`, `"`, `\u0000`, "u0000", "\n", "ef", "\uFDCF"}
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 0))
	for range 20_000 {
		var b strings.Builder
		for range random.IntN(6) {
			b.WriteString(pieces[random.IntN(len(pieces))])
		}
		text := b.String()
		escaped := pgtext.Escape(text)
		if !utf8.ValidString(escaped) || strings.Contains(escaped, "\x00") || string(pgtext.Unescape([]byte(escaped))) != text {
			t.Fatalf("seed %d: %q is written %q and read %q", seed, text, escaped, pgtext.Unescape([]byte(escaped)))
		}
		value, err := ot.NewText(text)
		if err != nil {
			continue // two halves that are one character
		}
		whole := document.AppendJSON(nil, ot.Value{Kind: ot.KindString, Text: value})
		stored := pgtext.EscapeJSON(whole)
		var read string
		if err := json.Unmarshal(stored, &read); err != nil || read != escaped {
			t.Fatalf("seed %d: %s is kept as %s, which is %q, %v, and not %q", seed, whole, stored, read, err, escaped)
		}
		if got := pgtext.UnescapeJSON(stored); !bytes.Equal(got, whole) {
			t.Fatalf("seed %d: %s comes back as %s", seed, whole, got)
		}
	}
	for in, want := range map[string]string{`"\ud83d\ude00"`: `"\ud83d\ude00"`, `"\uD83D"`: `"` + pgtext.Escape("\xed\xa0\xbd") + `"`, `"\ufdd0"`: `"` + pgtext.Escape("\uFDD0") + `"`, `"\u12`: `"\u12`} {
		if got := string(pgtext.EscapeJSON([]byte(in))); got != want {
			t.Errorf("%s becomes %s, want %s", in, got, want)
		}
	}
}

// FuzzUnescape takes anything.
func FuzzUnescape(f *testing.F) {
	f.Add([]byte("\uFDD0ed\uFDD0"), true)
	f.Fuzz(func(_ *testing.T, b []byte, _ bool) {
		pgtext.Unescape(b)
		pgtext.UnescapeJSON(b)
		pgtext.EscapeJSON(b)
	})
}
