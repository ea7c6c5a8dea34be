package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

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
