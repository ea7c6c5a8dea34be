package ot

import "testing"

// Of two who bring the same back, what is left of the second one's goes over the wire and
// into the log like any operation: where its kind has a value there must be one.
func TestWhatIsLeftOfARestorationHasAValue(t *testing.T) {
	entry := &Value{ID: "e", Kind: KindNull}
	list := &Value{ID: "a", Kind: KindArray, Items: []Value{*entry}}
	object := &Value{ID: "o", Kind: KindObject, Members: []Member{{Key: "k", Value: *entry}}}
	restorations := []Op{
		{Kind: ArrayInsert, ID: "a", Bool: true, Value: entry},
		{Kind: ArrayReplace, ID: "a", Bool: true, Value: entry},
		{Kind: ArraySet, ID: "a", Bool: true, Value: list},
		{Kind: ObjectAddProperty, ID: "o", Key: "k", Bool: true, Value: entry},
		{Kind: ObjectSetProperty, ID: "o", Key: "k", Bool: true, Value: entry},
		{Kind: ObjectSet, ID: "o", Bool: true, Value: object},
	}
	met := 0
	for _, first := range restorations {
		for _, second := range restorations {
			s, c := first, second
			if sameSlot(&s, &c) {
				continue
			}
			met++
			if err := TransformOwned(&s, &c); err != nil {
				t.Fatalf("%v %v: %v", first, second, err)
			}
			for _, op := range append([]Op{c}, s.Ops...) {
				switch op.Kind {
				case ArrayInsert, ArrayReplace, ArraySet, ObjectAddProperty, ObjectSetProperty, ObjectSet:
					if op.Value == nil {
						t.Errorf("%v after %v left %v, which has no value", second, first, op)
					}
				}
			}
		}
	}
	if met == 0 {
		t.Fatal("no two restorations met")
	}
}
