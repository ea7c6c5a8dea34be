package rest

import (
	"context"
	"encoding/base64"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
)

// Paging is what asks for a part of a list.
type Paging struct {
	Cursor string `query:"cursor" maxLength:"2000" doc:"next of the page before; left out for the first one"`
	Limit  int    `query:"limit" minimum:"1" maximum:"1000" default:"100" doc:"how many at most"`
}

// after returns what the last page ended with, empty for the first page.
func (p Paging) after() (string, error) {
	key, err := base64.RawURLEncoding.DecodeString(p.Cursor)
	if err != nil {
		return "", errCursor
	}
	return string(key), nil
}

// number is after for a list whose keys are numbers, 0 for the first page.
func (p Paging) number() (int64, error) {
	key, err := p.after()
	if err != nil || key == "" {
		return 0, err
	}
	n, err := strconv.ParseInt(key, 10, 64)
	if err != nil {
		return 0, errCursor
	}
	return n, nil
}

func decimal(n int64) string { return strconv.FormatInt(n, 10) }

// errCursor is the answer to a cursor that makes no sense.
var errCursor = huma.Error400BadRequest("the cursor is not one that this list gave")

// Page is a part of a list.
type Page[T any] struct {
	Items []T    `json:"items" nullable:"false"`
	Next  string `json:"next,omitempty" doc:"cursor of what follows; left out at the end"`
}

// Listed is the answer with a part of a list.
type Listed[T any] struct{ Body Page[T] }

// listed returns a page of what was read: one more than was asked for when there is more.
// key is what the next page begins after.
func listed[S, T any](read []S, limit int, key func(S) string, show func(S) T) *Listed[T] {
	out := &Listed[T]{Page[T]{Items: []T{}}}
	for i, s := range read {
		if i == limit {
			out.Body.Next = cursor(key(read[i-1]))
			break
		}
		out.Body.Items = append(out.Body.Items, show(s))
	}
	return out
}

// InList is what asks for a part of a list of a domain.
type InList struct {
	InDomain
	Paging
}

// listIn is listed for what a domain has. read returns what comes after a key, one more
// than was asked for at least, or all there is.
func listIn[S, T any](ctx context.Context, a *API, in InDomain, p Paging, read func(d *Domain, after string) ([]S, error), key func(S) string, show func(S) T) (*Listed[T], error) {
	after, err := p.after()
	if err != nil {
		return nil, err
	}
	d, err := a.domain(ctx, in)
	if err != nil {
		return nil, err
	}
	all, err := read(d, after)
	return listed(following(all, after, key), p.Limit, key, show), err
}

// cursor returns what asks for what comes after a key.
func cursor(key string) string { return base64.RawURLEncoding.EncodeToString([]byte(key)) }

// following returns what comes after a key in a list that is in the order of its keys.
func following[S any](all []S, after string, key func(S) string) []S {
	for i, s := range all {
		if after == "" || key(s) > after {
			return all[i:]
		}
	}
	return nil
}
