// Package docs checks that what the documentation links to exists.
package docs

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	link = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	// Commands of the Makefile that a page tells the reader to run.
	target = regexp.MustCompile("`make ([a-z0-9-]+)")
	rule   = regexp.MustCompile(`(?m)^([a-z0-9-]+)[a-z0-9 -]*:`)
)

const root = "../.."

func pages(t *testing.T) map[string]string {
	t.Helper()
	files := []string{filepath.Join(root, "README.md"), filepath.Join(root, "CHANGELOG.md"), filepath.Join(root, "js/README.md")}
	err := filepath.WalkDir(filepath.Join(root, "docs"), func(path string, d fs.DirEntry, err error) error {
		if d != nil && d.IsDir() && (d.Name() == "node_modules" || d.Name() == "api") {
			return filepath.SkipDir // installed, or made from comments
		}
		if filepath.Ext(path) == ".md" {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	text := map[string]string{}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text[file] = string(content)
	}
	return text
}

func TestLinkedFilesExist(t *testing.T) {
	links := 0
	for file, text := range pages(t) {
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			path, _, _ := strings.Cut(m[1], "#")
			if path == "" || strings.Contains(path, "://") {
				continue
			}
			links++
			if _, err := os.Stat(filepath.Join(filepath.Dir(file), path)); err != nil {
				t.Errorf("%s links to %s, which does not exist", file, m[1])
			}
		}
	}
	if links < 20 {
		t.Errorf("found only %d links: does the pattern still match?", links)
	}
}

func TestMakeTargetsExist(t *testing.T) {
	makefile, err := os.ReadFile(filepath.Join(root, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, m := range rule.FindAllStringSubmatch(string(makefile), -1) {
		for name := range strings.FieldsSeq(strings.TrimSuffix(m[0], ":")) {
			known[name] = true
		}
	}
	for file, text := range pages(t) {
		for _, m := range target.FindAllStringSubmatch(text, -1) {
			if !known[m[1]] {
				t.Errorf("%s tells to run make %s, which the Makefile does not have", file, m[1])
			}
		}
	}
}

// TestInstallation expects every page that says how the package is installed to say what works:
// no registry and none of the sites that hand out what registries have has it yet.
func TestInstallation(t *testing.T) {
	all := pages(t)
	home := filepath.Join(root, "pkg/server/home.html")
	content, err := os.ReadFile(home)
	if err != nil {
		t.Fatal(err)
	}
	all[home] = string(content)
	registry := regexp.MustCompile(`npm (install|i|add) @convergence-wasm|//(unpkg\.com|cdn\.jsdelivr\.net|esm\.sh)`)
	file := regexp.MustCompile(`npm install \./convergence-wasm-client-`)
	packed := 0
	for name, text := range all {
		if m := registry.FindString(text); m != "" {
			t.Errorf("%s takes the package from where it is not: %s", name, m)
		}
		if file.MatchString(text) {
			packed++
			if !strings.Contains(text, "npm pack ../convergence/js") {
				t.Errorf("%s installs the packed package, and does not say how it is packed", name)
			}
		}
	}
	if packed < 4 {
		t.Errorf("only %d pages say how the package is installed", packed)
	}
}

// TestSidebar expects each page in the sidebar of the site, once. The build of the site says so
// too, and is no part of continuous integration.
func TestSidebar(t *testing.T) {
	sidebar, err := os.ReadFile(filepath.Join(root, "docs/.vitepress/sidebar.mjs"))
	if err != nil {
		t.Fatal(err)
	}
	for file := range pages(t) {
		name, err := filepath.Rel(filepath.Join(root, "docs"), file)
		if err != nil || strings.HasPrefix(name, "..") || name == "index.md" {
			continue
		}
		link := "'/" + strings.TrimSuffix(filepath.ToSlash(name), ".md") + "'"
		if n := strings.Count(string(sidebar), "["+link+","); n != 1 {
			t.Errorf("docs/.vitepress/sidebar.mjs has %s %d times", link, n)
		}
	}
}
