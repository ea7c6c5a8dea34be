package archive

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"slices"
)

// LineError says where an archive is wrong.
type LineError struct {
	Line int
	Err  error
}

func (e *LineError) Error() string { return fmt.Sprintf("line %d: %v", e.Line, e.Err) }
func (e *LineError) Unwrap() error { return e.Err }

// ErrTruncated is returned for an archive that does not end as one does.
var ErrTruncated = errors.New("the archive is not complete: its last line, with its sum, is missing")

// reader reads lines. What it takes grows with what is there.
type reader struct {
	in   *bufio.Reader
	sum  hash.Hash // of the lines before the present one
	line []byte
	at   int // number of the present line
	most int // bytes of a line
}

func newReader(in io.Reader, most int) *reader {
	return &reader{in: bufio.NewReaderSize(in, 64<<10), sum: sha256.New(), most: most}
}

// next reads a line and returns its type.
func (r *reader) next() (string, error) {
	r.sum.Write(r.line)
	r.at++
	if r.line = r.line[:0]; cap(r.line) > 1<<20 {
		r.line = nil
	}
	for {
		part, err := r.in.ReadSlice('\n')
		if len(r.line)+len(part) > r.most {
			return "", fmt.Errorf("it has more than %d bytes, which no line of an archive has", r.most)
		}
		r.line = append(r.line, part...)
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF):
			return "", ErrTruncated
		case err != nil:
			return "", err
		}
		break
	}
	var line struct {
		Type *string `json:"type"`
	}
	if err := json.Unmarshal(r.line, &line); err != nil {
		return "", err
	}
	if line.Type == nil {
		return "", errors.New("it has no type")
	}
	return *line.Type, nil
}

// read decodes the present line. What it has beside the fields of its type is an error: it
// would be lost.
func (r *reader) read(into any) error {
	d := json.NewDecoder(bytes.NewReader(r.line))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

// end checks the last line, which is the present one.
func (r *reader) end(counted Counts) error {
	var e endLine
	if err := r.read(&e); err != nil {
		return err
	}
	if e.SHA256 != hex.EncodeToString(r.sum.Sum(nil)) {
		return errors.New("the sum of the archive is another one: it was changed or damaged")
	}
	if e.Counts != counted {
		return fmt.Errorf("the archive is to have %+v and has %+v", e.Counts, counted)
	}
	if _, err := r.in.ReadByte(); !errors.Is(err, io.EOF) {
		return errors.Join(errors.New("something follows the last line"), err)
	}
	return nil
}

// batch gathers what is written together, and says of which line it was when that fails.
type batch[T any] struct {
	all   []T
	lines []int
	bytes int
}

// most of a batch.
const (
	batchLength = 500
	batchBytes  = 1 << 20
)

// add takes one, and reports whether it is time to write.
func (b *batch[T]) add(one T, line, bytes int) (full bool) {
	b.all, b.lines, b.bytes = append(b.all, one), append(b.lines, line), b.bytes+bytes
	return len(b.all) >= batchLength || b.bytes >= batchBytes
}

// flush writes what has been gathered, and when that fails one after the other, to find the
// one that is wrong.
func (b *batch[T]) flush(write func([]T) error) error {
	if len(b.all) == 0 {
		return nil
	}
	all, lines := slices.Clone(b.all), b.lines
	err := write(all)
	for i := 0; err != nil && i < len(all); i++ {
		if wrong := write(all[i : i+1]); wrong != nil {
			return &LineError{lines[i], wrong}
		}
	}
	b.all, b.lines, b.bytes = b.all[:0], b.lines[:0], 0
	return err
}
