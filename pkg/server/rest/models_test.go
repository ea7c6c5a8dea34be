package rest_test

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client/native"
	"github.com/convergence-wasm/convergence/pkg/server"
	"github.com/convergence-wasm/convergence/pkg/server/rest"
)

var modelsPath = "/domains/" + here.String() + "/models"

// connect connects a client as a user.
func (w *world) connect(user string) *native.Domain {
	w.t.Helper()
	d, err := native.Connect(w.t.Context(), w.url+"/api/realtime/"+here.String(), native.Options{Username: user, Password: secret})
	must(w.t, err)
	w.t.Cleanup(func() { d.Close() })
	return d
}

// model reads a model and its ETag.
func (w *world) model(id string) (rest.ModelData, string) {
	w.t.Helper()
	var m rest.ModelData
	got := w.want(200, w.root, "GET", modelsPath+"/"+id, nil)
	got.read(&m)
	return m, got.header.Get("ETag")
}

func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("after 10 s not: %s", what)
		}
	}
}

// TestModelsLive changes a model that a client has open: it sees who did what, and what it
// does itself meanwhile stays.
func TestModelsLive(t *testing.T) {
	w := start(t, server.Options{})
	var first rest.ModelData
	w.want(201, w.root, "POST", modelsPath, object{"id": "m", "collection": "notes", "data": object{"text": "", "count": 0, "list": []int{1, 2, 3}}}).read(&first)
	if first.Version != 1 || len(first.Open) != 0 {
		t.Errorf("a new model is %+v", first)
	}
	ada := w.connect("ada")
	open, err := ada.Open(t.Context(), "m")
	must(t, err)
	authors := make(chan string, 1000)
	open.Element().OnChange(func(c native.Change) { authors <- c.By.User.Username })

	key := w.key(here, "models:write")
	w.want(200, key, "PUT", modelsPath+"/m", object{"collection": "notes", "data": object{"text": "", "count": 1, "list": []int{1, 3, 4}, "new": object{"x": nil}}})
	eventually(t, "ada sees the operation", func() bool {
		return reflect.DeepEqual(open.Element().Value(), map[string]any{"text": "", "count": 1.0, "list": []any{1.0, 3.0, 4.0}, "new": map[string]any{"x": nil}})
	})
	if who := <-authors; !strings.HasPrefix(who, "api-key/k") {
		t.Errorf("ada hears that %s did it", who)
	}
	is, tag := w.model("m")
	if is.Version != 2 || len(is.Open) != 1 || is.Open[0].User.Name != "ada" {
		t.Errorf("after one operation the model is %+v", is)
	}
	// Nothing different is no operation.
	if same := w.want(200, key, "PUT", modelsPath+"/m", object{"collection": "notes", "data": is.Data}); same.header.Get("ETag") != tag {
		t.Errorf("writing what is there is a version: %s", same.header.Get("ETag"))
	}

	// Ada types while a program counts, reading first and refusing to overwrite.
	typed := make(chan error)
	go func() {
		var err error
		for i := range 150 {
			if err = open.Element().At("text").Insert(i, "x"); err != nil {
				break
			}
			time.Sleep(time.Millisecond)
		}
		typed <- err
	}()
	refused := 0
	for counted := 1; counted < 10; {
		is, tag := w.model("m")
		var data object
		must(t, json.Unmarshal(is.Data, &data))
		data["count"] = counted + 1
		switch got := w.send(key, "PUT", modelsPath+"/m", object{"collection": "notes", "data": data}, "If-Match", tag); got.status {
		case 200:
			counted++
		case 412:
			refused++
		default:
			t.Fatalf("%d %s", got.status, got.text)
		}
	}
	must(t, <-typed)
	must(t, open.Committed(t.Context()))
	is, _ = w.model("m")
	var data struct {
		Text  string
		Count int
	}
	must(t, json.Unmarshal(is.Data, &data))
	if data.Text != strings.Repeat("x", 150) || data.Count != 10 {
		t.Errorf("the model is %+v, and %d writes were refused", data, refused)
	}
	t.Logf("%d writes were refused", refused)

	// The history has it all, and the model at each of its versions.
	var runs []rest.Run
	for next, pages := "", 0; ; pages++ {
		var page rest.Page[rest.Run]
		w.want(200, w.root, "GET", modelsPath+"/m/history?limit=20&cursor="+next, nil).read(&page)
		runs = append(runs, page.Items...)
		if next = page.Next; next == "" || pages > 100 {
			break
		}
	}
	at := int64(1)
	by := make(map[string]int)
	for _, run := range runs {
		if run.From != at || run.To != at+int64(len(run.Operations)) {
			t.Fatalf("a run begins at %d instead of %d: %+v", run.From, at, run)
		}
		at = run.To
		by[strings.SplitN(run.User.Name, "/", 2)[0]] += len(run.Operations)
	}
	if at != is.Version || by["api-key"] != 10 || by["ada"] == 0 {
		t.Errorf("the history ends at %d of %d, by %v", at, is.Version, by)
	}
	var last rest.Page[rest.Run]
	w.want(200, w.root, "GET", fmt.Sprintf("%s/m/history?limit=1&from=%d", modelsPath, is.Version-1), nil).read(&last)
	if len(last.Items) != 1 || last.Items[0].From != is.Version-1 || last.Items[0].To != is.Version || last.Next != "" {
		t.Errorf("the last operation is in %+v", last)
	}
	var old rest.ModelData
	w.want(200, w.root, "GET", modelsPath+"/m?version=1", nil).read(&old)
	if string(old.Data) != string(first.Data) || old.Version != 1 {
		t.Errorf("at version 1 it was %s instead of %s", old.Data, first.Data)
	}
	w.want(422, w.root, "GET", fmt.Sprintf("%s/m?version=%d", modelsPath, is.Version+1), nil)
	// What is not kept is gone; the rest can be had.
	kept, _, err := w.domain.Model(t.Context(), "m")
	must(t, err)
	_, err = w.domain.SaveSnapshot(t.Context(), kept.Key, is.Version, []byte{0}) // which nobody reads
	must(t, err)
	_, err = w.domain.Compact(t.Context(), kept.Key, is.Version-3, math.MaxInt64)
	must(t, err)
	kept, _, err = w.domain.Model(t.Context(), "m")
	must(t, err)
	w.want(410, w.root, "GET", fmt.Sprintf("%s/m?version=%d", modelsPath, kept.Oldest-1), nil)
	w.want(200, w.root, "GET", fmt.Sprintf("%s/m?version=%d", modelsPath, kept.Oldest), nil)
	w.want(410, w.root, "GET", fmt.Sprintf("%s/m/history?from=%d", modelsPath, kept.Oldest-1), nil)
	w.want(410, w.root, "POST", modelsPath+"/m/versions", object{"name": "x", "version": kept.Oldest - 1})
	w.want(410, w.root, "POST", modelsPath+"/m/restore", object{"version": kept.Oldest - 1})
	w.want(200, w.root, "GET", modelsPath+"/m/history?limit=1", nil).read(&last)
	if kept.Oldest < 2 || len(last.Items) != 1 || last.Items[0].From != kept.Oldest {
		t.Errorf("from version %d on is kept, and the history begins with %+v", kept.Oldest, last)
	}
	var list rest.Page[rest.Model]
	w.want(200, w.root, "GET", modelsPath, nil).read(&list)
	if i := slices.IndexFunc(list.Items, func(m rest.Model) bool { return m.ID == "m" }); list.Items[i].Oldest != kept.Oldest {
		t.Errorf("the list has %+v", list.Items[i])
	}

	w.want(412, w.root, "DELETE", modelsPath+"/m", nil, "If-Match", tag)
	w.want(204, w.root, "DELETE", modelsPath+"/m", nil)
	w.want(404, w.root, "GET", modelsPath+"/m", nil)
	eventually(t, "the model is closed for ada", func() bool { return open.Element().At("text").Insert(0, "y") != nil })
}

