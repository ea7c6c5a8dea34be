package bridge

import (
	"fmt"
	"go/format"
	"strings"
)

// goFile is what cmd/wasm needs of the declaration.
func goFile() (string, error) {
	var b strings.Builder
	b.WriteString(generated)
	b.WriteString("//go:build js && wasm\n\npackage main\n\nimport \"github.com/convergence-wasm/convergence/pkg/protocol\"\n\n")
	b.WriteString("// method numbers a general call, see docs/bridge.md.\ntype method int32\n\nconst (\n")
	for _, m := range Methods {
		fmt.Fprintf(&b, "method%s method = %d\n", m.Name, m.Number)
	}
	b.WriteString(")\n\n// The frames, see docs/bridge.md.\nconst (\n")
	for _, f := range Frames {
		fmt.Fprintf(&b, "frame%s = %d\n", f.Name, f.Number)
	}
	b.WriteString(")\n\n")
	for _, e := range Enums {
		if !e.Core {
			continue
		}
		fmt.Fprintf(&b, "// %s\nconst (\n", e.Note)
		for _, v := range e.Values {
			fmt.Fprintf(&b, "%s%s%s = %d\n", strings.ToLower(e.Name[:1]), e.Name[1:], v.Name, v.Number)
		}
		b.WriteString(")\n\n")
	}
	b.WriteString("// requests are what method Request may send.\nvar requests = [...]protocol.Body{\n")
	for _, v := range Requests.Values {
		fmt.Fprintf(&b, "protocol.Body%sRequest,\n", v.Name)
	}
	b.WriteString("}\n")
	code, err := format.Source([]byte(b.String()))
	return string(code), err
}
