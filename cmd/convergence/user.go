package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/password"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
)

func addUser(args []string, env environment) error {
	flags := flag.NewFlagSet("user add", flag.ContinueOnError)
	data := dataFlag(flags)
	domain := flags.String("domain", "", "NAMESPACE/DOMAIN of the user; may be left out when there is one domain")
	display := flags.String("display-name", "", "name that others see")
	rest, err := parse(flags, args, env, 1)
	if err != nil {
		return err
	}
	ctx := context.Background()
	system, err := sqlite.Open(ctx, *data)
	if err != nil {
		return err
	}
	defer system.Close()
	d, name, err := openDomain(ctx, system, *domain)
	if err != nil {
		return err
	}
	defer d.Close()
	secret, err := readPassword(env)
	if err != nil {
		return err
	}
	user := store.User{PasswordHash: password.Hash(secret), User: protocol.User{
		UserID: protocol.UserID{Type: protocol.UserNormal, Username: rest[0]}, DisplayName: *display}}
	if user.DisplayName == "" {
		user.DisplayName = rest[0]
	}
	if err := d.CreateUser(ctx, user); err != nil {
		return err
	}
	fmt.Fprintf(env.out, "user %s of domain %s is ready\n", rest[0], name)
	return nil
}

// chooseDomain returns the domain that was named, or the only one there is.
func chooseDomain(ctx context.Context, system store.System, named string) (store.DomainName, error) {
	if named != "" {
		return domainName(named)
	}
	all, err := system.Domains(ctx)
	switch {
	case err != nil:
		return store.DomainName{}, err
	case len(all) == 0:
		return store.DomainName{}, errors.New("there is no domain yet; make one with: convergence domain add NAMESPACE/DOMAIN")
	case len(all) > 1:
		return store.DomainName{}, errors.New("there are several domains; say which one with --domain NAMESPACE/DOMAIN")
	}
	return all[0].DomainName, nil
}

// readPassword asks at a terminal, twice and without showing it, and else reads
// one line.
func readPassword(env environment) (string, error) {
	if f, ok := env.in.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		ask := func(prompt string) (string, error) {
			fmt.Fprint(env.err, prompt)
			secret, err := term.ReadPassword(int(f.Fd()))
			fmt.Fprintln(env.err)
			return string(secret), err
		}
		first, err := ask("Password: ")
		if err != nil {
			return "", err
		}
		second, err := ask("Again: ")
		if err == nil && first != second {
			err = errors.New("the passwords are not the same")
		}
		return first, notEmpty(first, err)
	}
	line, err := bufio.NewReader(env.in).ReadString('\n')
	if errors.Is(err, io.EOF) {
		err = nil
	}
	line = strings.TrimRight(line, "\r\n")
	return line, notEmpty(line, err)
}

func notEmpty(secret string, err error) error {
	if err == nil && secret == "" {
		return errors.New("the password is empty; give it at the prompt or as a line on standard input")
	}
	return err
}
