package session

import "time"

// stretch tells when steps have been made for so long that the host is to have its
// turn. Looking at the clock costs as much as a short step may, so it is not looked at
// before a number of them have been made, or one that has said that it takes long.
type stretch struct {
	began time.Time // when the clock was first looked at
	steps int       // since it was last
	over  bool
}

const (
	stretchTime = 5 * time.Millisecond
	stepsToLook = 64
)

// weigh notes that the step at hand takes as long as so many others.
func (t *stretch) weigh(steps int, h Host) {
	if t.steps += steps; t.steps >= stepsToLook && t.began.IsZero() {
		t.began = h.Now()
	}
}

// spent notes that a step was made, and reports whether it was the last of the stretch.
func (t *stretch) spent(h Host) bool {
	if t.steps++; t.steps < stepsToLook {
		return t.over
	}
	t.steps = 0
	if now := h.Now(); t.began.IsZero() {
		t.began = now
	} else {
		t.over = now.Sub(t.began) > stretchTime
	}
	return t.over
}

// Weighs notes that the step at hand takes about as long as so many ordinary ones, so
// that the host has its turn in time.
func (s *Session) Weighs(steps int) { s.inbox.stretch.weigh(steps, s.Host) }

// InPortions calls do until it returns false. Each call is to do a bit of something
// that takes long, and between two of them the host may have its turn: what the server
// sends meanwhile waits until all is done. The first calls are made at once.
func (s *Session) InPortions(do func() (again bool)) {
	portion := func() bool {
		s.Weighs(stepsToLook)
		return do()
	}
	in := &s.inbox
	if !in.stepping {
		in.stretch = stretch{}
	}
	for portion() {
		if in.stretch.spent(s.Host) {
			s.push(step{nil, portion})
			return
		}
	}
}
