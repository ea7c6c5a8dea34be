package document_test

import (
	"fmt"
	"testing"

	"github.com/convergence-wasm/convergence/internal/jsonvalue"
	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
)

func TestJSONRoundTrip(t *testing.T) {
	for _, in := range []string{
		`null`, `true`, `[]`, `{}`, `"é😀\ud800x\u0001\n\"\\"`, `[1,-2.5,1e-7,1e+21,123456789012345680000,0]`,
		`{"b":1,"a":{"c":[null,"x"]}}`,
		`{"$convergenceType":"date","value":"2024-02-29T12:34:56.789Z"}`,
		`[{"$convergenceType":"date","value":"-000001-01-01T00:00:00.000Z"},{"$convergenceType":"date","value":"+275760-09-13T00:00:00.000Z"},{"$convergenceType":"date","value":"-271821-04-20T00:00:00.000Z"}]`,
	} {
		n := 0
		v, err := jsonvalue.Parse([]byte(in), func() string { n++; return fmt.Sprint("id", n) })
		if err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		if err := ot.ValidateValue(v); err != nil {
			t.Errorf("%s: %v", in, err)
		}
		if got := string(document.JSON(v)); got != in {
			t.Errorf("%s\ncame back as %s", in, got)
		}
	}
}
