package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/password"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// prepare makes what --dev promises, or says how to begin when nothing is there.
func prepare(ctx context.Context, system store.System, dev bool, env environment) error {
	if !dev {
		all, err := system.Domains(ctx)
		if err == nil && len(all) == 0 {
			fmt.Fprint(env.out, `There is no domain yet. Make one, and a user, with

  convergence domain add NAMESPACE/DOMAIN
  convergence user add NAME --domain NAMESPACE/DOMAIN

in another terminal (with the same --data), or start with --dev to try things out.
`)
		}
		return err
	}
	name := store.DomainName{Namespace: "convergence", ID: "default"}
	made := store.NewDomain(name)
	made.Anonymous, made.Makers = true, store.MakersEverybody
	err := system.CreateDomain(ctx, made)
	if err == nil {
		fmt.Fprintf(env.out, "--dev: made domain %s with anonymous sign-in\n", name)
	} else if !errors.Is(err, store.ErrExists) {
		return err
	}
	d, err := system.OpenDomain(ctx, name)
	if err != nil {
		return err
	}
	defer d.Close()
	err = d.CreateUser(ctx, store.User{PasswordHash: password.Hash("demo"), User: protocol.User{
		UserID: protocol.UserID{Type: protocol.UserNormal, Username: "demo"}, DisplayName: "Demo"}})
	if err == nil {
		fmt.Fprintln(env.out, "--dev: made user demo with password demo")
	} else if !errors.Is(err, store.ErrExists) {
		return err
	}
	return nil
}

// devAdministrator is who a link to the console signs in.
const devAdministrator = "dev"

// prepareConsole makes the administrator whom --dev signs in. No password is right for it.
func prepareConsole(ctx context.Context, system store.System) error {
	err := system.AddAdministrator(ctx, store.Administrator{Name: devAdministrator, PasswordHash: "none " + rand.Text(), Created: time.Now().UnixMilli()})
	if errors.Is(err, store.ErrExists) {
		return nil
	}
	return err
}
