package modeldata

import "github.com/convergence-wasm/convergence/pkg/ot"

// mostSteps bounds the search for the smallest difference of two texts, which takes about
// their length times the number of characters that differ. What is left then is replaced.
const mostSteps = 50_000_000

// characters makes a text another one by as few deleted and inserted characters as there
// can be.
func (d *differ) characters(now, want *ot.Value) {
	a, b := symbols(now.Text), symbols(want.Text)
	c := comparison{steps: mostSteps}
	c.compare(a, b)
	at := 0          // in UTF-16 units
	from, to := 0, 0 // symbols that are done
	for _, both := range append(c.equal, stretch{len(a), len(b), 0}) {
		deleted, inserted := units(a[from:both.a]), units(b[to:both.b])
		if len(deleted) > 0 || len(inserted) > 0 {
			d.add(ot.Op{Kind: ot.StringSplice, ID: now.ID, Index: at, Count: len(deleted), Text: ot.TextFromUTF16(inserted)})
		}
		from, to = both.a+both.n, both.b+both.n
		at += len(inserted) + len(units(a[both.a:from]))
	}
}

// symbol is a character, or half of one that is not well-formed, as UTF-16 units: two of them
// where the upper half is not 0.
type symbol uint32

func symbols(t ot.Text) []symbol {
	all := t.AppendUTF16(nil)
	out := make([]symbol, 0, len(all))
	for i := 0; i < len(all); i++ {
		s := symbol(all[i])
		if i+1 < len(all) && isHigh(all[i]) && isLow(all[i+1]) {
			i++
			s = s<<16 | symbol(all[i])
		}
		out = append(out, s)
	}
	return out
}

func units(list []symbol) []uint16 {
	out := make([]uint16, 0, len(list))
	for _, s := range list {
		if s>>16 != 0 {
			out = append(out, uint16(s>>16))
		}
		out = append(out, uint16(s))
	}
	return out
}

// stretch is n symbols that two lists have in common, at a in one and b in the other.
type stretch struct{ a, b, n int }

// comparison finds what two lists have in common, by E. W. Myers, An O(ND) Difference
// Algorithm and Its Variations, 1986, in linear space.
type comparison struct {
	steps int // left
	equal []stretch

	forward, backward []int
}

func (c *comparison) compare(a, b []symbol) {
	size := 2*(len(a)+len(b)) + 4
	c.forward, c.backward = make([]int, size), make([]int, size)
	c.within(a, b, 0, 0)
}

func (c *comparison) add(a, b, n int) {
	if n == 0 {
		return
	}
	if last := len(c.equal) - 1; last >= 0 && c.equal[last].a+c.equal[last].n == a && c.equal[last].b+c.equal[last].n == b {
		c.equal[last].n += n
		return
	}
	c.equal = append(c.equal, stretch{a, b, n})
}

// within compares parts of the lists that begin at ao and bo.
func (c *comparison) within(a, b []symbol, ao, bo int) {
	start := 0
	for start < len(a) && start < len(b) && a[start] == b[start] {
		start++
	}
	end := 0
	for end < len(a)-start && end < len(b)-start && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	c.add(ao, bo, start)
	if x, y := a[start:len(a)-end], b[start:len(b)-end]; len(x) > 0 && len(y) > 0 {
		if s, ok := c.middle(x, y); ok {
			c.within(x[:s.a], y[:s.b], ao+start, bo+start)
			c.add(ao+start+s.a, bo+start+s.b, s.n)
			c.within(x[s.a+s.n:], y[s.b+s.n:], ao+start+s.a+s.n, bo+start+s.b+s.n)
		}
	}
	c.add(ao+len(a)-end, bo+len(b)-end, end)
}

// middle returns the stretch, which may be empty, in the middle of a shortest way from the
// beginning of two lists to their end, which it looks for from both. It reports false when they
// have nothing in common, or there are no steps left.
func (c *comparison) middle(a, b []symbol) (s stretch, ok bool) {
	n, m := len(a), len(b)
	delta := n - m
	zero := n + m + 1 // index of diagonal 0
	forward, backward := c.forward, c.backward
	forward[zero+1], backward[zero+1] = 0, 0
	for d := 0; d <= (n+m+1)/2; d++ {
		for k := -d; k <= d; k += 2 {
			x := forward[zero+k-1] + 1
			if k == -d || k != d && forward[zero+k-1] < forward[zero+k+1] {
				x = forward[zero+k+1]
			}
			from := x
			for x < n && x-k < m && x-k >= 0 && a[x] == b[x-k] {
				x++
			}
			c.steps -= 1 + x - from
			forward[zero+k] = x
			if r := delta - k; delta&1 != 0 && r >= -(d-1) && r <= d-1 && x+backward[zero+r] >= n && x <= n && x-k <= m {
				return stretch{from, from - k, x - from}, 2*d-1 < n+m
			}
		}
		for k := -d; k <= d; k += 2 {
			x := backward[zero+k-1] + 1
			if k == -d || k != d && backward[zero+k-1] < backward[zero+k+1] {
				x = backward[zero+k+1]
			}
			from := x
			for x < n && x-k < m && x-k >= 0 && a[n-1-x] == b[m-1-(x-k)] {
				x++
			}
			c.steps -= 1 + x - from
			backward[zero+k] = x
			if r := delta - k; delta&1 == 0 && r >= -d && r <= d && x+forward[zero+r] >= n && x <= n && x-k <= m {
				return stretch{n - x, m - (x - k), x - from}, 2*d < n+m
			}
		}
		if c.steps < 0 {
			return s, false
		}
	}
	return s, false
}
