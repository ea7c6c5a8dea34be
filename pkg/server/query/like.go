package query

import "strings"

// Matches reports whether text fits a LIKE pattern: % stands for any run of
// characters, \% and \\ for the second character, and all others for
// themselves. It takes the time of one search per part of the pattern.
func Matches(text, pattern string) bool {
	parts := parts(pattern)
	last := len(parts) - 1
	if last == 0 {
		return text == parts[0]
	}
	if !strings.HasPrefix(text, parts[0]) {
		return false
	}
	text = text[len(parts[0]):]
	for _, part := range parts[1:last] {
		i := strings.Index(text, part)
		if i < 0 {
			return false
		}
		text = text[i+len(part):]
	}
	return strings.HasSuffix(text, parts[last])
}

// parts cuts a pattern at each % that is not escaped.
func parts(pattern string) []string {
	var all []string
	var b strings.Builder
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; {
		case c == '%':
			all = append(all, b.String())
			b.Reset()
		case c == '\\' && i+1 < len(pattern) && (pattern[i+1] == '%' || pattern[i+1] == '\\'):
			i++
			b.WriteByte(pattern[i])
		default:
			b.WriteByte(c)
		}
	}
	return append(all, b.String())
}
