// Components of React, in StrictMode.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { pathToFileURL } from 'node:url';
import { freshId } from '../../../test/harness/suite.mjs';
import { here } from '../build.mjs';
import { pageOf } from './framework-pages.mjs';
import { testFramework } from './frameworks.mjs';

// StrictMode renders twice.
const { open, show, sees, quiet } = testFramework({ name: 'react', script: pageOf('react'), renders: 2, rounds: Number(process.env.ROUNDS ?? 25) });

test('until there is something, what suspends shows the fallback', async () => {
  const [a] = await open();
  await show(a, ['Note', { id: freshId('react'), data: { title: 'Hello' } }]);
  assert.match(await a.textContent('#root'), /waiting/);
  await sees(a, '#all', '{"title":"Hello"}');
  quiet(a);
});

test('the connection stays with the provider, and what React gives up is let go', async () => {
  const [a, b] = await open();
  const id = freshId('react');
  await b.evaluate((id) => e2e.open(id, { title: 'x' }), id);
  const people = (n) => b.waitForFunction((n) => e2e.model.collaborators().length === n, n, { timeout: 14000 });
  await show(a, ['Name', {}]);
  await sees(a, '#name', 'Ada');
  // No component uses it for a while.
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
  quiet(a);
});

test('the boundary can try again', async () => {
  const [a, b] = await open();
  const id = freshId('react');
  await show(a, ['Note', { id }]);
  await sees(a, '#again', 'model_not_found');
  await b.evaluate((id) => e2e.open(id, { title: 'there now' }), id);
  await a.waitForTimeout(1200);
  await a.click('#again');
  await sees(a, '#all', '{"title":"there now"}');
  await show(a, ['Note', {}]);
  await sees(a, '#again', 'useModel needs the id of a model');
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
