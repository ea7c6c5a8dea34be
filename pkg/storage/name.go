package storage

import (
	"fmt"
	"strings"
)

// DatabaseName returns the name of the database that keeps the offline data of
// a user. No part may be empty. A slash in a part would make the names of two
// users the same, so it is escaped.
func DatabaseName(namespace, domain, username string) (string, error) {
	parts := []string{namespace, domain, username}
	for i, what := range []string{"namespace", "domain id", "username"} {
		if parts[i] == "" {
			return "", fmt.Errorf("name the offline store: the %s is empty", what)
		}
		// The last part may hold slashes: nothing follows it.
		if i < 2 {
			parts[i] = strings.ReplaceAll(strings.ReplaceAll(parts[i], "%", "%25"), "/", "%2F")
		}
	}
	return "convergence.offline.storage:" + strings.Join(parts, "/"), nil
}
