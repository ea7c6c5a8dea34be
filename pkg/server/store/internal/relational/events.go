package relational

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/modeldata"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// eventData is how the fields of an event are written and read.
type eventData struct {
	Key        *number         `json:"key,omitzero"`
	Model      *modeldata.Text `json:"model,omitzero"`
	Collection *modeldata.Text `json:"collection,omitzero"`
	From       *number         `json:"from,omitzero"`
	Version    *number         `json:"version,omitzero"`
	Chat       *modeldata.Text `json:"chat,omitzero"`
	Message    *number         `json:"message,omitzero"`
	Text       *modeldata.Text `json:"text,omitzero"`
	Session    *modeldata.Text `json:"session,omitzero"`
	Method     *modeldata.Text `json:"method,omitzero"`
	Client     *modeldata.Text `json:"client,omitzero"`
	User       eventUser       `json:"user"`
	Webhook    *modeldata.Text `json:"webhook,omitzero"`
	ID         *modeldata.Text `json:"id,omitzero"`
}

// number is left out when it is 0.
type number int64

func (n *number) IsZero() bool { return n == nil || *n == 0 }

type eventUser struct {
	Type     *protocol.UserType
	Username *modeldata.Text
}

// dataOf returns the data of an event, which reading it fills.
func dataOf(e *store.Event) *eventData {
	return &eventData{Key: (*number)(&e.Key), Model: textOf(&e.Model), Collection: textOf(&e.Collection), From: (*number)(&e.From), Version: (*number)(&e.Version),
		Chat: textOf(&e.Chat), Message: (*number)(&e.Message), Text: textOf(&e.Text), Session: textOf(&e.Session), Method: textOf(&e.Method), Client: textOf(&e.Client),
		User: eventUser{&e.User.Type, textOf(&e.User.Username)}, Webhook: textOf(&e.Webhook), ID: textOf(&e.ID)}
}

// textOf has a text written as it is, but for what is none at all, such as a name that a hook of
// the program has made up: that does not keep anything from happening.
func textOf(s *string) *modeldata.Text {
	if _, err := ot.NewText(*s); err != nil {
		*s = strings.ToValidUTF8(*s, "\uFFFD")
	}
	return (*modeldata.Text)(s)
}

// recording is what this process records of what happens, guarded by the database.
type recording struct {
	kinds    map[store.Consumer]map[store.EventKind]bool
	changes  [2]bool // whether changes of models are recorded, by place in consumers
	any      bool
	changing map[int64][2]bool // models that have a row, as far as is remembered
}

var consumers = [2]store.Consumer{store.ConsumerWebhooks, store.ConsumerProgram}

