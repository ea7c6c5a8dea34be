// Linear memory never shrinks, so what one synchronous stretch takes, a page
// keeps. The collector's workers cannot run while a page makes one call after
// the other; the core has to stay small all the same.
import assert from 'node:assert/strict';
import test from 'node:test';
import { openPage } from '../harness/browser.mjs';
import { setUp } from '../harness/suite.mjs';

const suite = setUp();
const limit = 64 * 2 ** 20;

// Runs a loop over the text of a document without a network, in a new page, and
// returns the bytes of linear memory afterwards.
async function memoryAfter(loop, count) {
  const page = await openPage(suite.browser, suite.server);
  const bytes = await page.evaluate(async ([loop, count]) => {
    const model = await Convergence.__test.localModel({ text: 'x'.repeat(100000) });
    const text = model.elementAt('text');
    new Function('text', 'count', loop)(text, count);
    return Convergence.__test.memory();
  }, [loop, count]);
  assert.deepEqual(page.problems, []);
  await page.close();
  return bytes;
}

const loops = [
  ['1,000,000 insertions all over', 1e6, 'for (let i = 0; i < count; i++) text.insert((i * 7919) % 100000, "a"); if (text.length() !== 1100000) throw new Error("length " + text.length())'],
  ['1,000,000 characters typed', 1e6, 'for (let i = 0; i < count; i++) text.insert(50000 + i, "a"); if (text.length() !== 1100000) throw new Error("length " + text.length())'],
  ['1,000 reads of the whole text', 1e3, 'let n = 0; for (let i = 0; i < count; i++) n += text.value().length; if (n !== 1e8) throw new Error("read " + n)'],
];
for (const [name, count, loop] of loops) {
  test(`${name} in one turn stay under 64 MB`, async () => {
    const bytes = await memoryAfter(loop, count);
    assert.ok(bytes < limit, `${bytes} bytes of linear memory`);
  });
}
