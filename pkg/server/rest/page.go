package rest

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"html/template"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// document returns what serves the OpenAPI document.
func (a *API) document() http.HandlerFunc {
	text, err := json.Marshal(a.huma.OpenAPI())
	return func(w http.ResponseWriter, r *http.Request) {
		if err != nil {
			a.Log.Error("the OpenAPI document cannot be written", "error", err)
			a.write(w, r, http.StatusInternalServerError, "the document cannot be written")
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Write(text)
	}
}

//go:embed page.html
var pageTemplate string

//go:embed page.css
var pageStyle string

// page returns what serves the document for people to read: HTML that is whole as it comes,
// without scripts.
func (a *API) page() http.HandlerFunc {
	parsed, err := template.New("page").Parse(pageTemplate)
	var text bytes.Buffer
	if err == nil {
		err = parsed.Execute(&text, a.shown())
	}
	return func(w http.ResponseWriter, r *http.Request) {
		if err != nil {
			a.Log.Error("the page about the REST API cannot be written", "error", err)
			a.write(w, r, http.StatusInternalServerError, "the page cannot be written")
			return
		}
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Content-Security-Policy", "default-src 'none'; style-src '"+styleHash()+"'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
		w.Write(text.Bytes())
	}
}

// shownPage, shownTag, shownRoute, shownField and shownType are the document as the page
// shows it.
type (
	shownPage struct {
		Title, About, Version string
		Style                 template.CSS
		Tags                  []shownTag
		Types                 []shownType
	}
	shownTag struct {
		Name   string
		Routes []shownRoute
	}
	shownRoute struct {
		ID, Method, Path, Summary, About, Needs string
		Parameters                              []shownField
		Takes                                   shownField
		Answers                                 []shownField
	}
	shownField struct {
		Name, About, Type, Link string
		Required                bool
	}
	shownType struct {
		Name   string
		Fields []shownField
	}
)

func (a *API) shown() shownPage {
	doc := a.huma.OpenAPI()
	page := shownPage{Title: doc.Info.Title, About: doc.Info.Description, Version: doc.Info.Version, Style: template.CSS(pageStyle)}
	for _, r := range a.routes {
		op := operation(doc, r)
		shown := shownRoute{ID: r.id, Method: r.method, Path: Prefix + r.path, Summary: r.summary, About: r.about, Needs: r.needs()}
		for _, p := range op.Parameters {
			f := field(p.In+" "+p.Name, p.Schema)
			f.About, f.Required = p.Description, p.Required
			shown.Parameters = append(shown.Parameters, f)
		}
		if op.RequestBody != nil {
			shown.Takes = field("", op.RequestBody.Content["application/json"].Schema)
		}
		for _, status := range slices.Sorted(maps.Keys(op.Responses)) {
			f := shownField{Name: status, About: op.Responses[status].Description}
			if c := op.Responses[status].Content["application/json"]; c != nil {
				f = field(status, c.Schema)
				f.About = op.Responses[status].Description
			}
			shown.Answers = append(shown.Answers, f)
		}
		if n := len(page.Tags); n == 0 || page.Tags[n-1].Name != r.tag {
			page.Tags = append(page.Tags, shownTag{Name: r.tag})
		}
		last := &page.Tags[len(page.Tags)-1]
		last.Routes = append(last.Routes, shown)
	}
	all := doc.Components.Schemas.Map()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		t := shownType{Name: name}
		for _, property := range slices.Sorted(maps.Keys(all[name].Properties)) {
			f := field(property, all[name].Properties[property])
			f.Required = slices.Contains(all[name].Required, property)
			t.Fields = append(t.Fields, f)
		}
		page.Types = append(page.Types, t)
	}
	return page
}

// operation returns what the document says of a route.
func operation(doc *huma.OpenAPI, r route) *huma.Operation {
	item := doc.Paths[r.path]
	switch r.method {
	case http.MethodGet:
		return item.Get
	case http.MethodPost:
		return item.Post
	case http.MethodPut:
		return item.Put
	}
	return item.Delete
}

// field shows a schema, with a link to the type that it is or holds.
func field(name string, s *huma.Schema) shownField {
	f := shownField{Name: name, About: s.Description}
	f.Type, f.Link = typeOf(s)
	return f
}

func typeOf(s *huma.Schema) (text, link string) {
	switch {
	case s == nil:
		return "anything", ""
	case s.Ref != "":
		link = s.Ref[strings.LastIndexByte(s.Ref, '/')+1:]
		return link, link
	case s.Type == huma.TypeArray:
		text, link = typeOf(s.Items)
		return "list of " + text, link
	case len(s.Enum) > 0:
		var values []string
		for _, v := range s.Enum {
			text, _ := json.Marshal(v)
			values = append(values, string(text))
		}
		return strings.Join(values, ", "), ""
	case s.Type == "":
		return "anything", ""
	case s.Format != "":
		return s.Type + ", " + s.Format, ""
	}
	return s.Type, ""
}

// styleHash is how the policy of the page names the only style that it may have.
func styleHash() string {
	sum := sha256.Sum256([]byte(pageStyle))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
