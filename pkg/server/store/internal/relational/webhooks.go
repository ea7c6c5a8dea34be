package relational

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// DomainsWithWebhooks implements [store.System]. The mark stays when the last webhook is
// removed: what is in another file cannot be removed with it in one transaction.
func (s *System) DomainsWithWebhooks(ctx context.Context) ([]store.DomainName, error) {
	rows, err := s.db.Query(ctx, `SELECT namespace, id FROM domains WHERE webhooks ORDER BY namespace, id`)
	if err != nil {
		return nil, fmt.Errorf("listing domains with webhooks: %w", err)
	}
	defer rows.Close()
	var all []store.DomainName
	for rows.Next() {
		var name store.DomainName
		if err := rows.Scan(&name.Namespace, &name.ID); err != nil {
			return nil, fmt.Errorf("listing domains with webhooks: %w", err)
		}
		all = append(all, name)
	}
	return all, rows.Err()
}

const webhookColumns = `id, url, secret, description, events, enabled, disabled, failing, created`

func scanWebhook(row interface{ Scan(...any) error }) (w store.Webhook, err error) {
	var events string
	err = row.Scan(&w.ID, &w.URL, &w.Secret, &w.Description, &events, &w.Enabled, &w.Disabled, &w.Failing, &w.Created)
	w.Events = store.KindsNamed(strings.Fields(events))
	return w, err
}

func eventsText(kinds []store.EventKind) string { return strings.Join(store.KindNames(kinds), " ") }

// Webhooks implements [store.Webhooks].
func (d *Domain) Webhooks(ctx context.Context) ([]store.Webhook, error) {
	rows, err := d.db.Query(ctx, `SELECT `+webhookColumns+` FROM webhooks ORDER BY id`)
	if err != nil {
		return nil, fmt.Errorf("listing webhooks: %w", err)
	}
	defer rows.Close()
	var all []store.Webhook
	for rows.Next() {
		w, err := scanWebhook(rows)
		if err != nil {
			return nil, fmt.Errorf("listing webhooks: %w", err)
		}
		all = append(all, w)
	}
	return all, rows.Err()
}

