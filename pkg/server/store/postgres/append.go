package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/internal/relational"
)

// domain is the store of one domain.
type domain struct {
	*relational.Domain
	db *space
}

var _ store.Domain = (*domain)(nil)

// appendStatement appends to the logs of several models, of which each is taken or not. a are
// the appends, e their entries with the places of those. An append has its turn when the row
// of its model, which it locks, is at its version: so of two that come at the same time one
// waits, and then finds another version. What else belongs to a model (its sequences, its
// log) changes with that row only, and is as it was when the statement began for all whose
// turn it is. Rows are locked in the order of their keys, so that no two wait for each other.
//
// NOT IN rather than NOT EXISTS: what is bad is looked up in a hash table then. The database expects ten
// appends, and would compare each of 256 with each.
//
// The result is, for each append, whether its turn had come, how many of its operations were
// accepted before, and how many clients of it are not known.
const appendStatement = `
WITH a AS (
	SELECT * FROM unnest(CAST($1 AS BIGINT[]), CAST($2 AS BIGINT[]), CAST($3 AS BIGINT[]), CAST($4 AS BIGINT[]), CAST($5 AS BIGINT[]))
		WITH ORDINALITY AS a (model, version, till, modified, bytes, place)
), e AS (
	SELECT e.*, i.key AS instance, a.model FROM unnest(CAST($6 AS BIGINT[]), CAST($7 AS BIGINT[]), CAST($8 AS BIGINT[]), CAST($9 AS TEXT[]), CAST($10 AS TEXT[]),
			CAST($11 AS BIGINT[]), CAST($12 AS BIGINT[]), CAST($13 AS BYTEA[]), CAST($14 AS BYTEA[]))
		AS e (place, version, count, session, client, first, millis, operations, inverses)
	JOIN a ON a.place = e.place LEFT JOIN instances i ON i.id = e.client
), turn AS (
	SELECT m.key, a.place FROM models m JOIN a ON a.model = m.key AND a.version = m.version ORDER BY m.key FOR NO KEY UPDATE OF m
), bad AS (
	SELECT e.place, count(s.last) AS doubled, count(*) FILTER (WHERE e.instance IS NULL) AS strangers
	FROM e LEFT JOIN sequences s ON s.model = e.model AND s.instance = e.instance AND s.last >= e.first GROUP BY e.place
), good AS (
	SELECT a.* FROM turn JOIN a USING (place) WHERE place NOT IN (SELECT bad.place FROM bad WHERE doubled > 0 OR strangers > 0)
), moved AS (
	UPDATE models m SET version = good.till, modified = good.modified, log_bytes = m.log_bytes + good.bytes FROM good WHERE m.key = good.model
), counted AS (
	INSERT INTO sequences SELECT e.model, e.instance, max(e.first + e.count - 1) FROM e JOIN good ON good.place = e.place GROUP BY e.model, e.instance
	ON CONFLICT (model, instance) DO UPDATE SET last = excluded.last
), logged AS (
	INSERT INTO log SELECT e.model, e.version, e.count, e.session, e.instance, e.first, e.millis, e.operations, e.inverses FROM e JOIN good ON good.place = e.place
)
SELECT a.place, turn.place IS NOT NULL, bad.doubled, bad.strangers FROM a JOIN bad ON bad.place = a.place LEFT JOIN turn ON turn.place = a.place`

// Append implements [store.Log]. All goes to the database at once, and what it says comes
// back at once, as one transaction.
func (d *domain) Append(ctx context.Context, appends []store.Append) []error {
	errs := make([]error, len(appends))
	var left []int // what is not taken yet
	for i, a := range appends {
		if errs[i] = check(a); errs[i] == nil && len(a.Entries) > 0 {
			left = append(left, i)
		}
	}
	for len(left) > 0 {
		var now, later []int // of each model one
		taken := make(map[int64]bool)
		for _, i := range left {
			if taken[appends[i].Model] {
				later = append(later, i)
			} else {
				taken[appends[i].Model] = true
				now = append(now, i)
			}
		}
		var err error
		for n := 0; n < attempts; n++ {
			err = d.appendTogether(ctx, appends, now, errs)
			if lost(err) {
				wrong := d.db.holder.check(context.WithoutCancel(ctx))
				if wrong == nil {
					continue
				}
				err = wrong
			}
			if err == nil || !d.db.Again(err) {
				break
			}
		}
		for _, i := range now {
			if err != nil {
				errs[i] = explain(err)
			}
		}
		left = later
	}
	for i, err := range errs {
		if err != nil {
			errs[i] = fmt.Errorf("appending to the log of model %d: %w", appends[i].Model, err)
		}
	}
	return errs
}

// attempts is how often an append is tried that fails because of what else is going on.
const attempts = 5

