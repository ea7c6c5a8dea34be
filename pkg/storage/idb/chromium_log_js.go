package idb

import (
	"context"
	"strings"
	"syscall/js"
	"time"
)

// mendTime bounds how long opening a store waits for mend, which takes about
// 10 ms.
const mendTime = 2 * time.Second

// mend keeps Chromium from taking the databases of a site for damaged, and
// deleting them all, after a crash.
//
// They are in one LevelDB. When the browser is killed in the midst of an entry of
// its log, reading it ends there the next time, which is right; but then new
// entries are appended to what is left of the broken one (reuse_logs), and the
// time after that its checksum does not fit. Deleting a database, be it an empty
// one, has LevelDB compacted and with that a new log begun. It has to happen
// before anything of worth is written. Other browsers have other stores.
func mend(o *Options) {
	agent := global("navigator", "userAgent")
	if agent.Type() != js.TypeString || !strings.Contains(agent.String(), "Chrome/") {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), min(mendTime, o.Timeout))
	defer cancel()
	scratch := Options{Name: o.Name + "#mend", Version: 1}
	// Whatever fails here fails again, and is told, when the store is opened.
	c, err := connect(ctx, &scratch, true, nobody{}, func() {})
	if err != nil {
		return
	}
	c.close()
	_ = remove(ctx, scratch.Name, func() {})
}

// nobody hears of nothing: another tab that mends is let go on.
type nobody struct{}

func (nobody) released(*connection, bool) {}
func (nobody) cut(*connection)            {}
