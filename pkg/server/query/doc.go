// Package query is the language in which clients look for models:
//
//	SELECT [* | field [AS name], ...] FROM collection
//	    [WHERE condition] [ORDER BY field [ASC | DESC], ...] [LIMIT n] [OFFSET n] [;]
//
// SELECT FROM is SELECT * FROM, and OFFSET may come before LIMIT. A semicolon at
// the end belongs to no name unless that stands in back quotes.
//
// [Parse] turns a query into a [Select], and [Select.SQL] turns that into
// conditions for SQLite or PostgreSQL. Whatever the user wrote becomes a bound parameter;
// nothing of it becomes part of a statement.
//
// Keywords may be written in any case. A field is a path from the root object,
// a.b[0].c, in which names with other characters, and names that are keywords,
// stand in back quotes: `first name`.`select`; a back quote within is doubled. The fields @id, @version,
// @created, @modified and @collection are about the model itself; @@x is a
// property named @x. Names with a zero character are compared up to it.
//
// Conditions are comparisons (= != < > <= >=) of fields, literals and
// arithmetic (+ - * / %), field LIKE "text%", field IN [1, "a"] or IN (1, "a"),
// field IS NULL, field IS NOT NULL, joined by NOT, AND and OR, which binds least.
// Literals are numbers, "text" or 'text' (in which the quote is doubled, or stands
// behind a backslash, as a backslash itself does), true, false
// and DATE "2026-01-01T00:00:00Z". In LIKE, which minds case, % stands for any
// text and \% for itself.
//
// A comparison is between values of one type, where a date counts as the number of
// its milliseconds since 1970. A value of another type is
// unequal, and neither less nor greater. A field that is missing or null makes
// a comparison, and its negation, neither true nor false, as in SQL: it finds
// nothing. Arithmetic on anything but numbers, and division by zero, is null.
//
// Results are ordered by type first (missing and null, booleans, numbers and dates, text,
// containers), then by value; text by its code points.
//
// The package refuses to know who may read what and where documents are kept.
package query
