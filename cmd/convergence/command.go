package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// app is what all commands share.
type app struct {
	environment
	data   string // directory of the store
	store  string // address of the database that has the store instead
	domain string // as given
	json   bool
}

// newRoot returns the command with all others below it.
func newRoot(env environment) *cobra.Command {
	a := &app{environment: env}
	root := &cobra.Command{
		Use: "convergence", Short: "A server for people who edit together, and the tools beside it",
		Long: `A server for people who edit together, and the tools beside it.

All commands work beside a running server too, which notices what they change within a second.`,
		SilenceUsage: true, SilenceErrors: true, Args: cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return fmt.Errorf("there is no command %q; %w", args[0], errUsage)
			}
			return c.Help()
		},
	}
	root.SetIn(env.in)
	root.SetOut(env.out)
	root.SetErr(env.err)
	root.PersistentFlags().StringVar(&a.data, "data", defaultData, "directory in which everything is kept")
	root.PersistentFlags().StringVar(&a.store, "store", "", "PostgreSQL database in which everything is kept instead, as postgres://USER:PASSWORD@HOST/DATABASE; CONVERGENCE_STORE if empty")
	root.PersistentFlags().BoolVar(&a.json, "json", false, "print JSON, for programs")
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return fmt.Errorf("%w; %w", err, errUsage) })
	root.AddCommand(a.serveCommand(), a.domainCommand(), a.userCommand(), a.groupCommand(), a.collectionCommand(),
		a.keyCommand(), a.apiKeyCommand(), a.tokenCommand(), a.webhookCommand(), a.sessionCommand(), a.nodeCommand(), a.adminCommand(), a.exportCommand(), a.importCommand(), a.copyCommand(), a.backupCommand(), a.restoreCommand(), a.verifyCommand(), a.healthCommand(), &cobra.Command{
			Use: "version", Short: "Print the version", Example: "  convergence version", Args: arguments(0),
			RunE: func(*cobra.Command, []string) error {
				return a.say(result{"convergence " + version, map[string]string{"version": version}})
			},
		})
	return root
}

// arguments demands that many arguments.
func arguments(n int) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) != n {
			return fmt.Errorf("%q takes %d arguments, not %d: %s; %w", c.CommandPath(), n, len(args), c.UseLine(), errUsage)
		}
		return nil
	}
}

// group returns a command that is nothing but those below it.
func group(name, short string, below ...*cobra.Command) *cobra.Command {
	c := &cobra.Command{Use: name, Short: short, RunE: func(c *cobra.Command, args []string) error {
		var names []string
		for _, sub := range c.Commands() {
			names = append(names, sub.Name())
		}
		if len(args) > 0 {
			return fmt.Errorf("%q has no command %q, but %s; %w", c.CommandPath(), args[0], strings.Join(names, ", "), errUsage)
		}
		return fmt.Errorf("%q needs one of %s; %w", c.CommandPath(), strings.Join(names, ", "), errUsage)
	}}
	c.AddCommand(below...)
	return c
}

// result is what a command has to say, to people and to programs.
type result struct {
	text  string
	value any // nil where the text says all
}

func (a *app) say(r result) error {
	if !a.json {
		_, err := fmt.Fprintln(a.out, r.text)
		return err
	}
	if r.value == nil {
		r.value = map[string]string{"done": r.text}
	}
	return json.NewEncoder(a.out).Encode(r.value)
}

// table lines up rows under headings.
func table(headings []string, rows [][]string) string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, row := range append([][]string{headings}, rows...) {
		fmt.Fprintln(w, strings.Join(row, "\t"))
	}
	w.Flush()
	return strings.TrimRight(b.String(), "\n")
}

// listed returns a list as a table, and as it is.
func listed[T any](all []T, headings []string, row func(T) []string) result {
	rows := make([][]string, len(all))
	for i, x := range all {
		rows[i] = row(x)
	}
	if all == nil {
		all = []T{}
	}
	return result{table(headings, rows), all}
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
