package ot

// ValueKind is the type of a data value.
type ValueKind uint8

// The kinds of data values. The numbers are part of the wire and storage
// formats and are never changed or reused.
const (
	KindObject  ValueKind = 1
	KindArray   ValueKind = 2
	KindString  ValueKind = 3
	KindNumber  ValueKind = 4
	KindBoolean ValueKind = 5
	KindDate    ValueKind = 6
	KindNull    ValueKind = 7
)

// String returns the name that the public API uses for the kind.
func (k ValueKind) String() string {
	switch k {
	case KindObject:
		return "object"
	case KindArray:
		return "array"
	case KindString:
		return "string"
	case KindNumber:
		return "number"
	case KindBoolean:
		return "boolean"
	case KindDate:
		return "date"
	case KindNull:
		return "null"
	}
	return "invalid"
}

// Value is a data value with the element ids of itself and everything below
// it. Only the fields of its Kind are set. Values are shared freely and never
// changed after they have been made.
type Value struct {
	ID      string
	Kind    ValueKind
	Bool    bool      // KindBoolean
	Number  float64   // KindNumber; finite
	Rest    []float64 // KindNumber: what rounding the sum of deltas to Number lost, largest first
	Millis  int64     // KindDate: milliseconds since 1970-01-01T00:00:00Z
	Text    Text      // KindString
	Items   []Value   // KindArray
	Members []Member  // KindObject: in insertion order, every key once
}

// Member is one property of an object value. Key is WTF-8, like all text.
type Member struct {
	Key   string
	Value Value
}
