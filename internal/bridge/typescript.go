package bridge

import (
	"fmt"
	"strings"
)

// numbersFile holds the enumerations. They are const: nothing of them is left in
// what a page downloads.
func numbersFile() string {
	var b strings.Builder
	b.WriteString(generated)
	methods := Enum{Name: "Method", Note: "Methods of the export `call`."}
	for _, m := range Methods {
		methods.Values = append(methods.Values, Value{Name: m.Name, Number: m.Number})
	}
	frames := Enum{Name: "Frame", Note: "Kinds of frames that the core delivers."}
	for _, f := range Frames {
		frames.Values = append(frames.Values, Value{Name: f.Name, Number: f.Number})
	}
	for i, e := range append([]Enum{methods, frames, Requests}, Enums...) {
		if i > 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "/** %s */\nexport const enum %s {\n", e.about(), e.Name)
		for _, v := range e.Values {
			fmt.Fprintf(&b, "  %s = %d,\n", v.Name, v.Number)
		}
		b.WriteString("}\n")
	}
	return b.String()
}

// callsFile holds the types of what travels.
func callsFile() string {
	var b strings.Builder
	b.WriteString(generated)
	b.WriteString("import type { Wire } from \"../core/frames.js\";\nimport type { Frame, Method } from \"./numbers.js\";\n\n")
	b.WriteString("/** An element: its handle and kind. */\nexport type ElementWire = readonly [handle: number, kind: number] | null;\n\n")
	for _, r := range Records {
		if r.Note != "" {
			fmt.Fprintf(&b, "/** %s. */\n", strings.ToUpper(r.Note[:1])+r.Note[1:])
		}
		s, _ := Parse(r.Signature)
		fmt.Fprintf(&b, "export type %s = readonly %s;\n", recordType(r.Name), tuple(s.Args))
	}
	b.WriteString("\n/** What each method takes, and gives back or has its promise settle with. */\nexport interface Calls {\n")
	for _, m := range Methods {
		s, _ := Parse(m.Signature)
		fmt.Fprintf(&b, "  [Method.%s]: { args: %s; result: %s };\n", m.Name, tuple(s.Args), result(s.Result))
	}
	b.WriteString("}\n\n/** What each kind of frame is. */\nexport interface Frames {\n")
	for _, f := range Frames {
		s, _ := Parse(f.Signature)
		fmt.Fprintf(&b, "  [Frame.%s]: readonly [frame: Frame.%s, %s;\n", f.Name, f.Name, tuple(s.Args)[1:])
	}
	b.WriteString("}\n\n/** One kind of frame. */\nexport type FrameOf<K extends keyof Frames> = Frames[K];\n/** Any frame. */\nexport type AnyFrame = Frames[keyof Frames];\n")
	return b.String()
}

// functionsFile holds what both sides export.
func functionsFile() string {
	var b strings.Builder
	b.WriteString(generated)
	for _, side := range []struct {
		name, note string
		all        []Function
	}{{"Exports", "What the core exports.", Exports}, {"Imports", "What the core imports.", Imports}} {
		fmt.Fprintf(&b, "/** %s */\nexport interface %s {\n", side.note, side.name)
		for _, f := range side.all {
			s, _ := Parse(f.Signature)
			args := tuple(s.Args)
			back := "void"
			if len(s.Result) > 0 {
				back = "number"
			}
			fmt.Fprintf(&b, "  %s(%s): %s;\n", f.Name, args[1:len(args)-1], back)
		}
		b.WriteString("}\n\n")
	}
	b.WriteString("/** The names of the exports. */\nexport const EXPORTS: readonly (keyof Exports)[] = [\n")
	for _, f := range Exports {
		fmt.Fprintf(&b, "  %q,\n", f.Name)
	}
	b.WriteString("];\n")
	return b.String()
}

func recordType(name string) string { return strings.ToUpper(name[:1]) + name[1:] + "Wire" }

func tuple(fields []Field) string {
	var parts []string
	for _, f := range fields {
		switch t := typescript(f.Type); {
		case f.Rest:
			parts = append(parts, fmt.Sprintf("...%s: readonly (%s)[]", f.Name, t))
		case f.Absent:
			parts = append(parts, fmt.Sprintf("%s?: %s", f.Name, t))
		default:
			parts = append(parts, fmt.Sprintf("%s: %s", f.Name, t))
		}
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// result is the type of what a method gives back: one value as it is, several in
// an array.
func result(fields []Field) string {
	switch len(fields) {
	case 0:
		return "undefined"
	case 1:
		return typescript(fields[0].Type)
	}
	return tuple(fields)
}

func typescript(t Type) string {
	s := ""
	switch {
	case t.List != nil:
		s = typescript(*t.List)
		if strings.Contains(s, " ") {
			s = "(" + s + ")"
		}
		s = "readonly " + s + "[]"
	case t.Keys != nil:
		s = "readonly " + tuple(t.Keys)
	default:
		switch t.Name {
		case "int", "number", "i32", "f64":
			s = "number"
		case "bool":
			s = "boolean"
		case "bytes":
			s = "Uint8Array"
		case "value":
			s = "Wire"
		case "part":
			s = "string | number"
		case "string":
			s = "string"
		default:
			s = recordType(t.Name)
		}
	}
	if t.Nil {
		s += " | null"
	}
	return s
}
