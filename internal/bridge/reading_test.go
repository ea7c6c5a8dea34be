package bridge_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/internal/bridge"
)

// How cmd/wasm reads the arguments of a method stays by hand: functions that do
// only this would make the core larger. So its source is held against the
// declaration here. Both become a line of letters: n number, s string, b boolean,
// v any value, d bytes, p the parts of a path, and lists in brackets. What may be
// nil is not told apart, and neither is where an array of fixed length begins.

// leaves are the methods of arguments that read one thing.
var leaves = map[string]string{
	"int": "n", "number": "n", "string": "s", "bool": "b", "data": "d", "descend": "p",
	"value": "v", "json": "v", "keyValues": "v", "options": "v", "raw": "v", "referenceValues": "v",
}

// unread are methods whose arguments do not all follow from the method.
var unread = map[string]string{
	"StoreAnswer": "the rest is for who has asked the store",
}

// TestArgumentsAreReadAsDeclared follows each method through cmd/wasm.
func TestArgumentsAreReadAsDeclared(t *testing.T) {
	r := reader{functions: map[string]*ast.FuncDecl{}, methods: map[string]string{}}
	sources, err := filepath.Glob(filepath.Join(root, "cmd/wasm/*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, source := range sources {
		file, err := parser.ParseFile(token.NewFileSet(), source, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && getsArguments(f) {
				r.functions[f.Name.Name] = f
			}
		}
	}
	for name, f := range r.functions {
		if strings.HasPrefix(name, "call") && name != "call" {
			r.handler(f)
		}
	}
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

// letters is the line of what is declared.
func letters(fields []bridge.Field) (line string) {
	for _, f := range fields {
		line += typeLetters(f.Type)
	}
	return line
}

func typeLetters(t bridge.Type) string {
	switch {
	case t.List != nil:
		return "[" + typeLetters(*t.List) + "]"
	case t.Keys != nil:
		return letters(t.Keys)
	}
	for _, r := range bridge.Records {
		if r.Name == t.Name {
			s, _ := bridge.Parse(r.Signature)
			return letters(s.Args)
		}
	}
	return map[string]string{"int": "n", "number": "n", "string": "s", "bool": "b", "value": "v", "bytes": "d", "part": "p"}[t.Name]
}

// reader finds out what the code reads.
type reader struct {
	functions map[string]*ast.FuncDecl
	methods   map[string]string
}

// handler follows a function that runs several methods: what it reads before it
// tells them apart, each of them reads.
func (r *reader) handler(f *ast.FuncDecl) {
	before := ""
	for _, s := range f.Body.List {
		switch s := s.(type) {
		case *ast.SwitchStmt:
			for _, c := range s.Body.List {
				clause := c.(*ast.CaseClause)
				for _, e := range clause.List {
					r.found(e, before, clause.Body...)
				}
			}
			continue
		case *ast.IfStmt:
			if is, ok := s.Cond.(*ast.BinaryExpr); ok && r.found(is.Y, before, s.Body) {
				continue
			}
		}
		before += r.read(s)
	}
}

// found notes what a method reads, if the expression is the number of one.
func (r *reader) found(e ast.Expr, before string, body ...ast.Stmt) bool {
	name, ok := e.(*ast.Ident)
	if !ok || !strings.HasPrefix(name.Name, "method") {
		return false
	}
	for _, s := range body {
		before += r.read(s)
	}
	r.methods[strings.TrimPrefix(name.Name, "method")] = before
	return true
}

// read is the line of what a piece of code reads, in its order.
func (r *reader) read(n ast.Node) (line string) {
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false // runs later
		case *ast.RangeStmt:
			if r.opensList(n.X) {
				line += "[" + r.read(n.Body) + "]"
				return false
			}
		case *ast.CallExpr:
			line += r.called(n)
		}
		return true
	})
	return line
}

func (r *reader) opensList(e ast.Expr) (opens bool) {
	ast.Inspect(e, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok && isArguments(s.X) && s.Sel.Name == "list" {
			opens = true
		}
		return true
	})
	return opens
}

// called is what a call reads: one of a method of arguments, or of a function
// that gets them.
func (r *reader) called(c *ast.CallExpr) string {
	switch f := c.Fun.(type) {
	case *ast.SelectorExpr:
		if !isArguments(f.X) {
			return ""
		}
		if leaf, ok := leaves[f.Sel.Name]; ok {
			return leaf
		}
		if helper := r.functions[f.Sel.Name]; helper != nil {
			return r.read(helper.Body)
		}
	case *ast.Ident:
		for _, arg := range c.Args {
			if helper := r.functions[f.Name]; helper != nil && isArguments(arg) {
				return r.read(helper.Body)
			}
		}
	}
	return ""
}

// getsArguments reports whether a function has a parameter, or is a method, of
// that type.
func getsArguments(f *ast.FuncDecl) bool {
	if f.Recv != nil {
		star, ok := f.Recv.List[0].Type.(*ast.StarExpr)
		return ok && isNamed(star.X, "arguments")
	}
	for _, p := range f.Type.Params.List {
		if star, ok := p.Type.(*ast.StarExpr); ok && isNamed(star.X, "arguments") {
			return true
		}
	}
	return false
}

func isArguments(e ast.Expr) bool { return isNamed(e, "a") }

func isNamed(e ast.Expr, want string) bool {
	name, ok := e.(*ast.Ident)
	return ok && name.Name == want
}
