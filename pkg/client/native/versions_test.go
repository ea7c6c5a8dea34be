//go:build !js

package native_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"strconv"
	"sync"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/client/native"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// TestVersions names versions, and makes a model as it was at one.
func TestVersions(t *testing.T) {
	d, ctx := connect(t, native.Options{DisplayName: "Ada"}), patience(t)
	m, err := d.AutoCreate(ctx, "versions", creation(t, map[string]any{"text": "first", "list": []any{"a", "b"}}))
	must(t, err)
	draft, err := m.NameVersion(ctx, "draft", 0)
	must(t, err)
	list := m.Element().At("list").Node().ID()
	must(t, m.Element().At("text").Insert(5, " and second"))
	must(t, m.Element().At("list").Remove())
	final, err := m.NameVersion(ctx, "final", 0) // with the edits of just before
	must(t, err)
	if draft.Version != 1 || final.Version < 2 || final.By.Type != protocol.UserAnonymous {
		t.Errorf("named are %+v and %+v", draft, final)
	}
	if all, err := m.Versions(ctx); err != nil || !reflect.DeepEqual(all, []protocol.NamedVersion{draft, final}) {
		t.Errorf("the versions are %+v, %v", all, err)
	}
	if v, err := m.Version(ctx, "final"); err != nil || v != final {
		t.Errorf("found is %+v, %v", v, err)
	}
	_, err = m.NameVersion(ctx, "draft", 2)
	if codeOf(err) != protocol.CodeVersionExists {
		t.Errorf("a name twice: %v", err)
	}
	must(t, m.Restore(ctx, draft.Version))
	if v := m.Element().Value(); !reflect.DeepEqual(v, map[string]any{"text": "first", "list": []any{"a", "b"}}) || m.Element().At("list").Node().ID() != list {
		t.Errorf("restored it is %+v, and the list was %s", v, list)
	}
	if err := m.Restore(ctx, 99); codeOf(err) != protocol.CodeVersionNotFound {
		t.Errorf("a version that there is not: %v", err)
	}
	must(t, m.RemoveVersionName(ctx, "draft"))
	if err := m.RemoveVersionName(ctx, "draft"); codeOf(err) != protocol.CodeVersionNotFound {
		t.Errorf("a name that there is not: %v", err)
	}
}

// TestRestoreAtRandom has three edit one model at once, and each make it as it was now and
// then. In the end all have the same, and it can be restored exactly.
func TestRestoreAtRandom(t *testing.T) {
	seed := rand.Uint64()
	if s := os.Getenv("SEED"); s != "" {
		seed, _ = strconv.ParseUint(s, 10, 64)
	}
	defer func() {
		if t.Failed() {
			t.Logf("SEED=%d", seed)
		}
	}()
	ctx := patience(t)
	data := map[string]any{"text": "", "list": []any{1, "two"}, "object": map[string]any{"n": 1}}
	var all []*native.Model
	var editing sync.WaitGroup
	for i := range 3 {
		m, err := connect(t, native.Options{DisplayName: fmt.Sprint("editor ", i)}).AutoCreate(ctx, "restored", creation(t, data))
		must(t, err)
		all = append(all, m)
	}
	for i, m := range all {
		editing.Go(func() {
			r := rand.New(rand.NewPCG(seed, uint64(i)))
			for range 150 {
				root := m.Element()
				// What does not fit any more, because of what somebody else did, is refused, which is well.
				switch r.IntN(10) {
				case 0, 1:
					root.At("text").Insert(r.IntN(1+root.At("text").Len()), "word ")
				case 2:
					root.At("text").Splice(0, min(3, root.At("text").Len()), "")
				case 3:
					root.At("list").InsertEntry(r.IntN(1+root.At("list").Len()), map[string]any{"deep": []any{r.IntN(9)}})
				case 4:
					root.At("list").Move(0, max(0, root.At("list").Len()-1))
				case 5:
					root.At("list", 0).Remove()
				case 6:
					root.At("object").Put(fmt.Sprint("k", r.IntN(3)), r.IntN(9))
				case 7:
					root.Put([]string{"text", "list", "object"}[r.IntN(3)], map[int]any{0: "new", 1: []any{"new"}, 2: map[string]any{}}[r.IntN(3)])
				case 8:
					root.At("object", "n").Add(1)
				case 9:
					if err := m.Restore(ctx, 1+r.Int64N(m.Status().Version)); err != nil {
						t.Errorf("editor %d: %v", i, err)
					}
				}
			}
			must(t, m.Committed(ctx))
		})
	}
	editing.Wait()
	newest := int64(0)
	for _, m := range all {
		newest = max(newest, m.Status().Version)
	}
	for _, m := range all {
		for m.Status().Version < newest {
			if ctx.Err() != nil {
				t.Fatalf("the versions do not become the same: %d of %d", m.Status().Version, newest)
			}
			must(t, m.Committed(ctx))
		}
	}
	want := all[0].Element().Value()
	for i, m := range all {
		if is := m.Element().Value(); !reflect.DeepEqual(is, want) {
			t.Errorf("editor %d has %+v instead of %+v", i, is, want)
		}
	}
	must(t, all[1].Restore(ctx, 1))
	if is := fmt.Sprint(all[1].Element().Value()); is != fmt.Sprint(map[string]any{"text": "", "list": []any{1.0, "two"}, "object": map[string]any{"n": 1.0}}) {
		t.Errorf("in the end it is %s", is)
	}
}
