package ot

// relation says how a range of the server's operation lies to one of the
// client's: Allen's interval algebra on closed ranges.
type relation uint8

const (
	equalTo relation = iota
	starts           // same start, s ends first
	startedBy
	precedes
	precededBy
	meets // s ends where c starts
	metBy
	overlaps
	overlappedBy
	contains
	containedBy
	finishes // same end, s starts last
	finishedBy
)

// relate classifies [sS, sE] against [cS, cE]. The cases are tested in an
// order that matters when a range has no extent.
func relate(sS, sE, cS, cE int) relation {
	switch {
	case sS == cS && sE == cE:
		return equalTo
	case sS == cS && cE > sE:
		return starts
	case sS == cS:
		return startedBy
	case sS > cE:
		return precededBy
	case sS > cS && sE == cE:
		return finishes
	case sS > cS && sE < cE:
		return containedBy
	case sS == cE:
		return metBy
	case sS > cS:
		return overlappedBy
	case sE < cS:
		return precedes
	case sE == cE:
		return finishedBy
	case sE > cE:
		return contains
	case sE == cS:
		return meets
	}
	return overlaps
}
