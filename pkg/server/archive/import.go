package archive

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/administration"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// ImportOptions say what becomes of an archive.
type ImportOptions struct {
	Name    *store.DomainName // of the new domain; nil: the one of the archive
	Replace bool              // one that exists, while nobody uses it
	MaxLine int               // bytes of a line; 0: those that an export writes at most
	// Limits are those of the server, for names, keys and messages; what is 0 is the default.
	// What is over one fails with [protocol.Excess].
	Limits protocol.Limits
	Told   func(Counts) // is called with every line; may be nil
}

// Import makes a domain of an archive. Errors about what is in it are [LineError].
func Import(ctx context.Context, in io.Reader, system store.Archives, o ImportOptions) (store.DomainName, Counts, error) {
	m := &importer{reader: newReader(in, cmp.Or(o.MaxLine, maxLine)), ctx: ctx, limits: o.Limits.WithDefaults()}
	info, err := m.head(o.Name)
	if err == nil {
		err = system.ImportDomain(ctx, info, o.Replace, func(d store.NewDomainStore) error {
			m.store = d
			return m.fill(o.Told)
		})
	}
	return info.DomainName, m.counts, err
}

// importer fills a domain from an archive.
type importer struct {
	*reader
	ctx       context.Context
	limits    protocol.Limits
	store     store.NewDomainStore
	numbers   store.Counters
	noHistory bool
	counts    Counts
	stage     int

	users    batch[store.UserRecord]
	clients  batch[store.ClientRecord]
	sessions batch[store.AuthorRecord]
	model    *modelImport
	chat     *chatImport
}

// here returns an error about the present line, unless it is about another one.
func (m *importer) here(err error) error {
	if _, told := errors.AsType[*LineError](err); err == nil || told || m.ctx.Err() != nil {
		return err
	}
	return &LineError{m.at, err}
}

// head reads the first two lines.
func (m *importer) head(name *store.DomainName) (info store.DomainInfo, err error) {
	var h header
	kind, err := m.next()
	if err == nil && kind != lineArchive {
		err = errors.New("this is no archive of a domain")
	}
	if err == nil {
		var version struct {
			Format int `json:"format"`
		}
		err = json.Unmarshal(m.line, &version)
		if err == nil && version.Format != Format {
			err = fmt.Errorf("the archive has format %d, and this program knows %d: use a newer convergence", version.Format, Format)
		}
	}
	if err == nil {
		err = m.read(&h)
	}
	if err == nil {
		m.noHistory, err = ParseHistory(h.History)
	}
	namespace, id, ok := strings.Cut(h.Domain, "/")
	if err == nil && !ok && name == nil {
		err = fmt.Errorf("%q is no name of a domain", h.Domain)
	}
	info = store.NewDomain(store.DomainName{Namespace: namespace, ID: id})
	if name != nil {
		info.DomainName = *name
	}
	if err == nil {
		if kind, err = m.next(); err == nil && kind != lineSettings {
			err = fmt.Errorf("the settings have to come here, not %q", kind)
		}
	}
	if err == nil {
		err = m.settings(&info)
	}
	return info, m.here(err)
}

func (m *importer) settings(info *store.DomainInfo) error {
	var s settingsLine
	if err := m.read(&s); err != nil {
		return err
	}
	emails, ok := administration.Named(administration.EmailsNames, s.Emails)
	makers, known := administration.Named(administration.MakersNames, s.Collections)
	available, is := administration.Named(administration.AvailabilityNames, s.Available)
	if !ok || !known || !is {
		return fmt.Errorf("emails %q, collections %q or availability %q is not known", s.Emails, s.Collections, s.Available)
	}
	origins, err := administration.Origins(s.Origins)
	if err != nil {
		return err
	}
	q, k := &s.Quotas, &s.Keeping
	if min(q.Models, q.Storage, q.Chats, q.UserModels, q.UserStorage, q.UserChats, k.Guests, k.Sessions, k.Chats, s.Guests, s.Sessions) < 0 {
		return errors.New("a number is below 0")
	}
	info.Anonymous, info.Emails, info.Makers, info.Origins = s.Anonymous, emails, makers, origins
	info.Quotas, info.Keeping, info.Availability = s.Quotas, s.Keeping, available
	m.numbers = store.Counters{Guests: s.Guests, Sessions: s.Sessions}
	return nil
}

// stages are the types of lines in the order in which they come.
var stages = map[string]int{
	lineUser: 1, lineClient: 2, lineSession: 3, lineKey: 4, lineGroup: 5, lineCollection: 6,
	lineModel: 7, lineOperations: 7, lineState: 7, lineVersion: 7, lineChat: 8, lineEvent: 8, lineActivity: 9, lineEnd: 10,
}

// fill reads everything behind the settings.
func (m *importer) fill(told func(Counts)) error {
	for {
		if err := m.ctx.Err(); err != nil {
			return err
		}
		kind, err := m.next()
		if err != nil {
			return m.here(err)
		}
		stage, known := stages[kind]
		switch {
		case !known:
			err = fmt.Errorf("type %q is not known", kind)
		case stage < m.stage:
			err = fmt.Errorf("a line of type %q comes too late", kind)
		case stage > m.stage:
			err = m.flush()
			m.stage = stage
		}
		if err == nil {
			err = m.take(kind)
		}
		if err != nil {
			return m.here(err)
		}
		if told != nil {
			told(m.counts)
		}
		if kind == lineEnd {
			return nil
		}
	}
}

// flush writes what waits.
func (m *importer) flush() error {
	err := m.users.flush(func(all []store.UserRecord) error { return m.store.AddUserRecords(m.ctx, all) })
	if err == nil {
		err = m.clients.flush(func(all []store.ClientRecord) error { return m.store.AddClientRecords(m.ctx, all) })
	}
	if err == nil {
		err = m.sessions.flush(func(all []store.AuthorRecord) error { return m.store.AddAuthorRecords(m.ctx, all) })
	}
	if err == nil {
		err = m.endModel()
	}
	if err == nil {
		err = m.endChat()
	}
	return err
}

func (m *importer) take(kind string) error {
	switch kind {
	case lineUser:
		return m.user()
	case lineClient:
		return m.client()
	case lineSession:
		return m.session()
	case lineKey:
		return m.key()
	case lineGroup:
		return m.group()
	case lineCollection:
		return m.collection()
	case lineModel:
		return m.beginModel()
	case lineOperations:
		return m.operations()
	case lineState:
		return m.state()
	case lineVersion:
		return m.version()
	case lineChat:
		return m.beginChat()
	case lineEvent:
		return m.event()
	case lineActivity:
		return m.activity()
	}
	// After the sessions, whose ids are numbers that were given out.
	if err := m.store.SetCounters(m.ctx, m.numbers); err != nil {
		return err
	}
	return m.end(m.counts)
}
