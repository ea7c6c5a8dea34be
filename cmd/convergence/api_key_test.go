package main

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
)

// TestTokensOfTheAPI makes administrators and keys beside a running server, which lets them
// in, and not any more when they are removed.
func TestTokensOfTheAPI(t *testing.T) {
	data := t.TempDir()
	p := serveProcess(t, data, "--dev")
	url := "http" + strings.TrimPrefix(strings.TrimSuffix(p.url, "realtime/"), "ws") + "rest/v1"
	run := func(input string, args ...string) string {
		t.Helper()
		said, err := convergence(t, input, append(args, "--data", data)...)
		if err != nil {
			t.Fatalf("%v: %v\n%s", args, err, said)
		}
		return strings.TrimSpace(said)
	}
	send := func(method, path, token, body string) (int, []byte) {
		t.Helper()
		r, err := http.NewRequest(method, url+path, strings.NewReader(body))
		must(t, err)
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer "+token)
		answer, err := http.DefaultClient.Do(r)
		must(t, err)
		defer answer.Body.Close()
		text, err := io.ReadAll(answer.Body)
		must(t, err)
		return answer.StatusCode, text
	}
	logIn := func(body string) string {
		t.Helper()
		status, text := send("POST", "/auth/login", "", body)
		var session struct{ Token string }
		if err := json.Unmarshal(text, &session); err != nil || status != 200 {
			t.Fatalf("%d %s", status, text)
		}
		return session.Token
	}
	reads := func(token string, want int) {
		t.Helper()
		if status, text := send("GET", "/domains/convergence/default/users", token, ""); status != want {
			t.Errorf("%d instead of %d: %s", status, want, text)
		}
	}
	run("a password\n", "admin", "add", "root", "--server")
	run("", "admin", "add", "ada")
	run("another one\n", "admin", "password", "ada")
	root := logIn(`{"name": "root", "password": "a password"}`)
	ada := logIn(`{"name": "ada", "password": "another one", "domain": "convergence/default"}`)
	key := run("", "api-key", "add", "site", "--domain", "convergence/default", "--scopes", "users:read")
	for _, token := range []string{root, ada, key} {
		reads(token, 200)
	}
	var listed []struct {
		ID     string
		Scopes []string
	}
	if err := json.Unmarshal([]byte(run("", "api-key", "list", "--json")), &listed); err != nil || len(listed) != 1 || listed[0].ID != "site" || len(listed[0].Scopes) != 1 {
		t.Errorf("the keys are %+v, %v", listed, err)
	}
	if said := run("", "admin", "list", "--server"); !strings.Contains(said, "root") || strings.Contains(said, "argon") {
		t.Errorf("the administrators are %s", said)
	}
	run("", "api-key", "remove", "site")
	run("", "admin", "remove", "ada")
	run("b password\n", "admin", "password", "root", "--server")
	for _, token := range []string{root, ada, key} {
		reads(token, 401)
	}
	for _, args := range [][]string{{"api-key", "add", "x"}, {"api-key", "add", "x", "--scopes", "all"}, {"api-key", "remove", "site"}, {"admin", "remove", "nobody", "--server"}} {
		if said, err := convergence(t, "", append(args, "--data", data)...); err == nil {
			t.Errorf("%v: %s", args, said)
		}
	}
}
