// make bench-offline: a device with very many models that were edited offline
// comes back to the server. MODELS and EDITS say how many and how often each.
import os from 'node:os';
import { Profile } from './offline/tabs.mjs';
import { openPage } from './harness/browser.mjs';
import { Server } from './harness/server.mjs';
import { leftInStore, ManyModels } from './offline/many-models.mjs';
import { idlePage, progress, report, watch } from './offline/watch.mjs';

const models = Number(process.env.MODELS ?? 10000);
const edits = Number(process.env.EDITS ?? 100);
const sleep = (millis) => new Promise((resolve) => setTimeout(resolve, millis));
const begin = Date.now();
const say = (text) => console.log(`${((Date.now() - begin) / 1000).toFixed(0).padStart(4)} s  ${text}`);
const figure = (name, value, unit) => console.log(`figure ${name} ${value} ${unit}`);
const megabytes = (bytes) => (bytes / 2 ** 20).toFixed(1);

const server = await Server.start();
const profile = new Profile(server);
try {
  const many = new ManyModels(models, edits, say);
  await profile.start();
  let page = await profile.tab();
  say(`${models} models: ${many.opened.length} opened before, ${many.subscribed.length} subscribed, ${many.created.length} created offline`);
  await page.evaluate(() => e2e.signIn());
  await many.prepare(page);
  await page.evaluate(() => e2e.domain.disconnect());
  say(`each is opened without a connection, edited ${edits} times and closed`);
  const open = many.opened.slice(0, 3);
  await many.editAll(page, open);
  await profile.kill();

  say('the browser was killed; a new one opens three of them, then connects');
  await profile.start();
  page = await profile.tab();
  await many.install(page);
  await page.evaluate((ids) => e2e.many.each(ids, 1, (id) => e2e.many.editOffline(id, false, true)), open);
  await page.evaluate(() => e2e.waitSaved('device'));
  const idle = await idlePage(profile.context);
  await sleep(2000); // what the start of a page takes is not counted
  await watch(page);
  await page.evaluate(() => e2e.signIn());
  let cut = false;
  let told = Date.now();
  let down = 0;
  for (;;) {
    await sleep(200);
    const now = await progress(page);
    if (now.over && now.saved === 'server') break;
    if (!cut && now.completed > models / 2) {
      cut = true;
      say(`${now.completed} models are done: the server is killed and started again`);
      down = -Date.now();
      await server.restart();
      down += Date.now();
    }
    if (Date.now() - told > 10000) {
      told = Date.now();
      say(`  ${now.completed} models are done, ${now.left} are left, ${megabytes(now.memory)} MB of linear memory, ${now.saved}`);
    }
  }
  const seen = await report(page);
  const machine = await idle.evaluate(() => tasks);
  const left = await leftInStore(page);
  say('comparing all models at the server');
  const other = await openPage(profile.browser, server, { context: profile.context });
  await other.evaluate(async () => { e2e.domain = await Convergence.connect(e2e.url, 'demo', 'demo'); });
  const result = await many.verify(other);
  const seconds = (seen.end - seen.begin) / 1000;
  console.log(`events: ${JSON.stringify(seen.events)}; the server was away for ${down} ms`);
  console.log(`IndexedDB: ${seen.transactions} transactions, ${seen.written} records written or deleted (${(seen.written / seconds).toFixed(0)} per second), ` +
    `${seen.read} read (${(seen.read / seconds).toFixed(0)} per second), at most ${seen.largestRead} at once`);
  console.log(`heap ${megabytes(seen.heap)} MB before, ${megabytes(seen.heapAfter)} MB after; linear memory ${megabytes(seen.memory)} MB before, ${megabytes(seen.memoryAfter)} MB after`);
  const longest = (durations) => [...durations].sort((a, b) => b - a).slice(0, 20).map((ms) => ms.toFixed(0)).join(', ') || 'none';
  const tasks = seen.tasks.map(([duration]) => duration);
  const when = seen.tasks.map(([duration, start]) => `${duration.toFixed(0)} ms after ${((start - seen.begin) / 1000).toFixed(1)} s`);
  console.log(`long tasks: ${tasks.length === 0 ? 'none' : when.slice(0, 20).join(', ')}`);
  console.log(`long tasks of a page beside it that computes 3 ms at a time: ${machine.length}, in ms: ${longest(machine)}; ` +
    `load of the machine: ${os.loadavg().map((load) => load.toFixed(1)).join(', ')} on ${os.cpus().length} processors`);
  figure('resync.models', models - result.missing.length, 'models');
  figure('resync.operations', result.operations, 'operations');
  figure('resync.seconds', seconds.toFixed(1), 's');
  figure('resync.heap_growth.mb', megabytes(seen.memoryAfter - seen.memory), 'MB');
  figure('resync.longest_task.ms', Math.max(0, ...tasks).toFixed(0), 'ms');
  for (const what of ['missing', 'versions', 'different']) {
    if (result[what].length > 0) {
      console.error(`${result[what].length} models, ${what}: ${result[what].slice(0, 5).join('; ')}`);
      process.exitCode = 1;
    }
  }
  if (left.marks + left.pending + left.creations > 0 || seen.errors.length > 0) {
    console.error(`left in the store: ${JSON.stringify(left)}; errors: ${seen.errors.slice(0, 5).join('; ')}`);
    process.exitCode = 1;
  }
} finally {
  await profile.dispose();
  await server.dispose();
}
