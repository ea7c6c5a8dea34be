package bridge_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/internal/bridge"
)

const root = "../.."

func TestNothingIsDeclaredTwice(t *testing.T) {
	for _, problem := range bridge.Check() {
		t.Error(problem)
	}
}

func TestGeneratedFilesAreCurrent(t *testing.T) {
	files, err := bridge.Files(root)
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range files {
		have, err := os.ReadFile(filepath.Join(root, path))
		if err != nil || string(have) != want {
			t.Errorf("%s is not what internal/bridge says: run make generate", path)
		}
	}
}

// TestFunctionsAreDeclared compares what cmd/wasm exports and imports with the
// declaration: names, parameters and results.
func TestFunctionsAreDeclared(t *testing.T) {
	declared := map[string]string{}
	add := func(directive string, all []bridge.Function) {
		for _, f := range all {
			s, err := bridge.Parse(f.Signature)
			if err != nil {
				t.Fatal(err)
			}
			declared[directive+f.Name] = types(s.Args) + " " + types(s.Result)
		}
	}
	add("//go:wasmexport ", bridge.Exports)
	add("//go:wasmimport convergence ", bridge.Imports)
	sources, err := filepath.Glob(filepath.Join(root, "cmd/wasm/*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, source := range sources {
		file, err := parser.ParseFile(token.NewFileSet(), source, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Doc == nil {
				continue
			}
			for _, line := range f.Doc.List {
				if !strings.HasPrefix(line.Text, "//go:wasm") {
					continue
				}
				want, known := declared[line.Text]
				if have := goTypes(f.Type.Params) + " " + goTypes(f.Type.Results); !known || have != want {
					t.Errorf("%s: the code has %q, internal/bridge has %q", line.Text, have, want)
				}
				delete(declared, line.Text)
			}
		}
	}
	for line := range declared {
		t.Errorf("cmd/wasm has no function with %s", line)
	}
}

func types(fields []bridge.Field) string {
	var all []string
	for _, f := range fields {
		if f.Type.Name == "f64" {
			all = append(all, "f64")
		} else {
			all = append(all, "i32")
		}
	}
	return strings.Join(all, " ")
}

func goTypes(list *ast.FieldList) string {
	if list == nil {
		return ""
	}
	var all []string
	for _, f := range list.List {
		kind := "i32"
		if name, ok := f.Type.(*ast.Ident); ok && name.Name == "float64" {
			kind = "f64"
		}
		all = append(all, slices.Repeat([]string{kind}, max(1, len(f.Names)))...)
	}
	return strings.Join(all, " ")
}

func TestSignatures(t *testing.T) {
	s, err := bridge.Parse("domain, ids [string], user userId?, last? int => found [{id string, member bool}]?, total")
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Args) != 4 || !s.Promise || len(s.Result) != 2 || s.Args[0].Type.Name != "int" || s.Args[1].Type.List.Name != "string" ||
		!s.Args[2].Type.Nil || !s.Args[3].Absent || !s.Result[0].Type.Nil || len(s.Result[0].Type.List.Keys) != 2 {
		t.Errorf("%+v", s)
	}
	for _, line := range []string{"a b c", "a nonsense", "a [string", "a {b", "a []", "a,", "a -> b -> c", ", a"} {
		if s, err := bridge.Parse(line); err == nil {
			t.Errorf("%q is read as %+v", line, s)
		}
	}
}
