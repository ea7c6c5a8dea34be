package smallcore

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// What the start function makes are the tables that were there, without what is
// dropped: of the program and of the core that ships.
func TestTablesAreMadeAgain(t *testing.T) {
	for _, pkg := range []string{program, core} {
		t.Run(pkg, func(t *testing.T) {
			wasm := plain(t, pkg)
			before, d, functions := tablesOf(t, wasm)
			small := shrunk(t, wasm)
			if again := shrunk(t, wasm); !bytes.Equal(small, again) {
				t.Error("packed twice, the module has other bytes")
			}
			if len(small) > len(wasm)*4/5 {
				t.Errorf("%d bytes became %d", len(wasm), len(small))
			}
			after := &memory{bytes: started(t, small)}
			oldTab := d.pcTab
			d.pcTab = region{after.uint32(d.at + offPCTab), after.uint32(d.at + offPCTab + 8)}
			names := region{after.uint32(d.at + offFuncNames), after.uint32(d.at + offFuncNames + 8)}
			if err := checkBuckets(after, d); err != nil {
				t.Error(err)
			}
			if last := after.uint32(d.records.at + 8*d.functions); last != firstEntry+d.functions {
				t.Errorf("the table of functions ends with %d", last)
			}
			for i := range functions {
				f, old := record(after, d, uint32(i)), &functions[i]
				for _, w := range []int{wordEntry, wordArgs, wordDefer} {
					if f.words[w] != old.words[w] {
						t.Fatalf("function %d (%s): word %d is %d and was %d", i, old.name, w, f.words[w], old.words[w])
					}
				}
				if f.words[wordFlags]&0xffffff != old.words[wordFlags]&0xffffff {
					t.Fatalf("function %d (%s) has other flags", i, old.name)
				}
				for _, c := range columnsByPC {
					got, want := tableOf(t, after, d.pcTab, f, c), tableOf(t, before, oldTab, old, c)
					if !bytes.Equal(got, want) {
						t.Fatalf("function %d (%s): table %d is %v and was %v", i, old.name, c, got, want)
					}
				}
				for _, c := range columnsOfData {
					if got, want := dataOf(f, c), dataOf(old, c); got != want {
						t.Fatalf("function %d (%s): description %d is at %d and was at %d", i, old.name, c, got, want)
					}
				}
				checkName(t, cStringAt(after, names, f.words[wordName]), old)
			}
		})
	}
}

// What the runtime asks of a name has the same answer.
func checkName(t *testing.T, name string, old *function) {
	t.Helper()
	if strings.HasPrefix(name, "runtime.") != strings.HasPrefix(old.name, "runtime.") {
		t.Fatalf("%q is called %q", old.name, name)
	}
	switch wrapper := old.words[wordFlags]&0xff == funcWrapper; {
	case old.name == "reflect.methodValueCall" || old.name == "reflect.makeFuncStub":
		if name != old.name {
			t.Fatalf("%q is called %q", old.name, name)
		}
	case wrapper != strings.Contains(name, ".(*T)."):
		t.Fatalf("%q is called %q", old.name, name)
	}
}

func cStringAt(m *memory, names region, at uint32) string {
	s, _ := cString(m.at(names.at, names.len)[at:])
	return s
}

func tablesOf(t *testing.T, wasm []byte) (*memory, *moduleData, []function) {
	t.Helper()
	mod, err := parseModule(wasm)
	if err != nil {
		t.Fatal(err)
	}
	body, _ := mod.body(sectionData)
	m, err := parseData(body)
	if err != nil {
		t.Fatal(err)
	}
	d, err := findModuleData(m)
	if err != nil {
		t.Fatal(err)
	}
	functions, err := readFunctions(m, d)
	if err != nil {
		t.Fatal(err)
	}
	return m, d, functions
}

// started returns the memory of a module after its start function.
func started(t *testing.T, wasm []byte) []byte {
	t.Helper()
	dir := t.TempDir()
	from, to := filepath.Join(dir, "module.wasm"), filepath.Join(dir, "memory")
	if err := os.WriteFile(from, wasm, 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := node(t, "testdata/memory.mjs", from, to); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	bytes, err := os.ReadFile(to)
	if err != nil {
		t.Fatal(err)
	}
	return bytes
}

// record reads the record of a function where the table says that it is.
func record(m *memory, d *moduleData, i uint32) *function {
	f := &function{}
	at := d.records.at + m.uint32(d.records.at+8*i+4)
	next := func() uint32 {
		at += 4
		return m.uint32(at - 4)
	}
	for w := range f.words {
		f.words[w] = next()
	}
	for range f.words[wordPCData] {
		f.pcData = append(f.pcData, next())
	}
	for range f.words[wordFlags] >> 24 {
		f.funcData = append(f.funcData, next())
	}
	return f
}

func tableOf(t *testing.T, m *memory, tab region, f *function, column uint32) []byte {
	t.Helper()
	off := f.byPC(column)
	if off == 0 {
		return nil
	}
	table, err := pcTable(m.at(tab.at, tab.len), off)
	if err != nil {
		t.Fatal(err)
	}
	return slices.Clone(table)
}

func dataOf(f *function, column uint32) uint32 {
	if column < uint32(len(f.funcData)) {
		return f.funcData[column]
	}
	return noFuncData
}
