package rest

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Tagged is an answer with an ETag.
type Tagged[T any] struct {
	ETag string `header:"ETag"`
	Body T
}

// Made is the answer to making something.
type Made[T any] struct {
	ETag     string `header:"ETag"`
	Location string `header:"Location"`
	Body     T
}

// location is the path of something in a domain.
func (d *Domain) location(parts ...string) string {
	path := Prefix + "/domains/" + d.Name.String()
	for _, part := range parts {
		path += "/" + url.PathEscape(part)
	}
	return path
}

// Matching is what makes a change conditional.
type Matching struct {
	IfMatch string `header:"If-Match" maxLength:"200" doc:"ETag of what is to be changed; when it is another one by now, nothing is, and the answer is 412"`
}

// entityTag returns the ETag of what is shown.
func entityTag(v any) string {
	text, _ := json.Marshal(v) // of our own types, which have no cycles and no functions
	sum := sha256.Sum256(text)
	return `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
}

// tagged returns an answer with its ETag.
func tagged[T any](v T) *Tagged[T] { return &Tagged[T]{entityTag(v), v} }

// stale fails when what there is has another ETag than the caller has seen.
func (m Matching) stale(now string) error {
	if m.IfMatch == "" || m.IfMatch == "*" {
		return nil
	}
	if m.lists(now) {
		return nil
	}
	return huma.Error412PreconditionFailed("it has been changed by somebody else; read it again")
}

// lists reports whether an ETag is among those given.
func (m Matching) lists(tag string) bool {
	for one := range strings.SplitSeq(m.IfMatch, ",") {
		if strings.TrimSpace(one) == tag {
			return true
		}
	}
	return false
}

// changing returns the lock of a domain that is held from reading what If-Match is about
// until it is changed.
func (a *API) changing(d store.DomainName) *sync.Mutex {
	lock, _ := a.changes.LoadOrStore(d, new(sync.Mutex))
	return lock.(*sync.Mutex)
}

// change does a change to what show returns, unless that is not as the caller has seen it,
// and answers with what there is afterwards. Nobody else changes anything of the domain
// here meanwhile; the command line may.
func change[T any](lock *sync.Mutex, m Matching, show func() (T, error), do func(T) error) (*Tagged[T], error) {
	lock.Lock()
	defer lock.Unlock()
	now, err := show()
	if err == nil {
		err = m.stale(entityTag(now))
	}
	if err == nil {
		err = do(now)
	}
	if err == nil {
		now, err = show()
	}
	if err != nil {
		return nil, err
	}
	return tagged(now), nil
}

// remove is change for what is not there afterwards.
func remove[T any](lock *sync.Mutex, m Matching, show func() (T, error), do func() error) (*struct{}, error) {
	lock.Lock()
	defer lock.Unlock()
	now, err := show()
	if err == nil {
		err = m.stale(entityTag(now))
	}
	if err == nil {
		err = do()
	}
	return nil, err
}
