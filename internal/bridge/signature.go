package bridge

import (
	"fmt"
	"strings"
)

// A Signature is what a line such as
//
//	domain, promise, ids [string], user userId? => found [{id string, member bool}], total
//
// says: arguments, and after an arrow what is given back, `->` at once, `=>` by
// the promise. A name without a type is a number (a handle, a count, a code)
// unless a type has that name. `[type]` is a list, `{fields}` an array of
// exactly these; `type?` may be nil, `name?` may be absent at the end, and
// `...name` takes all the rest.
type Signature struct {
	Args    []Field
	Result  []Field
	Promise bool // Result is what the promise settles with
}

// A Field is one argument, or one entry of an array.
type Field struct {
	Name   string
	Type   Type
	Absent bool // it may be left out
	Rest   bool // it stands for any number of entries
}

// A Type is one of scalars, the name of a [Record], a list or a tuple.
type Type struct {
	Name string
	List *Type
	Keys []Field
	Nil  bool
}

// scalars are the types that are no records.
var scalars = map[string]bool{
	"int": true, "number": true, "string": true, "bool": true, "bytes": true,
	"value":   true, // any plain value
	"part":    true, // a key or an index
	"element": true, // [handle, kind], or nil for none
	"i32":     true, "f64": true,
}

// Parse reads a line.
func Parse(line string) (s Signature, err error) {
	p := parser{rest: line}
	defer func() {
		if problem, ok := recover().(syntaxError); ok {
			err = fmt.Errorf("%q: %s before %q", line, string(problem), p.rest)
		}
	}()
	s.Args = p.fields()
	switch {
	case p.take("->"):
		s.Result = p.fields()
	case p.take("=>"):
		s.Promise = true
		s.Result = p.fields()
	}
	if p.space(); p.rest != "" {
		panic(syntaxError("too much"))
	}
	return s, nil
}

type syntaxError string

type parser struct{ rest string }

func (p *parser) space() { p.rest = strings.TrimLeft(p.rest, " ") }

func (p *parser) take(token string) bool {
	p.space()
	rest, ok := strings.CutPrefix(p.rest, token)
	if ok {
		p.rest = rest
	}
	return ok
}

func (p *parser) need(token string) {
	if !p.take(token) {
		panic(syntaxError(token + " is missing"))
	}
}

// word reads a name, empty where none stands.
func (p *parser) word() string {
	p.space()
	end := strings.IndexFunc(p.rest, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9')
	})
	if end < 0 {
		end = len(p.rest)
	}
	word := p.rest[:end]
	p.rest = p.rest[end:]
	return word
}

func (p *parser) fields() (all []Field) {
	for {
		f := Field{Rest: p.take("...")}
		if f.Name = p.word(); f.Name == "" {
			if f.Rest || len(all) > 0 {
				panic(syntaxError("a name is missing"))
			}
			return nil
		}
		nilOrAbsent := p.take("?")
		if t, ok := p.typ(); ok {
			f.Type, f.Absent = t, nilOrAbsent
		} else {
			f.Type = Type{Name: implied(f.Name), Nil: nilOrAbsent}
		}
		all = append(all, f)
		if !p.take(",") {
			return all
		}
	}
}

// implied is the type of a name that stands alone. An element is a handle then.
func implied(name string) string {
	if name == "value" || name == "i32" || name == "f64" || record(name) != nil {
		return name
	}
	return "int"
}

func (p *parser) typ() (t Type, ok bool) {
	switch {
	case p.take("["):
		list, ok := p.typ()
		if !ok {
			panic(syntaxError("the type of a list is missing"))
		}
		p.need("]")
		t.List = &list
	case p.take("{"):
		t.Keys = p.fields()
		p.need("}")
	default:
		if t.Name = p.word(); t.Name == "" {
			return t, false
		}
		if !scalars[t.Name] && record(t.Name) == nil {
			panic(syntaxError("the unknown type " + t.Name))
		}
	}
	t.Nil = p.take("?")
	return t, true
}

func record(name string) *Record {
	for i := range Records {
		if Records[i].Name == name {
			return &Records[i]
		}
	}
	return nil
}
