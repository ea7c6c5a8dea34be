package archive_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/archive"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
)

// change changes the first line of a type, and returns its number.
func change(t *testing.T, lines []string, kind, from, to string) int {
	t.Helper()
	for i := range lines {
		if strings.HasPrefix(lines[i], `{"type":"`+kind+`"`) && strings.Contains(lines[i], from) {
			lines[i] = strings.Replace(lines[i], from, to, 1)
			return i + 1
		}
	}
	t.Fatalf("no line of type %s has %s", kind, from)
	return 0
}

// again puts the first line of a type there twice.
func again(t *testing.T, lines *[]string, kind string) int {
	t.Helper()
	for i, line := range *lines {
		if strings.HasPrefix(line, `{"type":"`+kind+`"`) {
			*lines = slices.Insert(*lines, i, line)
			return i + 2
		}
	}
	t.Fatalf("no line of type %s", kind)
	return 0
}

// without takes the first line of a type out, and returns the number of the one that
// follows.
func without(t *testing.T, lines *[]string, kind string) int {
	t.Helper()
	for i, line := range *lines {
		if strings.HasPrefix(line, `{"type":"`+kind+`"`) {
			*lines = slices.Delete(*lines, i, i+1)
			return i + 1
		}
	}
	t.Fatalf("no line of type %s", kind)
	return 0
}

