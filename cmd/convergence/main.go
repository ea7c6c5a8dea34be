// Command convergence is the collaboration server and the tools beside it.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
)

// version is set at build time.
var version = "dev"

const usage = `Usage:

  convergence serve [--addr HOST:PORT] [--data DIR] [--dev] [--client DIR] [--example DIR] [--memory SIZE] [--verbose]
        serve realtime connections and the browser client
  convergence domain add NAMESPACE/DOMAIN [--anonymous] [--emails hidden|users|everybody] [--data DIR]
        make a domain
  convergence domain set NAMESPACE/DOMAIN [--anonymous=true|false] [--emails hidden|users|everybody] [--data DIR]
        change a domain: who may come in without a name, and who may see the e-mail addresses of others
  convergence domain list [--data DIR]
        list the domains
  convergence user add NAME [--domain NAMESPACE/DOMAIN] [--display-name TEXT] [--data DIR]
        make a user; the password is asked for, or read from standard input
  convergence user edit NAME [--domain NAMESPACE/DOMAIN] [--display-name TEXT] [--first-name TEXT] [--last-name TEXT] [--email TEXT] [--data DIR]
        change how a user is called; who is connected is notified
  convergence group add ID [--domain NAMESPACE/DOMAIN] [--description TEXT] [--data DIR]
        make a group of users, which can have permissions
  convergence group edit ID --description TEXT [--domain NAMESPACE/DOMAIN] [--data DIR]
        say what a group is for
  convergence group member add|remove GROUP USER [--domain NAMESPACE/DOMAIN] [--data DIR]
        change who is in a group
  convergence version

All but serve work beside a running server too.
`

// environment is what a command may use of the world.
type environment struct {
	in       io.Reader
	out, err io.Writer
}

// errUsage is returned when a command line makes no sense; what is wrong has
// been said.
var errUsage = errors.New("usage")

func main() {
	err := run(os.Args[1:], environment{os.Stdin, os.Stdout, os.Stderr})
	switch {
	case err == nil || errors.Is(err, flag.ErrHelp):
	case errors.Is(err, errUsage):
		os.Exit(2)
	default:
		fmt.Fprintln(os.Stderr, "convergence:", err)
		os.Exit(1)
	}
}

func run(args []string, env environment) error {
	command := ""
	if len(args) > 0 {
		command, args = args[0], args[1:]
	}
	for len(args) > 0 && (command == "domain" || command == "user" || command == "group" || command == "group member") {
		command, args = command+" "+args[0], args[1:]
	}
	switch command {
	case "serve":
		return serve(args, env)
	case "domain add":
		return addDomain(args, env)
	case "domain set":
		return setDomain(args, env)
	case "domain list":
		return listDomains(args, env)
	case "user add":
		return addUser(args, env)
	case "user edit":
		return editUser(args, env)
	case "group add":
		return addGroup(args, env)
	case "group edit":
		return editGroup(args, env)
	case "group member add":
		return addMember(args, env)
	case "group member remove":
		return removeMember(args, env)
	case "version", "--version":
		fmt.Fprintln(env.out, "convergence", version)
		return nil
	case "help", "--help", "-h":
		fmt.Fprint(env.out, usage)
		return nil
	case "":
	default:
		fmt.Fprintf(env.err, "convergence: there is no command %q\n\n", command)
	}
	fmt.Fprint(env.err, usage)
	return errUsage
}

// parse reads flags and arguments in any order and demands count arguments.
func parse(flags *flag.FlagSet, args []string, env environment, count int) ([]string, error) {
	flags.SetOutput(env.err)
	flags.Usage = func() { fmt.Fprint(env.err, usage) }
	var rest []string
	for {
		if err := flags.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return nil, err
			}
			return nil, errUsage
		}
		if flags.NArg() == 0 {
			break
		}
		rest, args = append(rest, flags.Arg(0)), flags.Args()[1:]
	}
	if len(rest) != count {
		fmt.Fprint(env.err, usage)
		return nil, errUsage
	}
	return rest, nil
}

func dataFlag(flags *flag.FlagSet) *string {
	return flags.String("data", "data", "directory in which everything is kept")
}
