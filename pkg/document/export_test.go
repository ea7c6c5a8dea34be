package document

import (
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/ot"
)

// CheckBuffer looks at the shape of the tree: sizes add up, no child is empty.
func CheckBuffer(b *Buffer) error {
	if b.tree == nil {
		if len(b.flat) != b.units {
			return fmt.Errorf("flat text has %d units, not %d", len(b.flat), b.units)
		}
		return nil
	}
	units, err := checkBranch(b.tree.root, b.tree.height)
	if err == nil && units != b.units {
		err = fmt.Errorf("tree has %d units, not %d", units, b.units)
	}
	return err
}

func checkBranch(b *branch, height int) (units int, err error) {
	if b.n < 1 || b.n > fanout {
		return 0, fmt.Errorf("branch with %d children", b.n)
	}
	for i := 0; i < b.n; i++ {
		size := int(b.size[i])
		if size < 1 {
			return 0, fmt.Errorf("child with %d units at height %d", size, height)
		}
		if height == 0 {
			if size > chunkUnits || b.leaf[i] == nil {
				return 0, fmt.Errorf("chunk with %d units", size)
			}
		} else if below, err := checkBranch(b.kid[i], height-1); err != nil || below != size {
			return 0, fmt.Errorf("branch says %d units, has %d (%v)", size, below, err)
		}
		units += size
	}
	for i := b.n; i < fanout; i++ {
		if b.kid[i] != nil || b.leaf[i] != nil {
			return 0, fmt.Errorf("unused slot %d holds on to memory", i)
		}
	}
	return units, nil
}

// CheckOrder looks at the ranks of all properties: they grow, and when nothing is
// pending no place is open or still to be decided on.
func CheckOrder(d *Document, committed bool) error {
	if committed && len(d.vacant) > 0 {
		return fmt.Errorf("nothing is pending and places are vacant: %v", d.vacant)
	}
	for _, n := range d.byID {
		if n.kind != ot.KindObject {
			continue
		}
		last := int32(0)
		for _, kid := range n.kids {
			if kid.slot <= last || committed && kid.slot >= pending {
				return fmt.Errorf("property %q of %s has rank %d behind %d", kid.key, n.id, kid.slot, last)
			}
			last = kid.slot
		}
	}
	return nil
}
