package deploy

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"
)

// composed is what is looked at of the compose file.
type composed struct {
	Services map[string]struct {
		Image       string
		Environment map[string]string
		Command     []string
		Volumes     []string
		Networks    []string
		Healthcheck *struct{ Test []string }
		DependsOn   any           `yaml:"depends_on"`
		Grace       time.Duration `yaml:"stop_grace_period"`
	}
	Networks map[string]struct {
		IPAM struct {
			Config []struct{ Subnet string }
		}
	}
	Volumes map[string]any
}

// TestCompose looks whether the compose file agrees with itself, the settings of the server, the
// configuration of the proxy and the container file. It is not run: that takes a container engine.
// The proxy's configuration is, in test/cluster.
func TestCompose(t *testing.T) {
	text, err := os.ReadFile("compose/compose.yaml")
	must(t, err)
	var c composed
	must(t, yaml.Unmarshal(text, &c))
	read := func(path string) string {
		text, err := os.ReadFile(path)
		must(t, err)
		return string(text)
	}
	settings, proxy, example := read("../docs/configuration.md"), read("compose/haproxy.cfg"), read("compose/example.env")
	for _, v := range regexp.MustCompile(`\$\{?(\w*)`).FindAllStringSubmatch(string(text), -1) {
		if !strings.Contains(example, "\n"+v[1]+"=") {
			t.Errorf("%q is no variable of example.env", v[0])
		}
	}
	servers, connections := 0, 0
	for name, s := range c.Services {
		if s.Image == "" {
			t.Errorf("%s has no image", name)
		}
		switch on := s.DependsOn.(type) {
		case map[string]any:
			for other, how := range on {
				if c.Services[other].Image == "" {
					t.Errorf("%s depends on %s, which there is not", name, other)
				}
				if how.(map[string]any)["condition"] == "service_healthy" && c.Services[other].Healthcheck == nil {
					t.Errorf("%s waits for %s to be healthy, which nobody looks at", name, other)
				}
			}
		case []any:
			for _, other := range on {
				if c.Services[other.(string)].Image == "" {
					t.Errorf("%s depends on %s, which there is not", name, other)
				}
			}
		}
		for _, network := range s.Networks {
			if _, ok := c.Networks[network]; !ok {
				t.Errorf("%s is in the network %s, which there is not", name, network)
			}
		}
		for _, v := range s.Volumes {
			from, _, _ := strings.Cut(v, ":")
			_, named := c.Volumes[from]
			if _, err := os.Stat(filepath.Join("compose", from)); !named && err != nil {
				t.Errorf("%s mounts %s: %v", name, from, err)
			}
		}
		if s.Image == "postgres:17" {
			for _, a := range s.Command {
				if n, ok := strings.CutPrefix(a, "max_connections="); ok {
					connections, _ = strconv.Atoi(n)
				}
			}
		}
		if s.Image != "convergence" {
			continue
		}
		servers++
		for variable := range s.Environment {
			if !strings.Contains(settings, "`"+variable+"`") {
				t.Errorf("%s is no setting of the server", variable)
			}
		}
		if drain, err := time.ParseDuration(s.Environment["CONVERGENCE_DRAIN"]); err != nil || s.Grace < drain+10*time.Second {
			t.Errorf("%s is killed after %v, and hands over its clients for %v (%v)", name, s.Grace, drain, err)
		}
		if at := s.Environment["CONVERGENCE_NODE_ADDR"]; at != name+":8000" || !strings.Contains(proxy, "\n    server "+name+" "+at+"\n") {
			t.Errorf("%s is called %s, and the proxy does not know it so", name, at)
		}
		for variable, other := range map[string]string{"CONVERGENCE_STORE": "@postgres/", "CONVERGENCE_NATS": "@nats:4222"} {
			if !strings.Contains(s.Environment[variable], other) {
				t.Errorf("%s of %s is %s", variable, name, s.Environment[variable])
			}
		}
		if subnet := c.Networks[s.Networks[0]].IPAM.Config[0].Subnet; s.Environment["CONVERGENCE_TRUSTED_PROXY"] != subnet {
			t.Errorf("%s trusts another network than its own, %s", name, subnet)
		}
	}
	if n := strings.Count(proxy, "\n    server "); n != servers || servers != 3 {
		t.Errorf("there are %d servers, of which the proxy knows %d", servers, n)
	}
	if connections < 18*servers+10 {
		t.Errorf("the database takes %d connections", connections)
	}
	if env := strings.Fields(instruction(t, "ENV")[0]); !slices.Contains(env, "CONVERGENCE_ADDR=:8000") {
		t.Errorf("servers listen elsewhere than the proxy and the names say: %v", env)
	}
}