// Webhook implements [store.Webhooks].
func (d *Domain) Webhook(ctx context.Context, id string) (store.Webhook, error) {
	w, err := scanWebhook(d.db.QueryRow(ctx, `SELECT `+webhookColumns+` FROM webhooks WHERE id = ?`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return w, store.ErrNotFound
	}
	if err != nil {
		return w, fmt.Errorf("looking up webhook %q: %w", id, err)
	}
	return w, nil
}

// AddWebhook implements [store.Webhooks]. The mark comes first: a domain with webhooks has it.
func (d *Domain) AddWebhook(ctx context.Context, w store.Webhook) error {
	if !nameRule.MatchString(w.ID) {
		return fmt.Errorf("webhook %q: %w: use up to 63 letters, digits, '.', '_' and '-', and begin with a letter or digit", w.ID, store.ErrName)
	}
	err := d.system.db.Update(ctx, func() error {
		_, err := d.system.db.Exec(`UPDATE domains SET webhooks = TRUE WHERE namespace = ? AND id = ?`, d.name.Namespace, d.name.ID)
		return err
	})
	if err == nil {
		err = d.update(ctx, func() error {
			n, err := d.db.Exec(`INSERT INTO webhooks (`+webhookColumns+`) VALUES (?, ?, ?, ?, ?, ?, '', 0, ?) ON CONFLICT DO NOTHING`,
				w.ID, w.URL, w.Secret, w.Description, eventsText(w.Events), w.Enabled, w.Created)
			if err == nil && n == 0 {
				err = store.ErrExists
			}
			return err
		})
	}
	if err != nil {
		return fmt.Errorf("webhook %q: %w", w.ID, err)
	}
	return nil
}

// SetWebhook implements [store.Webhooks].
func (d *Domain) SetWebhook(ctx context.Context, w store.Webhook) error {
	return d.changeWebhook(ctx, w.ID, `UPDATE webhooks SET url = ?, description = ?, events = ?, enabled = ?, disabled = ?, failing = ? WHERE id = ?`,
		w.URL, w.Description, eventsText(w.Events), w.Enabled, w.Disabled, w.Failing, w.ID)
}

// DisableWebhook implements [store.Webhooks].
func (d *Domain) DisableWebhook(ctx context.Context, w store.Webhook, why string) (done bool, err error) {
	err = d.update(ctx, func() error {
		n, err := d.db.Exec(`UPDATE webhooks SET enabled = FALSE, disabled = ? WHERE id = ? AND enabled AND url = ? AND secret = ? AND failing = ?`,
			why, w.ID, w.URL, w.Secret, w.Failing)
		done = n > 0
		return err
	})
	if err != nil {
		return false, fmt.Errorf("disabling webhook %q: %w", w.ID, err)
	}
	return done, nil
}

// RemoveWebhook implements [store.Webhooks].
func (d *Domain) RemoveWebhook(ctx context.Context, id string) error {
	return d.changeWebhook(ctx, id, `DELETE FROM webhooks WHERE id = ?`, id)
}

// changeWebhook changes or removes one, and with the last of it its deliveries.
func (d *Domain) changeWebhook(ctx context.Context, id, statement string, args ...any) error {
	err := d.update(ctx, func() error {
		n, err := d.db.Exec(statement, args...)
		if err == nil && n == 0 {
			err = store.ErrNotFound
		}
		if err == nil {
			_, err = d.db.Exec(`DELETE FROM deliveries WHERE webhook = ?1 AND NOT EXISTS (SELECT 1 FROM webhooks WHERE id = ?1)`, id)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("webhook %q: %w", id, err)
	}
	return nil
}

// TestWebhook implements [store.Webhooks].
func (d *Domain) TestWebhook(ctx context.Context, e store.Event) error {
	return d.update(ctx, func() error { return d.insertEvent(store.ConsumerWebhooks, &e) })
}

// Deliver implements [store.Webhooks].
func (d *Domain) Deliver(ctx context.Context, taken []store.Event, add []store.Delivery) error {
	return d.update(ctx, func() error {
		var to []string
		for _, a := range add {
			// One that was removed just now is not there any more.
			_, err := d.db.Exec(`INSERT INTO deliveries (id, webhook, event, subject, body, created, state, due)
				SELECT ?1, ?2, ?3, ?4, ?5, ?6, 0, ?7 WHERE EXISTS (SELECT 1 FROM webhooks WHERE id = ?2)`,
				a.ID, a.Webhook, a.Event, a.Subject, a.Body, a.Created, a.Due)
			if err != nil {
				return fmt.Errorf("adding a delivery to webhook %q: %w", a.Webhook, err)
			}
			if !slices.Contains(to, a.Webhook) {
				to = append(to, a.Webhook)
			}
		}
		for _, id := range to {
			_, err := d.db.Exec(`UPDATE deliveries SET state = 2, error = ?1 WHERE webhook = ?2 AND state = 0 AND number <= (
				SELECT number FROM deliveries WHERE webhook = ?2 AND state = 0 ORDER BY number DESC LIMIT 1 OFFSET ?3)`,
				fmt.Sprintf("more than %d deliveries waited", store.MostWaiting), id, store.MostWaiting)
			if err == nil {
				err = d.pruneDeliveries(id)
			}
			if err != nil {
				return fmt.Errorf("giving up what waits for webhook %q: %w", id, err)
			}
		}
		return d.taken(store.ConsumerWebhooks, taken)
	})
}

// pruneDeliveries forgets inside a transaction the oldest deliveries that do not wait.
func (d *Domain) pruneDeliveries(webhook string) error {
	_, err := d.db.Exec(`DELETE FROM deliveries WHERE webhook = ?1 AND state <> 0 AND number <= (
		SELECT number FROM deliveries WHERE webhook = ?1 AND state <> 0 ORDER BY number DESC LIMIT 1 OFFSET ?2)`, webhook, store.MostKept)
	return err
}

const deliveryColumns = `number, id, webhook, event, subject, body, created, state, attempts, due, tried, status, error`

// DueDeliveries implements [store.Webhooks].
func (d *Domain) DueDeliveries(ctx context.Context, webhook string, millis int64, n int) ([]store.Delivery, error) {
	return d.deliveries(ctx, `SELECT `+deliveryColumns+` FROM deliveries d WHERE webhook = ? AND state = 0 AND due <= ? AND (attempts > 0 OR subject = '' OR NOT EXISTS (
		SELECT 1 FROM deliveries e WHERE e.webhook = d.webhook AND e.subject = d.subject AND e.number < d.number AND e.state = 0 AND e.attempts = 0))
		ORDER BY due, number LIMIT ?`, webhook, millis, n)
}

// DeliveriesBefore implements [store.Webhooks].
func (d *Domain) DeliveriesBefore(ctx context.Context, webhook string, before int64, n int) ([]store.Delivery, error) {
	return d.deliveries(ctx, `SELECT `+deliveryColumns+` FROM deliveries WHERE webhook = ?1 AND (number < ?2 OR ?2 = 0) ORDER BY number DESC LIMIT ?3`, webhook, before, n)
}

func (d *Domain) deliveries(ctx context.Context, query string, args ...any) ([]store.Delivery, error) {
	rows, err := d.db.Query(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("listing deliveries: %w", err)
	}
	defer rows.Close()
	var all []store.Delivery
	for rows.Next() {
		var x store.Delivery
		if err := rows.Scan(&x.Number, &x.ID, &x.Webhook, &x.Event, &x.Subject, &x.Body, &x.Created, &x.State, &x.Attempts, &x.Due, &x.Tried, &x.Status, &x.Error); err != nil {
			return nil, fmt.Errorf("listing deliveries: %w", err)
		}
		all = append(all, x)
	}
	return all, rows.Err()
}

// Attempted implements [store.Webhooks].
func (d *Domain) Attempted(ctx context.Context, webhook string, all []store.Delivery) error {
	err := d.update(ctx, func() error {
		arrived, last := false, int64(0)
		for _, x := range all {
			_, err := d.db.Exec(`UPDATE deliveries SET state = ?, attempts = ?, due = ?, tried = ?, status = ?, error = ?, body = CASE WHEN CAST(?1 AS BIGINT) = 1 THEN NULL ELSE body END WHERE number = ?`,
				x.State, x.Attempts, x.Due, x.Tried, x.Status, x.Error, x.Number)
			if err != nil {
				return err
			}
			arrived, last = arrived || x.State == store.DeliveryDone, max(last, x.Tried)
		}
		// Since the first of those that have failed one after the other.
		failing, since := ` AND failing = 0`, last
		if arrived {
			failing, since = ``, 0
		}
		_, err := d.db.Exec(`UPDATE webhooks SET failing = ? WHERE id = ?`+failing, since, webhook)
		if err == nil {
			err = d.pruneDeliveries(webhook)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("recording deliveries to webhook %q: %w", webhook, err)
	}
	return nil
}
