package deps

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What a reader can take in at once.
const (
	mostLines = 350 // of a file
	mostFiles = 25  // of a package of Go, without tests
)

// notWritten are folders of what is fetched or built.
var notWritten = regexp.MustCompile(`^(node_modules|dist|build|bin|testdata|\..+)$`)

// TestSizes expects files and packages that somebody can read. What is generated says
// so in its first line and is not counted.
func TestSizes(t *testing.T) {
	packages := make(map[string]int)
	files := 0
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if path != root && notWritten.MatchString(d.Name()) {
				return filepath.SkipDir
			}
			return nil
		}
		switch filepath.Ext(path) {
		case ".go", ".ts", ".tsx", ".js", ".mjs", ".cjs":
		default:
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		first, _, _ := bytes.Cut(data, []byte("\n"))
		if bytes.Contains(bytes.ToLower(first), []byte("generated")) {
			return nil
		}
		files++
		if n := bytes.Count(data, []byte("\n")); n > mostLines {
			t.Errorf("%s has %d lines, which are more than %d: split it by its subjects", path, n, mostLines)
		}
		if strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
			packages[filepath.Dir(path)]++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for path, n := range packages {
		if n > mostFiles {
			t.Errorf("%s has %d files without tests, which are more than %d: find the part of it that is a package of its own", path, n, mostFiles)
		}
	}
	if files < 500 || len(packages) < 40 {
		t.Errorf("only %d files and %d packages were looked at", files, len(packages))
	}
}
