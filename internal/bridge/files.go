package bridge

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// generated is the first line of every file that is written as a whole.
const generated = "// Code generated from internal/bridge by make generate. DO NOT EDIT.\n\n"

// page is the documentation; what stands between its markers is generated.
const page = "docs/bridge.md"

// Files returns what is to be in the generated files of a repository, by their
// path in it.
func Files(root string) (map[string]string, error) {
	if problems := Check(); len(problems) > 0 {
		return nil, fmt.Errorf("internal/bridge: %s", strings.Join(problems, "; "))
	}
	code, err := goFile()
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(filepath.Join(root, page))
	if err != nil {
		return nil, err
	}
	doc, err := fillIn(string(text))
	if err != nil {
		return nil, err
	}
	return map[string]string{
		"cmd/wasm/bridge_gen.go":        code,
		"js/src/generated/numbers.ts":   numbersFile(),
		"js/src/generated/calls.ts":     callsFile(),
		"js/src/generated/functions.ts": functionsFile(),
		"js/src/generated/masks.ts":     masksFile(),
		page:                            doc,
	}, nil
}

// fillIn replaces what stands between the markers of the page.
func fillIn(text string) (string, error) {
	for name, table := range tables() {
		begin, end := fmt.Sprintf("<!-- generated: %s -->\n", name), "<!-- end -->"
		before, rest, ok := strings.Cut(text, begin)
		if !ok {
			return "", fmt.Errorf("%s has no marker %s", page, strings.TrimSpace(begin))
		}
		_, after, ok := strings.Cut(rest, end)
		if !ok {
			return "", fmt.Errorf("%s: nothing ends the table of %s", page, name)
		}
		text = before + begin + "\n" + table + "\n" + end + after
	}
	return text, nil
}
