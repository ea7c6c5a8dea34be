// The query language as an application uses it: what is found, in which order,
// what the results look like, and where a query is wrong.
import assert from 'node:assert/strict';
import test from 'node:test';
import { openPage } from '../harness/browser.mjs';
import { freshId, setUp } from '../harness/suite.mjs';

const suite = setUp();
const C = freshId('books');
const at = (millis) => ({ $convergenceType: 'date', value: millis });
// By id, what the models hold. Created in this order.
const BOOKS = {
  emma: { title: 'Emma', year: 1815, price: 9.5, lent: false, author: { name: 'Austen', born: 1775 }, tags: ['novel', 'love'], added: at(1000) },
  faust: { title: 'Faust', year: 1808, price: 12, lent: true, author: { name: 'Goethe', born: 1749 }, tags: ['play'], added: at(2000), 'shelf no.': 4 },
  odyssey: { title: '100% "Odyssey"', year: -700, price: 12, lent: false, author: { name: "Homer's" }, tags: [], added: at(3000), isbn: null },
  emil: { title: 'Emil_1', year: 1929, price: '12', author: { name: 'K\u00e4stner', born: 1899 }, tags: ['novel', 'children'], '@id': 'own' },
};

let page, other;
const find = (condition) => page.evaluate(async (q) => (await e2e.domain.models().query(q)).data.map((m) => m.modelId), `SELECT * FROM ${C} WHERE ${condition} ORDER BY @id`);
const query = (q, on = page) => on.evaluate(async (q) => {
  const r = await e2e.domain.models().query(q);
  return { data: r.data.map((m) => m.data), ids: r.data.map((m) => m.modelId), offset: r.offset, total: r.totalResults };
}, q);

test('models to look for', async () => {
  [page, other] = await Promise.all([openPage(suite.browser, suite.server), openPage(suite.browser, suite.server)]);
  await Promise.all([page.evaluate(() => e2e.connect('Ada')), other.evaluate(() => e2e.connect('Bob'))]);
  await page.evaluate(async ([C, books]) => {
    for (const [id, data] of Object.entries(books)) await e2e.domain.models().create({ collection: C, id, data });
  }, [C, BOOKS]);
});

const CONDITIONS = {
  comparison: [['year = 1815', 'emma'], ['year != 1815', 'emil faust odyssey'], ['year > 1808', 'emil emma'], ['year >= 1808', 'emil emma faust'], ['year < 0', 'odyssey'], ['year <= -700', 'odyssey'],
    ['1815 = year', 'emma'], ['year = author.born', ''], ['price = 12', 'faust odyssey'], ['price = "12"', 'emil'], ['price = 1.2e1', 'faust odyssey'], ['lent = true', 'faust'], ['lent != true', 'emma odyssey'], ["title = 'Emma'", 'emma']],
  'strings in either quotes, with escapes': [['title = "100% \\"Odyssey\\""', 'odyssey'], ["author.name = 'Homer\\'s'", 'odyssey'], ['author.name = "K\u00e4stner"', 'emil'],
    ["author.name = 'Homer''s'", 'odyssey'], ['title = "100% ""Odyssey"""', 'odyssey'], ["title LIKE '%\"\"%'", ''], ["author.name like '%''s'", 'odyssey']],
  logic: [['year = 1815 or year = 1808 and lent = true', 'emma faust'], ['(year = 1815 or year = 1808) and lent = true', 'faust'], ['not year = 1815 and lent = false', 'odyssey'],
    // What is missing is neither true nor false.
    ['not (year = 1815 or lent = true)', 'odyssey'], ['NOT NOT year = 1815', 'emma'], ['yEaR = 1815', ''], ['year = 1815 Or year = 1808', 'emma faust']],
  arithmetic: [['price + 2.5 = 12', 'emma'], ['price * 2 - 4 = 20', 'faust odyssey'], ['(price - 2) * 2 = 20', 'faust odyssey'], ['year % 10 = 5', 'emma'], ['year / 2 = 904', 'faust'], ['year - author.born > 50', 'faust'], ['year - author.born = 2 * 20', 'emma']],
  LIKE: [['title LIKE "Em%"', 'emil emma'], ['title like "%a%"', 'emma faust'], ['title like "em%"', ''], ['title like "Emil_1"', 'emil'], ['title like "Emi__1"', ''], ['title like "100\\% %"', 'odyssey'], ['not title like "E%"', 'faust odyssey']],
  IN: [['year IN [1815, 1929]', 'emil emma'], ['title in ["Faust", \'Emma\']', 'emma faust'], ['price in ["12", 9.5, true]', 'emil emma'], ['lent in [true]', 'faust'], ['not year in [1815]', 'emil faust odyssey'], ['year in []', ''],
    ['year IN (1815, 1929)', 'emil emma'], ['title in ("Faust", \'Emma\')', 'emma faust'], ['not year in (1815)', 'emil faust odyssey']],
  'null and dates': [['isbn is null', 'emil emma faust odyssey'], ['author.born is null', 'odyssey'], ['author.born is not null', 'emil emma faust'], ['added = DATE "1970-01-01T00:00:02Z"', 'faust'], ['added > DATE "1970-01-01T00:00:01.500Z"', 'faust odyssey'], ['added is null', 'emil'],
    // A date counts as its milliseconds.
    ['added = 2000', 'faust'], ['added != 2000', 'emma odyssey'], ['added > 1000', 'faust odyssey'], ['1000 >= added', 'emma'], ['added in (1000, 3000)', 'emma odyssey'], ['@created > 1577836800000', 'emil emma faust odyssey'], ['added < @created', 'emma faust odyssey']],
  paths: [['author.name = "Goethe"', 'faust'], ['tags[0] = "novel"', 'emil emma'], ['tags[1] = "love"', 'emma'], ['tags[5] = "x"', ''], ['`shelf no.` = 4', 'faust'], ['author.`name` = "Austen"', 'emma'], ['@@id = "own"', 'emil']],
  metadata: [['@id = "emma"', 'emma'], ['@id in ["emma", "faust"]', 'emma faust'], ['@version = 1 and @id like "em%"', 'emil emma'], ['@version > 1', ''], ['@created > "2020-01-01"', 'emil emma faust odyssey'], ['@modified < "2020-01-01"', ''], [`@collection = "${C}" and year = 1815`, 'emma']],
};
for (const [what, rows] of Object.entries(CONDITIONS)) {
  test(`conditions: ${what}`, async () => {
    const found = await Promise.all(rows.map(([condition]) => find(condition)));
    assert.deepEqual(rows.map(([condition], i) => [condition, found[i].join(' ')]), rows);
  });
}

