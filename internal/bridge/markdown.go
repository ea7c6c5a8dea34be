package bridge

import (
	"fmt"
	"strings"
)

// tables are the generated parts of the page, by the name of their marker.
func tables() map[string]string {
	all := map[string]string{"exports": functions("export", Exports), "imports": functions("import", Imports)}
	var methods, frames, records, enums strings.Builder
	methods.WriteString("| method | arguments and result | |\n|---|---|---|\n")
	for _, m := range Methods {
		row(&methods, fmt.Sprintf("%d %s", m.Number, m.Name), m.Signature, m.Note)
	}
	frames.WriteString("| frame | fields | |\n|---|---|---|\n")
	for _, f := range Frames {
		row(&frames, fmt.Sprintf("%d %s", f.Number, f.Name), f.Signature, f.Note)
	}
	records.WriteString("| type | fields | |\n|---|---|---|\n")
	for _, r := range Records {
		row(&records, r.Name, r.Signature, r.Note)
	}
	enums.WriteString("| numbers | |\n|---|---|\n")
	for _, e := range Enums {
		var values []string
		for _, v := range e.Values {
			value := fmt.Sprintf("%d %s", v.Number, v.Name)
			if v.Payload != "" {
				value += ": " + v.Payload
			}
			values = append(values, value)
		}
		fmt.Fprintf(&enums, "| %s: %s | %s |\n", e.Name, e.about(), strings.Join(values, "; "))
	}
	all["methods"], all["frames"], all["types"], all["numbers"] = methods.String(), frames.String(), records.String(), enums.String()
	return all
}

func functions(kind string, all []Function) string {
	var b strings.Builder
	fmt.Fprintf(&b, "| %s | |\n|---|---|\n", kind)
	for _, f := range all {
		args, back, ok := strings.Cut(f.Signature, "->")
		if ok {
			back = " ->" + back
		}
		fmt.Fprintf(&b, "| `%s(%s)%s` | %s |\n", f.Name, strings.TrimSpace(args), back, f.Note)
	}
	return b.String()
}

func row(b *strings.Builder, name, signature, note string) {
	if signature != "" {
		signature = "`" + signature + "`"
	}
	fmt.Fprintf(b, "| %s | %s | %s |\n", name, signature, note)
}
