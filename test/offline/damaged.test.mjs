// Databases whose files are damaged, as a crash of the browser may leave them.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { Server } from '../harness/server.mjs';
import { Profile } from './tabs.mjs';

let server;
before(async () => { server = await Server.start(); }, { timeout: 60000 });
after(async () => { await server?.dispose(); });

// The log of LevelDB, in which Chromium has written last.
function logOf(profile) {
  const root = path.join(profile.directory, 'Default', 'IndexedDB');
  const logs = fs.readdirSync(root, { recursive: true }).filter((name) => /\d\.log$/.test(name));
  assert.equal(logs.length, 1, `${logs}`);
  return path.join(root, logs[0]);
}

// Calls f with a profile in whose browser a model was edited with and without a
// connection.
async function edited(id, f) {
  const profile = new Profile(server, { whole: true });
  try {
    await profile.start();
    const page = await profile.tab();
    await page.evaluate(async (id) => {
      await e2e.signIn();
      const model = await e2e.domain.models().openAutoCreate({ collection: 'tests', id, data: { text: '' } });
      model.elementAt('text').insert(0, 'online');
      await e2e.waitSaved('server');
      await e2e.domain.disconnect();
      model.elementAt('text').insert(0, 'offline ');
      await e2e.waitSaved('device');
    }, id);
    await f(profile);
  } finally {
    await profile.dispose();
  }
}

test('a crash in the midst of an entry of the log costs nothing, neither the next time nor the time after', async () => {
  const id = `torn-${process.pid}`;
  await edited(id, async (profile) => {
    let page;
    await profile.kill();
    // The head of an entry of 80 bytes, as it was found after such a crash.
    fs.appendFileSync(logOf(profile), Buffer.from('be4c39a5500001', 'hex'));
    for (const [had, edit] of [['offline online', 'one '], ['one offline online', 'two ']]) {
      await profile.start();
      page = await profile.tab();
      assert.ok(!profile.damaged(), 'the browser has deleted its database');
      const text = await page.evaluate(async ([id, edit]) => {
        const text = await e2e.openOffline(id);
        e2e.text.insert(0, edit);
        await e2e.waitSaved('device');
        return text;
      }, [id, edit]);
      assert.equal(text, had);
      await profile.kill();
    }
    await profile.start();
    page = await profile.tab();
    assert.equal(await page.evaluate((id) => e2e.openOffline(id), id), 'two one offline online');
    assert.deepEqual(await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name)), ['convergence.offline.storage:convergence/default/demo']);
  });
});

test('a damaged database that the browser deletes is told as vanished, and work goes on in a new one', async () => {
  const id = `damaged-${process.pid}`;
  await edited(id, async (profile) => {
    let page;
    await profile.quit();
    const log = logOf(profile);
    const bytes = fs.readFileSync(log);
    for (let i = 200; i < 260; i++) bytes[i] ^= 0x55;
    fs.writeFileSync(log, bytes);
    await profile.start();
    page = await profile.tab();
    assert.ok(profile.damaged(), 'the browser has not noticed: nothing was proved');
    const seen = await page.evaluate(async (id) => {
      const told = e2e.told.filter(([, , error]) => error !== null).map(([name, , error]) => [name, error]);
      const refused = await e2e.openOffline(id).then(() => 'opened', (error) => error.message);
      await e2e.signIn();
      const text = await e2e.openOffline(id);
      await e2e.until(() => e2e.domain.storage().waiting() === 0, 15000, 'the store');
      await e2e.domain.disconnect();
      e2e.text.insert(0, 'new ');
      await e2e.waitSaved('device');
      return { told, refused, text };
    }, id);
    assert.match(JSON.stringify(seen.told), /has vanished/);
    assert.match(seen.refused, /not in the offline store/);
    assert.equal(seen.text, 'online'); // what was only in the database is gone
    await profile.kill();
    await profile.start();
    page = await profile.tab();
    assert.equal(await page.evaluate((id) => e2e.openOffline(id), id), 'new online');
  });
});
