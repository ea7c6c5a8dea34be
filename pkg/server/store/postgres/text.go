package postgres

import (
	"database/sql/driver"
	"reflect"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/convergence-wasm/convergence/pkg/server/internal/pgtext"
)

// textCodec reads what bind has written.
type textCodec struct{ pgtype.TextCodec }

func (c textCodec) PlanScan(m *pgtype.Map, oid uint32, format int16, target any) pgtype.ScanPlan {
	if next := c.TextCodec.PlanScan(m, oid, format, target); next != nil {
		return unescaping{next}
	}
	return nil
}

func (c textCodec) DecodeDatabaseSQLValue(m *pgtype.Map, oid uint32, format int16, src []byte) (driver.Value, error) {
	return c.TextCodec.DecodeDatabaseSQLValue(m, oid, format, pgtext.Unescape(src))
}

func (c textCodec) DecodeValue(m *pgtype.Map, oid uint32, format int16, src []byte) (any, error) {
	return c.TextCodec.DecodeValue(m, oid, format, pgtext.Unescape(src))
}

type unescaping struct{ next pgtype.ScanPlan }

func (u unescaping) Scan(src []byte, target any) error {
	return u.next.Scan(pgtext.Unescape(src), target)
}

// bind makes the values of a statement such as PostgreSQL takes. Types with names are what
// they are made of.
func bind(args []any) ([]any, error) {
	bound := make([]any, len(args))
	for i, a := range args {
		switch v := a.(type) {
		case nil, int64, []byte, bool, []int64, [][]byte:
			bound[i] = v
			continue
		case string:
			bound[i] = pgtext.Escape(v)
			continue
		case int:
			bound[i] = int64(v)
			continue
		case []string:
			bound[i] = escapeAll(v)
			continue
		}
		// A column of a table may be named by where it is to be read into.
		if p := reflect.ValueOf(a); p.Kind() == reflect.Pointer && !p.IsNil() {
			a = p.Elem().Interface()
		}
		v, err := driver.DefaultParameterConverter.ConvertValue(a)
		if err != nil {
			return nil, err
		}
		if s, ok := v.(string); ok {
			v = pgtext.Escape(s)
		}
		bound[i] = v
	}
	return bound, nil
}

func escapeAll(all []string) []string {
	out := make([]string, len(all))
	for i, s := range all {
		out[i] = pgtext.Escape(s)
	}
	return out
}
