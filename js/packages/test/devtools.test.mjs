// The recorder and its panel, in two pages of Chromium on one model of a real server; the file
// of a recording is read and replayed here, and played into a new model.
import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { pathToFileURL } from 'node:url';
import { here } from '../build.mjs';
import { bundle, converge, seed, setUpPages } from './pages.mjs';
import { random } from './random.mjs';

const open = setUpPages(bundle(`import * as devtools from '@convergence-wasm/devtools'; globalThis.Devtools = devtools;`));
const { applied, changesBetween, fromPlain, readRecording, replay, toPlain } = await import(pathToFileURL(path.join(here, 'devtools/dist/index.js')));
const data = { text: 'Hello 😀', list: [1, 'two', { three: 3 }], map: { when: new Date(7), none: null }, count: 1 };

// What somebody does, so many times. Runs in the page.
const edits = ([seed, count]) => {
  const below = e2e.random(seed);
  const { model } = e2e;
  const at = (name) => model.elementAt(name);
  for (let i = 0; i < count; i++) {
    const batch = below(6) === 0;
    if (batch) model.startBatch();
    for (let n = batch ? 3 : 1; n > 0; n--) {
      const text = at('text');
      const list = at('list');
      [
        () => text.insert(below(text.length() + 1), ['a', 'bcd', '😀', '\n'][below(4)]),
        () => { const from = below(text.length() + 1); text.remove(from, below(text.length() - from + 1)); },
        () => text.value(`set ${i}`),
        () => list.insert(below(list.length() + 1), [i, 'x', { i }, [1, 2], new Date(i)][below(5)]),
        () => list.length() && list.remove(below(list.length())),
        () => list.length() > 1 && list.reorder(0, list.length() - 1),
        () => list.length() && list.set(below(list.length()), `set ${i}`),
        () => at('map').set(`key ${below(5)}`, [i, null, { deep: { i } }][below(3)]),
        () => at('map').hasKey('key 1') && at('map').remove('key 1'),
        () => at('count').add(below(9)),
      ][below(10)]();
    }
    if (batch) model.batchSize() > 0 ? model.completeBatch() : model.cancelBatch();
  }
};
const record = (page, limit) => page.evaluate((limit) => {
  window.recorder = new Devtools.FlightRecorder(e2e.domain, limit === undefined ? {} : { limit });
  recorder.watch(e2e.model);
  e2e.end = () => recorder.end();
}, limit);
const recorded = async (page) => readRecording(await page.evaluate(() => JSON.stringify(recorder.recording())));
const value = async (page) => JSON.stringify(await page.evaluate(() => Devtools.toPlain(e2e.model.root().value())));
const sorted = (plain) => JSON.stringify(plain, (_, of) => (of && typeof of === 'object' && !Array.isArray(of) ? Object.fromEntries(Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1))) : of));

test(`a recording leads to the document that the page has, seed ${seed}`, async () => {
  for (const limit of [undefined, 12]) {
    const [a, b] = await open('recorded', data, () => {});
    await record(a, limit);
    for (let round = 0; round < 6; round++) {
      await Promise.all([a.evaluate(edits, [seed + round, 8]), b.evaluate(edits, [seed - round - 1, 8])]);
      await a.waitForTimeout(30);
    }
    await a.evaluate(() => e2e.cut());
    await a.evaluate(edits, [seed + 100, 5]);
    await a.waitForTimeout(150);
    await a.evaluate(edits, [seed + 200, 5]);
    await a.evaluate(() => e2e.mend());
    await converge([a, b]);
    const id = await a.evaluate(() => e2e.model.modelId());
    const recording = await recorded(a);
    const states = replay(recording, id);
    assert.equal(sorted(states.at(-1)), sorted(JSON.parse(await value(a))), `seed ${seed}`);
    assert.equal(sorted(recording.models[0].last), sorted(states.at(-1)));
    if (limit === undefined) {
      assert.equal(sorted(states[0]), sorted(toPlain(data)));
      assert.equal(recording.dropped, 0);
    } else {
      assert.ok(recording.dropped > 0);
      assert.equal(recording.entries.length, limit);
    }
    const by = new Set(recording.entries.flatMap(({ name, detail }) => (name === 'changed' ? detail.by : [])));
    if (limit === undefined) assert.ok(by.has('here') && by.size === 2, [...by].join());
    // Edits of another client at another document have it the same.
    const played = await b.evaluate(async ([recording, id]) => {
      const model = await e2e.domain.models().openAutoCreate({ collection: 'e2e', id: `${id}-again-${recording.dropped}`, data: Devtools.fromPlain(recording.models[0].first) });
      Devtools.playInto(model, recording, id);
      const plain = Devtools.toPlain(model.root().value());
      await model.close();
      return plain;
    }, [recording, id]);
    assert.equal(sorted(played), sorted(states.at(-1)), `seed ${seed}`);
  }
});

