package deps

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A lock file that names a registry ties everybody to it: npm would fetch from
// there whatever the user has configured.
func TestLockFilesNameNoRegistry(t *testing.T) {
	cmd := exec.Command("git", "ls-files", "*package-lock.json")
	cmd.Dir = "../.."
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("git ls-files: %v", err)
	}
	files := strings.Fields(string(out))
	if len(files) < 2 {
		t.Fatalf("found lock files %q: does the pattern still match?", files)
	}
	for _, file := range files {
		content, err := os.ReadFile(filepath.Join(cmd.Dir, file))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(content), `"resolved": "http`) {
			t.Errorf("%s says where packages come from; remove the \"resolved\" entries", file)
		}
		npmrc, err := os.ReadFile(filepath.Join(cmd.Dir, filepath.Dir(file), ".npmrc"))
		if err != nil || !strings.Contains(string(npmrc), "omit-lockfile-registry-resolved=true") {
			t.Errorf("%s has no .npmrc beside it with omit-lockfile-registry-resolved=true", file)
		}
	}
}
