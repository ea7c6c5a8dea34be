// Components in StrictMode in one page of Chromium, and a plain client in another, on a real server.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { pathToFileURL } from 'node:url';
import { openPage } from '../../../test/harness/browser.mjs';
import { here } from '../build.mjs';
import { pageOf } from './framework-pages.mjs';
import { converge, mayWrite, noteErrors, seed, withRandom } from './pages.mjs';
import { random } from './random.mjs';
import { freshId, setUp } from '../../../test/harness/suite.mjs';

const suite = setUp();
const script = pageOf('react');

// A page with components, empty yet, and Bob's page with a plain client.
let pages;
async function open() {
  pages ??= (async () => {
    const [a, b] = [await openPage(suite.browser, suite.server), await openPage(suite.browser, suite.server)];
    noteErrors(a);
    for (const page of [a, b]) await withRandom(page);
    await a.addScriptTag({ content: await script, type: 'module' });
    await b.evaluate(() => e2e.connect('Bob'));
    return [a, b];
  })();
  const [a, b] = await pages;
  a.problems.length = a.errors.length = 0;
  await a.evaluate(() => {
    App.root?.unmount();
    Object.assign(App, { connects: 0, renders: {}, errors: [] });
    App.start();
  });
  return [a, b];
}
const show = (page, ...parts) => page.evaluate((parts) => App.show(parts), parts);
const sees = (page, selector, text) => page.waitForFunction(([selector, text]) => document.querySelector(selector)?.textContent === text, [selector, text], { timeout: 8000, polling: 20 })
  .catch(async () => assert.equal(await page.evaluate((selector) => document.querySelector(selector)?.textContent, selector), text));
const quiet = (page) => assert.deepEqual([page.problems, page.errors], [[], []]);

test('a component shows a model, others\' edits and its own, and connects once in StrictMode', async () => {
  const [a, b] = await open();
  const id = freshId('react');
  await show(a, ['Note', { id, data: { title: 'Hello', other: [1] } }], ['Name', {}]);
  assert.match(await a.textContent('#root'), /waiting/);
  await sees(a, '#all', '{"title":"Hello","other":[1]}');
  await sees(a, '#name', 'Ada');
  assert.equal(await a.evaluate(() => App.connects), 1);
  await b.evaluate((id) => e2e.open(id), id);
  await b.evaluate(() => e2e.model.elementAt('title').insert(5, ' you'));
  await a.waitForFunction(() => document.getElementById('title').value === 'Hello you');
  // The caret stays in an input that is controlled by a model.
  await a.focus('#title');
  await a.evaluate(() => document.getElementById('title').setSelectionRange(5, 5));
  await a.keyboard.type(', dear');
  assert.equal(await a.inputValue('#title'), 'Hello, dear you');
  await b.waitForFunction(() => e2e.model.elementAt('title').value() === 'Hello, dear you');
  // A batch is one change, and a selector spares what is not used.
  await a.evaluate(() => { App.renders = {}; });
  await b.evaluate(() => {
    e2e.model.startBatch();
    for (let i = 2; i < 6; i++) e2e.model.elementAt('other').push(i);
    e2e.model.completeBatch();
  });
  await sees(a, '#all', '{"title":"Hello, dear you","other":[1,2,3,4,5]}');
  // StrictMode renders twice.
  assert.deepEqual(await a.evaluate(() => App.renders), { all: 2 });
  quiet(a);
});

test('what no component uses is let go, and what moves is kept', async () => {
  const [a, b] = await open();
  const id = freshId('react');
  await show(a, ['Note', { id, data: { title: 'x' } }], ['Board', { id }]);
  await sees(a, '#all', '{"title":"x"}');
  await sees(a, '#board', 'Ada:-');
  await b.evaluate((id) => e2e.open(id), id);
  const people = (n) => b.waitForFunction((n) => e2e.model.collaborators().length === n, n, { timeout: 14000 });
  await people(2);
  const model = await a.evaluateHandle(() => App.model);
  // For a moment nobody shows it.
  await show(a, ['Board', { id }]);
  await a.waitForTimeout(300);
  // Elsewhere in the tree: another component, the same model.
  await show(a, ['Name', {}], ['Note', { id }], ['Board', { id }]);
  await sees(a, '#all', '{"title":"x"}');
  assert.equal(await a.evaluate((model) => App.model === model && model.isOpen(), model), true);
  await show(a, ['Name', {}]);
  await people(1);
  assert.equal(await a.evaluate((model) => model.isOpen(), model), false);
  assert.equal(await a.evaluate(() => e2e.domain.activities().joined().size), 0);
  // And opened anew.
  await show(a, ['Note', { id }]);
  await sees(a, '#all', '{"title":"x"}');
  await people(2);
  assert.equal(await a.evaluate(() => App.connects), 1);
  // The connection stays with the provider, though no component uses it for a while.
  await show(a);
  await a.waitForTimeout(1500);
  await show(a, ['Name', {}]);
  await sees(a, '#name', 'Ada');
  assert.equal(await a.evaluate(() => App.connects), 1);
  // React may give up what it has begun: nobody is left to close what was opened for it.
  await show(a, ['Name', {}], ['Never', { id }]);
  await people(2);
  await show(a, ['Name', {}]);
  await people(1);
  await a.evaluate(() => App.end());
  await a.waitForFunction(() => e2e.domain.isDisposed(), undefined, { timeout: 8000 });
  quiet(a);
});

