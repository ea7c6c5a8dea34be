package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// writePair writes a certificate with a serial number, and its key.
func writePair(t *testing.T, cert, key string, serial int64, at time.Time) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(serial), DNSNames: []string{"localhost"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	must(t, err)
	keyDER, err := x509.MarshalPKCS8PrivateKey(private)
	must(t, err)
	must(t, os.WriteFile(cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
	must(t, os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER}), 0o600))
	must(t, os.Chtimes(cert, at, at))
	must(t, os.Chtimes(key, at, at))
}

// TestTLS serves with a certificate from files, which is renewed.
func TestTLS(t *testing.T) {
	dir := t.TempDir()
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	writePair(t, cert, key, 7, time.Now().Add(-time.Minute))
	p := serveProcess(t, t.TempDir(), "--dev", "--tls-cert", cert, "--tls-key", key)
	if !strings.HasPrefix(p.url, "wss://") {
		t.Fatalf("it listens on %s", p.url)
	}
	serial := func() int64 {
		t.Helper()
		client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
		answer, err := client.Get("https" + strings.TrimSuffix(strings.TrimPrefix(p.url, "wss"), "/api/realtime/") + "/health")
		must(t, err)
		defer answer.Body.Close()
		if answer.StatusCode != 200 || answer.Header.Get("Strict-Transport-Security") == "" {
			t.Errorf("answered with %d %v", answer.StatusCode, answer.Header)
		}
		return answer.TLS.PeerCertificates[0].SerialNumber.Int64()
	}
	if got := serial(); got != 7 {
		t.Errorf("certificate %d", got)
	}
	writePair(t, cert, key, 8, time.Now())
	if got := serial(); got != 8 {
		t.Errorf("after the renewal certificate %d", got)
	}
	for _, args := range [][]string{{"--tls-cert", cert}, {"--tls-cert", cert, "--tls-key", key, "--acme", "a.example"}, {"--tls-cert", "missing", "--tls-key", key}} {
		if said, err := convergence(t, "", append([]string{"serve", "--addr", "localhost:0", "--data", t.TempDir()}, args...)...); err == nil {
			t.Errorf("%v: %s", args, said)
		}
	}
}
