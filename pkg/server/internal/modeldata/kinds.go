package modeldata

import "github.com/convergence-wasm/convergence/pkg/ot"

// Kinds are the names of operations, as they are written for people and other programs.
var Kinds = map[ot.Kind]string{
	ot.StringSplice: "string-splice", ot.StringSet: "string-set", ot.ArrayInsert: "array-insert", ot.ArrayRemove: "array-remove",
	ot.ArrayReplace: "array-replace", ot.ArrayMove: "array-move", ot.ArraySet: "array-set", ot.ObjectAddProperty: "object-add-property",
	ot.ObjectSetProperty: "object-set-property", ot.ObjectRemoveProperty: "object-remove-property", ot.ObjectSet: "object-set",
	ot.NumberDelta: "number-delta", ot.NumberSet: "number-set", ot.BooleanSet: "boolean-set", ot.DateSet: "date-set", ot.Compound: "compound",
}
