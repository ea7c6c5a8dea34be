package document

import (
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/ot"
)

// CheckBuffer looks at the shape of the tree: sizes add up, no child is empty.
func CheckBuffer(b *Buffer) error {
	if b.loaded != "" {
		if b.flat != nil || b.tree != nil {
			return fmt.Errorf("a text as it was loaded is there twice")
		}
		return nil
	}
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
		for i := range n.kids.len() {
			kid := n.kids.at(i)
			if kid.slot <= last || committed && kid.slot >= pending {
				return fmt.Errorf("property %q of %s has rank %d behind %d", kid.key, n.id, kid.slot, last)
			}
			last = kid.slot
		}
	}
	return nil
}

// CheckChildren looks at the shape of what a container holds: sizes add up, no
// part is empty, entries know their leaf and nothing holds on to memory.
func CheckChildren(n *Node) error {
	t := n.kids.tree()
	if t == nil {
		if n.kids.len() > fewKids {
			return fmt.Errorf("%d children in one slice", n.kids.len())
		}
		return nil
	}
	used := 0
	count, err := t.check(t.root, nil, t.height, &used)
	switch {
	case err != nil:
		return err
	case int(count) != t.count || t.count <= fewKids/2:
		return fmt.Errorf("tree says %d children, has %d", t.count, count)
	case used+len(t.unused) != len(t.leaves):
		return fmt.Errorf("%d leaves of %d numbers, %d unused", used, len(t.leaves), len(t.unused))
	case t.height > 0 && t.root.n < 2:
		return fmt.Errorf("root with %d parts at height %d", t.root.n, t.height)
	}
	return nil
}

func (t *kidTree) check(b, up *kidBranch, height int, used *int) (count int32, err error) {
	if b.n < 1 || b.up != up {
		return 0, fmt.Errorf("branch with %d parts, up %p and not %p", b.n, b.up, up)
	}
	for i := range kidFanout {
		if i >= b.n {
			if b.part[i] != nil || b.leaf[i] != nil {
				return 0, fmt.Errorf("unused place %d holds on to memory", i)
			}
			continue
		}
		var below int32
		if height > 0 {
			if below, err = t.check(b.part[i], b, height-1, used); err != nil {
				return 0, err
			}
		} else {
			leaf := b.leaf[i]
			below = leaf.n
			*used++
			if leaf.up != b || t.leaves[leaf.number] != leaf {
				return 0, fmt.Errorf("leaf %d is not where it says", leaf.number)
			}
			for j, kid := range leaf.kid {
				if (kid != nil) != (j < int(leaf.n)) || kid != nil && !t.ranked && kid.slot != leaf.number {
					return 0, fmt.Errorf("place %d of a leaf with %d children: %v", j, leaf.n, kid)
				}
			}
		}
		if below != b.size[i] || below == 0 {
			return 0, fmt.Errorf("part with %d children at height %d, not %d", below, height, b.size[i])
		}
		count += below
	}
	return count, nil
}

// Progress returns how many elements a reading has made and how many of those it has
// entered into the document, together.
func Progress(r *Reading) int { return len(r.builder.nodes) + r.entered }
