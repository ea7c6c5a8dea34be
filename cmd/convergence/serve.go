package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
	"github.com/convergence-wasm/convergence/pkg/server/password"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
)

// stopWithin is how long a stopping server waits for its clients.
const stopWithin = 10 * time.Second

// mostMessage bounds --max-message: a message is in memory several times while it
// is handled.
const mostMessage = 256 << 20

func serve(args []string, env environment) error {
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	addr := flags.String("addr", "localhost:8000", "address to listen on")
	data := dataFlag(flags)
	dev := flags.Bool("dev", false, "make domain convergence/default with anonymous sign-in and user demo, password demo")
	client := flags.String("client", "", "directory of the built client; js/dist is looked for")
	example := flags.String("example", "", "directory of the built example; web/example/dist is looked for")
	limits := protocol.DefaultLimits()
	flags.IntVar(&limits.Message, "max-message", limits.Message, "bytes of one message from a client, at least 131072; larger edits are sent in parts")
	verbose := flags.Bool("verbose", false, "log every connection")
	if _, err := parse(flags, args, env, 0); err != nil {
		return err
	}
	if limits.Message < protocol.LeastMessage || limits.Message > mostMessage {
		return fmt.Errorf("--max-message is %d and has to be within %d and %d", limits.Message, protocol.LeastMessage, mostMessage)
	}
	pages := server.Pages{}
	var err error
	if pages.Client, err = directory(*client, "js/dist"); err != nil {
		return err
	}
	if pages.Example, err = directory(*example, "web/example/dist"); err != nil {
		return err
	}
	level := slog.LevelWarn
	if *verbose {
		level = slog.LevelDebug
	}
	log := slog.New(slog.NewTextHandler(env.err, &slog.HandlerOptions{Level: level}))

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	system, err := sqlite.Open(ctx, *data)
	if err != nil {
		return err
	}
	defer system.Close()
	listener, err := net.Listen("tcp", *addr)
	if err != nil {
		return err
	}
	defer listener.Close()
	if err := prepare(ctx, system, *dev, env); err != nil {
		return err
	}
	base := "http://" + listener.Addr().String()
	fmt.Fprintf(env.out, "listening on %s (data in %s)\n", base, *data)
	if pages.Client != "" {
		fmt.Fprintf(env.out, "  client   %s/client/\n", base)
	}
	if pages.Example != "" {
		fmt.Fprintf(env.out, "  example  %s/example/\n", base)
	}

	s := server.New(system, server.Options{Log: log, Version: version, Limits: limits, GuestsMakeCollections: *dev})
	web := &http.Server{
		Handler: s.Handler(pages), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	failed := make(chan error, 1)
	go func() { failed <- web.Serve(listener) }()
	select {
	case err := <-failed:
		return errors.Join(err, shutDown(s, web))
	case <-ctx.Done():
		stop() // a second signal ends at once
		fmt.Fprintln(env.out, "stopping")
		return shutDown(s, web)
	}
}

func shutDown(s *server.Server, web *http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), stopWithin)
	defer cancel()
	err := s.Shutdown(ctx)
	return errors.Join(err, web.Shutdown(ctx))
}

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
	err := system.CreateDomain(ctx, store.DomainInfo{DomainName: name, Anonymous: true, Makers: store.MakersEverybody, Created: time.Now().UnixMilli()})
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

// directory returns the directory that was named, or the default where it is
// found: below the working directory, beside the program or above it. It is
// empty when there is none.
func directory(named, fallback string) (string, error) {
	if named != "" {
		if info, err := os.Stat(named); err != nil {
			return "", err
		} else if !info.IsDir() {
			return "", fmt.Errorf("%s is not a directory", named)
		}
		return named, nil
	}
	bases := []string{"."}
	if program, err := os.Executable(); err == nil {
		bases = append(bases, filepath.Dir(program), filepath.Join(filepath.Dir(program), ".."))
	}
	for _, base := range bases {
		dir := filepath.Join(base, fallback)
		if info, err := os.Stat(dir); err == nil && info.IsDir() {
			return dir, nil
		}
	}
	return "", nil
}
