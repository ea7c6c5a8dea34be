package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"golang.org/x/crypto/acme/autocert"
)

// tlsConfig returns how the server encrypts, nil when it does not.
func (a *app) tlsConfig(f *serving) (*tls.Config, error) {
	files := f.certificate != "" || f.key != ""
	switch {
	case files && len(f.acme) > 0:
		return nil, fmt.Errorf("certificates come from files or by ACME, not both; %w", errUsage)
	case len(f.acme) > 0:
		m := &autocert.Manager{Prompt: autocert.AcceptTOS, HostPolicy: autocert.HostWhitelist(f.acme...), Cache: autocert.DirCache(filepath.Join(a.data, "acme"))}
		c := m.TLSConfig()
		c.MinVersion = tls.VersionTLS12
		return c, nil
	case !files:
		return nil, nil
	case f.certificate == "" || f.key == "":
		return nil, fmt.Errorf("--tls-cert and --tls-key belong together; %w", errUsage)
	}
	pair := &keyPair{certificate: f.certificate, key: f.key}
	if _, err := pair.get(nil); err != nil {
		return nil, err
	}
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: pair.get, NextProtos: []string{"http/1.1"}}, nil
}

// keyPair is a certificate in files, which are read again when they have changed: a
// certificate that is renewed needs no restart.
type keyPair struct {
	certificate, key string

	mu      sync.Mutex
	changed time.Time
	loaded  *tls.Certificate
}

func (p *keyPair) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	cert, err := os.Stat(p.certificate)
	key, err2 := os.Stat(p.key)
	if err = errors.Join(err, err2); err == nil {
		changed := cert.ModTime()
		if key.ModTime().After(changed) {
			changed = key.ModTime()
		}
		if p.loaded != nil && changed.Equal(p.changed) {
			return p.loaded, nil
		}
		var loaded tls.Certificate
		if loaded, err = tls.LoadX509KeyPair(p.certificate, p.key); err == nil {
			p.loaded, p.changed = &loaded, changed
		}
	}
	if p.loaded == nil {
		return nil, fmt.Errorf("reading the certificate: %w", err)
	}
	return p.loaded, nil // half of a new pair may be there
}
