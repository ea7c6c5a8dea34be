package protocol

import (
	"sort"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol/internal/pack"
)

// value visits a data value as an array: kind, id, content. Unlike other
// fields it has no zero value that a missing one could be taken for.
func (c *codec) value(v *ot.Value) {
	if c.mode == counting {
		c.next(false) // without counting what is in it once for every level above
		return
	}
	c.record(func(c *codec) { c.valueFields(v) })
}

func (c *codec) valueFields(v *ot.Value) {
	whole(c, &v.Kind, 0x7F)
	c.string(&v.ID)
	switch v.Kind {
	case ot.KindObject:
		list(c, &v.Members, func(c *codec, m *ot.Member) {
			c.record(func(c *codec) {
				c.string(&m.Key)
				c.value(&m.Value)
			})
		})
	case ot.KindArray:
		list(c, &v.Items, (*codec).value)
	case ot.KindString:
		c.text(&v.Text)
	case ot.KindNumber:
		c.float(&v.Number)
		if c.mode != reading || c.left > 0 { // nearly every number has none
			list(c, &v.Rest, (*codec).float)
		}
	case ot.KindBoolean:
		c.bool(&v.Bool)
	case ot.KindDate:
		c.millis(&v.Millis)
	case ot.KindNull:
	default:
		if c.mode == reading {
			c.fail("value of unknown kind %d", v.Kind)
		}
	}
}

func (c *codec) valuePointer(v **ot.Value) {
	optional(c, v, (*codec).value)
	if c.mode == reading && *v == nil {
		c.fail("value is missing")
	}
}

// AppendValue appends the wire form of a value to dst, as the store keeps it.
func AppendValue(dst []byte, v ot.Value) ([]byte, error) {
	return appendField(dst, func(c *codec) { c.value(&v) })
}

// DecodeValue reads what [AppendValue] wrote. Errors wrap [ErrMalformed].
func DecodeValue(data []byte) (ot.Value, error) {
	var v ot.Value
	err := decodeField(data, func(c *codec) { c.value(&v) })
	return v, err
}

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

func appendField(dst []byte, visit func(*codec)) ([]byte, error) {
	out := pack.Buffer{B: dst}
	c := codec{mode: writing, out: &out}
	c.single(visit)
	return out.B, c.err
}

func decodeField(data []byte, visit func(*codec)) error {
	in := pack.Reader{Data: data}
	c := codec{mode: reading, in: &in}
	c.single(visit)
	if c.err == nil && in.Left() > 0 {
		c.fail("%d bytes too many", in.Left())
	}
	return c.err
}

// JSON is a plain value without element ids, as in error details, presence and
// activity state: nil, bool, float64, string, []JSON or map[string]JSON, whose
// keys are sorted on the wire; in the data of models [Object] instead.
type JSON any

// Object is a JSON object with its properties in order.
type Object []Property

// Property is a property of an [Object].
type Property struct {
	Key   string
	Value JSON
}

// Sorted returns the entries of a map in the order of their keys.
func Sorted(m map[string]JSON) Object {
	o := make(Object, 0, len(m))
	for k, v := range m {
		o = append(o, Property{k, v})
	}
	sort.Slice(o, func(i, j int) bool { return o[i].Key < o[j].Key })
	return o
}

// Get returns the value of a property, nil when there is none.
func (o Object) Get(key string) JSON {
	for i := range o {
		if o[i].Key == key {
			return o[i].Value
		}
	}
	return nil
}

func (c *codec) json(v *JSON) {
	if !c.next(*v == nil) {
		return
	}
	if !c.deeper() {
		return
	}
	if c.mode == writing {
		c.writeJSON(*v)
	} else {
		c.readJSON(v)
	}
	c.depth--
}

func (c *codec) writeJSON(v JSON) {
	enc := c.out.Encoder()
	switch v := v.(type) {
	case nil:
		c.check(enc.EncodeNil())
	case bool:
		c.check(enc.EncodeBool(v))
	case float64:
		c.check(c.out.WriteFloat(v))
	case int:
		c.check(enc.EncodeInt(int64(v)))
	case string:
		c.check(enc.EncodeString(v))
	case []JSON:
		c.check(enc.EncodeArrayLen(len(v)))
		for i := range v {
			c.single(func(c *codec) { c.json(&v[i]) })
		}
	case map[string]JSON:
		c.writeJSON(Sorted(v))
	case Object:
		c.check(enc.EncodeMapLen(len(v)))
		for i := range v {
			c.check(enc.EncodeString(v[i].Key))
			c.single(func(c *codec) { c.json(&v[i].Value) })
		}
	default:
		c.fail("%T is not a JSON value", v)
	}
}

func (c *codec) readJSON(v *JSON) {
	code := c.in.Peek()
	switch {
	case code == pack.NilCode:
		c.in.Pos++
	case code == 0xC2 || code == 0xC3:
		*v, _ = c.in.Bool()
	case code >= 0x90 && code <= 0x9F || code == 0xDC || code == 0xDD:
		n := c.length()
		c.spend(n, entrySize)
		items := []JSON{} // grows as entries arrive, not as announced
		for i := 0; i < n && c.err == nil; i++ {
			var e JSON
			c.single(func(c *codec) { c.json(&e) })
			items = append(items, e)
		}
		*v = items
	case code >= 0x80 && code <= 0x8F || code == 0xDE || code == 0xDF:
		n, err := c.in.Decoder().DecodeMapLen()
		c.check(err)
		if n > c.in.Left()/2 {
			c.fail("object of %d properties in %d bytes", n, c.in.Left())
		}
		c.spend(n, propertySize)
		object := Object{}
		for i := 0; i < n && c.err == nil; i++ {
			var key ot.Text
			var e JSON
			c.readText(&key)
			c.single(func(c *codec) { c.json(&e) })
			object = append(object, Property{key.WTF8(), e})
		}
		if c.ordered {
			*v = object
			break
		}
		m := make(map[string]JSON, len(object))
		for i := range object {
			m[object[i].Key] = object[i].Value
		}
		*v = m
	case code >= 0xA0 && code <= 0xBF || code >= 0xD9 && code <= 0xDB:
		var t ot.Text
		c.readText(&t)
		*v = t.WTF8()
	case code <= 0x7F || code >= 0xE0 || code >= 0xCA && code <= 0xD3:
		var f float64
		c.single(func(c *codec) { c.float(&f) })
		*v = f
	default:
		c.fail("unexpected msgpack code %#x", code)
	}
}

// object visits an object of a model's data, which keeps its order.
func (c *codec) object(v *Object) {
	j := JSON(*v)
	c.ordered = true
	c.json(&j)
	c.ordered = false
	if c.mode == reading {
		o, ok := j.(Object)
		if !ok && c.err == nil {
			c.fail("map expected")
		}
		*v = o
	}
}

// details visits an optional map of JSON values.
func (c *codec) details(v *map[string]JSON) {
	var j JSON
	if c.mode != reading && *v != nil {
		j = *v
	}
	c.json(&j)
	if c.mode != reading {
		return
	}
	if m, ok := j.(map[string]JSON); ok {
		*v = m
	} else if j != nil {
		c.fail("map expected")
	}
}
