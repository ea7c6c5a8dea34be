package storage

// Migration is a migration as tests write one.
type Migration struct {
	From, To []byte
	Record   func(Record) ([]Change, error)
}

// PrepareWith is Prepare with another table of migrations.
func PrepareWith(s Store, o PrepareOptions, table []Migration, done func(Schema, error)) {
	var inner []migration
	for _, m := range table {
		inner = append(inner, migration{m.From, m.To, m.Record})
	}
	prepare(s, o, inner, done)
}

// Migrations returns how many steps lead to the version that SchemaVersion says.
func Migrations() int { return len(migrations) }
