package query

// Seeds are queries and near misses.
var Seeds = []string{
	"SELECT * FROM c",
	"SELECT a, b.c[0] AS x, `d``e`, @id, @@id FROM `my c` WHERE a = 1 AND NOT (b != 'x\\'y' OR c LIKE \"%\\%\") ORDER BY a DESC, @created LIMIT 5 OFFSET 6",
	"SELECT * FROM c WHERE a + 2 * (b - 1) / 3 % 4 >= -1.5e-3 AND @version < 10 AND @modified >= DATE \"2026-01-01T00:00:00Z\"",
	"SELECT * FROM c WHERE a IN [1, \"two\", true, DATE '2026-01-01'] OR b IS NULL OR c IS NOT NULL",
	"SELECT * FROM c WHERE a = b AND @id = a AND a < @created AND 'x' = @collection",
	"SELECT * FROM c WHERE `'; DROP TABLE models; --` = \"'; DROP TABLE models; --\"",
	"SELECT * FROM c WHERE ((((a = 1",
	"SELECT * FROM c WHERE a = 'x",
	"SELECT `\x00\"\\` FROM c WHERE \xff = 1 ORDER BY `😀`",
}
