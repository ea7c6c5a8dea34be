package storetest

import (
	"testing"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/query"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// FuzzQuery runs what can be parsed on an empty store: whatever it says, the database
// understands what it was compiled to.
func FuzzQuery(f *testing.F, system store.System) {
	for _, seed := range []string{
		"SELECT * FROM c",
		"SELECT a, b.c[0] AS x, `d``e`, @id, @@id FROM c WHERE a = 1 AND NOT (b != 'x\\'y' OR c LIKE \"%\\%\") ORDER BY a DESC, @created LIMIT 5 OFFSET 6",
		"SELECT * FROM c WHERE a + 2 * (b - 1) / 3 % 4 >= -1.5e-3 AND @version < 10 AND @modified >= DATE \"2026-01-01T00:00:00Z\"",
		"SELECT * FROM c WHERE a IN [1, \"two\", true, DATE '2026-01-01'] OR b IS NULL OR c IS NOT NULL OR @id IS NULL OR @id IN ['m']",
		"SELECT * FROM c WHERE a = b AND @id = a AND a < @created AND 'x' = @collection AND 1 = 1 AND true != false",
		"SELECT * FROM c WHERE `'; DROP TABLE models; --` = \"'; DROP TABLE models; --\"",
		"SELECT `\x00\"\\`, `\xed\xa0\x80` FROM c WHERE \xff = 1 AND `$[0]`.`]`[2147483647] LIKE '\x00' ORDER BY `😀`.`\n`, `\"`",
	} {
		f.Add(seed)
	}
	must := func(err error) {
		if err != nil {
			f.Fatal(err)
		}
	}
	name := store.DomainName{Namespace: "n", ID: "d"}
	must(system.CreateDomain(f.Context(), store.DomainInfo{DomainName: name}))
	d, err := system.OpenDomain(f.Context(), name)
	must(err)
	defer d.Close()
	must(d.CreateCollection(f.Context(), store.Collection{ID: "c", World: store.UsualRights}, 0))
	m, err := d.CreateModel(f.Context(), store.Model{ID: "m", Collection: "c"}, []byte{1})
	must(err)
	must(d.SaveDocuments(f.Context(), []store.Document{{Model: m.Key, Version: 1,
		JSON: []byte(`{"a":1,"b":{"c":["x"]},"c":"text","d` + "`" + `e":{"$convergenceType":"date","value":"2026-01-01T00:00:00.000Z"}}`)}}))
	f.Fuzz(func(t *testing.T, text string) {
		s, err := query.Parse(text)
		if err != nil {
			return
		}
		s.Collection = "c"
		found, total, err := d.Query(t.Context(), s, protocol.UserID{Username: "u"}, 10, 1<<20)
		if err != nil || len(found) > 1 || total > 1 {
			t.Fatalf("%q: %d of %d, %v", text, len(found), total, err)
		}
	})
}