test('projections, aliases and what is left out', async () => {
  const of = async (fields, id) => (await query(`SELECT ${fields} FROM ${C} WHERE @id = "${id}"`)).data[0];
  // Dates are in the form that JSON gives them.
  assert.deepEqual(await of('*', 'odyssey'), { ...BOOKS.odyssey, added: { $convergenceType: 'date', value: '1970-01-01T00:00:03.000Z' } });
  assert.deepEqual(await of('title, author.born', 'emma'), { title: 'Emma', 'author.born': 1775 });
  assert.deepEqual(await of('title AS t, author.name as `the author`, tags[1] AS tag', 'emma'), { t: 'Emma', 'the author': 'Austen', tag: 'love' });
  assert.deepEqual(await of('title, isbn, author.born, nothing, tags[9]', 'odyssey'), { title: '100% "Odyssey"' });
  assert.deepEqual(await of('author, tags, `shelf no.` AS shelf', 'faust'), { author: { name: 'Goethe', born: 1749 }, tags: ['play'], shelf: 4 });
  assert.deepEqual(await of('@id, @version AS v, @collection, @@id AS mine', 'emil'), { '@id': 'emil', v: 1, '@collection': C, mine: 'own' });
  assert.deepEqual(Object.keys(await of('@modified as changed, @created', 'emma')), ['changed', '@created']);
  // Properties are in the order of the model.
  assert.equal(JSON.stringify((await of('* ', 'faust'))), JSON.stringify({ ...BOOKS.faust, added: { $convergenceType: 'date', value: '1970-01-01T00:00:02.000Z' } }));
});

test('order, limit and offset; the total counts everything that fits', async () => {
  const ids = async (clauses) => (await query(`SELECT @id FROM ${C} ${clauses}`)).ids.join(' ');
  assert.equal(await ids(''), Object.keys(BOOKS).join(' '));
  assert.equal(await ids('ORDER BY year'), 'odyssey faust emma emil');
  assert.equal(await ids('order by year DESC'), 'emil emma faust odyssey');
  assert.equal(await ids('ORDER BY year DESCENDING LIMIT 2'), 'emil emma');
  assert.equal(await ids('ORDER BY year ASCENDING LIMIT 2 OFFSET 1'), 'faust emma');
  // Types in order: a number comes before a string; equal ones by the second field.
  assert.equal(await ids('ORDER BY price ASC, year DESC'), 'emma faust odyssey emil');
  assert.equal(await ids('ORDER BY author.born desc, @id OFFSET 2'), 'faust odyssey');
  assert.equal(await ids('ORDER BY @id DESC LIMIT 1'), 'odyssey');
  assert.deepEqual(await query(`SELECT @id AS i FROM ${C} WHERE year > 0 ORDER BY @id LIMIT 1 OFFSET 1`), { data: [{ i: 'emma' }], ids: ['emma'], offset: 1, total: 3 });
  assert.deepEqual(await query(`SELECT * FROM ${C} LIMIT 0`), { data: [], ids: [], offset: 0, total: 4 });
  const none = await page.evaluate(() => e2e.domain.models().query('SELECT * FROM nothing-here').catch((e) => [e.code, e.message]));
  assert.equal(none[0], 'collection_does_not_exist');
  assert.match(none[1], /"nothing-here"/);
});