test('it records connections, models that are opened later and what is said of them, and no object of the client', async () => {
  const [a] = await open('recorded', data, () => {});
  await record(a);
  const later = await a.evaluate(async () => {
    const model = await e2e.domain.models().openAutoCreate({ collection: 'e2e', id: `${e2e.model.modelId()}-later`, data: { n: 1 } });
    model.elementAt('n').value(2);
    await new Promise((resolve) => model.on('committed', resolve));
    await e2e.domain.disconnect();
    await e2e.domain.reconnect(e2e.domain.session().reconnectToken());
    return model.modelId();
  });
  const { entries, models, domain } = await recorded(a);
  const names = entries.map(({ of, name }) => `${of} ${name}`);
  for (const name of ['domain disconnected', 'domain connecting', 'domain connected', 'model modified', 'model committed', 'model changed']) assert.ok(names.includes(name), `${name} is not in ${[...new Set(names)].join()}`);
  assert.deepEqual(models.find(({ id }) => id === later).last, { n: 2 });
  assert.ok(domain.startsWith('http'));
  assert.ok(entries.every(({ at }, i) => at >= (entries[i - 1]?.at ?? 0)));
  // After its end nothing is recorded, and the service is as it was.
  const rest = await a.evaluate(async () => {
    recorder.end();
    const { length } = recorder.entries;
    e2e.model.elementAt('count').add(1);
    await new Promise((resolve) => e2e.model.on('committed', resolve));
    return [recorder.entries.length - length, Object.hasOwn(e2e.domain.models(), 'open')];
  });
  assert.deepEqual(rest, [0, false]);
});

