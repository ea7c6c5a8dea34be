// Two pages for all tests of a file, Ada's and Bob's: each test opens a document
// of its own in them. Ada's connection can be lost: e2e.cut() and e2e.mend().
import { openPage } from './browser.mjs';
import { freshId, setUp } from './suite.mjs';

// What a test file about two pages starts from. `options` are those of Ada's
// domain; `prepare` is run in both pages. The result is a function that opens a
// new document with the given data in both, as e2e.model, and returns the pages.
export function setUpPair({ options = {}, prepare } = {}) {
  const suite = setUp();
  let pages;
  const make = async () => {
    const [a, b] = await Promise.all([openPage(suite.browser, suite.server), openPage(suite.browser, suite.server)]);
    await Promise.all([
      a.evaluate((options) => e2e.connect('Ada', { webSocket: { class: e2e.Wire }, reconnect: { reconnectIntervals: [0.05] }, ...options }), options),
      b.evaluate(() => e2e.connect('Bob')),
    ]);
    if (prepare) await Promise.all([a.evaluate(prepare), b.evaluate(prepare)]);
    return [a, b];
  };
  return async (what, data) => {
    const [a, b] = await (pages ??= make());
    const id = freshId(what);
    await a.evaluate(([id, data]) => e2e.open(id, data), [id, data]);
    await b.evaluate((id) => e2e.open(id), id);
    return [a, b];
  };
}