test('forms: SELECT FROM, a semicolon at the end, OFFSET before LIMIT', async () => {
  const wanted = await query(`SELECT * FROM ${C} ORDER BY @id LIMIT 2 OFFSET 1`);
  for (const q of [`SELECT FROM ${C} ORDER BY @id LIMIT 2 OFFSET 1`, `select from ${C} order by @id offset 1 limit 2`, `SELECT FROM ${C} ORDER BY @id OFFSET 1 LIMIT 2;`, `SELECT * FROM ${C} ORDER BY @id LIMIT 2 OFFSET 1 ; `]) {
    assert.deepEqual(await query(q), wanted, q);
  }
  assert.equal((await query(`SELECT FROM ${C};`)).total, 4);
  assert.deepEqual((await query(`SELECT FROM ${C} WHERE added IS NOT NULL ORDER BY added DESC;`)).ids, ['odyssey', 'faust', 'emma']);
});

// The place of each error is marked with ^, in UTF-16 units as JavaScript counts.
const WRONG = ['^UPDATE c', 'SELECT * ^c', 'SELECT * FROM c WHERE ^', 'SELECT * FROM c WHERE a = ^', 'SELECT * FROM c WHERE a = 1 ^b', 'SELECT * FROM c WHERE (a = 1^', 'SELECT * FROM c WHERE a = ^"open',
  'SELECT * FROM c WHERE a IN ^1', 'SELECT * FROM c WHERE a IN (1, 2^]', 'SELECT * FROM c WHERE a LIKE ^5', 'SELECT * FROM c WHERE ^@nope = 1', 'SELECT * FROM c WHERE a = 1 ORDER ^a', 'SELECT * FROM c LIMIT ^x', "SELECT * FROM c WHERE a = '\u{1f600}' AND ^", 'SELECT a AS ^, b FROM c'];
test('an error says where in the query it is', async () => {
  const errors = await page.evaluate(async (list) => {
    const out = [];
    for (const text of list) {
      try { await e2e.domain.models().query(text.replace('^', '')); out.push('no error'); } catch (e) { out.push([e instanceof Convergence.ConvergenceServerError, e instanceof Convergence.ConvergenceError, e.code, e.details.index, e.message.length > 10]); }
    }
    return out;
  }, WRONG);
  assert.deepEqual(errors.map((e, i) => [WRONG[i], ...e]), WRONG.map((text) => [text, true, false, 'invalid_query', text.indexOf('^'), true]));
});

test('what another page has just changed is found, and nothing that may not be read', async () => {
  const id = freshId('fresh');
  await other.evaluate(async ([C, id]) => {
    e2e.model = await e2e.domain.models().openAutoCreate({ collection: C, id, data: { title: 'Draft' } });
    e2e.model.elementAt('title').insert(5, ' two');
    e2e.model.root().set('year', 2001);
    await e2e.committed();
  }, [C, id]);
  const found = await page.evaluate(async (C) => (await e2e.domain.models().query(`SELECT * FROM ${C} WHERE title = "Draft two"`)).data.map((m) => [m.modelId, m.data.year, m.version, m.modified >= m.created]), C);
  assert.deepEqual(found, [[id, 2001, 3, true]]);
  const hide = (read) => other.evaluate(async (read) => {
    const p = e2e.model.permissionsManager();
    await p.setWorldPermissions({ read, write: false, remove: false, manage: false });
    await p.setOverridesCollection(true);
    return (await e2e.domain.models().query(`SELECT @id FROM ${e2e.model.collectionId()} WHERE @id = "${e2e.model.modelId()}"`)).totalResults;
  }, read);
  assert.equal(await hide(false), 1);
  assert.deepEqual((await query(`SELECT * FROM ${C} ORDER BY year DESC LIMIT 1`)), { ...(await query(`SELECT * FROM ${C} WHERE @id = "emil"`)), total: 4 });
  await hide(true);
  assert.deepEqual(await find('year = 2001'), [id]);
  await other.evaluate(() => e2e.domain.models().remove(e2e.model.modelId()));
  assert.deepEqual(await find('year = 2001'), []);
  assert.deepEqual([...page.problems, ...other.problems], []);
});