test('the panel shows the connection, models, the queue and events, also of a page that lets no style in', async () => {
  const [a, b] = await open('recorded', data, () => {});
  await record(a);
  await a.evaluate(() => {
    const policy = document.createElement('meta');
    policy.httpEquiv = 'Content-Security-Policy';
    policy.content = "style-src 'none'";
    document.head.append(policy);
    window.hide = Devtools.showInspector(recorder);
    e2e.end = () => { hide(); recorder.end(); };
  });
  const panel = a.locator('.convergence-inspector');
  const id = await a.evaluate(() => e2e.model.modelId());
  await panel.getByText('connected', { exact: true }).waitFor();
  const row = panel.getByRole('row').filter({ hasText: id });
  await row.getByText('saved').waitFor();
  assert.equal(await row.getByRole('cell').last().textContent(), '2', 'both have it open');
  await b.evaluate(() => e2e.model.elementAt('text').insert(0, 'Bob was here'));
  await panel.getByText('Bob was here').first().waitFor();
  await panel.getByLabel('Filter events').fill('version_changed');
  await a.waitForFunction(() => [...document.querySelector('.convergence-inspector').shadowRoot.querySelectorAll('ol li')].every((line) => line.textContent.includes('version_changed')));
  await panel.getByLabel('Filter events').fill('');
  assert.ok(await a.evaluate(() => document.querySelector('.convergence-inspector').shadowRoot.querySelector('section').getBoundingClientRect().top > 100), 'it is styled');
  const room = () => a.evaluate(() => [document.body.style.paddingBottom, document.documentElement.style.getPropertyValue('--convergence-inspector-height')]);
  const height = await panel.evaluate((host) => `${host.offsetHeight}px`);
  assert.deepEqual(await room(), [height, height], 'the page ends above it');
  const waiting = a.waitForEvent('download');
  await panel.getByRole('button', { name: 'Save recording' }).click();
  const saved = await waiting;
  assert.match(saved.suggestedFilename(), /^recording-[\dT-]+\.json$/);
  const chunks = [];
  for await (const chunk of await saved.createReadStream()) chunks.push(chunk);
  const states = replay(readRecording(Buffer.concat(chunks).toString()), id);
  assert.match(states.at(-1).text, /^Bob was here/);
  await a.evaluate(() => e2e.domain.disconnect());
  await panel.getByText('not connected').waitFor();
  await panel.getByRole('button', { name: 'Close' }).click();
  assert.equal(await panel.count(), 0);
  assert.deepEqual(await room(), ['', '']);
  await a.evaluate(() => e2e.domain.reconnect(e2e.domain.session().reconnectToken()));
  assert.deepEqual([a.problems, b.problems], [[], []]);
});

test(`changes between two states lead from one to the other, seed ${seed}`, () => {
  const below = random(seed);
  const state = (depth) => {
    const kind = below(depth > 0 ? 8 : 5);
    if (kind === 0) return below(3);
    if (kind < 3) return Array.from({ length: below(6) }, () => 'ab😀'[below(4)]).join('');
    if (kind === 3) return [null, true, new Date(below(3)), undefined, NaN][below(5)];
    if (kind === 4) return -Infinity;
    if (kind < 6) return Array.from({ length: below(4) }, () => state(depth - 1));
    return Object.fromEntries(Array.from({ length: below(4) }, () => [`k${below(4)}`, state(depth - 1)]));
  };
  for (let i = 0; i < 3000; i++) {
    const [before, after] = [toPlain({ v: state(3) }), toPlain({ v: state(3) })];
    const given = JSON.stringify(before);
    assert.equal(sorted(applied(before, changesBetween(before, after))), sorted(after), `seed ${seed}: ${given} to ${JSON.stringify(after)}`);
    assert.equal(JSON.stringify(before), given, 'what was given stays');
    assert.deepEqual(toPlain(fromPlain(after)), after);
  }
});

test('what is no recording, and what does not fit, says so', () => {
  const recording = { format: 'convergence-recording', formatVersion: 1, models: [{ id: 'a', first: { t: 'ab' } }], entries: [] };
  for (const [text, says] of [
    ['{', /not JSON/], ['null', /its format/], ['{"format":"har"}', /its format/], [JSON.stringify({ ...recording, formatVersion: 2 }), /version 2/], [JSON.stringify({ ...recording, models: 7 }), /no models/],
  ]) assert.throws(() => readRecording(text), (error) => error instanceof TypeError && says.test(error.message));
  assert.throws(() => replay(recording, 'b'), /no model "b"/);
  for (const change of [{ path: ['t'], at: 2, remove: 1, insert: '' }, { path: ['t'], at: 0, remove: 0, insert: [] }, { path: ['x'], unset: true }, { path: ['x', 'y'], set: 1 }, { path: ['t', 0], set: 1 }, { path: ['x'], at: 0, remove: 0, insert: 'a' }]) {
    const broken = { ...recording, entries: [{ id: 'a', name: 'changed', detail: { changes: [change] } }] };
    assert.throws(() => replay(broken, 'a'), /does not fit/, JSON.stringify(change));
  }
});
