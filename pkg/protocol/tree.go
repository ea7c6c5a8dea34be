package protocol

import "github.com/convergence-wasm/convergence/pkg/ot"

// Tree is a node of a tree of values, such as an element of a document. N is its own type.
type Tree[N any] interface {
	Shallow() ot.Value // without what is in an object or an array
	Len() int          // nodes in it, of an object or an array
	At(i int) N
	Key() string // in an object
}

// AppendTree appends what [AppendValue] does for the value of a tree, without making one: that
// takes several times as much memory as the tree.
func AppendTree[N Tree[N]](dst []byte, root N) ([]byte, error) {
	return appendField(dst, func(c *codec) { tree(c, root) })
}

// tree writes what [codec.value] does.
func tree[N Tree[N]](c *codec, n N) {
	if c.mode == counting {
		c.next(false)
		return
	}
	v := n.Shallow()
	c.record(func(c *codec) {
		if v.Kind != ot.KindObject && v.Kind != ot.KindArray {
			c.valueFields(&v)
			return
		}
		whole(c, &v.Kind, 0x7F)
		c.string(&v.ID)
		if !c.next(n.Len() == 0) {
			return
		}
		c.entries(n.Len(), 0, func(c *codec, i int) {
			kid := n.At(i)
			if v.Kind == ot.KindArray {
				tree(c, kid)
				return
			}
			c.record(func(c *codec) {
				key := kid.Key()
				c.string(&key)
				tree(c, kid)
			})
		})
	})
}
