//go:build !js

package native_test

import (
	"context"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
	"github.com/convergence-wasm/convergence/pkg/server/password"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
	"github.com/convergence-wasm/convergence/pkg/server/webtoken"
)

// url is the domain that the tests and the examples connect to.
var url string

// robotKey is the private key of tokens that sign in users of type convergence there, and
// has the id robot.
var robotKey string

// inStore has something done with the store of the domain.
var inStore func(do func(d store.Domain))

func TestMain(m *testing.M) { os.Exit(withServer(m)) }

func withServer(m *testing.M) int {
	dir, err := os.MkdirTemp("", "native-test")
	check(err)
	defer os.RemoveAll(dir)
	ctx := context.Background()
	system, err := sqlite.Open(ctx, dir)
	check(err)
	defer system.Close()
	name := store.DomainName{Namespace: "convergence", ID: "default"}
	check(system.CreateDomain(ctx, store.DomainInfo{DomainName: name, Anonymous: true, Makers: store.MakersEverybody}))
	d, err := system.OpenDomain(ctx, name)
	check(err)
	check(d.CreateUser(ctx, store.User{
		PasswordHash: password.Hash("demo"), User: protocol.User{UserID: protocol.UserID{Username: "demo"}},
	}))
	public, private, err := webtoken.Generate()
	check(err)
	robotKey = private
	check(d.AddKey(ctx, store.Key{ID: "robot", Public: public, Admin: true}))
	defer d.Close()
	inStore = func(do func(d store.Domain)) { do(d) }
	s := server.New(system, server.Options{})
	defer func() {
		stop, cancel := context.WithTimeout(ctx, 10*time.Second)
		defer cancel()
		s.Shutdown(stop)
	}()
	web := httptest.NewServer(s.Handler(server.Pages{}))
	defer web.Close()
	url = web.URL + "/api/realtime/convergence/default"
	return m.Run()
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
