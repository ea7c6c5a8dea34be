// What is typed is what everybody reads, by UTF-16 unit: through the edit, the
// wire, the store and a new opening after the server was started again.
import assert from 'node:assert/strict';
import test from 'node:test';
import { converge } from '../harness/browser.mjs';
import { freshId, setUp } from '../harness/suite.mjs';

const suite = setUp();

// Texts go into and out of pages as lists of units: lone surrogates would not
// survive the automation protocol.
const units = (text) => Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));

const texts = {
  emoji: '👩‍👩‍👧‍👦 😀🏳️‍🌈',
  combining: 'e\u0301 a\u030a\u0323 \u1112\u1161\u11ab',
  'right to left': 'שלום عالم',
  'a lone high surrogate': 'a\ud83db',
  'a lone low surrogate': 'a\ude00b',
  'surrogates in the wrong order': '\ude00\ud83d',
  'NUL and control characters': 'a\u0000b\u0001\u001b\u007f\u0085',
  'line ends': 'a\nb\r\nc\rd\u2028e\u2029f',
  'byte order marks and non-characters': '\ufeffa\ufffe\uffff',
};

for (const [name, text] of Object.entries(texts)) {
  test(`${name}: edit, wire, store and a new opening keep every unit`, async () => {
    const id = freshId('text');
    const a = await suite.openModel({ id, name: 'Ada' });
    const b = await suite.openModel({ id, name: 'Bob' });
    const read = (page) => page.evaluate(() => Array.from({ length: e2e.text.value().length }, (_, i) => e2e.text.value().charCodeAt(i)));
    await a.evaluate((list) => e2e.text.insert(0, String.fromCharCode(...list)), units(text));
    assert.deepEqual(await read(a), units(text), 'the page that edited');
    await converge([a, b]);
    assert.deepEqual(await read(b), units(text), 'the other page');
    await suite.server.restart();
    const c = await suite.openModel({ id, name: 'Cleo' });
    assert.deepEqual(await read(c), units(text), 'a page after a restart');
  });
}

test('an emoji changed by its low surrogate alone, as text boxes do it', async () => {
  const id = freshId('surrogate');
  const a = await suite.openModel({ id, name: 'Ada', data: { text: 'x😀y' } });
  const b = await suite.openModel({ id, name: 'Bob' });
  await a.evaluate(() => { e2e.text.remove(2, 1); });
  assert.equal(await converge([a, b]), JSON.stringify({ text: 'x\ud83dy' }));
  await a.evaluate(() => { e2e.text.insert(2, '\ude01'); });
  assert.equal(await converge([a, b]), JSON.stringify({ text: 'x😁y' }));
});

test('keys and values of objects keep every unit too', async () => {
  const id = freshId('keys');
  const a = await suite.openModel({ id, name: 'Ada' });
  const b = await suite.openModel({ id, name: 'Bob' });
  await a.evaluate(() => {
    e2e.model.root().set('😀\u0000', '\ud83d');
    e2e.model.root().set('__proto__', 'plain');
    e2e.model.root().set('', ['\ude00', { 'a.b': '\u0000' }]);
  });
  await converge([a, b]);
  assert.deepEqual(await b.evaluate(() => {
    const root = e2e.model.root();
    return [root.get('😀\u0000').value() === '\ud83d', root.get('__proto__').value(), root.get('').value()[0] === '\ude00', root.get('').value()[1]['a.b'] === '\u0000'];
  }), [true, 'plain', true, true]);
});
