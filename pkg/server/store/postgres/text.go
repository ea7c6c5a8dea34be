package postgres

import (
	"database/sql"
	"database/sql/driver"
	"reflect"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/convergence-wasm/convergence/pkg/server/query/pgtext"
)

// unescape reads what bind has written: it changes those of the values that were read from
// columns of texts, where there is anything to read back.
func unescape(rows pgx.Rows, dest []any) {
	raw, fields := rows.RawValues(), rows.FieldDescriptions()
	for i := range dest {
		if fields[i].DataTypeOID != pgtype.TextOID || !pgtext.Escaped(raw[i]) {
			continue
		}
		switch to := dest[i].(type) {
		case *[]byte:
			*to = pgtext.Unescape(*to)
		case *sql.NullString:
			to.String = string(pgtext.Unescape([]byte(to.String)))
		default:
			if v := reflect.ValueOf(to).Elem(); v.Kind() == reflect.String {
				v.SetString(string(pgtext.Unescape([]byte(v.String()))))
			}
		}
	}
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
