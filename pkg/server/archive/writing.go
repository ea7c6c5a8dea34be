package archive

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
)

// maxLine bounds a line. It is what the largest model takes.
const maxLine = 256 << 20

// writer writes lines.
type writer struct {
	out    io.Writer
	sum    hash.Hash
	line   bytes.Buffer
	counts Counts
	told   func(Counts)
}

func newWriter(out io.Writer, told func(Counts)) *writer {
	return &writer{out: out, sum: sha256.New(), told: told}
}

// put writes a line, and counts what it is of with a number that may be nil.
func (w *writer) put(line any, count *int64) error {
	w.line.Reset()
	if w.line.Cap() > 1<<20 { // of a model that was large
		w.line = bytes.Buffer{}
	}
	e := json.NewEncoder(&w.line)
	e.SetEscapeHTML(false)
	if err := e.Encode(line); err != nil {
		return fmt.Errorf("writing a line: %w", err)
	}
	if w.line.Len() > maxLine {
		return fmt.Errorf("a line of %d bytes: an archive has lines of up to %d", w.line.Len(), maxLine)
	}
	w.sum.Write(w.line.Bytes())
	if _, err := w.out.Write(w.line.Bytes()); err != nil {
		return err
	}
	if count != nil {
		*count++
	}
	if w.told != nil {
		w.told(w.counts)
	}
	return nil
}

// end writes the last line.
func (w *writer) end() error {
	return w.put(endLine{lineEnd, w.counts, hex.EncodeToString(w.sum.Sum(nil))}, nil)
}
