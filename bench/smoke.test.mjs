// make bench-smoke: each case once with every library, small and made up, so that
// it runs on every machine in a short time. What is tested is that the results
// are right, and that a wrong one is told.
import assert from 'node:assert/strict';
import test from 'node:test';
import { libraries } from './libraries.mjs';
import { measure, nodeCases } from './node-runs.mjs';
import { prepare } from './traces.mjs';
import { Figures } from './figures.mjs';
import { judged } from './aims.mjs';

const text = prepare('smoke', { invent: true, edits: 400 }).file;
const session = prepare('smoke-session', { session: true, invent: true, edits: 300 }).file;
const files = { local: text, wire: text, listen: text, live: session };
const withFile = (name) => (files[name] ? `${name}=${files[name]}` : name);

for (const [library, { not }] of Object.entries(libraries)) {
  test(`${library} comes to the right result in every case`, async () => {
    const cases = nodeCases.filter((name) => !not.includes(name));
    const { error, ...values } = await measure(library, cases.map(withFile), { environment: { BENCH_SCALE: '0.02' } });
    assert.equal(error, undefined);
    for (const [key, value] of Object.entries(values)) assert.ok(Number.isFinite(value), `${key} is ${value}`);
    const keys = Object.keys(values).join(' ');
    for (const name of cases) assert.match(keys, new RegExp(`\\b${name}\\b`), `${name} measured nothing`);
  });
}

test('a profile says where the whole time of ours went, and a second run has times of its own', async () => {
  const { error, ...shares } = await measure('ours', [withFile('wire')], { environment: { BENCH_PROFILE: '1' } });
  assert.equal(error, undefined);
  const all = ['core', 'shim', 'bench', 'engine', 'gc', 'waiting'].map((part) => shares[`wire.${part}.share`]);
  assert.ok(Math.abs(all.reduce((a, b) => a + b) - 1) < 1e-9, `the shares of wire are ${all}`);
  assert.ok(shares['wire.core.share'] > 0 && shares['wire.core.share'] >= shares['wire.largest.share'], JSON.stringify(shares));
  const again = await measure('ours', ['local', 'live'].map(withFile), { environment: { BENCH_AGAIN: '1' } });
  assert.equal(again.error, undefined);
  assert.ok(again['again.local.ms'] > 0 && again['local.ms'] === undefined, JSON.stringify(again));
});

test('an edit that is lost is told as a wrong result', async () => {
  for (const library of ['ours', 'yjs', 'codemirror']) {
    const { error } = await measure(library, [withFile('wire')], { environment: { BENCH_SPOIL: '1' } });
    assert.match(String(error), /^wrong result: text of the author/, library);
  }
});

test('medians, ratios by round, and aims', () => {
  const figures = new Figures();
  figures.add(0, 'ours', { 'wire.ms': 2 });
  figures.add(0, 'yjs', { 'wire.ms': 4 });
  figures.add(1, 'ours', { 'wire.ms': 30 });
  figures.add(1, 'yjs', { 'wire.ms': 40 });
  figures.add(2, 'ours', { 'wire.ms': 3 });
  figures.add(2, 'yjs', { 'wire.ms': 4 });
  figures.summarise();
  assert.equal(figures.value('bench.wire.ours.ms'), 3);
  assert.equal(figures.value('bench.wire.ratio_to_yjs'), 0.75);
  const verdict = judged({ figure: 'bench.wire.ratio_to_yjs', most: 0.5, what: '' }, figures);
  assert.equal(verdict.reached, false);
  assert.equal(verdict.over, 1.5);
  assert.equal(judged({ figure: 'bench.none', most: 1, what: '' }, figures).value, undefined);
});
