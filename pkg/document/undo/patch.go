package undo

// hunk is one change of a [patch]: Del units are deleted at At, in the text before
// the patch, and Ins units put there.
type hunk struct{ At, Del, Ins int32 }

// patch is any number of splices of one string as one change, without what they
// insert: hunks in the order of their places, which neither overlap nor touch. In
// contrast to [ot.TransformSpans], which is what replicas have agreed on, nothing is
// swallowed: what one inserts into the midst of what another deletes stays. So it can
// tell what becomes of an edit of one's own when it is taken back much later.
//
// then and past are what operational transformation calls composing and transforming; the law
// of past is property TP1 of M. Ressel, D. Nitsche-Ruhland and R. Gunzenhäuser, An Integrating,
// Transformation-Oriented Approach to Concurrency Control and Undo in Group Editors, 1996.
type patch []hunk

// push adds a hunk behind the others, to the last one if it touches that.
func (p *patch) push(h hunk) {
	if n := len(*p); n > 0 {
		if last := &(*p)[n-1]; last.At+last.Del == h.At {
			last.Del += h.Del
			last.Ins += h.Ins
			return
		}
	}
	if h.Del|h.Ins != 0 {
		*p = append(*p, h)
	}
}

// then returns the patch that has the effect of a and then b. Neither is changed. It
// takes time in proportion to the hunks of both.
func (a patch) then(b patch) patch {
	out := make(patch, 0, len(a)+len(b))
	var now hunk            // what is left of a's hunk at hand
	i, shift := 0, int32(0) // a place before now is that much further behind after a
	next := func() {
		if now = (hunk{At: 1<<31 - 1}); i < len(a) {
			now = a[i]
		}
		i++
	}
	// take moves on behind the first ins units of what now inserts, and behind what it
	// deletes, of which kept stay.
	take := func(ins, kept int32) {
		out.push(hunk{now.At, now.Del, kept})
		shift += ins - now.Del
		if now = (hunk{now.At + now.Del, 0, now.Ins - ins}); now.Ins == 0 {
			next()
		}
	}
	next()
	for _, h := range b {
		at, end := h.At, h.At+h.Del
		for i <= len(a) && now.At+shift+now.Ins <= at {
			take(now.Ins, now.Ins)
		}
		if i <= len(a) && now.At+shift < at {
			lead := at - now.At - shift
			take(lead, lead)
		}
		out.push(hunk{at - shift, 0, h.Ins})
		for at < end {
			to := end
			if i <= len(a) {
				to = min(end, now.At+shift)
			}
			if to > at {
				out.push(hunk{at - shift, to - at, 0})
				at = to
				continue
			}
			n := min(now.Ins, end-at)
			at += n
			take(n, 0)
		}
	}
	for i <= len(a) {
		take(now.Ins, now.Ins)
	}
	return out
}

// past returns a as it applies after b, where both were made in one state, and one of
// them by others. Of two insertions at one place theirs comes first, unless it is in the
// place of what they delete there. Units that both delete are b's. Neither is changed. It
// takes time in proportion to the hunks of both.
//
// Law (TP1): a.then(b.past(a, !others)) has the effect of b.then(a.past(b, others)).
func (a patch) past(b patch, others bool) patch {
	out := make(patch, 0, len(a)+1)
	j, shift := 0, int32(0)
	for _, h := range a {
		for j < len(b) && b[j].At+b[j].Del <= h.At && (b[j].At < h.At || !(others && h.Del == 0)) {
			shift += b[j].Ins - b[j].Del
			j++
		}
		first := others && h.Del == 0 || !others && j < len(b) && b[j].Del > 0
		now := hunk{h.At + shift, 0, h.Ins}
		inside := j < len(b) && (b[j].At < h.At || b[j].At == h.At && !first)
		if inside { // of what b deletes there, behind what it inserts
			now.At = b[j].At + shift + b[j].Ins
		}
		at, end := h.At, h.At+h.Del
		for k, moved := j, shift; at < end; k++ {
			if k == len(b) || b[k].At >= end {
				now.Del += end - at
				break
			}
			c := b[k]
			if c.At > at {
				now.Del += c.At - at
				at = c.At
			}
			if c.Ins > 0 && !(k == j && inside) {
				out.push(now)
				now = hunk{At: c.At + moved + c.Ins}
			}
			at = max(at, min(end, c.At+c.Del))
			moved += c.Ins - c.Del
		}
		out.push(now)
	}
	return out
}

// moved is a.past(b, true), for which it changes a: of that it moves all that b does not touch
// where it is.
func (a patch) moved(b patch) patch {
	if len(b) == 0 {
		return a
	}
	last, shift := b[len(b)-1], int32(0)
	for _, h := range b {
		shift += h.Ins - h.Del
	}
	from := 0
	for from < len(a) && a[from].At+a[from].Del < b[0].At {
		from++
	}
	to := from
	for to < len(a) && a[to].At <= last.At+last.Del {
		to++
	}
	for i := to; i < len(a); i++ {
		a[i].At += shift
	}
	touched := a[from:to].past(b, true)
	n := len(a)
	a = append(a, touched...)
	n = from + len(touched) + copy(a[from+len(touched):], a[to:n])
	copy(a[from:], touched)
	return a[:n]
}
