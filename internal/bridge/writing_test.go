package bridge_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/internal/bridge"
)

// TestFramesAreAsLongAsDeclared looks for the two statements that every frame
// begins with, its length and its number.
func TestFramesAreAsLongAsDeclared(t *testing.T) {
	lengths := map[string][]string{}
	sources, err := filepath.Glob(filepath.Join(root, "cmd/wasm/*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, source := range sources {
		file, err := parser.ParseFile(token.NewFileSet(), source, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			block, ok := n.(*ast.BlockStmt)
			for i := 1; ok && i < len(block.List); i++ {
				if frame, ok := written(block.List[i], "int").(*ast.Ident); ok && strings.HasPrefix(frame.Name, "frame") {
					name := strings.TrimPrefix(frame.Name, "frame")
					lengths[name] = append(lengths[name], length(written(block.List[i-1], "array")))
				}
			}
			return true
		})
	}
	for _, f := range bridge.Frames {
		s, err := bridge.Parse(f.Signature)
		if err != nil {
			t.Fatal(err)
		}
		want := strconv.Itoa(1 + len(s.Args))
		if last := s.Args[len(s.Args)-1]; last.Rest {
			want = strconv.Itoa(len(s.Args)) + "+"
		}
		if len(lengths[f.Name]) == 0 {
			t.Errorf("frame %s is never written", f.Name)
		}
		for _, have := range lengths[f.Name] {
			if have != want {
				t.Errorf("frame %s has %s entries, and %s are declared: %s", f.Name, have, want, f.Signature)
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
