package bridge

import (
	"fmt"
	"strings"
)

// masksFile holds the bits of the events that JavaScript says it listens to.
func masksFile() string {
	var b strings.Builder
	b.WriteString(generated)
	b.WriteString("/** Bits of a listening mask, by the names of the events. */\nexport interface Bits {\n  readonly [name: string]: number;\n}\n")
	for _, e := range Enums {
		if !e.Listen {
			continue
		}
		subject := strings.TrimSuffix(e.Name, "EventCode")
		fmt.Fprintf(&b, "\n/** %s */\nexport const enum %sBit {\n", e.Note, subject)
		all := 0
		for _, v := range e.Values {
			all |= 1 << (v.Number - 1)
			fmt.Fprintf(&b, "  %s = %d,\n", v.Name, 1<<(v.Number-1))
		}
		fmt.Fprintf(&b, "  All = %d,\n}\n\n/** The same by the names of the events. */\nexport const %s_BITS: Bits = {\n", all, strings.ToUpper(subject))
		for _, v := range e.Values {
			fmt.Fprintf(&b, "  %s: %sBit.%s,\n", snake(v.Name), subject, v.Name)
		}
		b.WriteString("};\n")
	}
	return b.String()
}

// snake is the name that an event is listened to by.
func snake(name string) string {
	var b strings.Builder
	for i, c := range name {
		if c >= 'A' && c <= 'Z' {
			if i > 0 {
				b.WriteByte('_')
			}
			c += 'a' - 'A'
		}
		b.WriteRune(c)
	}
	return b.String()
}