// TestWrong refuses archives that are wrong in many ways, says in which line, and leaves
// nothing of them.
func TestWrong(t *testing.T) {
	right := export(t, filled(t), archive.ExportOptions{})
	dir := t.TempDir()
	system, err := sqlite.Open(t.Context(), dir)
	must(t, err)
	t.Cleanup(func() { system.Close() })
	for _, c := range []struct {
		name  string
		wrong func(lines *[]string) (line int)
		says  string
	}{
		{"nothing", func(l *[]string) int { *l = nil; return 1 }, "JSON"},
		{"no archive", func(l *[]string) int { (*l)[0] = "{\"type\":\"x\"}\n"; return 1 }, "no archive"},
		{"a newer format", func(l *[]string) int { return change(t, *l, "archive", `"format":1`, `"format":2,"more":1`) }, "newer convergence"},
		{"no JSON", func(l *[]string) int { return change(t, *l, "user", `"seen"`, `"seen`) }, "invalid"},
		{"no type", func(l *[]string) int { return change(t, *l, "user", `"type":"user",`, ``) }, "no type"},
		{"an unknown type", func(l *[]string) int { return change(t, *l, "group", `"type":"group"`, `"type":"team"`) }, "not known"},
		{"an unknown field", func(l *[]string) int { return change(t, *l, "user", `"seen"`, `"shoe":1,"seen"`) }, "shoe"},
		{"a text for a number", func(l *[]string) int { return change(t, *l, "user", `"seen":`, `"seen":"",`+`"removed":`) }, "seen"},
		{"a number for a text", func(l *[]string) int { return change(t, *l, "user", `"firstName":"Ünï"`, `"firstName":1`) }, "text"},
		{"an unknown type of users", func(l *[]string) int { return change(t, *l, "user", `"type":"normal"`, `"type":"odd"`) }, "odd"},
		{"an unknown right", func(l *[]string) int { return change(t, *l, "collection", `["read","write"]`, `["red","write"]`) }, "red"},
		{"an unknown setting", func(l *[]string) int { return change(t, *l, "settings", `"emails":"users"`, `"emails":"all"`) }, "all"},
		{"a quota below zero", func(l *[]string) int { return change(t, *l, "settings", `"models":1000`, `"models":-1`) }, "below 0"},
		{"a user twice", func(l *[]string) int { return again(t, l, "user") }, "exists already"},
		{"a hash that takes all memory", func(l *[]string) int { return change(t, *l, "user", `m=19456`, `m=67108864`) }, "too much memory"},
		{"a hash that is none", func(l *[]string) int { return change(t, *l, "user", `$argon2id$`, `$argon3$`) }, "not understood"},
		{"a client twice", func(l *[]string) int { return again(t, l, "client") }, "exists already"},
		{"a session twice", func(l *[]string) int { return again(t, l, "session") }, "exists already"},
		{"a session of an unknown client", func(l *[]string) int { return change(t, *l, "session", `"client":"`, `"client":"x`) }, "not found"},
		{"a key twice", func(l *[]string) int { return again(t, l, "jwt-key") }, "exists already"},
		{"a key that is none", func(l *[]string) int { return change(t, *l, "jwt-key", `BEGIN`, `END`) }, "key"},
		{"a group twice", func(l *[]string) int { return again(t, l, "group") }, "exists already"},
		{"a member who does not exist", func(l *[]string) int { return change(t, *l, "group", `"name":"bob"`, `"name":"rob"`) }, "rob"},
		{"a collection twice", func(l *[]string) int { return again(t, l, "collection") }, "exists already"},
		{"a model twice", func(l *[]string) int { n := again(t, l, "model"); return n - 1 }, "its operations end"},
		{"a model without a collection", func(l *[]string) int { return change(t, *l, "model", `"collection":"papers"`, `"collection":"pupers"`) }, "pupers"},
		{"an element twice", func(l *[]string) int { return change(t, *l, "model", `"id":"@:2"`, `"id":"@:1"`) }, "taken"},
		{"a value of no type", func(l *[]string) int { return change(t, *l, "model", `"type":"null"`, `"type":"nil"`) }, "type"},
		{"a value of another type", func(l *[]string) int {
			return change(t, *l, "model", `"type":"boolean","value":`, `"type":"boolean","value":1,"other":`)
		}, "type"},
		{"a time that is none", func(l *[]string) int { return change(t, *l, "model", `"created":`, `"created":999`) }, "no time"},
		{"an unknown operation", func(l *[]string) int { return change(t, *l, "operations", `"kind":"`, `"kind":"un`) }, "kind"},
		{"an operation that does not apply", func(l *[]string) int { return change(t, *l, "operations", `"count":`, `"count":9999`) }, "does not apply"},
		{"an operation of nobody", func(l *[]string) int { return change(t, *l, "operations", `"client":"`, `"client":"x`) }, "none of those before"},
		{"an operation again", func(l *[]string) int { return again(t, l, "operations") }, "the model is at"},
		{"operations that are missing", func(l *[]string) int { return without(t, l, "operations") }, "the model is at"},
		{"other operations", func(l *[]string) int { change(t, *l, "operations", `"number":`, `"number":1`); return 0 }, "another state"},
		{"a state that is missing", func(l *[]string) int { without(t, l, "state"); return 0 }, "state is missing"},
		{"operations without a model", func(l *[]string) int {
			i := slices.IndexFunc(*l, func(line string) bool { return strings.HasPrefix(line, `{"type":"model"`) })
			*l = slices.Delete(*l, i, i+1)
			return i + 1
		}, "without a model"},
		{"a named version twice", func(l *[]string) int { return again(t, l, "version") }, "exists already"},
		{"a named version that there is not", func(l *[]string) int { return change(t, *l, "version", `"version":`, `"version":9999`) }, "1 to"},
		{"a version without a name", func(l *[]string) int { return change(t, *l, "version", `"name":"half \ud83d`, `"name":"","old":"`) }, "old"},
		{"a named version of no model", func(l *[]string) int {
			i := slices.IndexFunc(*l, func(line string) bool { return strings.HasPrefix(line, `{"type":"version"`) })
			first := slices.IndexFunc(*l, func(line string) bool { return strings.HasPrefix(line, `{"type":"model"`) })
			*l = slices.Insert(*l, first, (*l)[i])
			return first + 1
		}, "without a whole model"},
		{"a chat twice", func(l *[]string) int { n := again(t, l, "chat"); return n - 1 }, "no events"},
		{"a chat of no type", func(l *[]string) int { return change(t, *l, "chat", `"chatType":"`, `"chatType":"x`) }, "type"},
		{"an event again", func(l *[]string) int { return again(t, l, "event") }, "comes after event"},
		{"an event of no kind", func(l *[]string) int { return change(t, *l, "event", `"kind":"message"`, `"kind":"massage"`) }, "massage"},
		{"an activity twice", func(l *[]string) int { return again(t, l, "activity") }, "exists already"},
		{"another order", func(l *[]string) int { *l = slices.Insert(*l, len(*l)-1, (*l)[2]); return len(*l) - 1 }, "too late"},
		{"something behind the end", func(l *[]string) int { (*l)[len(*l)-1] += "\n{}"; return len(*l) }, "follows"},
		{"a change that nobody sees", func(l *[]string) int { change(t, *l, "user", `"lastName":""`, `"lastName":"x"`); return len(*l) }, "sum"},
		{"a line that is missing", func(l *[]string) int { without(t, l, "activity"); return len(*l) }, "sum"},
		{"nesting", func(l *[]string) int {
			return change(t, *l, "operations", `"operations":[`, `"operations":[`+strings.Repeat(`{"value":`, 500)+"1"+strings.Repeat("}", 500)+",")
		}, "nested"},
	} {
		lines := slices.Clone(right)
		line := c.wrong(&lines)
		err := importLines(t, system, lines, archive.ImportOptions{})
		told, ok := errors.AsType[*archive.LineError](err)
		if !ok || line != 0 && told.Line != line || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %.300v; want %q about line %d", c.name, err, c.says, line)
		}
		nothingLeft(t, system, dir)
	}
}

