package offline

import (
	"math"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
)

// The first saves follow soon after an edit. While somebody goes on writing,
// edits are gathered for many times as long, or until so many have come.
const (
	promptSaves  = 15
	gatherDelays = 25 // times the delay; another prompt save is earned in that time
	gatherEdits  = 16
)

// gather has saveAll called when it is time, of which it keeps count.
func (o *Models) gather() {
	if o.timer == nil && !o.atTurn {
		o.saveAfter(o.wait())
	}
}

// more notes another edit while edits are gathered.
func (o *Models) more() {
	if o.timer == nil {
		return
	}
	if o.gathered++; o.gathered == gatherEdits {
		session.Stop(&o.timer)
		o.saveAfter(o.Options.SaveDelay)
	}
}

// saveAfter has saveAll called after a time. Browsers call the timers of a hidden
// page once a second or more seldom, so there what need not wait long waits for
// the end of the turn.
func (o *Models) saveAfter(wait time.Duration) {
	if o.pageEnds || o.pageHidden && wait <= o.Options.SaveDelay {
		o.atTurn = true
		o.session.Schedule()
		return
	}
	o.timer = o.session.After(wait, func() { o.saveSome(portionBytes) })
}

// Turned saves what the turn that ends has edited in a hidden page.
func (o *Models) Turned() {
	if o != nil && o.atTurn {
		o.saveAll()
	}
}

// wait returns how long edits are gathered from now on.
func (o *Models) wait() time.Duration {
	least, now := o.Options.SaveDelay, o.session.Host.Now()
	long := gatherDelays * least
	// What is left of the prompt saves is kept as the time in which it was earned.
	o.prompt = min(o.prompt+now.Sub(o.savedAt), promptSaves*long)
	o.savedAt = now
	if o.prompt < long {
		return long
	}
	o.prompt -= long
	return least
}

// saveAll hands what was gathered to the store, as one transaction.
func (o *Models) saveAll() { o.saveSome(math.MaxInt) }

// saveSome is saveAll with at most about so many bytes of each model, and the rest
// after that.
func (o *Models) saveSome(limit int) {
	o.gathered, o.atTurn = 0, false
	session.Stop(&o.timer)
	dirty := o.dirty
	o.dirty = nil
	if o.pageEnds { // it hears of no transaction after which another one could follow
		o.Writer.Hold(true)
	}
	for _, s := range dirty {
		s.queued = false
		s.saveSome(limit, nil)
	}
	if o.pageEnds {
		o.Writer.Hold(false)
	}
}

// Save stores what was edited without waiting for more.
func (o *Models) Save() {
	if o.Usable() {
		o.saveAll()
	}
}

// SetHidden says whether the page is hidden, in which timers are late and which
// may end without another word, and whether it ends now unless it is shown again. What was
// edited is stored at once then.
func (o *Models) SetHidden(hidden, ends bool) {
	o.pageHidden, o.pageEnds = hidden, ends
	if hidden {
		o.Save()
	}
}
