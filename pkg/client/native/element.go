package native

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
)

// Element is an element of an open model. The zero Element stands for one that
// does not exist; see [Element.Exists]. Edits apply here at once and are sent
// in the background; they fail with a [*client.Error] when the element is gone,
// is of another kind, or an index is out of range.
type Element struct {
	m *Model
	n *document.Node
}

// Exists reports whether there is such an element.
func (e Element) Exists() bool { return e.n != nil && e.m.Attached(e.n) }

// At follows a path of property names (string) and indexes of arrays (int). It
// returns the zero Element where there is nothing.
func (e Element) At(path ...any) Element {
	found := Element{m: e.m}
	if e.n == nil {
		return found
	}
	e.m.View(func() {
		n := e.n
		for _, step := range path {
			switch step := step.(type) {
			case string:
				n = n.Get(step)
			case int:
				if step < 0 || step >= n.Len() || n.Kind() != ot.KindArray {
					return
				}
				n = n.At(step)
			default:
				return
			}
			if n == nil {
				return
			}
		}
		found.n = n
	})
	return found
}

// Value returns a copy of the element as plain Go: nil, bool, float64, string,
// time.Time, []any or map[string]any.
func (e Element) Value() (v any) {
	if e.n == nil {
		return nil
	}
	e.m.View(func() { v = Plain(e.n.Value()) })
	return v
}

// Len returns the number of UTF-16 units, entries or properties.
func (e Element) Len() (n int) {
	if e.n != nil {
		e.m.View(func() { n = e.n.Len() })
	}
	return n
}

// Insert inserts text at an index of a string, in UTF-16 units.
func (e Element) Insert(index int, text string) error { return e.Splice(index, 0, text) }

// Splice replaces count units at an index of a string with text.
func (e Element) Splice(index, count int, text string) error {
	if e.n == nil {
		return errAbsent
	}
	t, err := ot.NewText(text)
	if err != nil {
		return err
	}
	return e.m.Splice(e.n, index, count, t.AppendUTF16(nil))
}

// Add adds to a number.
func (e Element) Add(delta float64) error {
	if e.n == nil {
		return errAbsent
	}
	return e.m.AddNumber(e.n, delta)
}

// Set replaces the content of the element with a plain Go value of the same
// kind.
func (e Element) Set(v any) error {
	return e.with(v, func(value ot.Value) error { return e.m.SetContent(e.n, value) })
}

// Put sets a property of an object.
func (e Element) Put(key string, v any) error {
	return e.with(v, func(value ot.Value) error {
		_, err := e.m.SetProperty(e.n, key, value)
		return err
	})
}

// InsertEntry inserts into an array.
func (e Element) InsertEntry(index int, v any) error {
	return e.with(v, func(value ot.Value) error {
		_, err := e.m.InsertEntry(e.n, index, value)
		return err
	})
}

// Move takes an entry of an array from one index to another.
func (e Element) Move(from, to int) error {
	if e.n == nil {
		return errAbsent
	}
	return e.m.MoveEntry(e.n, from, to)
}

// Remove takes the element out of the object or array that holds it.
func (e Element) Remove() error {
	if e.n == nil {
		return errAbsent
	}
	return e.m.RemoveElement(e.n)
}

func (e Element) with(v any, f func(ot.Value) error) error {
	if e.n == nil {
		return errAbsent
	}
	value, err := Value(v)
	if err != nil {
		return err
	}
	return f(value)
}

var errAbsent = errors.New("there is no such element")

// Value converts plain Go (nil, bool, numbers, string, time.Time, []any,
// map[string]any, whose keys are sorted) to the value of an element.
func Value(v any) (ot.Value, error) {
	switch v := v.(type) {
	case ot.Value:
		return v, nil
	case nil:
		return ot.Value{Kind: ot.KindNull}, nil
	case bool:
		return ot.Value{Kind: ot.KindBoolean, Bool: v}, nil
	case int:
		return ot.Value{Kind: ot.KindNumber, Number: float64(v)}, nil
	case float64:
		return ot.Value{Kind: ot.KindNumber, Number: v}, nil
	case time.Time:
		return ot.Value{Kind: ot.KindDate, Millis: v.UnixMilli()}, nil
	case string:
		t, err := ot.NewText(v)
		return ot.Value{Kind: ot.KindString, Text: t}, err
	case []any:
		array := ot.Value{Kind: ot.KindArray}
		for _, item := range v {
			value, err := Value(item)
			if err != nil {
				return array, err
			}
			array.Items = append(array.Items, value)
		}
		return array, nil
	case map[string]any:
		object := ot.Value{Kind: ot.KindObject}
		for _, key := range slices.Sorted(maps.Keys(v)) {
			value, err := Value(v[key])
			if err != nil {
				return object, err
			}
			object.Members = append(object.Members, ot.Member{Key: key, Value: value})
		}
		return object, nil
	}
	return ot.Value{}, fmt.Errorf("a %T is no value of a model", v)
}

// Plain converts the value of an element to plain Go.
func Plain(v ot.Value) any {
	switch v.Kind {
	case ot.KindBoolean:
		return v.Bool
	case ot.KindNumber:
		return v.Number
	case ot.KindDate:
		return time.UnixMilli(v.Millis)
	case ot.KindString:
		return v.Text.WTF8()
	case ot.KindArray:
		array := make([]any, len(v.Items))
		for i := range v.Items {
			array[i] = Plain(v.Items[i])
		}
		return array
	case ot.KindObject:
		object := make(map[string]any, len(v.Members))
		for _, m := range v.Members {
			object[m.Key] = Plain(m.Value)
		}
		return object
	}
	return nil
}
