// Package reference shows an OpenAPI document as a page for people to read.
package reference

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

//go:embed page.html
var pageTemplate string

//go:embed page.css
var pageStyle string

// Route is an operation of the document, and what whoever asks for it needs.
type Route struct{ Method, Path, Tag, Needs string }

// Page returns HTML that is whole as it comes, without scripts, and the content security
// policy that it needs. prefix is where the routes are.
func Page(doc *huma.OpenAPI, prefix string, routes []Route) (html []byte, policy string, err error) {
	parsed, err := template.New("page").Parse(pageTemplate)
	if err != nil {
		return nil, "", err
	}
	var text bytes.Buffer
	err = parsed.Execute(&text, shown(doc, prefix, routes))
	return text.Bytes(), "default-src 'none'; style-src '" + styleHash() + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'", err
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

func shown(doc *huma.OpenAPI, prefix string, routes []Route) shownPage {
	page := shownPage{Title: doc.Info.Title, About: doc.Info.Description, Version: doc.Info.Version, Style: template.CSS(pageStyle)}
	for _, r := range routes {
		op := Operation(doc, r.Method, r.Path)
		shown := shownRoute{ID: op.OperationID, Method: r.Method, Path: prefix + r.Path, Summary: op.Summary, About: op.Description, Needs: r.Needs}
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
		if n := len(page.Tags); n == 0 || page.Tags[n-1].Name != r.Tag {
			page.Tags = append(page.Tags, shownTag{Name: r.Tag})
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

// Operation returns what the document says of a route.
func Operation(doc *huma.OpenAPI, method, path string) *huma.Operation {
	item := doc.Paths[path]
	switch method {
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
