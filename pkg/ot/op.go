package ot

// Kind says what an operation does.
type Kind uint8

// The fifteen discrete operations and the compound. The numbers are part of
// the wire and storage formats and are never changed or reused.
const (
	StringSplice         Kind = 1  // Index, Count, Text: delete Count units at Index, insert Text there
	StringSet            Kind = 2  // Text
	ArrayInsert          Kind = 3  // Index, Value
	ArrayRemove          Kind = 4  // Index
	ArrayReplace         Kind = 5  // Index, Value
	ArrayMove            Kind = 6  // Index (from), To: take out at Index, put so that it ends at To
	ArraySet             Kind = 7  // Value: a KindArray value whose Items are the new entries
	ObjectAddProperty    Kind = 8  // Key, Value; Index in an inverse: the place that it gets, from 1 on, 0 behind all others
	ObjectSetProperty    Kind = 9  // Key, Value
	ObjectRemoveProperty Kind = 10 // Key
	ObjectSet            Kind = 11 // Value: a KindObject value whose Members are the new properties
	NumberDelta          Kind = 12 // Number: added to the element
	NumberSet            Kind = 13 // Number
	BooleanSet           Kind = 14 // Bool
	DateSet              Kind = 15 // Millis
	Compound             Kind = 16 // Ops: discrete operations, applied in order, all or none
)

// Op is one operation on the element with id ID. It is a value: copy it
// freely, change a copy, never what Value or Ops point to. The comment on each
// Kind lists the fields it uses; all others but a stamp are zero, so that equal
// operations are equal field by field (see [Equal]).
//
// A NoOp keeps its other fields, applies as nothing and still takes a version.
type Op struct {
	Kind   Kind
	NoOp   bool
	Bool   bool   // BooleanSet; with a Value: it has the ids of elements that were removed, see [Op.Restores]
	ID     string // target element; empty for Compound
	Index  int    // UTF-16 code units in a string, entries in an array
	Count  int    // UTF-16 code units deleted by StringSplice
	To     int    // destination of ArrayMove; else a stamp of package document, while pending at its maker
	Key    string // property name, WTF-8
	Text   Text
	Number float64
	Millis int64 // milliseconds since 1970-01-01T00:00:00Z
	Value  *Value
	Ops    []Op
}
