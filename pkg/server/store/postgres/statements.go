package postgres

import (
	"strconv"
	"strings"
	"sync"
)

// numbered has statements that were numbered before.
var numbered struct {
	sync.RWMutex
	all map[string]string
}

// mostNumbered is more than the statements of the store. Queries of users come besides.
const mostNumbered = 1000

// number writes the parameters of a statement as PostgreSQL has them: $1 for ?1, and $1, $2 and
// so on for those without a number, which follow the greatest before.
func number(statement string) string {
	numbered.RLock()
	done, ok := numbered.all[statement]
	numbered.RUnlock()
	if ok {
		return done
	}
	var b strings.Builder
	greatest := 0
	for i := 0; i < len(statement); i++ {
		c := statement[i]
		if c == '\'' || c == '"' { // what is quoted stays
			end := strings.IndexByte(statement[i+1:], c)
			b.WriteString(statement[i : i+end+2])
			i += end + 1
			continue
		}
		if c != '?' {
			b.WriteByte(c)
			continue
		}
		digits := 0
		for i+1+digits < len(statement) && statement[i+1+digits] >= '0' && statement[i+1+digits] <= '9' {
			digits++
		}
		n := greatest + 1
		if digits > 0 {
			n, _ = strconv.Atoi(statement[i+1 : i+1+digits])
		}
		greatest = max(greatest, n)
		b.WriteString("$" + strconv.Itoa(n))
		i += digits
	}
	done = b.String()
	numbered.Lock()
	if len(numbered.all) >= mostNumbered || numbered.all == nil {
		numbered.all = make(map[string]string)
	}
	numbered.all[statement] = done
	numbered.Unlock()
	return done
}