// TestVersions names versions of a model, and makes it as it was at one, while ada has it open.
func TestVersions(t *testing.T) {
	w := start(t, server.Options{MaxNamedVersions: 3})
	key := w.key(here, "models:write", "models:read")
	w.want(201, key, "POST", modelsPath, object{"id": "v", "collection": "notes", "data": object{"text": "one", "list": []int{1, 2}}})
	open, err := w.connect("ada").Open(t.Context(), "v")
	must(t, err)
	list := open.Element().At("list").Node().ID()
	path := modelsPath + "/v/versions"
	var named rest.NamedVersion
	first := w.want(201, key, "POST", path, object{"name": "the first/one"})
	first.read(&named)
	if at := first.header.Get("Location"); at != rest.Prefix+path+"/the%20first%2Fone" {
		t.Errorf("it is at %s", at)
	}
	if named.Name != "the first/one" || named.Version != 1 || !strings.HasPrefix(named.User.Name, "api-key/k") {
		t.Errorf("named is %+v", named)
	}
	must(t, open.Element().At("list").Remove())
	must(t, open.Element().At("text").Set("two"))
	must(t, open.Committed(t.Context()))
	for name, version := range map[string]int{"second": 2, "also": 1} {
		w.want(201, key, "POST", path, object{"name": name, "version": version})
	}
	w.want(422, key, "POST", path, object{"name": "a fourth one"})
	w.want(409, key, "POST", path, object{"name": "second"})
	w.want(404, key, "POST", path, object{"name": "x", "version": 99})
	w.want(422, key, "POST", path, object{"name": ""})
	w.want(404, key, "POST", modelsPath+"/nothing/versions", object{"name": "x"})
	w.want(404, key, "GET", modelsPath+"/nothing/versions", nil)
	var names []string
	for next, pages := "", 0; pages < 9; pages++ {
		var page rest.Page[rest.NamedVersion]
		w.want(200, key, "GET", path+"?limit=2&cursor="+next, nil).read(&page)
		for _, v := range page.Items {
			names = append(names, fmt.Sprint(v.Version, " ", v.Name))
		}
		if next = page.Next; next == "" {
			break
		}
	}
	if want := []string{"1 also", "1 the first/one", "2 second"}; !reflect.DeepEqual(names, want) {
		t.Errorf("the versions are %q instead of %q", names, want)
	}
	w.want(204, key, "DELETE", path+"/the%20first%2Fone", nil)
	w.want(404, key, "DELETE", path+"/the%20first%2Fone", nil)

	_, tag := w.model("v")
	w.want(412, key, "POST", modelsPath+"/v/restore", object{"version": 1}, "If-Match", `"1-1"`)
	var is rest.ModelData
	w.want(200, key, "POST", modelsPath+"/v/restore", object{"version": 1}, "If-Match", tag).read(&is)
	var data struct {
		Text string
		List []int
	}
	must(t, json.Unmarshal(is.Data, &data))
	if data.Text != "one" || !reflect.DeepEqual(data.List, []int{1, 2}) {
		t.Errorf("restored it is %s", is.Data)
	}
	eventually(t, "ada has the list under its id", func() bool {
		return open.Element().At("text").Value() == "one" && open.Element().At("list").Node().ID() == list
	})
	if same := w.want(200, key, "POST", modelsPath+"/v/restore", object{"version": 1}); same.header.Get("ETag") != fmt.Sprintf(`"%d-%d"`, is.Version, is.Created.UnixMilli()) {
		t.Errorf("restoring what there is has made a version: %s", same.header.Get("ETag"))
	}
	w.want(404, key, "POST", modelsPath+"/v/restore", object{"version": is.Version + 1})
	w.want(404, key, "POST", modelsPath+"/nothing/restore", object{"version": 1})
}

