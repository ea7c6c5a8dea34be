package docs

import (
	"cmp"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var write = flag.Bool("write", false, "write the tables of docs/protocol.md")

// declared is what the sources of pkg/protocol say: constants by type, with values and
// comments, what a type is for, and the fields of messages in the order in which they are sent.
type declared struct {
	constants map[string][]constant
	about     map[string]string
	fields    map[string][]string
}

type constant struct{ name, value, about string }

func protocolSources(t *testing.T) *declared {
	t.Helper()
	d := &declared{map[string][]constant{}, map[string]string{}, map[string][]string{}}
	files, err := filepath.Glob(filepath.Join(root, "pkg/protocol", "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			switch decl := decl.(type) {
			case *ast.GenDecl:
				d.add(decl)
			case *ast.FuncDecl:
				if decl.Name.Name == "fields" && decl.Recv != nil {
					d.fields[decl.Recv.List[0].Type.(*ast.StarExpr).X.(*ast.Ident).Name] = sent(decl)
				}
			}
		}
	}
	return d
}

func (d *declared) add(decl *ast.GenDecl) {
	for _, spec := range decl.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			d.about[spec.Name.Name] = sentence(cmp.Or(spec.Doc.Text(), decl.Doc.Text()))
		case *ast.ValueSpec:
			kind, ok := spec.Type.(*ast.Ident)
			if !ok || decl.Tok != token.CONST {
				continue
			}
			if value, ok := spec.Values[0].(*ast.BasicLit); ok {
				d.constants[kind.Name] = append(d.constants[kind.Name], constant{spec.Names[0].Name, value.Value, cmp.Or(spec.Doc.Text(), spec.Comment.Text())})
			}
		}
	}
}

// sent returns the fields of the receiver that a method names, in order.
func sent(method *ast.FuncDecl) []string {
	var names []string
	if len(method.Recv.List[0].Names) == 0 {
		return nil
	}
	receiver := method.Recv.List[0].Names[0].Name
	ast.Inspect(method.Body, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok && x.Name == receiver && !slices.Contains(names, s.Sel.Name) {
				names = append(names, s.Sel.Name)
			}
		}
		return true
	})
	return names
}

var docLink = regexp.MustCompile(`\[([A-Za-z.]+)\]`)

// sentence is the first one of a comment, as a cell of a table.
func sentence(comment string) string {
	text := strings.Join(strings.Fields(comment), " ")
	if first, _, more := strings.Cut(text, ". "); more {
		text = first
	}
	return docLink.ReplaceAllString(strings.TrimSuffix(text, "."), "$1")
}

// without drops the name with which a comment on it begins.
func without(name, comment string) string {
	text := sentence(comment)
	text = strings.TrimPrefix(text, name+": ")
	return strings.TrimPrefix(text, name+" ")
}

func (d *declared) tables(t *testing.T) map[string]string {
	var messages, codes, reasons strings.Builder
	messages.WriteString("| number | message | fields | what it is |\n|---|---|---|---|\n")
	for _, c := range d.constants["Body"] {
		name := strings.TrimPrefix(c.name, "Body")
		if _, known := d.about[name]; !known {
			t.Errorf("%s has no type", c.name)
		}
		fmt.Fprintf(&messages, "| %s | %s | %s | %s |\n", c.value, name, strings.Join(d.fields[name], ", "), without(name, d.about[name]))
	}
	codes.WriteString("| code | name | when |\n|---|---|---|\n")
	for _, c := range d.constants["CloseCode"] {
		fmt.Fprintf(&codes, "| %s | %s | %s |\n", c.value, strings.TrimPrefix(c.name, "Close"), without(c.name, c.about))
	}
	reasons.WriteString("| reason | name | when |\n|---|---|---|\n")
	for _, c := range d.constants["CloseReason"] {
		fmt.Fprintf(&reasons, "| %s | %s | %s |\n", c.value, strings.TrimPrefix(c.name, "Reason"), without(c.name, c.about))
	}
	return map[string]string{"messages": messages.String(), "close codes": codes.String(), "close reasons": reasons.String()}
}

// TestProtocolPage expects the tables of docs/protocol.md to be what the sources say;
// -write makes them so.
func TestProtocolPage(t *testing.T) {
	file := filepath.Join(root, "docs/protocol.md")
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	page := string(content)
	for name, table := range protocolSources(t).tables(t) {
		before, rest, found := strings.Cut(page, "<!-- "+name+" -->\n")
		old, after, ends := strings.Cut(rest, "<!-- end -->")
		if !found || !ends {
			t.Fatalf("the page has no place for %s", name)
		}
		if strings.TrimSpace(old) == strings.TrimSpace(table) {
			continue
		}
		if !*write {
			t.Errorf("the table of %s is not what pkg/protocol says; run: make generate", name)
		}
		page = before + "<!-- " + name + " -->\n\n" + table + "\n<!-- end -->" + after
	}
	if *write {
		if err := os.WriteFile(file, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestErrorsPage expects every code to have a row that says what to do, and every row a code.
func TestErrorsPage(t *testing.T) {
	content, err := os.ReadFile(filepath.Join(root, "docs/guide/errors.md"))
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]bool{}
	for line := range strings.Lines(string(content)) {
		if cells := strings.Split(line, "|"); len(cells) > 3 {
			for _, m := range regexp.MustCompile("`([a-z_]+)`").FindAllStringSubmatch(cells[1], -1) {
				rows[m[1]] = true
			}
		}
	}
	for _, c := range protocolSources(t).constants["Code"] {
		code, err := strconv.Unquote(c.value)
		if err != nil {
			t.Fatal(err)
		}
		if !rows[code] {
			t.Errorf("docs/guide/errors.md has no row for %s", code)
		}
		delete(rows, code)
	}
	for row := range rows {
		t.Errorf("docs/guide/errors.md has a row for %s, which is no code", row)
	}
}