// TestLimits holds what is imported to the limits of the server, and says the line.
func TestLimits(t *testing.T) {
	right := export(t, filled(t), archive.ExportOptions{})
	dir := t.TempDir()
	system, err := sqlite.Open(t.Context(), dir)
	must(t, err)
	t.Cleanup(func() { system.Close() })
	long := func(n int) string { return strings.Repeat("x", n) }
	for _, c := range []struct {
		name, kind, before string // what is made longer is behind this text
		bytes              int
	}{
		{"a username", "user", `"type":"normal","name":"`, 300}, {"a first name", "user", `"firstName":"`, 1001}, {"an e-mail address", "user", `"email":"`, 300},
		{"a display name", "user", `"displayName":"`, 1001}, {"a member of a group", "group", `"name":"`, 300}, {"a group", "group", `"id":"`, 300},
		{"a description", "group", `"description":"`, 4001}, {"a key", "jwt-key", `"id":"`, 300}, {"a collection", "collection", `"id":"`, 300},
		{"the user of a right", "collection", `"name":"`, 300}, {"the maker of a model", "model", `"name":"`, 300}, {"a model", "model", `"id":"`, 300},
		{"a chat", "chat", `"id":"`, 300}, {"the name of a chat", "chat", `"membership":"private","name":"`, 1001}, {"the topic of a chat", "chat", `"topic":"`, 10_001},
		{"a message", "event", `"text":"`, 65 << 10}, {"the user of a role", "chat", `"roles":{"world":[],"users":[{"user":{"type":"normal","name":"`, 300},
		{"an activity", "activity", `"id":"`, 300}, {"a type of activities", "activity", `"activityType":"`, 300},
		{"a key of the data", "model", `"properties":{"`, 101}, {"a key in an operation", "operations", `"key":"`, 101},
		{"a key in the value of an operation", "operations", `"properties":{"`, 101},
	} {
		lines := slices.Clone(right)
		line := change(t, lines, c.kind, c.before, c.before+long(c.bytes))
		err := importLines(t, system, lines, archive.ImportOptions{Limits: protocol.Limits{Key: 100}})
		told, ok := errors.AsType[*archive.LineError](err)
		excess, is := errors.AsType[*protocol.Excess](err)
		if !ok || !is || told.Line != line || excess.Size < c.bytes {
			t.Errorf("%s: %.300v; want it to be too large, in line %d", c.name, err, line)
		}
		nothingLeft(t, system, dir)
	}
	for name, c := range map[string][2]string{
		"a key longer than any":           {`"key":"`, `"key":"` + long(65<<10)},
		"a value without an id":           {`"value":{"id":"`, `"value":{"id":"","other":"`},
		"a number that is not finite":     {`"number":`, `"number":1e999,"x":`},
		"a position that is out of range": {`"count":`, `"count":-`},
	} {
		lines := slices.Clone(right)
		line := change(t, lines, "operations", c[0], c[1])
		told, ok := errors.AsType[*archive.LineError](importLines(t, system, lines, archive.ImportOptions{}))
		if !ok || told.Line != line {
			t.Errorf("%s: %.300v, want line %d", name, told, line)
		}
		nothingLeft(t, system, dir)
	}
	must(t, importLines(t, system, right, archive.ImportOptions{Limits: protocol.Limits{Key: 100}}))
}

