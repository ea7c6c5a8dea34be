// A device with many models that were edited offline comes back, and the server
// dies in the middle: everything arrives once, without reading the store as a
// whole. make bench-offline does the same with 10,000 models.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { openPage } from '../harness/browser.mjs';
import { Server } from '../harness/server.mjs';
import { leftInStore, ManyModels } from './many-models.mjs';
import { Profile } from './tabs.mjs';
import { report, watch } from './watch.mjs';

const MODELS = 100;
const EDITS = 50;

let server;
before(async () => { server = await Server.start(); }, { timeout: 60000 });
after(async () => { await server?.dispose(); });

test(`${MODELS} models with ${MODELS * EDITS} operations are synchronised through a crash of the server`, { timeout: 120000 }, async () => {
  const profile = new Profile(server);
  try {
    const many = new ManyModels(MODELS, EDITS);
    await profile.start();
    let page = await profile.tab();
    await page.evaluate(() => e2e.signIn());
    await many.prepare(page);
    await page.evaluate(() => e2e.domain.disconnect());
    const open = many.opened[0];
    await many.editAll(page, [open]);
    await page.close();

    page = await profile.tab();
    await many.install(page);
    await page.evaluate((id) => e2e.many.editOffline(id, false, true), open);
    await page.evaluate(() => e2e.waitSaved('device'));
    await watch(page);
    let restarted;
    await page.exposeFunction('enough', () => { restarted ??= server.restart(); });
    await page.evaluate(() => {
      let done = 0; // at the first one: by the time that the server is killed there are more
      e2e.domain.models().events().subscribe((event) => { if (event.name === 'offline_model_sync_completed' && ++done === 1) enough(); });
    });
    await page.evaluate(async () => {
      await e2e.signIn();
      await e2e.until(() => e2e.watched.end > 0 && e2e.domain.storage().saved() === 'server', 60000, 'everything to be at the server');
    });
    await restarted;
    const seen = await report(page);

    // The open model synchronises itself and does not count.
    assert.deepEqual(seen.progress[0], ['offline_models_sync_started', MODELS - 1]);
    assert.deepEqual(seen.progress[1], ['offline_models_sync_progress', MODELS - 2]);
    for (let i = 1; i < seen.progress.length; i++) {
      const [[, before], [name, left]] = [seen.progress[i - 1], seen.progress[i]];
      assert.ok(name === 'offline_models_sync_progress' ? left === before - 1 : left <= before, `${left} models left after ${before}`);
    }
    assert.equal(seen.events.offline_models_sync_aborted, 1, 'the server died too late: nothing was proved');
    assert.equal(seen.events.offline_models_sync_started, 2);
    assert.equal(seen.events.offline_models_sync_completed, 1);
    assert.deepEqual(seen.errors, []);
    assert.ok(seen.largestRead <= 128, `${seen.largestRead} records were read at once`);
    const left = await leftInStore(page);
    assert.deepEqual([left.marks, left.pending, left.creations, left.models], [0, 0, 0, MODELS]);

    const other = await openPage(profile.browser, server, { context: profile.context });
    await other.evaluate(async () => { e2e.domain = await Convergence.connect(e2e.url, 'demo', 'demo'); });
    assert.deepEqual(await many.verify(other), { missing: [], operations: MODELS * EDITS, versions: [], different: [] });
    assert.deepEqual(page.problems, []);
  } finally {
    await profile.dispose();
  }
});
