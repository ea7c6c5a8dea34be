package rest

import (
	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// stateOf writes a state as JSON, by key.
func stateOf(state map[string]protocol.JSON) []byte { return appendState(nil, state) }

// appendState appends JSON that came from a client. The standard encoder would replace
// halves of characters.
func appendState(dst []byte, v protocol.JSON) []byte {
	text := func(s string) []byte {
		t, _ := ot.NewText(s) // which the wire has checked
		return document.AppendJSON(dst, ot.Value{Kind: ot.KindString, Text: t})
	}
	switch x := v.(type) {
	case bool:
		return document.AppendJSON(dst, ot.Value{Kind: ot.KindBoolean, Bool: x})
	case float64:
		return document.AppendJSON(dst, ot.Value{Kind: ot.KindNumber, Number: x})
	case string:
		return text(x)
	case []protocol.JSON:
		dst = append(dst, '[')
		for i := range x {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendState(dst, x[i])
		}
		return append(dst, ']')
	case map[string]protocol.JSON:
		return appendState(dst, protocol.Sorted(x))
	case protocol.Object:
		dst = append(dst, '{')
		for i := range x {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = text(x[i].Key)
			dst = appendState(append(dst, ':'), x[i].Value)
		}
		return append(dst, '}')
	}
	return append(dst, "null"...)
}
