// Steps to be undone are kept over a reload of their tab.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { Server } from '../harness/server.mjs';
import { Profile } from './tabs.mjs';

let server;
const profiles = [];
before(async () => { server = await Server.start(); }, { timeout: 60000 });
after(async () => {
  for (const profile of profiles) await profile.dispose();
  await server?.dispose();
});

async function started() {
  const profile = new Profile(server);
  profiles.push(profile);
  await profile.start();
  return profile;
}

// Opens the model with a manager whose steps are kept, each edit one.
const open = (page, id, online) => page.evaluate(async ([id, online]) => {
  if (online) await e2e.signIn();
  e2e.model = await e2e.domain.models().openAutoCreate({ collection: 'tests', id, data: { text: '' } });
  e2e.text = e2e.model.elementAt('text');
  e2e.undo = e2e.model.undoManager({ keep: true, captureTimeout: 0 });
  return [e2e.text.value(), e2e.undo.canUndo(), e2e.undo.canRedo()];
}, [id, online]);

const type = (page, ...texts) => page.evaluate((texts) => texts.forEach((text) => e2e.text.insert(e2e.text.length(), text)), texts);
// Waits until edits are where they are to be, and the store has all: what was done within
// the last moments before a page goes may be missing in it.
const saved = (page, what) => page.evaluate(async (what) => {
  await e2e.waitSaved(what);
  await e2e.domain.storage().flush();
  await e2e.untilStored(e2e.model.modelId());
}, what);
const undoAll = (page) => page.evaluate(() => {
  const seen = [];
  while (e2e.undo.undo()) seen.push(e2e.text.value());
  return seen;
});

for (const [first, second] of [[true, true], [true, false], [false, true], [false, false]]) {
  test(`the tab is loaded anew ${first ? 'with' : 'without'} a connection, then ${second ? 'with' : 'without'} one`, async () => {
    const profile = await started();
    const id = `kept-${first}-${second}-${process.pid}`;
    let page = await profile.tab();
    assert.deepEqual(await open(page, id, true), ['', false, false]);
    await type(page, 'a', 'b');
    await saved(page, 'server');
    if (!first) await page.evaluate(() => e2e.domain.disconnect());
    await type(page, 'c', 'd');
    await page.evaluate(() => e2e.undo.undo());
    await saved(page, first ? 'server' : 'device');
    page = await profile.tab('demo', page);
    assert.deepEqual(await open(page, id, first), ['abc', true, true]);
    assert.equal(await page.evaluate(() => e2e.undo.redo() && e2e.text.value()), 'abcd');
    await type(page, 'e');
    await saved(page, first ? 'server' : 'device');
    page = await profile.tab('demo', page);
    assert.deepEqual(await open(page, id, second), ['abcde', true, false]);
    assert.deepEqual(await undoAll(page), ['abcd', 'abc', 'ab', 'a', '']);
    assert.deepEqual(page.problems, []);
  });
}

test('each tab has its own steps again, and a new tab none', async () => {
  const profile = await started();
  const id = `tabs-${process.pid}`;
  let left = await profile.tab();
  await open(left, id, true);
  let right = await profile.tab();
  await open(right, id, true);
  await type(left, 'l');
  await right.evaluate(() => e2e.until(() => e2e.text.value() === 'l'));
  await type(right, 'r');
  await left.evaluate(() => e2e.until(() => e2e.text.value() === 'lr'));
  await Promise.all([saved(left, 'server'), saved(right, 'server')]);
  left = await profile.tab('demo', left);
  right = await profile.tab('demo', right);
  assert.deepEqual(await open(left, id, true), ['lr', true, false]);
  assert.deepEqual(await open(right, id, true), ['lr', true, false]);
  const fresh = await profile.tab();
  assert.deepEqual(await open(fresh, id, true), ['lr', false, false]);
  assert.deepEqual(await undoAll(left), ['r']);
  await right.evaluate(() => e2e.until(() => e2e.text.value() === 'r'));
  assert.deepEqual(await undoAll(right), ['']);
  assert.deepEqual([...left.problems, ...right.problems, ...fresh.problems], []);
});
