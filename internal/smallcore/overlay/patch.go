package overlay

import (
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strings"
)

// source is a file of Go that is changed by replacing pieces of its text.
type source struct {
	name  string
	text  []byte
	set   *token.FileSet
	tree  *ast.File
	edits []edit
}

type edit struct {
	from, to int
	with     string
}

func parse(name string, text []byte) (*source, error) {
	s := &source{name: name, text: text, set: token.NewFileSet()}
	var err error
	s.tree, err = parser.ParseFile(s.set, name, text, parser.ParseComments|parser.SkipObjectResolution)
	return s, err
}

func (s *source) offset(p token.Pos) int { return s.set.Position(p).Offset }

func (s *source) replace(from, to token.Pos, with string) {
	s.edits = append(s.edits, edit{s.offset(from), s.offset(to), with})
}

// textOf returns what a node looks like.
func (s *source) textOf(n ast.Node) string {
	return string(s.text[s.offset(n.Pos()):s.offset(n.End())])
}

// empty gives the functions called name (Type.name for a method) another body.
// Without one they return zero values. It returns how many there were: init may
// be there more than once.
func (s *source) empty(name, body string) int {
	n := 0
	for _, decl := range s.tree.Decls {
		if f, ok := decl.(*ast.FuncDecl); ok && f.Body != nil && nameOf(f) == name {
			with := body
			if with == "" {
				with = s.zeros(f)
			}
			s.replace(f.Body.Pos(), f.Body.End(), "{"+with+"}")
			n++
		}
	}
	return n
}

func nameOf(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return f.Name.Name
	}
	t := f.Recv.List[0].Type
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	if index, ok := t.(*ast.IndexExpr); ok {
		t = index.X
	}
	return fmt.Sprint(t) + "." + f.Name.Name
}

// zeros returns a statement that returns the zero values of f's results.
func (s *source) zeros(f *ast.FuncDecl) string {
	if f.Type.Results == nil {
		return ""
	}
	var declared, names []string
	for _, r := range f.Type.Results.List {
		if len(r.Names) > 0 {
			return "return"
		}
		name := fmt.Sprint("zero", len(names))
		declared = append(declared, "var "+name+" "+s.textOf(r.Type)+"; ")
		names = append(names, name)
	}
	return strings.Join(declared, "") + "return " + strings.Join(names, ", ")
}

// never makes the statements that depend on a condition unreachable, so that the
// compiler drops them, and returns how many there were.
func (s *source) never(condition string) int {
	n := 0
	ast.Inspect(s.tree, func(node ast.Node) bool {
		if i, ok := node.(*ast.IfStmt); ok && s.textOf(i.Cond) == condition {
			s.replace(i.Cond.Pos(), i.Cond.End(), "false && ("+condition+")")
			n++
		}
		return true
	})
	return n
}

// quiet makes calls of print and println unreachable, except where panics are
// printed, and returns how many there were.
func (s *source) quiet() int {
	n := 0
	for _, decl := range s.tree.Decls {
		f, ok := decl.(*ast.FuncDecl)
		if !ok || f.Body == nil || printing.MatchString(f.Name.Name) {
			continue
		}
		ast.Inspect(f, func(node ast.Node) bool {
			call, ok := node.(*ast.ExprStmt)
			if !ok {
				return true
			}
			if text := s.textOf(call); strings.HasPrefix(text, "print(") || strings.HasPrefix(text, "println(") {
				s.replace(call.Pos(), call.End(), "if false { "+text+" }")
				n++
			}
			return true
		})
	}
	return n
}

// printing is what says why a program ends, and what it is said with.
var printing = regexp.MustCompile(`^(print.*|throw|fatal|fatalthrow|fatalpanic|hexdump.*)$`)

// swap replaces a piece of text, and returns how often it was there.
func (s *source) swap(old, with string) int {
	return s.match(regexp.MustCompile(regexp.QuoteMeta(old)), strings.ReplaceAll(with, "$", "$$"))
}

func (s *source) match(pattern *regexp.Regexp, with string) int {
	found := pattern.FindAllSubmatchIndex(s.text, -1)
	for _, at := range found {
		s.edits = append(s.edits, edit{at[0], at[1], string(pattern.Expand(nil, []byte(with), s.text, at))})
	}
	return len(found)
}

// result applies the edits and drops the imports that are no longer used. An edit
// within another is lost with what it would change.
func (s *source) result() ([]byte, error) {
	slices.SortStableFunc(s.edits, func(a, b edit) int {
		if a.from != b.from {
			return a.from - b.from
		}
		return b.to - a.to
	})
	var out []byte
	done := 0
	for _, e := range s.edits {
		if e.from < done {
			continue
		}
		out = append(append(out, s.text[done:e.from]...), e.with...)
		done = e.to
	}
	out = append(out, s.text[done:]...)
	changed, err := parse(s.name, out)
	if err != nil {
		return nil, err
	}
	changed.dropImports()
	if len(changed.edits) > 0 {
		return changed.result()
	}
	return format.Source(out)
}

var majorVersion = regexp.MustCompile(`^v[0-9]+$`)

func (s *source) dropImports() {
	used := map[string]bool{}
	ast.Inspect(s.tree, func(node ast.Node) bool {
		if sel, ok := node.(*ast.SelectorExpr); ok {
			if id, ok := sel.X.(*ast.Ident); ok {
				used[id.Name] = true
			}
		}
		return true
	})
	for _, i := range s.tree.Imports {
		p := strings.Trim(i.Path.Value, `"`)
		name := path.Base(p)
		if majorVersion.MatchString(name) {
			name = path.Base(path.Dir(p))
		}
		if i.Name != nil {
			name = i.Name.Name
		}
		if name == "_" || name == "." || used[name] {
			continue
		}
		if p == "unsafe" { // whoever has a go:linkname needs it
			s.replace(i.Pos(), i.End(), `_ "unsafe"`)
			continue
		}
		for _, decl := range s.tree.Decls {
			if d, ok := decl.(*ast.GenDecl); ok && d.Tok == token.IMPORT && slices.Contains(d.Specs, ast.Spec(i)) {
				if d.Lparen.IsValid() {
					s.replace(i.Pos(), i.End(), "")
				} else {
					s.replace(d.Pos(), d.End(), "")
				}
			}
		}
	}
}
