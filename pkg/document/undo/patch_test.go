package undo

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// patched applies a patch to a text of numbers; what hunk i inserts are the
// negative numbers that begin at fresh - i*100.
func patched(text []int, p patch, texts [][]int) []int {
	var out []int
	at := 0
	for i, h := range p {
		out = append(append(out, text[at:h.At]...), texts[i]...)
		at = int(h.At + h.Del)
	}
	return append(out, text[at:]...)
}

func fresh(p patch, from int) (texts [][]int) {
	for _, h := range p {
		var t []int
		for range h.Ins {
			from--
			t = append(t, from)
		}
		texts = append(texts, t)
	}
	return texts
}

// moved returns the texts of the hunks of a patch that was moved: those of the
// original one by one, cut off by no hunk.
func movedTexts(t *testing.T, texts [][]int, p patch) (out [][]int) {
	t.Helper()
	all := slices.Concat(texts...)
	for _, h := range p {
		if int(h.Ins) > len(all) {
			t.Fatalf("%v inserts more than before", p)
		}
		out, all = append(out, all[:h.Ins]), all[h.Ins:]
	}
	if len(all) > 0 {
		t.Fatalf("%v has lost text", p)
	}
	return out
}

// patches returns every patch of up to two hunks over a text of n units.
func patches(n int32) (all []patch) {
	var one []hunk
	for at := range n + 1 {
		for del := range n - at + 1 {
			for ins := range int32(3) {
				if del|ins != 0 {
					one = append(one, hunk{At: at, Del: del, Ins: ins})
				}
			}
		}
	}
	all = append(all, nil)
	for i, a := range one {
		all = append(all, patch{a})
		for _, b := range one[i+1:] {
			if b.At > a.At+a.Del {
				all = append(all, patch{a, b})
			}
		}
	}
	return all
}

func numbers(n int) (text []int) {
	for i := range n {
		text = append(text, i)
	}
	return text
}

func TestPatchesPastEachOther(t *testing.T) {
	for n := range int32(5) {
		all := patches(n)
		text := numbers(int(n))
		for _, a := range all {
			for _, b := range all {
				for _, others := range []bool{true, false} {
					ta, tb := fresh(a, 0), fresh(b, -1000)
					a2, b2 := a.past(b, others), b.past(a, !others)
					one := patched(patched(text, a, ta), b2, movedTexts(t, tb, b2))
					two := patched(patched(text, b, tb), a2, movedTexts(t, ta, a2))
					if others {
						if moved := slices.Clone(a).moved(b); !slices.Equal(moved, a2) {
							t.Fatalf("%v moved past %v is %v instead of %v", a, b, moved, a2)
						}
					}
					if !slices.Equal(one, two) {
						t.Fatalf("%v past %v (others %v): a then %v: %v, b then %v: %v", a, b, others, b2, one, a2, two)
					}
				}
			}
		}
	}
}

// TestMoved moves patches of many hunks past such of a few.
func TestMoved(t *testing.T) {
	seed := rand.Uint64()
	rng := rand.New(rand.NewPCG(seed, 1))
	random := func(hunks int) (p patch) {
		at := int32(0)
		for range hunks {
			at += 1 + rng.Int32N(4)
			h := hunk{At: at, Del: rng.Int32N(3), Ins: rng.Int32N(3)}
			if h.Del|h.Ins != 0 {
				p = append(p, h)
				at += h.Del
			}
		}
		return p
	}
	for range 20_000 {
		a, b := random(rng.IntN(20)), random(rng.IntN(4))
		for i, by := 0, rng.Int32N(60); i < len(b); i++ {
			b[i].At += by
		}
		want := a.past(b, true)
		if got := slices.Clone(a).moved(b); !slices.Equal(got, want) {
			t.Fatalf("seed %d: %v moved past %v is %v instead of %v", seed, a, b, got, want)
		}
	}
}

func TestPatchesThenOthers(t *testing.T) {
	seed := rand.Uint64()
	rng := rand.New(rand.NewPCG(seed, 1))
	for n := range int32(4) {
		for _, a := range patches(n) {
			after := patched(numbers(int(n)), a, fresh(a, 0))
			all := patches(int32(len(after)))
			for range min(len(all), 60) {
				b := all[rng.IntN(len(all))]
				ab := a.then(b)
				want := patched(after, b, fresh(b, -1000))
				got := patched(numbers(int(n)), ab, fresh(ab, -5000))
				same := len(want) == len(got)
				for i := range want {
					same = same && (want[i] < 0) == (got[i] < 0) && (want[i] < 0 || want[i] == got[i])
				}
				if !same {
					t.Fatalf("seed %d: %v then %v is %v: %v, want %v", seed, a, b, ab, got, want)
				}
			}
		}
	}
}