// TestModels makes, finds and lists models, and refuses what is none.
func TestModels(t *testing.T) {
	w := start(t, server.Options{})
	for i := range 5 {
		w.want(201, w.root, "PUT", fmt.Sprintf("%s/n%%2F%d", modelsPath, i), object{"collection": "notes", "data": object{"n": i, "half": json.RawMessage(`"\ud83d"`)}})
	}
	w.want(412, w.root, "PUT", modelsPath+"/n%2F1", object{"collection": "notes", "data": object{}}, "If-None-Match", "*")
	w.want(412, w.root, "PUT", modelsPath+"/new", object{"collection": "notes", "data": object{}}, "If-Match", `"1-1"`)
	w.want(409, w.root, "PUT", modelsPath+"/n%2F1", object{"collection": "other", "data": object{}})
	w.want(409, w.root, "POST", modelsPath, object{"id": "n/1", "collection": "notes", "data": object{}})
	for _, data := range []any{nil, []int{}, "x", json.RawMessage(`{"a":1,"a":2}`), object{"a": object{"$convergenceType": "x"}}} {
		w.want(422, w.root, "POST", modelsPath, object{"collection": "notes", "data": data})
	}
	w.want(413, w.root, "POST", modelsPath, object{"collection": "notes", "data": object{"a": strings.Repeat("x", 8<<20)}})
	w.want(404, w.root, "POST", modelsPath, object{"collection": "notes", "data": object{}, "rights": object{
		"overridesCollection": true, "world": []string{}, "users": []object{{"user": object{"type": "normal", "name": "bob"}, "rights": []string{"read"}}}, "groups": []any{}}})
	var page rest.Page[rest.Model]
	w.want(200, w.root, "GET", modelsPath+"?limit=3&collection=notes", nil).read(&page)
	if len(page.Items) != 3 || page.Items[0].ID != "n/0" || page.Next == "" {
		t.Errorf("the first page is %+v", page)
	}
	w.want(200, w.root, "GET", modelsPath+"?limit=3&collection=notes&cursor="+page.Next, nil).read(&page)
	if len(page.Items) != 2 || page.Items[1].ID != "n/4" {
		t.Errorf("the second page is %+v", page)
	}
	if m, _ := w.model("n%2F0"); string(m.Data) != `{"half":"\ud83d","n":0}` {
		t.Errorf("the data is %s", m.Data)
	}
	query := "/domains/" + here.String() + "/model-query"
	var found rest.Found
	w.want(200, w.root, "POST", query, object{"query": "SELECT n FROM notes WHERE n > 1 ORDER BY n DESC LIMIT 2"}).read(&found)
	if found.Total != 3 || len(found.Items) != 2 || string(found.Items[0].Data) != `{"n":4}` {
		t.Errorf("found %+v", found)
	}
	w.want(422, w.root, "POST", query, object{"query": "SELECT"})
	w.want(404, w.root, "POST", query, object{"query": "SELECT * FROM nothing"})
}

// TestModelRights takes a right away from who has a model open.
func TestModelRights(t *testing.T) {
	w := start(t, server.Options{})
	rights := func(names ...string) object {
		return object{"overridesCollection": true, "world": append([]string{}, names...), "users": []any{}, "groups": []any{}}
	}
	w.want(201, w.root, "POST", modelsPath, object{"id": "m", "collection": "notes", "data": object{"t": ""}, "rights": rights("read", "write")})
	ada := w.connect("ada")
	open, err := ada.Open(t.Context(), "m")
	must(t, err)
	must(t, open.Element().At("t").Insert(0, "a"))
	must(t, open.Committed(t.Context()))
	tag := w.want(200, w.root, "GET", modelsPath+"/m/rights", nil).header.Get("ETag")
	w.want(200, w.root, "PUT", modelsPath+"/m/rights", rights(), "If-Match", tag)
	w.want(412, w.root, "PUT", modelsPath+"/m/rights", rights("read"), "If-Match", tag)
	eventually(t, "the model is closed for ada", func() bool { return open.Element().At("t").Insert(0, "y") != nil })
	if _, err := ada.Open(t.Context(), "m"); err == nil {
		t.Error("ada opens what she may not read")
	}
}
