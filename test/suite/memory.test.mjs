// What is let go is given back: to Go's heap, to the tables of handles, to the
// lists of listeners.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { launch, openModelPage, openPage } from '../harness/browser.mjs';
import { Server } from '../harness/server.mjs';
import { freshId } from '../harness/suite.mjs';

// What a model leaves behind shows with some thousand. MODELS=10000 for more.
const MODELS = Number(process.env.MODELS) || 2000;
let server, browser;
before(async () => {
  server = await Server.start();
  browser = await launch({ flags: ['--js-flags=--expose-gc'] });
}, { timeout: 60000 });
after(async () => {
  await browser?.close();
  await server?.dispose();
}, { timeout: 60000 });

// Collects what JavaScript holds, lets finalizers run, and returns what the
// core holds then.
const stats = (page) => page.evaluate(async () => {
  let last = null;
  for (let i = 0; i < 40; i++) {
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const now = Convergence.__test.memoryStats();
    const same = last !== null && now.models === last.models && now.elements === last.elements && now.references === last.references && now.histories === last.histories;
    if (same && i > 5) return now;
    last = now;
  }
  return last;
});

test(`closing ${MODELS} open models gives their memory back`, { timeout: 170000 }, async () => {
  const page = await openPage(browser, server);
  await page.evaluate(() => e2e.connect('Ada'));
  const data = (i) => `{ text: 'text of model ${i}', list: [1, 2, { deep: '${'x'.repeat(200)}' }] }`;
  const run = (count, together) => page.evaluate(async ([count, data, together]) => {
    const models = e2e.domain.models();
    const opened = [];
    const start = performance.now();
    for (let from = 0; from < count; from += together) {
      const some = Array.from({ length: Math.min(together, count - from) }, () => models.openAutoCreate({ collection: 'memory', ephemeral: true, data: () => (0, eval)(`(${data})`) }));
      opened.push(...(await Promise.all(some)));
    }
    // Some of what an application does with a model.
    for (const model of opened) {
      model.on('closed', () => {});
      model.root().events().subscribe(() => {});
      model.elementAt('text').on('insert', () => {});
      model.elementAt('text').indexReference('cursor').set(1);
      model.elementAt('list', 2).value();
    }
    const most = Convergence.__test.memoryStats();
    for (let from = 0; from < count; from += 250) await Promise.all(opened.slice(from, from + 250).map((model) => model.close()));
    return { most, open: opened.filter((model) => model.isOpen()).length, seconds: (performance.now() - start) / 1000 };
  }, [count, data(1), together]);
  // Some at first: what is made once must not count. Buffers for large messages
  // do: they are to be given back.
  await run(500, 50);
  const start = await stats(page);
  const { most, open, seconds } = await run(MODELS, 1000);
  assert.equal(open, 0);
  // Finalizers and buffers of the last turns are given back a moment later.
  let end = await stats(page);
  for (let i = 0; i < 20 && end.heap > start.heap * 1.03; i++) {
    await page.waitForTimeout(250);
    end = await stats(page);
  }
  console.log(`heap in use: ${start.heap} bytes before, ${most.heap} with ${MODELS} models, ${end.heap} after; ${seconds.toFixed(1)} s`);
  assert.ok(most.models >= MODELS && most.heap > start.heap + MODELS * 500, 'the models were there');
  assert.deepEqual({ ...end, heap: 0 }, { ...start, heap: 0 });
  assert.ok(end.heap <= start.heap * 1.03, `the heap grew from ${start.heap} to ${end.heap} bytes`);
  assert.deepEqual(page.problems, []);
});

test('a long text leaves nothing behind once its model is closed: no buffer keeps its size', async () => {
  const page = await openPage(browser, server);
  await page.evaluate(() => e2e.connect('Ada'));
  const use = (unit, count) => page.evaluate(async ([unit, count, id]) => {
    const created = await e2e.domain.models().openAutoCreate({ collection: 'memory', id, data: { text: unit.repeat(count) } });
    await created.close();
    const model = await e2e.domain.models().open(id);
    const text = model.elementAt('text');
    text.insert(1, text.value());
    await model.close();
  }, [unit, count, freshId('long')]);
  await use('x', 10);
  const start = await stats(page);
  for (const unit of ['x', 'ä', '€']) {
    await use(unit, 300000);
    const end = await stats(page);
    assert.deepEqual({ ...end, heap: 0 }, { ...start, heap: 0 });
    assert.ok(end.heap <= start.heap * 1.03, `300,000 times ${unit}: the heap grew from ${start.heap} to ${end.heap} bytes`);
  }
  assert.deepEqual(page.problems, []);
});