// TestDamaged changes single bytes anywhere, as a disk or somebody's editor does: none is
// taken, and none ends the program.
func TestDamaged(t *testing.T) {
	all := []byte(strings.Join(export(t, filled(t), archive.ExportOptions{}), ""))
	dir := t.TempDir()
	system, err := sqlite.Open(t.Context(), dir)
	must(t, err)
	t.Cleanup(func() { system.Close() })
	seed := rand.Uint64()
	rng := rand.New(rand.NewPCG(seed, 0))
	for range 20 {
		damaged := slices.Clone(all)
		at := rng.IntN(len(damaged))
		damaged[at] ^= byte(1 + rng.IntN(255))
		_, _, err := archive.Import(context.Background(), bytes.NewReader(append(damaged, '\n')), system, archive.ImportOptions{})
		if _, told := errors.AsType[*archive.LineError](err); !told {
			t.Errorf("seed %d: with another byte at %d: %v", seed, at, err)
		}
		nothingLeft(t, system, dir)
	}
}

// TestTruncated refuses an archive that ends anywhere before its end.
func TestTruncated(t *testing.T) {
	lines := export(t, filled(t), archive.ExportOptions{})
	dir := t.TempDir()
	system, err := sqlite.Open(t.Context(), dir)
	must(t, err)
	t.Cleanup(func() { system.Close() })
	for n := 0; n < len(lines); n += 1 + len(lines)/12 {
		_, _, err := archive.Import(context.Background(), strings.NewReader(strings.Join(lines[:n], "")), system, archive.ImportOptions{})
		if !errors.Is(err, archive.ErrTruncated) {
			t.Errorf("after %d lines of %d: %v", n, len(lines), err)
		}
	}
	all := strings.Join(lines, "")
	if _, _, err := archive.Import(context.Background(), strings.NewReader(all[:len(all)-5]), system, archive.ImportOptions{}); !errors.Is(err, archive.ErrTruncated) {
		t.Errorf("without its last bytes: %v", err)
	}
	nothingLeft(t, system, dir)
}

// endless is a line that does not end.
type endless struct{ read int64 }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	e.read += int64(len(p))
	return len(p), nil
}

// TestEndlessLine gives up a line that is longer than any that is written.
func TestEndlessLine(t *testing.T) {
	dir := t.TempDir()
	system, err := sqlite.Open(t.Context(), dir)
	must(t, err)
	t.Cleanup(func() { system.Close() })
	in := &endless{}
	_, _, err = archive.Import(context.Background(), io.MultiReader(strings.NewReader(`{"type":`), in), system, archive.ImportOptions{MaxLine: 10 << 20})
	if told, ok := errors.AsType[*archive.LineError](err); !ok || told.Line != 1 || in.read > 11<<20 {
		t.Errorf("%v after %d bytes", err, in.read)
	}
	nothingLeft(t, system, dir)
}

// TestCancelled leaves nothing of an import that was broken off, and has no two run at a
// time.
func TestCancelled(t *testing.T) {
	lines := export(t, filled(t), archive.ExportOptions{})
	dir := t.TempDir()
	system, err := sqlite.Open(t.Context(), dir)
	must(t, err)
	t.Cleanup(func() { system.Close() })
	ctx, cancel := context.WithCancel(t.Context())
	var during error
	_, _, err = archive.Import(ctx, strings.NewReader(strings.Join(lines, "")+"\n"), system, archive.ImportOptions{Told: func(c archive.Counts) {
		if c.Models == 2 && ctx.Err() == nil {
			cancel()
			other := store.DomainName{Namespace: "space", ID: "other"}
			during = importLines(t, system, lines, archive.ImportOptions{Name: &other})
		}
	}})
	if !errors.Is(err, context.Canceled) || !errors.Is(during, store.ErrBusy) {
		t.Errorf("%v, and one at the same time: %v", err, during)
	}
	nothingLeft(t, system, dir)
	must(t, importLines(t, system, lines, archive.ImportOptions{}))
}

// nothingLeft expects a store without domains and without files of any.
func nothingLeft(t *testing.T, system store.System, dir string) {
	t.Helper()
	all, err := system.Domains(context.Background())
	if err != nil || len(all) > 0 {
		t.Errorf("there are domains: %v, %v", all, err)
	}
	filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if base := filepath.Base(path); err == nil && !e.IsDir() && !strings.HasPrefix(base, "system.db") && !strings.HasPrefix(base, "lock.db") {
			t.Errorf("%s is left", path)
		}
		return nil
	})
}
