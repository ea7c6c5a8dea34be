// Work goes on without a connection, and survives reloads and crashes.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { Server } from '../harness/server.mjs';
import { Profile } from './tabs.mjs';

let server;
before(async () => { server = await Server.start(); }, { timeout: 60000 });
after(async () => { await server?.dispose(); });

const id = (what) => `${what}-${process.pid}`;

// A model that is at the server and in the store.
async function prepare(page, model) {
  await page.evaluate(async (model) => {
    await e2e.signIn();
    e2e.model = await e2e.domain.models().openAutoCreate({ collection: 'tests', id: model, data: { text: '' } });
    e2e.text = e2e.model.elementAt('text');
    e2e.text.insert(0, 'online ');
    await e2e.waitSaved('server');
    await e2e.untilStored(model);
    await e2e.domain.disconnect();
  }, model);
}

test('edit offline, reload, edit, kill the browser, open it offline, connect: everything arrives once', async () => {
  const profile = new Profile(server);
  try {
    const model = id('reload');
    await profile.start();
    let page = await profile.tab();
    await prepare(page, model);
    await page.evaluate(async () => {
      e2e.text.insert(e2e.text.length(), 'one ');
      await e2e.waitSaved('device');
    });
    await page.close();
    page = await profile.tab();
    assert.equal(await page.evaluate((model) => e2e.openOffline(model), model), 'online one ');
    await page.evaluate(async () => {
      e2e.text.insert(e2e.text.length(), 'two ');
      await e2e.waitSaved('device');
    });
    await profile.kill();
    await profile.start();
    page = await profile.tab();
    assert.equal(await page.evaluate((model) => e2e.openOffline(model), model), 'online one two ');
    const text = await page.evaluate(async () => {
      e2e.text.insert(e2e.text.length(), 'three');
      await e2e.signIn();
      await e2e.waitSaved('server');
      return e2e.text.value();
    });
    assert.equal(text, 'online one two three');
    const other = await profile.tab();
    assert.equal(await other.evaluate(async (model) => { await e2e.signIn(); return e2e.openOffline(model); }, model), text);
    assert.deepEqual([...page.problems, ...other.problems], []);
  } finally {
    await profile.dispose();
  }
});
