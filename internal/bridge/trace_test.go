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

// How cmd/wasm reads arguments and writes results stays by hand, see the comment
// of the package. So the source is held against the declaration here. Both become
// a line of letters: n number, s string, b boolean, v any value, d bytes, p part of
// a path, e element, f failure, and lists in brackets. What may be nil is not told
// apart, and neither is where an array of fixed length begins.

var scalars = map[string]string{
	"int": "n", "number": "n", "string": "s", "bool": "b", "value": "v", "bytes": "d", "part": "p", "element": "e", "failure": "f",
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
	case scalars[t.Name] != "":
		return scalars[t.Name]
	}
	for _, r := range bridge.Records {
		if r.Name == t.Name {
			s, _ := bridge.Parse(r.Signature)
			return letters(s.Args)
		}
	}
	return "?"
}

// A tracer follows one variable through cmd/wasm: the arguments that are read,
// or the writer that is written to.
type tracer struct {
	name, typ string
	leaves    map[string]string // methods of the type that are one letter, or several
	closures  bool              // whether what runs later counts
	inList    func(t *tracer, loop ast.Node) bool
	functions map[string]*ast.FuncDecl
	locals    map[string]*ast.FuncLit
	methods   map[string]string // the line of each method
}

func parse(t *testing.T) (files []*ast.File) {
	t.Helper()
	sources, err := filepath.Glob(filepath.Join(root, "cmd/wasm/*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, source := range sources {
		file, err := parser.ParseFile(token.NewFileSet(), source, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}

// run notes what every method does to the variable.
func (t *tracer) run(files []*ast.File) {
	t.functions, t.methods = map[string]*ast.FuncDecl{}, map[string]string{}
	var handlers []*ast.FuncDecl
	for _, file := range files {
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Body == nil {
				continue
			}
			if t.concerns(f) {
				t.functions[f.Name.Name] = f
			}
			if name := f.Name.Name; strings.HasPrefix(name, "call") && name != "call" {
				handlers = append(handlers, f)
			}
		}
	}
	for _, f := range handlers {
		t.locals = map[string]*ast.FuncLit{}
		t.handler(f)
	}
}

// handler follows a function that runs several methods: what it does before it
// tells them apart, each of them does.
func (t *tracer) handler(f *ast.FuncDecl) {
	before := ""
	for _, s := range f.Body.List {
		switch s := s.(type) {
		case *ast.AssignStmt:
			if f, ok := s.Rhs[0].(*ast.FuncLit); ok {
				t.locals[s.Lhs[0].(*ast.Ident).Name] = f
				continue
			}
		case *ast.SwitchStmt:
			for _, c := range s.Body.List {
				clause := c.(*ast.CaseClause)
				for _, e := range clause.List {
					t.found(e, before, clause.Body...)
				}
			}
			continue
		case *ast.IfStmt:
			if is, ok := s.Cond.(*ast.BinaryExpr); ok && t.found(is.Y, before, s.Body) {
				continue
			}
		}
		before += t.trace(s)
	}
}

// found notes the line of a method, if the expression is the number of one.
func (t *tracer) found(e ast.Expr, before string, body ...ast.Stmt) bool {
	name, ok := e.(*ast.Ident)
	if !ok || !strings.HasPrefix(name.Name, "method") {
		return false
	}
	for _, s := range body {
		before += t.trace(s)
	}
	t.methods[strings.TrimPrefix(name.Name, "method")] = before
	return true
}

// trace is the line of a piece of code, in its order.
func (t *tracer) trace(n ast.Node) (line string) {
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return t.closures
		case *ast.RangeStmt:
			if t.inList(t, n) {
				line += list(t.trace(n.Body))
				return false
			}
		case *ast.CallExpr:
			if t.inList(t, n) {
				line += list(t.trace(n.Args[0]))
				return false
			}
			line += t.called(n)
		}
		return true
	})
	return line
}

func list(line string) string {
	if line == "" {
		return ""
	}
	return "[" + line + "]"
}

// called is what a call does: one of a method of the type, or of a function that
// has to do with it.
func (t *tracer) called(c *ast.CallExpr) string {
	switch f := c.Fun.(type) {
	case *ast.SelectorExpr:
		if !isNamed(f.X, t.name) {
			return ""
		}
		if leaf, ok := t.leaves[f.Sel.Name]; ok {
			return leaf
		}
		if helper := t.functions[f.Sel.Name]; helper != nil && helper.Recv != nil {
			return t.trace(helper.Body)
		}
	case *ast.Ident:
		if local := t.locals[f.Name]; local != nil {
			return t.trace(local.Body)
		}
		if helper := t.functions[f.Name]; helper != nil && helper.Recv == nil {
			return t.trace(helper.Body)
		}
	}
	return ""
}

// concerns reports whether a function is a method of the type, or has a
// parameter of it, or something within it has.
func (t *tracer) concerns(f *ast.FuncDecl) (yes bool) {
	has := func(list *ast.FieldList) bool {
		for _, p := range list.List {
			if star, ok := p.Type.(*ast.StarExpr); ok && isNamed(star.X, t.typ) {
				return true
			}
		}
		return false
	}
	if f.Recv != nil {
		return has(f.Recv)
	}
	ast.Inspect(f.Body, func(n ast.Node) bool {
		if l, ok := n.(*ast.FuncLit); ok && t.closures {
			yes = yes || has(l.Type.Params)
		}
		return !yes
	})
	return yes || has(f.Type.Params)
}

func isNamed(e ast.Expr, want string) bool {
	name, ok := e.(*ast.Ident)
	return ok && name.Name == want
}
