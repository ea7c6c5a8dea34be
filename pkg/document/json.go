package document

import (
	"math"
	"strconv"
	"time"

	"github.com/convergence-wasm/convergence/pkg/ot"
)

// JSON returns a value as JSON without its ids. A date becomes
// {"$convergenceType":"date","value":"2006-01-02T15:04:05.000Z"}, numbers are
// written as JavaScript does, and a lone surrogate is escaped, so that nothing
// else is lost. Properties keep their order.
func JSON(v ot.Value) []byte { return AppendJSON(nil, v) }

// AppendJSON appends what [JSON] returns to dst.
func AppendJSON(dst []byte, v ot.Value) []byte {
	switch v.Kind {
	case ot.KindObject:
		dst = append(dst, '{')
		for i := range v.Members {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendQuoted(dst, v.Members[i].Key)
			dst = append(dst, ':')
			dst = AppendJSON(dst, v.Members[i].Value)
		}
		return append(dst, '}')
	case ot.KindArray:
		dst = append(dst, '[')
		for i := range v.Items {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = AppendJSON(dst, v.Items[i])
		}
		return append(dst, ']')
	case ot.KindString:
		return appendQuoted(dst, v.Text.WTF8())
	case ot.KindNumber:
		return appendNumber(dst, v.Number)
	case ot.KindBoolean:
		return strconv.AppendBool(dst, v.Bool)
	case ot.KindDate:
		dst = append(dst, `{"$convergenceType":"date","value":"`...)
		dst = append(dst, FormatDate(v.Millis)...)
		return append(dst, `"}`...)
	}
	return append(dst, "null"...)
}

// appendNumber writes the shortest form that reads back the same, with the
// bounds at which JavaScript changes to an exponent.
func appendNumber(dst []byte, f float64) []byte {
	if a := math.Abs(f); a != 0 && (a < 1e-6 || a >= 1e21) {
		dst = strconv.AppendFloat(dst, f, 'e', -1, 64)
		if n := len(dst); n >= 4 && dst[n-4] == 'e' && dst[n-2] == '0' { // e-07 is e-7
			dst[n-2] = dst[n-1]
			dst = dst[:n-1]
		}
		return dst
	}
	return strconv.AppendFloat(dst, f, 'f', -1, 64)
}

const hexDigits = "0123456789abcdef"

// appendQuoted writes WTF-8 as a JSON string.
func appendQuoted(dst []byte, s string) []byte {
	dst = append(dst, '"')
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c == '\n':
			dst = append(dst, `\n`...)
		case c == '\t':
			dst = append(dst, `\t`...)
		case c == '\r':
			dst = append(dst, `\r`...)
		case c < 0x20:
			dst = append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		case c == 0xED && i+2 < len(s) && s[i+1] >= 0xA0: // a lone surrogate
			u := 0xD000 | uint16(s[i+1]&0x3F)<<6 | uint16(s[i+2]&0x3F)
			dst = append(dst, '\\', 'u', hexDigits[u>>12], hexDigits[u>>8&15], hexDigits[u>>4&15], hexDigits[u&15])
			i += 2
		default:
			dst = append(dst, c)
		}
	}
	return append(dst, '"')
}

// FormatDate writes milliseconds since 1970 as JavaScript's toISOString does:
// UTC, milliseconds, and a sign with six digits for years beyond four.
func FormatDate(millis int64) string {
	t := time.UnixMilli(millis).UTC()
	year := t.Year()
	if year >= 0 && year <= 9999 {
		return t.Format("2006-01-02T15:04:05.000Z")
	}
	sign := "+"
	if year < 0 {
		sign, year = "-", -year
	}
	digits := strconv.Itoa(year)
	return sign + "000000"[min(6, len(digits)):] + digits + t.Format("-01-02T15:04:05.000Z")
}

// ParseDate reads an ISO 8601 date, or date and time with optional seconds,
// fraction and zone (UTC without one), into milliseconds since 1970, rounded
// down. It reports false for anything else and for dates beyond [ot.MaxMillis].
func ParseDate(s string) (millis int64, ok bool) {
	years := 0
	if len(s) > 7 && (s[0] == '+' || s[0] == '-') {
		n, err := strconv.Atoi(s[:7])
		if err != nil {
			return 0, false
		}
		// Whole Gregorian cycles are taken away so that four digits are left.
		cycles := (n - 400) / 400
		if n < 0 {
			cycles = (n - 799) / 400
		}
		years = cycles * 400
		rest := strconv.Itoa(n - years)
		s = "0000"[min(4, len(rest)):] + rest + s[7:]
	}
	for _, layout := range [...]string{
		"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04Z07:00",
		"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02",
	} {
		t, err := time.Parse(layout, s)
		if err != nil {
			continue
		}
		const cycleDays = 146097
		millis = t.UnixMilli() + int64(years/400)*cycleDays*24*3600*1000
		return millis, millis >= -ot.MaxMillis && millis <= ot.MaxMillis
	}
	return 0, false
}
