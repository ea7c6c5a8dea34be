package archive

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/administration"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// ExportOptions say what an archive has.
type ExportOptions struct {
	// WithoutHistory leaves out what was done to the models: each one is as if it had been
	// made with the data that it has now.
	WithoutHistory bool
	Program        string       // name and version, for the first line
	Told           func(Counts) // is called with every line; may be nil
}

// page is how many records are read at once.
const page = 500

// exporter writes the archive of one domain.
type exporter struct {
	*writer
	store   store.Domain
	options ExportOptions
}

// Export writes a domain. It is to be a snapshot, whose Close has to succeed too.
func Export(ctx context.Context, out io.Writer, info store.DomainInfo, d store.Domain, o ExportOptions) (Counts, error) {
	x := &exporter{newWriter(out, o.Told), d, o}
	history := historyFull
	if o.WithoutHistory {
		history = historyNone
	}
	err := x.put(header{lineArchive, Format, info.DomainName.String(), o.Program, time.Now().UnixMilli(), history}, nil)
	if err == nil {
		err = x.settings(ctx, &info)
	}
	for _, part := range []func(context.Context) error{
		x.users, x.clients, x.sessions, x.keys, x.groups, x.collections, x.models, x.chats, x.activities,
	} {
		if err == nil {
			err = part(ctx)
		}
	}
	if err == nil {
		err = x.end()
	}
	if err != nil {
		return x.counts, fmt.Errorf("exporting domain %s: %w", info.DomainName, err)
	}
	return x.counts, nil
}

func (x *exporter) settings(ctx context.Context, info *store.DomainInfo) error {
	counters, err := x.store.Counters(ctx)
	if err != nil {
		return err
	}
	return x.put(settingsLine{
		lineSettings, info.Anonymous, administration.EmailsNames[info.Emails], administration.MakersNames[info.Makers],
		strings.Fields(info.Origins), info.Quotas, info.Keeping, administration.AvailabilityNames[info.Availability], counters.Guests, counters.Sessions,
	}, nil)
}

// pages visits records page by page, each of which begins after the last record of the one
// before.
func pages[T any](read func(after T) ([]T, error), each func(T) error) error {
	var after T
	for {
		all, err := read(after)
		if err != nil {
			return err
		}
		for _, one := range all {
			if err := each(one); err != nil {
				return err
			}
		}
		if len(all) == 0 {
			return nil
		}
		after = all[len(all)-1]
	}
}

func (x *exporter) users(ctx context.Context) error {
	return pages(func(after store.UserRecord) ([]store.UserRecord, error) {
		return x.store.UserRecords(ctx, after.UserID, page)
	}, func(u store.UserRecord) error {
		return x.put(userLine{lineUser, memberOf(u.UserID), text(u.FirstName), text(u.LastName), text(u.DisplayName), text(u.Email),
			text(u.PasswordHash), u.Disabled, u.Removed, u.Seen}, &x.counts.Users)
	})
}

func (x *exporter) clients(ctx context.Context) error {
	return pages(func(after store.ClientRecord) ([]store.ClientRecord, error) {
		return x.store.ClientRecords(ctx, after.ID, page)
	}, func(c store.ClientRecord) error {
		return x.put(clientLine{lineClient, text(c.ID), memberOf(c.User), c.Seen, c.Wrote}, &x.counts.Clients)
	})
}

func (x *exporter) sessions(ctx context.Context) error {
	return pages(func(after store.AuthorRecord) ([]store.AuthorRecord, error) {
		return x.store.AuthorRecords(ctx, after.Session, page)
	}, func(s store.AuthorRecord) error {
		return x.put(sessionLine{lineSession, s.Session, memberOf(s.User), text(s.Client), s.Connected}, &x.counts.Sessions)
	})
}

// keys leaves out private ones: whoever has the archive signs nobody in.
func (x *exporter) keys(ctx context.Context) error {
	all, err := x.store.Keys(ctx)
	for _, k := range all {
		if err == nil {
			err = x.put(keyLine{lineKey, text(k.ID), text(k.Public), k.Admin, k.Created}, &x.counts.Keys)
		}
	}
	return err
}

func (x *exporter) groups(ctx context.Context) error {
	ids, err := x.store.GroupIDs(ctx)
	for _, id := range ids {
		var g protocol.Group
		if err == nil {
			g, err = x.store.Group(ctx, id)
		}
		if err == nil {
			err = x.put(groupLine{lineGroup, text(g.ID), text(g.Description), membersOfAll(g.Members)}, &x.counts.Groups)
		}
	}
	return err
}

func (x *exporter) collections(ctx context.Context) error {
	all, err := x.store.Collections(ctx)
	for _, c := range all {
		if err == nil {
			err = x.put(collectionLine{lineCollection, text(c.ID), rightsOf(c.World, c.Users, c.Groups)}, &x.counts.Collections)
		}
	}
	return err
}

func (x *exporter) chats(ctx context.Context) error {
	return pages(func(after string) ([]string, error) {
		return x.store.ChatIDs(ctx, after, page)
	}, func(id string) error {
		c, err := x.store.Chat(ctx, id)
		if err != nil {
			return err
		}
		if err := x.chat(ctx, &c); err != nil {
			return fmt.Errorf("chat %q: %w", id, err)
		}
		return nil
	})
}

func (x *exporter) chat(ctx context.Context, c *store.Chat) error {
	line := chatLine{lineChat, text(c.ID), text(c.Type), text(c.Membership), text(c.Name), text(c.Topic), c.Created, memberOf(c.Maker),
		text(c.Direct), []member{}, []seen{}, rolesOf(c.Roles)}
	for _, m := range c.Members {
		line.Members = append(line.Members, memberOf(m.User))
	}
	all, err := x.store.ChatSeen(ctx, c.Key)
	if err != nil {
		return err
	}
	for _, s := range all {
		line.Seen = append(line.Seen, seen{memberOf(s.User), s.Seen})
	}
	if err := x.put(line, &x.counts.Chats); err != nil {
		return err
	}
	next := int64(0)
	for {
		events, err := x.store.ChatEntries(ctx, c.Key, next, page)
		if err != nil || len(events) == 0 {
			return err
		}
		for _, e := range events {
			if e.Number != next {
				return errors.New("an event is missing")
			}
			next++
			line := eventLine{lineEvent, e.Number, text(e.Kind), e.Millis, memberOf(e.User), text(e.Text), text(e.Topic), nil, nil, text(e.Instance), e.Sequence}
			if e.Subject != nil {
				m := memberOf(*e.Subject)
				line.Subject = &m
			}
			if len(e.Members) > 0 {
				line.Members = membersOfAll(e.Members)
			}
			if err := x.put(line, &x.counts.Events); err != nil {
				return err
			}
		}
	}
}

func (x *exporter) activities(ctx context.Context) error {
	return pages(func(after store.Activity) ([]store.Activity, error) {
		return x.store.ActivitiesAfter(ctx, after.ActivityName, page)
	}, func(a store.Activity) error {
		a, err := x.store.Activity(ctx, a.ActivityName) // with its roles
		if err != nil {
			return err
		}
		return x.put(activityLine{lineActivity, text(a.Type), text(a.ID), a.Ephemeral, a.Created, rolesOf(a.Roles)}, &x.counts.Activities)
	})
}
