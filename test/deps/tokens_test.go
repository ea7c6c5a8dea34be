package deps

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// TestTokens expects the colours of pages that cannot import web/tokens.css to be those that it has under the same names.
func TestTokens(t *testing.T) {
	read := func(path string) string {
		text, err := os.ReadFile(filepath.Join("..", "..", path))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	// Each name is there twice, for light and then for dark.
	named := make(map[string][]string)
	for _, found := range regexp.MustCompile(`--([\w-]+): (#[0-9a-f]{6});`).FindAllStringSubmatch(read("web/tokens.css"), -1) {
		named[found[1]] = append(named[found[1]], found[2])
	}
	for _, path := range []string{"pkg/server/home.css", "js/packages/devtools/src/style.ts"} {
		pairs := regexp.MustCompile(`--([\w-]+): light-dark\((#[0-9a-f]+), (#[0-9a-f]+)\)`).FindAllStringSubmatch(read(path), -1)
		if len(pairs) < 5 {
			t.Errorf("%s has %d pairs of colours: has their form changed?", path, len(pairs))
		}
		for _, found := range pairs {
			if both := named[found[1]]; len(both) != 2 || both[0] != found[2] || both[1] != found[3] {
				t.Errorf("%s: --%s is %s and %s, in web/tokens.css %v", path, found[1], found[2], found[3], both)
			}
		}
	}
	for _, found := range regexp.MustCompile(`content="(#[0-9a-f]{6})"`).FindAllStringSubmatch(read("web/example/src/shared/frame.html"), -1) {
		if both := named["page"]; len(both) != 2 || found[1] != both[0] && found[1] != both[1] {
			t.Errorf("frame.html: the colour of the browser's bar is %s, that of pages %v", found[1], both)
		}
	}
}
