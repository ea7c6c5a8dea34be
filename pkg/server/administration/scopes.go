package administration

import (
	"fmt"
	"slices"
	"strings"
)

// Resources are what a token may be for. A scope is one of them with ":read" or ":write";
// who may write may read.
var Resources = []string{"domains", "users", "jwt-keys", "collections", "models", "chats", "activities", "webhooks", "sessions", "audit", "server"}

// Scopes returns all scopes.
func Scopes() []string {
	var all []string
	for _, r := range Resources {
		all = append(all, r+":read")
		if r != "audit" && r != "server" && r != "activities" { // these only show
			all = append(all, r+":write")
		}
	}
	return all
}

// CheckScopes fails for a scope that does not exist, and when there is none.
func CheckScopes(given []string) error {
	all := Scopes()
	if len(given) == 0 {
		return fmt.Errorf("a key needs scopes: some of %s", strings.Join(all, ", "))
	}
	for _, s := range given {
		if !slices.Contains(all, s) {
			return fmt.Errorf("%q is no scope: they are %s", s, strings.Join(all, ", "))
		}
	}
	return nil
}

// Allows reports whether scopes include the one that is needed.
func Allows(scopes []string, needed string) bool {
	if slices.Contains(scopes, needed) {
		return true
	}
	resource, read := strings.CutSuffix(needed, ":read")
	return read && slices.Contains(scopes, resource+":write")
}
