package signin

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// ErrBusy is returned when somebody would have to wait for too long, or has gone.
var ErrBusy = errors.New("too many are signing in at the moment; try again in a second")

// TooMany is the error of who has guessed too often.
type TooMany struct{ Wait time.Duration } // until the next guess, whole seconds

func (t *TooMany) Error() string {
	return fmt.Sprintf("too many wrong passwords; the next one may be tried in %v", t.Wait)
}

// Desk is where passwords are looked at.
type Desk struct {
	Queue   *Queue
	Guesses *Guesses
	Wait    time.Duration // for one's turn at most
}

// Ask is Look for an answer that does not keep a processor of this machine busy, and so has
// no turn.
func (d *Desk) Ask(ctx context.Context, who Who, ask func() (right bool, err error)) (right bool, err error) {
	return d.guess(ctx, who, func(context.Context) (bool, error) { return ask() })
}

// Look has look tell whether a password is right when it is its turn, which it is not
// called for when that would take too long ([ErrBusy]) or after too many guesses
// ([TooMany]). Another error is that of look, and then nothing is counted.
func (d *Desk) Look(ctx context.Context, who Who, look func() (right bool, err error)) (right bool, err error) {
	return d.guess(ctx, who, func(ctx context.Context) (right bool, err error) {
		if d.Queue.Do(ctx, who.Address, who.User, func() { right, err = look() }) != nil {
			err = ErrBusy
		}
		return right, err
	})
}

// guess counts what comes of an attempt, unless there were too many.
func (d *Desk) guess(ctx context.Context, who Who, try func(context.Context) (right bool, err error)) (right bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, d.Wait)
	defer cancel()
	wait, err := d.Guesses.Try(ctx, who)
	switch {
	case err != nil:
		return false, ErrBusy
	case wait > 0:
		return false, &TooMany{wait.Truncate(time.Second) + time.Second}
	}
	right, err = try(ctx)
	switch {
	case err != nil:
		d.Guesses.Untried(who)
	case right:
		d.Guesses.Right(who)
	default:
		d.Guesses.Wrong(who)
	}
	return right, err
}