test('errors go to the boundary, and another attempt is made later', async () => {
  const [a, b] = await open();
  const id = freshId('react');
  await show(a, ['Note', { id }]);
  await sees(a, '#again', 'model_not_found');
  assert.deepEqual(await a.evaluate(() => App.errors), ['model_not_found']);
  await b.evaluate((id) => e2e.open(id, { title: 'there now' }), id);
  await a.waitForTimeout(1200);
  await a.click('#again');
  await sees(a, '#all', '{"title":"there now"}');
  await show(a, ['Note', {}]);
  await sees(a, '#again', 'useModel needs the id of a model');
});

test('a model that others remove, or forbid to write, tells the component', async () => {
  const [a, b] = await open();
  const id = freshId('react');
  await b.evaluate((id) => e2e.open(id, { title: 'mine' }), id);
  await show(a, ['Note', { id }]);
  await sees(a, '#open', 'true true');
  await mayWrite(b, false);
  await sees(a, '#open', 'true false');
  await b.evaluate((id) => e2e.domain.models().remove(id), id);
  await a.waitForFunction(() => document.getElementById('open').textContent.startsWith('false'), undefined, { timeout: 8000 });
  await sees(a, '#all', '{"title":"mine"}');
  quiet(a);
});

test('presence, activities and chats', async () => {
  const [a, b] = await open();
  const id = freshId('react');
  const bob = await b.evaluate(async (id) => {
    const chat = e2e.domain.chat();
    await chat.create({ type: 'room', membership: 'public', id, topic: 'Monday' });
    e2e.room = await chat.join(id);
    for (const text of ['one', 'two', 'three']) await e2e.room.send(text);
    const { userType, username } = e2e.domain.session().user().userId;
    return { userType, username };
  }, id);
  await show(a, ['Status', { user: bob }], ['Own', {}], ['Board', { id }], ['Room', { id }]);
  await sees(a, '#status', 'here');
  await sees(a, '#room', 'Monday|Bob:two,Bob:three');
  await sees(a, '#board', 'Ada:-');
  await b.evaluate(async (id) => {
    e2e.domain.presence().setState('status', 'writing');
    e2e.board = await e2e.domain.activities().join('board', id);
    e2e.board.setState('pointer', 3);
    await e2e.room.send('four');
    await e2e.room.setTopic('Tuesday');
  }, id);
  await sees(a, '#status', 'writing');
  await sees(a, '#board', 'Ada:-,Bob:3');
  await sees(a, '#room', 'Tuesday|Bob:two,Bob:three,Bob:four');
  await a.click('#own');
  await sees(a, '#own', 'good');
  await a.click('#board');
  await sees(a, '#board', 'Ada:7,Bob:3');
  await a.click('#room');
  await sees(a, '#room', 'Tuesday|Bob:two,Bob:three,Bob:four,Ada:from a component');
  // What is said while the connection is lost.
  await a.evaluate(() => e2e.cut());
  await b.evaluate(() => e2e.room.send('five'));
  await a.evaluate(() => e2e.mend());
  await sees(a, '#room', 'Tuesday|Bob:two,Bob:three,Bob:four,Ada:from a component,Bob:five');
  await b.evaluate(() => e2e.board.leave());
  await sees(a, '#board', 'Ada:7');
  await show(a);
  await b.waitForFunction(() => e2e.room.info().members.length === 1, undefined, { timeout: 8000 });
  quiet(a);
});

