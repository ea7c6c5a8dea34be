package query

import (
	"fmt"
	"strconv"
)

// Select is a parsed query.
type Select struct {
	Fields     []Field // none: the whole document
	Collection string
	Where      *Node // nil: every model
	Order      []Order
	Limit      int // -1: not given
	LimitAt    int // where the limit stands in the query, as in [Error]
	Offset     int
}

// Field is a part of the documents that a query asks for.
type Field struct {
	Path Path
	Name string // in the result: the alias, or the path as it was written
}

// Order is one criterion for the order of results.
type Order struct {
	Path       Path
	Descending bool
}

// Meta is a field about the model rather than in its document.
type Meta uint8

// The fields about the model. MetaNone stands for a path in the document.
const (
	MetaNone Meta = iota
	MetaID
	MetaVersion
	MetaCreated
	MetaModified
	MetaCollection
)

var metaNames = map[string]Meta{
	"@id": MetaID, "@version": MetaVersion, "@created": MetaCreated, "@modified": MetaModified, "@collection": MetaCollection,
}

// Path leads from the root of a document to one of its values.
type Path struct {
	Meta  Meta
	Steps []Step // none with a Meta
}

// Step is one part of a path: a property, or an entry of an array.
type Step struct {
	Key     string
	Index   int
	IsIndex bool
}

// Op says what a [Node] is.
type Op uint8

// The operators and operands.
const (
	opInvalid Op = iota

	Or // of Args, two or more
	And
	Not

	Equal // the two Args
	Unequal
	Less
	Greater
	LessEqual
	GreaterEqual
	Like // Args[0] is text, Text the pattern
	In   // Args[0] is a path, the others are literals
	IsNull
	NotNull

	Add
	Subtract
	Multiply
	Divide
	Modulo

	PathOf // Path
	Text   // Text
	Number // Number
	Bool   // Bool
	Date   // Millis
)

// Node is a condition or a value.
type Node struct {
	Op     Op
	Args   []*Node
	Path   Path
	Text   string
	Number float64
	Bool   bool
	Millis int64 // since 1970

	at    int // byte offset in the query
	depth int
}

// valueType is the type of a value as far as the query says.
type valueType uint8

const (
	anyType valueType = iota // of a field: its documents say
	textType
	numberType
	boolType
	dateType
	condition // no value
	quantity  // in SQL: a number, or a date as its milliseconds
)

var typeNames = [...]string{"anything", "text", "a number", "a boolean", "a date", "a condition"}

func (n *Node) valueType() valueType {
	switch n.Op {
	case PathOf:
		switch n.Path.Meta {
		case MetaID, MetaCollection:
			return textType
		case MetaVersion:
			return numberType
		case MetaCreated, MetaModified:
			return dateType
		}
		return anyType
	case Text:
		return textType
	case Bool:
		return boolType
	case Date:
		return dateType
	case Number, Add, Subtract, Multiply, Divide, Modulo:
		return numberType
	}
	return condition
}

// Error is returned for a query that cannot be understood.
type Error struct {
	Index   int // where in the query, in UTF-16 code units; at most its length
	Message string
}

// Error says what is wrong and where.
func (e *Error) Error() string {
	return fmt.Sprintf("%s (at character %s)", e.Message, strconv.Itoa(e.Index+1))
}
