// Package overlay makes copies of files of the standard library and of two
// modules in which what the core never runs is empty, for `go build -overlay`.
// README.md, one folder up, says why.
package overlay

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// A rule changes files of one package.
type rule struct {
	pkg   string
	files string // separated by spaces, or all
	// What is changed; each must be there.
	empty []string    // functions; Type.name for methods
	body  string      // what they do instead of returning zeros
	never []string    // conditions of statements that are dropped
	swap  [][2]string // text, and what stands there instead
	match [][2]string // the same with regular expressions
	quiet bool        // calls of print and println are dropped
}

// Versions are the releases of Go whose sources the rules were looked at with.
var Versions = []string{"go1.26.8"}

// Write writes what the rules make to a folder of the module at root, and returns
// the arguments with which `go build` takes it instead of the sources. A rule that
// finds nothing to change is an error.
func Write(root, folder string, env []string) ([]string, error) {
	dir, err := filepath.Abs(filepath.Join(root, folder))
	if err != nil {
		return nil, err
	}
	packages, err := list(root, env)
	if err != nil {
		return nil, err
	}
	sources, err := change(packages)
	if err != nil {
		return nil, err
	}
	if err := os.RemoveAll(dir); err != nil {
		return nil, err
	}
	replace := map[string]string{}
	modules := map[string]string{}
	for name, s := range sources {
		text, err := s.result()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		p := packages[path.Dir(name)]
		to := filepath.Join(dir, filepath.FromSlash(name))
		if m := p.Module; m != nil && modules[m.Path] == "" {
			modules[m.Path] = path.Join(filepath.ToSlash(folder), m.Path)
			if err := os.CopyFS(filepath.Join(root, modules[m.Path]), os.DirFS(m.Dir)); err != nil {
				return nil, err
			}
		}
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return nil, err
		}
		if err := os.WriteFile(to, text, 0o644); err != nil {
			return nil, err
		}
		if p.Module == nil {
			replace[filepath.Join(p.Dir, path.Base(name))] = to
		}
	}
	overlay, err := writeOverlay(dir, replace)
	if err != nil {
		return nil, err
	}
	modfile, err := writeModFile(root, dir, modules)
	return []string{"-overlay=" + overlay, "-modfile=" + modfile}, err
}

// change applies the rules to the files that they name.
func change(packages map[string]*packageInfo) (map[string]*source, error) {
	sources := map[string]*source{}
	var failures []error
	for _, r := range rules {
		p := packages[r.pkg]
		files := strings.Fields(r.files)
		if r.files == all {
			files = p.GoFiles
		}
		var opened []*source
		for _, file := range files {
			name := r.pkg + "/" + file
			if sources[name] == nil {
				text, err := os.ReadFile(filepath.Join(p.Dir, file))
				if err != nil {
					return nil, err
				}
				if sources[name], err = parse(name, text); err != nil {
					return nil, err
				}
			}
			opened = append(opened, sources[name])
		}
		if err := r.apply(opened); err != nil {
			failures = append(failures, fmt.Errorf("%s: %w", r.pkg, err))
		}
	}
	for name, s := range sources {
		if len(s.edits) == 0 {
			delete(sources, name)
		}
	}
	return sources, errors.Join(failures...)
}

// writeOverlay says which files of the standard library have others in their place.
func writeOverlay(dir string, replace map[string]string) (string, error) {
	text, err := json.MarshalIndent(map[string]any{"Replace": replace}, "", "\t")
	if err != nil {
		return "", err
	}
	at := filepath.Join(dir, "overlay.json")
	return at, os.WriteFile(at, text, 0o644)
}

// writeModFile writes a go.mod that takes modules from other directories: what is in
// the cache of modules cannot be overlaid.
func writeModFile(root, dir string, modules map[string]string) (string, error) {
	text, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return "", err
	}
	sums, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		return "", err
	}
	for _, m := range slices.Sorted(maps.Keys(modules)) {
		text = fmt.Appendf(text, "\nreplace %s => ./%s\n", m, modules[m])
	}
	if err := os.WriteFile(filepath.Join(dir, "go.sum"), sums, 0o644); err != nil {
		return "", err
	}
	at := filepath.Join(dir, "go.mod")
	return at, os.WriteFile(at, text, 0o644)
}

// apply makes the changes of a rule in its files.
func (r *rule) apply(files []*source) error {
	var failures []error
	count := func(what string, change func(*source) int) {
		n := 0
		for _, f := range files {
			n += change(f)
		}
		if n == 0 {
			failures = append(failures, fmt.Errorf("there is no %q in %s", what, r.files))
		}
	}
	for _, name := range r.empty {
		count(name, func(f *source) int { return f.empty(name, r.body) })
	}
	for _, condition := range r.never {
		count(condition, func(f *source) int { return f.never(condition) })
	}
	for _, s := range r.swap {
		count(s[0], func(f *source) int { return f.swap(s[0], s[1]) })
	}
	for _, m := range r.match {
		pattern, err := regexp.Compile(m[0])
		if err != nil {
			return err
		}
		count(m[0], func(f *source) int { return f.match(pattern, m[1]) })
	}
	if r.quiet {
		count("print", (*source).quiet)
	}
	return errors.Join(failures...)
}

// packageInfo is what is asked of `go list`.
type packageInfo struct {
	ImportPath, Dir string
	GoFiles         []string
	Module          *struct{ Path, Dir string } // nil in the standard library
}

// list returns the packages of the rules.
func list(root string, env []string) (map[string]*packageInfo, error) {
	args := []string{"list", "-json=ImportPath,Dir,GoFiles,Module"}
	for _, r := range rules {
		args = append(args, r.pkg)
	}
	cmd := exec.Command("go", args...)
	cmd.Dir, cmd.Env, cmd.Stderr = root, env, os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	packages := map[string]*packageInfo{}
	for d := json.NewDecoder(bytes.NewReader(out)); d.More(); {
		p := &packageInfo{}
		if err := d.Decode(p); err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		packages[p.ImportPath] = p
	}
	return packages, nil
}