// Record implements [store.Events].
func (d *Domain) Record(ctx context.Context, c store.Consumer, kinds []store.EventKind) error {
	set := func() {
		r := &d.recording
		if r.kinds == nil {
			r.kinds = make(map[store.Consumer]map[store.EventKind]bool)
		}
		r.kinds[c] = make(map[store.EventKind]bool, len(kinds))
		for _, k := range kinds {
			r.kinds[c][k] = true
		}
		r.any = false
		for i, c := range consumers {
			r.changes[i] = r.kinds[c][store.EventModelChanged]
			r.any = r.any || len(r.kinds[c]) > 0
		}
		r.changing = nil
		var changes []store.Consumer
		for i, c := range consumers {
			if r.changes[i] {
				changes = append(changes, c)
			}
		}
		d.changes.Store(&changes)
	}
	if len(kinds) > 0 {
		d.db.Guarded(set)
		return nil
	}
	var left bool
	err := d.db.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM events WHERE consumer = ?1) OR EXISTS (SELECT 1 FROM changing WHERE consumer = ?1)`, c).Scan(&left)
	wasNone := false
	d.db.Guarded(func() {
		if wasNone = len(d.recording.kinds[c]) == 0; wasNone {
			set()
		}
	})
	if err != nil || wasNone && !left {
		return err
	}
	return d.update(ctx, func() error {
		set()
		for _, statement := range []string{`DELETE FROM events WHERE consumer = ?`, `DELETE FROM changing WHERE consumer = ?`} {
			if _, err := d.db.Exec(statement, c); err != nil {
				return fmt.Errorf("forgetting events: %w", err)
			}
		}
		return nil
	})
}

// RecordsChanges returns for whom changes of models are recorded, for a store that appends in
// its own way.
func (d *Domain) RecordsChanges() []store.Consumer {
	if changes := d.changes.Load(); changes != nil {
		return *changes
	}
	return nil
}

// happened records an event inside a transaction, for those for whom its kind is.
func (d *Domain) happened(e *store.Event) error {
	if !d.recording.any {
		return nil
	}
	for _, c := range consumers {
		if d.recording.kinds[c][e.Kind] {
			if err := d.insertEvent(c, e); err != nil {
				return err
			}
		}
	}
	return nil
}

func (d *Domain) insertEvent(c store.Consumer, e *store.Event) error {
	data, err := json.Marshal(dataOf(e))
	var number int64
	if err == nil {
		err = d.db.Scan(`INSERT INTO events (consumer, kind, millis, data) VALUES (?, ?, ?, ?) RETURNING number`, []any{c, e.Kind, e.Millis, string(data)}, &number)
	}
	if err == nil && number > store.MostEvents {
		_, err = d.db.Exec(`DELETE FROM events WHERE consumer = ? AND number <= ?`, c, number-store.MostEvents)
	}
	if err != nil {
		return fmt.Errorf("recording an event: %w", err)
	}
	return nil
}

// modelChanged records inside a transaction that a model has left a version. It allocates
// nothing when nobody wants to know, and for a model that is changing already.
func (d *Domain) modelChanged(model, version, millis int64) error {
	r := &d.recording
	if r.changes == [2]bool{} {
		return nil
	}
	has := r.changing[model]
	if has == r.changes {
		return nil
	}
	for i, c := range consumers {
		if r.changes[i] && !has[i] {
			if _, err := d.db.Exec(`INSERT INTO changing VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`, model, c, version, millis); err != nil {
				return fmt.Errorf("recording a change: %w", err)
			}
		}
	}
	if r.changing == nil || len(r.changing) >= 20_000 { // forgetting costs a statement, nothing else
		r.changing = make(map[int64][2]bool)
	}
	r.changing[model] = r.changes
	return nil
}

// Happened implements [store.Events].
func (d *Domain) Happened(ctx context.Context, c store.Consumer, n int, quiet, long int64) ([]store.Event, error) {
	fail := func(err error) ([]store.Event, error) { return nil, fmt.Errorf("reading events: %w", err) }
	rows, err := d.db.Query(ctx, `SELECT number, kind, millis, data FROM events WHERE consumer = ? ORDER BY number LIMIT ?`, c, n)
	if err != nil {
		return fail(err)
	}
	defer rows.Close()
	var all []store.Event
	for rows.Next() {
		var e store.Event
		var data string
		err := rows.Scan(&e.Number, &e.Kind, &e.Millis, &data)
		if err == nil {
			err = json.Unmarshal([]byte(data), dataOf(&e))
		}
		if err != nil {
			return fail(err)
		}
		all = append(all, e)
	}
	if err := rows.Err(); err != nil || len(all) == n {
		return all, err
	}
	rows, err = d.db.Query(ctx, `SELECT m.key, m.id, m.collection, c.version, m.version, m.modified FROM changing c JOIN models m ON m.key = c.model
		WHERE c.consumer = ? AND (m.modified < ? OR c.since < ?) ORDER BY m.modified LIMIT ?`, c, quiet, long, n-len(all))
	if err != nil {
		return fail(err)
	}
	defer rows.Close()
	for rows.Next() {
		e := store.Event{Kind: store.EventModelChanged}
		if err := rows.Scan(&e.Key, &e.Model, &e.Collection, &e.From, &e.Version, &e.Millis); err != nil {
			return fail(err)
		}
		all = append(all, e)
	}
	return all, rows.Err()
}

// Taken implements [store.Events].
func (d *Domain) Taken(ctx context.Context, c store.Consumer, events []store.Event) error {
	return d.update(ctx, func() error { return d.taken(c, events) })
}

// taken is Taken inside a transaction.
func (d *Domain) taken(c store.Consumer, events []store.Event) error {
	for i := range events {
		e := &events[i]
		if e.Number > 0 {
			if _, err := d.db.Exec(`DELETE FROM events WHERE number = ?`, e.Number); err != nil {
				return fmt.Errorf("forgetting an event: %w", err)
			}
			continue
		}
		if d.db.Dialect().Shared {
			// Whoever appends now does so before, and is seen, or afterwards, and makes a row.
			if _, err := d.db.Exec(`UPDATE models SET modified = modified WHERE key = ?`, e.Key); err != nil {
				return fmt.Errorf("looking at a change: %w", err)
			}
		}
		// A model that was changed again goes on from there.
		n, err := d.db.Exec(`UPDATE changing SET version = ?1, since = (SELECT modified FROM models WHERE key = ?2)
			WHERE model = ?2 AND consumer = ?3 AND (SELECT version FROM models WHERE key = ?2) > ?1`, e.Version, e.Key, c)
		if err == nil && n == 0 {
			_, err = d.db.Exec(`DELETE FROM changing WHERE model = ? AND consumer = ?`, e.Key, c)
			delete(d.recording.changing, e.Key)
		}
		if err != nil {
			return fmt.Errorf("forgetting a change: %w", err)
		}
	}
	return nil
}

// sessionEvent records inside a transaction that a session has begun or ended.
func (d *Domain) sessionEvent(kind store.EventKind, id string, user protocol.UserID, millis int64, method, client string) error {
	return d.happened(&store.Event{Kind: kind, Millis: millis, Session: id, User: user, Method: method, Client: client})
}

// records reports whether anybody wants to hear of a kind of events.
func (r *recording) records(kind store.EventKind) bool {
	return r.any && slices.ContainsFunc(consumers[:], func(c store.Consumer) bool { return r.kinds[c][kind] })
}

// sessionsEnding are those of a range of keys that have not ended: beside one there may be as many
// as are connected, which are not looked at.
const sessionsEnding = `SELECT key, type, username, method, client FROM sessions WHERE key BETWEEN ? AND ? AND ended IS NULL`

// ending records inside a transaction that sessions end, those of the keys from first to
// last that have not.
func (d *Domain) ending(first, last, millis int64) error {
	if !d.recording.records(store.EventSessionDisconnected) {
		return nil
	}
	rows, err := d.db.Found(sessionsEnding, first, last)
	if err != nil {
		return err
	}
	type ended struct {
		key            int64
		user           protocol.UserID
		method, client string
	}
	var all []ended
	for rows.Next() {
		var e ended
		if err := rows.Scan(&e.key, &e.user.Type, &e.user.Username, &e.method, &e.client); err != nil {
			rows.Close()
			return err
		}
		all = append(all, e)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	for _, e := range all {
		if err := d.sessionEvent(store.EventSessionDisconnected, SessionID(e.key), e.user, millis, e.method, e.client); err != nil {
			return err
		}
	}
	return nil
}
