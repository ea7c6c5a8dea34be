// Package webfile answers requests of browsers with files, which may be there compressed
// already: as name.br and name.gz beside name.
//
// The package refuses to know which files there are and which of them a path names.
package webfile

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"
)

const (
	// KeepAndAsk has a browser keep what it got and ask each time whether it is still
	// current: a new build is seen at once, and all that is of one build is got together.
	KeepAndAsk = "no-cache"
	// KeepForGood is for addresses under which there will never be anything else.
	KeepForGood = "public, max-age=31536000, immutable"
)

// mediaTypes are those that must be right for a browser, and that not every system's table has.
var mediaTypes = map[string]string{
	".wasm": "application/wasm",
	".js":   "text/javascript; charset=utf-8",
	".mjs":  "text/javascript; charset=utf-8",
	".css":  "text/css; charset=utf-8",
	".html": "text/html; charset=utf-8",
	".json": "application/json",
	".map":  "application/json",
	".ts":   "text/plain; charset=utf-8",
	".svg":  "image/svg+xml",
	".png":  "image/png",
}

// MediaType returns the media type of a file by its name, empty when it is none of a page.
func MediaType(name string) string { return mediaTypes[path.Ext(name)] }

// compressed are the forms in which a file may be there, the smallest first.
var compressed = []struct{ suffix, encoding string }{{".br", "br"}, {".gz", "gzip"}}

// File is a file in the form in which a browser gets it. It must be closed.
type File struct {
	name     string
	encoding string // of the content, empty for none
	content  io.ReadSeeker
	modified time.Time // zero when nobody knows
	tag      string
	close    func() error
}

// Close releases the file.
func (f *File) Close() error { return f.close() }

// Open returns a file in the smallest form that a browser takes by its Accept-Encoding
// header. What is older than the file is the compressed form of an earlier build and is
// passed over. A file that is there as name.gz alone is unpacked for who does not take that.
// The error is fs.ErrNotExist when it is not there in any form.
func Open(files fs.FS, name, accept string) (*File, error) {
	original, missing := fs.Stat(files, name)
	if missing == nil && original.IsDir() {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	for _, c := range compressed {
		if !accepts(accept, c.encoding) {
			continue
		}
		f, err := open(files, name+c.suffix)
		if err != nil {
			continue
		}
		if missing != nil || !f.modified.Before(original.ModTime()) {
			f.name, f.encoding = name, c.encoding
			return f, f.identify()
		}
		f.Close()
	}
	f, err := open(files, name)
	if err != nil {
		if f, err = unpack(files, name); err != nil {
			return nil, err
		}
	}
	f.name = name
	return f, f.identify()
}

// open opens one form of a file.
func open(files fs.FS, name string) (*File, error) {
	opened, err := files.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := opened.Stat()
	content, seeks := opened.(io.ReadSeeker)
	if err != nil || info.IsDir() || !seeks {
		opened.Close()
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	f := &File{content: content, modified: info.ModTime(), close: opened.Close}
	if !f.modified.IsZero() {
		f.tag = fmt.Sprintf("%x-%x", f.modified.UnixNano(), info.Size())
	}
	return f, nil
}

// unpack returns a file that is there as name.gz only.
func unpack(files fs.FS, name string) (*File, error) {
	packed, err := files.Open(name + ".gz")
	if err != nil {
		return nil, err
	}
	defer packed.Close()
	r, err := gzip.NewReader(packed)
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	return &File{content: bytes.NewReader(content), close: func() error { return nil }}, nil
}

// identify gives a file its tag: by when it was written, or by its content when nobody knows
// that, as of files that are part of the program.
func (f *File) identify() error {
	if f.tag == "" {
		sum := sha256.New()
		if _, err := io.Copy(sum, f.content); err != nil {
			f.Close()
			return err
		}
		if _, err := f.content.Seek(0, io.SeekStart); err != nil {
			f.Close()
			return err
		}
		f.tag = base64.RawURLEncoding.EncodeToString(sum.Sum(nil)[:12])
	}
	f.tag = `"` + f.tag + f.encoding + `"`
	return nil
}

// Serve answers with a file, which caches treat as they are told: with all of it, with the
// part that is asked for, or with that a browser has it already.
func (f *File) Serve(w http.ResponseWriter, r *http.Request, cache string) {
	f.describe(w.Header(), cache)
	w.Header().Set("ETag", f.tag)
	http.ServeContent(w, r, f.name, f.modified, f.content)
}

// ServeAs answers with a file in place of what was asked for, and says why by a status.
func (f *File) ServeAs(w http.ResponseWriter, status int) {
	f.describe(w.Header(), KeepAndAsk)
	w.WriteHeader(status)
	io.Copy(w, f.content)
}

func (f *File) describe(h http.Header, cache string) {
	if kind := MediaType(f.name); kind != "" {
		h.Set("Content-Type", kind)
	}
	if f.encoding != "" {
		h.Set("Content-Encoding", f.encoding)
	}
	h.Set("Vary", "Accept-Encoding")
	h.Set("Cache-Control", cache)
}

// accepts reports whether an Accept-Encoding header names an encoding.
func accepts(header, encoding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, parameters, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(name), encoding) {
			q, found := strings.CutPrefix(strings.TrimSpace(parameters), "q=")
			weight, err := strconv.ParseFloat(q, 64)
			return !found || err != nil || weight > 0
		}
	}
	return false
}
