package archive

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"

	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// ErrDiffers is returned when a domain is not the same in both stores.
var ErrDiffers = errors.New("the domain is not the same in both stores")

// Copied says what a copy of a domain has.
type Copied struct {
	Counts Counts
	SHA256 string // of what both stores have, in the form of an archive
	There  bool   // whether it was there already, the same
}

// Copy makes a domain of one store in another one, with everything that an archive has and,
// beside that, when it was made, its private keys, its webhooks and the API keys for it. It
// has nobody who is connected, no reconnect tokens, and nothing that webhooks were still to be
// told. What there is then is read from both and compared: the domain is there as a whole and
// the same, or not at all. One that is there, and the same, is left, so that copies of many
// domains can be begun again; one that differs is ErrExists. Nobody may change the domain in
// either store meanwhile.
func Copy(ctx context.Context, from, to store.System, name store.DomainName, told func(Counts)) (c Copied, err error) {
	fail := func(err error) (Copied, error) { return c, fmt.Errorf("copying domain %s: %w", name, err) }
	info, err := from.Domain(ctx, name)
	if err != nil {
		return fail(err)
	}
	if _, err := to.Domain(ctx, name); err == nil {
		if c, err = compare(ctx, from, to, name, told); errors.Is(err, ErrDiffers) {
			err = fmt.Errorf("%w: there is another one of this name; remove it, or copy another domain (%w)", store.ErrExists, err)
		}
		if err != nil {
			return fail(err)
		}
		c.There = true
		return c, nil
	} else if !errors.Is(err, store.ErrNotFound) {
		return fail(err)
	}
	if err := stream(ctx, from, to, info, told); err != nil {
		return fail(err)
	}
	if err = beside(ctx, from, to, name); err == nil {
		c, err = compare(ctx, from, to, name, nil)
	}
	if err != nil { // also when it was broken off
		return fail(errors.Join(err, to.RemoveDomain(context.WithoutCancel(ctx), name)))
	}
	return c, nil
}

// stream makes a domain of an archive that nobody keeps.
func stream(ctx context.Context, from, to store.System, info store.DomainInfo, told func(Counts)) error {
	d, err := from.Snapshot(ctx, info.DomainName)
	if err != nil {
		return err
	}
	in, out := io.Pipe()
	exported := make(chan error, 1)
	go func() {
		_, err := Export(ctx, out, info, d, ExportOptions{Program: "copy"})
		err = errors.Join(err, d.Close())
		out.CloseWithError(err)
		exported <- err
	}()
	_, _, err = Import(ctx, in, asItWas{to, info}, ImportOptions{Told: told})
	in.CloseWithError(errImport)
	if wrong := <-exported; wrong != nil && !errors.Is(wrong, errImport) {
		return wrong // which is why the import has failed
	}
	return err
}

var errImport = errors.New("the import has ended")

// asItWas imports a domain with everything that is known of it.
type asItWas struct {
	store.Archives
	info store.DomainInfo
}

func (a asItWas) ImportDomain(ctx context.Context, _ store.DomainInfo, _ bool, fill func(store.NewDomainStore) error) error {
	return a.Archives.ImportDomain(ctx, a.info, false, fill)
}

// beside copies what archives leave out so that whoever has one signs nobody in.
func beside(ctx context.Context, from, to store.System, name store.DomainName) error {
	a, err := from.OpenDomain(ctx, name)
	if err != nil {
		return err
	}
	defer a.Close()
	b, err := to.OpenDomain(ctx, name)
	if err != nil {
		return err
	}
	defer b.Close()
	keys, err := a.Keys(ctx)
	if err != nil {
		return err
	}
	for _, k := range keys {
		if k.Private == "" {
			continue
		}
		if err := errors.Join(b.RemoveKey(ctx, k.ID), b.AddKey(ctx, k)); err != nil {
			return err
		}
	}
	hooks, err := a.Webhooks(ctx)
	if err != nil {
		return err
	}
	for _, w := range hooks {
		if err := errors.Join(b.AddWebhook(ctx, w), b.SetWebhook(ctx, w)); err != nil {
			return err
		}
	}
	programs, err := from.APIKeys(ctx)
	if err != nil {
		return err
	}
	for _, k := range programs {
		if k.Domain != name {
			continue
		}
		if err := to.AddAPIKey(ctx, k); err != nil {
			return err
		}
	}
	return nil
}

// compare reads a domain from both stores. It fails with ErrDiffers.
func compare(ctx context.Context, from, to store.System, name store.DomainName, told func(Counts)) (c Copied, err error) {
	a, _, err := digest(ctx, from, name, told)
	if err != nil {
		return c, err
	}
	b, info, err := digest(ctx, to, name, nil)
	if err != nil {
		return c, err
	}
	of, err := from.Domain(ctx, name)
	if err == nil && (a != b || of != info) {
		err = fmt.Errorf("%w: %+v of %+v with the digest %s here, %+v of %+v with %s there", ErrDiffers, a.Counts, of, a.SHA256, b.Counts, info, b.SHA256)
	}
	return a, err
}

// digest is that of an archive of a domain without its first line, which has the time.
func digest(ctx context.Context, system store.System, name store.DomainName, told func(Counts)) (c Copied, info store.DomainInfo, err error) {
	if info, err = system.Domain(ctx, name); err != nil {
		return c, info, err
	}
	d, err := system.Snapshot(ctx, name)
	if err != nil {
		return c, info, err
	}
	sum := &lineSum{sum: sha256.New()}
	c.Counts, err = Export(ctx, sum, info, d, ExportOptions{Told: told})
	if err = errors.Join(err, d.Close()); err == nil {
		err = besideSum(ctx, system, name, sum.sum)
	}
	c.SHA256 = hex.EncodeToString(sum.sum.Sum(nil))
	return c, info, err
}

// lineSum takes a line at a time. The first has the time, and the last the sum of all.
type lineSum struct {
	sum   hash.Hash
	lines int
	last  []byte
}

func (s *lineSum) Write(line []byte) (int, error) {
	if s.lines > 1 {
		s.sum.Write(s.last)
	}
	s.lines++
	s.last = append(s.last[:0], line...)
	return len(line), nil
}

// besideSum adds what archives leave out.
func besideSum(ctx context.Context, system store.System, name store.DomainName, sum hash.Hash) error {
	d, err := system.OpenDomain(ctx, name)
	if err != nil {
		return err
	}
	defer d.Close()
	keys, err := d.Keys(ctx)
	hooks, err2 := d.Webhooks(ctx)
	programs, err3 := system.APIKeys(ctx)
	for _, k := range keys {
		fmt.Fprintf(sum, "%q\n", k.Private)
	}
	for _, w := range hooks {
		fmt.Fprintf(sum, "%+v\n", w)
	}
	for _, k := range programs {
		if k.Domain == name {
			fmt.Fprintf(sum, "%+v\n", k)
		}
	}
	return errors.Join(err, err2, err3)
}