test('of much that was said without a connection the newest is there, without a gap', async () => {
  const [a, b] = await open();
  const id = freshId('react');
  await b.evaluate(async (id) => {
    await e2e.domain.chat().create({ type: 'room', membership: 'public', id });
    e2e.room = await e2e.domain.chat().join(id);
    await e2e.room.send('before');
  }, id);
  await show(a, ['Room', { id }]);
  await sees(a, '#room', '|Bob:before');
  await a.evaluate(() => e2e.cut());
  await b.evaluate(async () => { for (let i = 0; i < 230; i++) await e2e.room.send(String(i)); });
  await a.evaluate(() => e2e.mend());
  await a.waitForFunction(() => document.getElementById('room').textContent.endsWith('Bob:229'), undefined, { timeout: 8000 });
  const said = (await a.textContent('#room')).slice(1).split(',');
  // Of the 200 newest events some are comings and goings.
  assert.ok(said.length > 190 && said.length <= 200, String(said.length));
  assert.deepEqual(said, Array.from(said, (_, i) => `Bob:${230 - said.length + i}`));
  quiet(a);
});

test('a server sends the fallback and connects to nothing; the browser goes on from there', async () => {
  const file = path.join(here, 'node_modules', `.server-${process.pid}.mjs`);
  fs.writeFileSync(file, `
    import { createElement as h, StrictMode, Suspense } from 'react';
    import { renderToString, renderToPipeableStream } from 'react-dom/server';
    import { Writable } from 'node:stream';
    import { ConvergenceProvider, useDomain } from ${JSON.stringify(pathToFileURL(path.join(here, 'react/dist/index.js')).href)};
    let connects = 0;
    const Name = () => h('p', { id: 'name' }, useDomain().session().user().displayName);
    const tree = h(StrictMode, null, h(ConvergenceProvider, { connect: () => { connects++; return new Promise(() => {}); }, fallback: h('i', { id: 'connecting' }, 'connecting') }, h(Name)));
    export const html = renderToString(tree);
    export const streamed = await new Promise((resolve, reject) => {
      let text = '';
      const out = new Writable({ write(chunk, _, done) { text += chunk; done(); }, final(done) { resolve(text); done(); } });
      const { pipe } = renderToPipeableStream(tree, { onAllReady: () => pipe(out), onError: () => {}, onShellError: reject });
    });
    export const opened = connects;
  `);
  let server;
  try {
    server = await import(pathToFileURL(file).href);
  } finally {
    fs.rmSync(file);
  }
  for (const html of [server.html, server.streamed]) {
    assert.match(html, /connecting<\/i>/);
    assert.doesNotMatch(html, /id="name"/);
  }
  assert.equal(server.opened, 0);
  const [a] = await open();
  await a.evaluate((html) => {
    App.root.unmount();
    document.body.innerHTML = `<div id="root">${html}</div>`;
    App.root = App.hydrateRoot(document.getElementById('root'), App.jsx(App.Tree, null, App.jsx(App.Name)), { onRecoverableError: (error) => App.recovered.push(error.message) });
  }, server.html);
  await sees(a, '#name', 'Ada');
  assert.equal(await a.evaluate(() => App.recovered.length), 1);
  quiet(a);
});

test('random edits of both, through cuts and batches', { timeout: 300000 }, async () => {
  const rounds = Number(process.env.ROUNDS ?? 25);
  console.log(`seed ${seed}`);
  const pick = random(seed);
  let diverged = 0;
  const [a, b] = await open();
  for (let round = 0; round < rounds; round++) {
    const id = freshId('random');
    await show(a, ['Note', { id, data: { title: 'start', list: [] } }]);
    await sees(a, '#all', '{"title":"start","list":[]}');
    await b.evaluate(async (id) => {
      if (e2e.model?.isOpen()) await e2e.model.close();
      await e2e.open(id);
    }, id);
    try {
      await Promise.all([a.evaluate(random.elements, { seed: pick(2 ** 31), cuts: true }), b.evaluate(random.elements, { seed: pick(2 ** 31), cuts: false })]);
      const value = JSON.parse(await converge([a, b]));
      assert.deepEqual(JSON.parse(await a.textContent('#all')), value);
      assert.equal(await a.inputValue('#title'), value.title);
      quiet(a);
    } catch (error) {
      diverged++;
      console.log(`round ${round} of seed ${seed}: ${error.message}`);
    }
  }
  console.log(`figure bindings.react.diverged ${diverged}`);
  assert.equal(diverged, 0);
});
