package bridge_test

import (
	"go/ast"
	"testing"

	"github.com/convergence-wasm/convergence/internal/bridge"
)

// unread are methods whose arguments do not all follow from the method.
var unread = map[string]string{
	"StoreAnswer": "the rest is for who has asked the store",
}

// TestArgumentsAreReadAsDeclared follows each method through cmd/wasm.
func TestArgumentsAreReadAsDeclared(t *testing.T) {
	r := tracer{name: "a", typ: "arguments", leaves: map[string]string{
		"int": "n", "number": "n", "string": "s", "bool": "b", "data": "d", "descend": "p",
		"value": "v", "json": "v", "keyValues": "v", "options": "v", "raw": "v", "referenceValues": "v",
		"list": "", "peekNil": "",
	}, inList: rangesOverArgument}
	r.run(parse(t))
	for _, m := range bridge.Methods {
		s, err := bridge.Parse(m.Signature)
		if err != nil {
			t.Fatal(err)
		}
		have, ok := r.methods[m.Name]
		if want := letters(s.Args); unread[m.Name] == "" && (!ok || have != want) {
			t.Errorf("%s reads %q, and is declared with %q: %s", m.Name, have, want, m.Signature)
		}
	}
}

// rangesOverArgument finds loops over a list that is read. A list that is opened
// elsewhere is one of fixed length.
func rangesOverArgument(t *tracer, loop ast.Node) (yes bool) {
	r, ok := loop.(*ast.RangeStmt)
	if !ok {
		return false
	}
	ast.Inspect(r.X, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok && isNamed(s.X, t.name) && s.Sel.Name == "list" {
			yes = true
		}
		return true
	})
	return yes
}