test('100 rounds of opening, listening, editing and closing leave nothing behind', async () => {
  const id = freshId('rounds');
  const a = await openModelPage(browser, server, { id, name: 'Ada', data: { text: '', o: { k: 1 }, a: [1] } });
  const b = await openPage(browser, server);
  await b.evaluate(() => e2e.connect('Bob'));
  const past = freshId('past');
  await a.evaluate(async (past) => {
    const model = await e2e.domain.models().openAutoCreate({ collection: 'e2e', id: past, data: { n: 0 } });
    for (let i = 0; i < 20; i++) { model.elementAt('n').value(i); await new Promise((resolve) => setTimeout(resolve, 5)); }
    await model.close();
  }, past);
  const rounds = (n) => b.evaluate(async ([id, past, n]) => {
    for (let i = 0; i < n; i++) {
      const model = await e2e.domain.models().open(id);
      const text = model.elementAt('text');
      let heard = 0;
      model.emitLocalEvents(true);
      model.events().subscribe(() => {});
      model.on('version_changed', () => { heard++; });
      model.collaboratorsAsObservable().subscribe(() => {});
      model.root().on('model_changed', () => {});
      text.on('insert', () => { heard++; });
      text.on('reference', (e) => e.reference.on('set', () => {}));
      const cursor = text.indexReference('cursor');
      cursor.on('set', () => {});
      cursor.set(0);
      cursor.share();
      text.insert(0, 'x');
      text.remove(0, 1);
      model.elementAt('o').set('k', { deep: [i] });
      model.elementAt('a').set(0, i);
      model.elementReference('e').set(model.elementAt('o', 'k'));
      // Of a model that does not change: a longer history needs larger buffers.
      const history = await e2e.domain.models().history(past);
      history.root().events().subscribe(() => {});
      history.on('transition_end', () => {});
      await history.playTo(1);
      await model.close();
      if (heard === 0) throw new Error('nothing was heard');
    }
  }, [id, past, n]);
  await rounds(5);
  const before = [await stats(a), await stats(b)];
  await rounds(100);
  const after = [await stats(a), await stats(b)];
  console.log(`heap in use of the one who comes and goes: ${before[1].heap} bytes, after 100 rounds ${after[1].heap}; of the one who stays ${before[0].heap}, ${after[0].heap}`);
  for (const [i, name] of ['the one who stays', 'the one who comes and goes'].entries()) {
    assert.deepEqual({ ...after[i], heap: 0 }, { ...before[i], heap: 0 }, name);
  }
  assert.ok(after[1].heap <= before[1].heap * 1.1, `the heap grew from ${before[1].heap} to ${after[1].heap} bytes`);
  assert.deepEqual([...a.problems, ...b.problems], []);
});

test('references, elements and histories that nobody holds give their handles back while the model is open', async () => {
  const page = await openModelPage(browser, server, { id: freshId('handles'), data: { text: 'abc', list: [] } });
  const other = await openModelPage(browser, server, { id: await page.evaluate(() => e2e.model.modelId()), name: 'Bob' });
  const round = async () => {
    await other.evaluate(() => { for (let i = 0; i < 50; i++) { const r = e2e.text.indexReference(`r${i}`); r.set(1); r.share(); } });
    await page.evaluate(async () => {
      await e2e.until(() => e2e.text.references().length === 50);
      for (const r of e2e.text.references()) r.on('set', () => {});
      const list = e2e.model.elementAt('list');
      for (let i = 0; i < 50; i++) list.push({ i }).on('value', () => {});
      list.value([]);
      for (let i = 0; i < 50; i++) e2e.text.rangeReference(`mine${i}`).dispose();
    });
    await other.evaluate(() => { for (let i = 0; i < 50; i++) e2e.text.indexReference(`r${i}`).dispose(); });
    await page.evaluate(() => e2e.until(() => e2e.text.references().length === 0));
  };
  await round();
  const before = await stats(page);
  for (let i = 0; i < 5; i++) await round();
  assert.deepEqual({ ...(await stats(page)), heap: 0 }, { ...before, heap: 0 });
});