// check fails for an append whose entries do not follow each other.
func check(a store.Append) error {
	version := a.Version
	last := make(map[string]uint64, 1)
	for i, e := range a.Entries {
		if e.Version != version || e.Count <= 0 {
			return fmt.Errorf("entry %d has version %d and %d operations after version %d", i, e.Version, e.Count, version)
		}
		version += int64(e.Count)
		if before, ok := last[e.Instance]; ok && e.First <= before {
			return store.ErrSequence
		}
		last[e.Instance] = e.First + uint64(e.Count) - 1
	}
	return nil
}

// appendTogether appends those of the given places. Its own error is that of all of them.
func (d *domain) appendTogether(ctx context.Context, appends []store.Append, places []int, errs []error) error {
	args := argumentsOf(appends, places)
	who := d.Unnoted(func(yield func(session, client string) bool) {
		for _, i := range places {
			for _, e := range appends[i].Entries {
				if !yield(e.Session, e.Instance) {
					return
				}
			}
		}
	})
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	conn, err := use(ctx, d.db.pool, d.db.schema)
	if err != nil {
		return err
	}
	defer conn.Release()
	var batch pgx.Batch
	if first := d.db.holder.serving.statement(); first != "" {
		batch.Queue(first)
	}
	batch.Queue(appendStatement, args...).Query(func(rows pgx.Rows) error {
		for rows.Next() {
			var place, doubled, strangers int64
			var turn bool
			if err := rows.Scan(&place, &turn, &doubled, &strangers); err != nil {
				return err
			}
			switch err := &errs[places[place-1]]; {
			case !turn:
				*err = store.ErrVersion
			case doubled > 0:
				*err = store.ErrSequence
			case strangers > 0:
				*err = store.ErrNotFound
			default:
				*err = nil
			}
		}
		return rows.Err()
	})
	// In the order in which whoever ends a session writes these.
	if len(who.Sessions) > 0 {
		batch.Queue(`UPDATE sessions SET wrote = TRUE WHERE key = ANY ($1) AND NOT wrote`, who.Sessions)
	}
	if len(who.Clients) > 0 {
		batch.Queue(`UPDATE instances SET wrote = TRUE WHERE id = ANY ($1) AND NOT wrote`, escapeAll(who.Clients))
	}
	since := make([]int64, len(places))
	for p, i := range places {
		since[p] = appends[i].Entries[0].Millis
	}
	for _, c := range d.RecordsChanges() {
		// Only of what has moved just now: the row of another model is nobody's to change.
		batch.Queue(changingStatement, args[0], args[1], args[2], since, int64(c))
	}
	if err := conn.SendBatch(ctx, &batch).Close(); err != nil {
		return err
	}
	for _, i := range places {
		if errs[i] != nil && !errors.Is(errs[i], store.ErrVersion) && !errors.Is(errs[i], store.ErrSequence) {
			return nil // somebody is not known: what was noted may not be in the store
		}
	}
	d.Noted(who)
	return nil
}

// changingStatement records which models have left a version. Those that an append has moved
// are at its end now, and locked.
const changingStatement = `
INSERT INTO changing SELECT a.model, CAST($5 AS BIGINT), a.version, a.since
FROM unnest(CAST($1 AS BIGINT[]), CAST($2 AS BIGINT[]), CAST($3 AS BIGINT[]), CAST($4 AS BIGINT[])) AS a (model, version, till, since)
JOIN models m ON m.key = a.model AND m.version = a.till ON CONFLICT DO NOTHING`

// argumentsOf are those of appendStatement.
func argumentsOf(appends []store.Append, places []int) []any {
	n := len(places)
	model, version, till, modified, bytes := make([]int64, n), make([]int64, n), make([]int64, n), make([]int64, n), make([]int64, n)
	var place, versions, counts, firsts, millis []int64
	var sessions, clients []string
	var operations, inverses [][]byte
	for p, i := range places {
		a := appends[i]
		model[p], version[p], till[p] = a.Model, a.Version, a.Version
		for _, e := range a.Entries {
			till[p] += int64(e.Count)
			modified[p] = e.Millis
			bytes[p] += int64(e.Bytes())
			place, versions, counts = append(place, int64(p+1)), append(versions, e.Version), append(counts, int64(e.Count))
			firsts, millis = append(firsts, int64(e.First)), append(millis, e.Millis)
			sessions, clients = append(sessions, e.Session), append(clients, e.Instance)
			operations, inverses = append(operations, some(e.Operations)), append(inverses, some(e.Inverses))
		}
	}
	return []any{model, version, till, modified, bytes, place, versions, counts, escapeAll(sessions), escapeAll(clients), firsts, millis, operations, inverses}
}

// some is bytes that are there, if only none.
func some(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}
