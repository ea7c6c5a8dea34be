package bridge_test

import (
	"go/ast"
	"strconv"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/internal/bridge"
)

// unwritten are methods and frames whose content is not told by the code that
// writes them.
var unwritten = map[string]string{
	"LocalModel":    "as ModelOpen, by a function that is made before",
	"ObjectEntries": "keys and elements by turns are values in the declaration",
	"Request":       "the fields are written by pkg/protocol",
	"Settle":        "the result is that of the method, or a failure",
}

func writing() tracer {
	return tracer{name: "w", typ: "writer", closures: true, leaves: map[string]string{
		"int": "n", "number": "n", "string": "s", "optional": "s", "bool": "b", "data": "d", "element": "e", "failure": "f",
		"value": "v", "json": "v", "referenceValues": "v", "path": "[p]", "strings": "[s]", "array": "", "nil": "",
	}, inList: loops}
}

// loops are those over anything, also by the method of an element that calls
// back for each of its members.
func loops(_ *tracer, loop ast.Node) bool {
	switch n := loop.(type) {
	case *ast.RangeStmt:
		return true
	case *ast.CallExpr:
		f, ok := n.Fun.(*ast.SelectorExpr)
		return ok && f.Sel.Name == "Members"
	}
	return false
}

// TestResultsAreWrittenAsDeclared follows each method through cmd/wasm.
func TestResultsAreWrittenAsDeclared(t *testing.T) {
	w := writing()
	w.run(parse(t))
	for _, m := range bridge.Methods {
		s, err := bridge.Parse(m.Signature)
		if err != nil {
			t.Fatal(err)
		}
		have := w.methods[m.Name]
		if want := letters(s.Result); unwritten[m.Name] == "" && have != want {
			t.Errorf("%s writes %q, and is declared with %q: %s", m.Name, have, want, m.Signature)
		}
	}
}

// TestFramesAreWrittenAsDeclared looks for the two statements that every frame
// begins with, its length and its number, and follows what comes after.
func TestFramesAreWrittenAsDeclared(t *testing.T) {
	w := writing()
	files := parse(t)
	w.run(files)
	frames := map[string][]string{}
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			block, ok := n.(*ast.BlockStmt)
			for i := 1; ok && i < len(block.List); i++ {
				frame, ok := written(block.List[i], "int").(*ast.Ident)
				if !ok || !strings.HasPrefix(frame.Name, "frame") {
					continue
				}
				line := length(written(block.List[i-1], "array")) + " "
				for _, s := range block.List[i+1:] {
					line += w.trace(s)
				}
				name := strings.TrimPrefix(frame.Name, "frame")
				frames[name] = append(frames[name], line)
			}
			return true
		})
	}
	for _, f := range bridge.Frames {
		s, err := bridge.Parse(f.Signature)
		if err != nil {
			t.Fatal(err)
		}
		fields, more := s.Args, ""
		if last := len(fields) - 1; fields[last].Rest {
			fields, more = fields[:last], "+"
		}
		want := strconv.Itoa(1+len(fields)) + more + " " + letters(fields)
		if len(frames[f.Name]) == 0 {
			t.Errorf("frame %s is never written", f.Name)
		}
		for _, have := range frames[f.Name] {
			if have != want && unwritten[f.Name] == "" {
				t.Errorf("frame %s is written as %q, and declared as %q: %s", f.Name, have, want, f.Signature)
			}
		}
	}
}

// written is the argument of a call of this method of a writer.
func written(s ast.Stmt, method string) ast.Expr {
	if e, ok := s.(*ast.ExprStmt); ok {
		if c, ok := e.X.(*ast.CallExpr); ok && len(c.Args) == 1 {
			if f, ok := c.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == method {
				return c.Args[0]
			}
		}
	}
	return nil
}

// length is a number, followed by a plus where more entries follow.
func length(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		return e.Value
	case *ast.BinaryExpr:
		return length(e.X) + "+"
	}
	return "unknown"
}
