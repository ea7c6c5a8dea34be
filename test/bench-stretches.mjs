// make bench-stretches: for how long at a stretch the page is held while a large
// model is opened, from the server and from the store, and while a model with very
// many pending operations comes back: one that stays open, one that is opened from
// the store first, and one that is not open.
// RUNS says how often each is done, ELEMENTS and EDITS how large it is, CASES which.
import os from 'node:os';
import { launch, openPage } from './harness/browser.mjs';
import { Server } from './harness/server.mjs';
import { longest, told, watched } from './harness/stretches.mjs';
import { Profile } from './offline/tabs.mjs';

const runs = Number(process.env.RUNS ?? 3);
const elements = Number(process.env.ELEMENTS ?? 100_000);
const edits = Number(process.env.EDITS ?? 100_000);
const FOREIGN = 200; // operations that somebody else makes meanwhile
const cases = ['opened', 'stored', 'stays', 'reloaded', 'closed'];
const wanted = process.env.CASES?.split(',') ?? cases;
if (!wanted.every((name) => cases.includes(name))) throw new Error(`the cases are ${cases.join()}: not ${wanted.join()}`);
const sleep = (millis) => new Promise((resolve) => setTimeout(resolve, millis));
const say = (text) => console.log(text);
const median = (list) => list.toSorted((a, b) => a - b)[list.length >> 1];

const server = await Server.start();
const other = await launch();
const helper = await openPage(other, server);
await helper.evaluate(() => e2e.connect('Helper'));
const found = {};

// A model of so many elements and about a hundred bytes for each of them.
async function makeLarge() {
  return helper.evaluate(async (elements) => {
    const PER_RECORD = 6;
    const note = 'What has been agreed upon, and by whom, is written down here. '.repeat(8);
    const model = await e2e.domain.models().openAutoCreate({ collection: 'stretches', id: 'large', data: { records: [] } });
    const records = model.elementAt('records');
    const count = Math.ceil(elements / PER_RECORD);
    for (let i = 0; i < count; i++) {
      records.push({ title: `Record ${i}`, note: `${i} ${note}`, count: i, done: i % 2 === 0, state: 'open' });
      if (i % 200 === 0) await new Promise((resolve) => setTimeout(resolve));
    }
    await e2e.until(() => model.isCommitted(), 120000);
    await model.close();
    return count;
  }, elements);
}

// A tab that has seen enough of its own start.
async function freshTab(profile) {
  const page = await profile.tab();
  await sleep(1500);
  return page;
}

async function measured(name, browser, page, work) {
  const load = os.loadavg()[0];
  const began = performance.now();
  const { result, tasks } = await watched(browser, page, work);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  say(`${name}: longest ${longest(tasks, 'kept').toFixed(0)} ms, computed ${longest(tasks, 'computed').toFixed(0)} ms; ${seconds} s in all, load ${load.toFixed(1)}\n  ${told(tasks)}`);
  const all = (found[name] ??= { kept: [], computed: [] });
  for (const what of ['kept', 'computed']) all[what].push(longest(tasks, what));
  if (page.problems.length > 0) throw new Error(page.problems.join('; '));
  return result;
}

function expect(what, got, wanted) {
  if (JSON.stringify(got) !== JSON.stringify(wanted)) throw new Error(`${what}: ${JSON.stringify(got)} instead of ${JSON.stringify(wanted)}`);
}

// Opens a model; resolves with how many entries its list has.
const openAndCount = (page, id, list) => page.evaluate(async ([id, list]) => {
  e2e.model = await e2e.domain.models().open(id);
  return e2e.model.elementAt(list).length();
}, [id, list]);

async function opened(count) {
  const browser = await launch();
  try {
    const page = await openPage(browser, server);
    await page.evaluate(() => e2e.connect('Reader'));
    await sleep(1500);
    expect('entries', await measured('opened', browser, page, () => openAndCount(page, 'large', 'records')), count);
  } finally {
    await browser.close();
  }
}

async function withProfile(f) {
  const profile = new Profile(server);
  try {
    await profile.start();
    await f(profile);
  } finally {
    await profile.dispose();
  }
}

// While the model is open for the first time it is copied into the store: that counts too.
async function stored(count) {
  await withProfile(async (profile) => {
    let page = await freshTab(profile);
    await page.evaluate(() => e2e.signIn());
    await measured('copied', profile.browser, page, async () => {
      await openAndCount(page, 'large', 'records');
      await page.evaluate(() => e2e.untilStored('large'));
    });
    await profile.kill();
    await profile.start();
    page = await freshTab(profile);
    expect('entries', await measured('stored', profile.browser, page, () => openAndCount(page, 'large', 'records')), count);
  });
}

// Edits a model without a connection. Nothing composes: the edits go by turns to the
// two ends of a text, a list and a number.
async function editOffline(page, id) {
  await page.evaluate(() => e2e.signIn());
  await page.evaluate(async (id) => {
    e2e.model = await e2e.domain.models().openAutoCreate({ collection: 'stretches', id, data: { text: '|', list: [], count: 0 } });
    await e2e.untilStored(id);
    e2e.domain.disconnect();
  }, id);
  await page.evaluate(async (edits) => {
    const [text, list, count] = ['text', 'list', 'count'].map((key) => e2e.model.elementAt(key));
    for (let i = 0; i < edits; i++) {
      if (i % 10 === 4) count.increment();
      else if (i % 10 === 9) list.push(i);
      else text.insert(i % 2 === 0 ? 0 : text.length(), String.fromCharCode(97 + (i % 26)));
      if (i % 500 === 499) await new Promise((resolve) => setTimeout(resolve));
    }
    await e2e.waitSaved('device', 120000);
  }, edits);
  // What somebody else does meanwhile has to be transformed against all of it.
  await helper.evaluate(async ([id, foreign]) => {
    const model = await e2e.domain.models().open(id);
    for (let i = 0; i < foreign; i++) {
      if (i % 2 === 0) model.elementAt('text').insert(0, '-');
      else model.elementAt('list').push(-1);
    }
    await e2e.until(() => model.isCommitted());
    await model.close();
  }, [id, FOREIGN]);
}

async function checkAtServer(id) {
  const got = await helper.evaluate(async (id) => {
    const model = await e2e.domain.models().open(id);
    const state = [model.elementAt('text').length(), model.elementAt('list').length(), model.elementAt('count').value()];
    await model.close();
    return state;
  }, id);
  expect('the model at the server', got, [1 + 0.8 * edits + FOREIGN / 2, 0.1 * edits + FOREIGN / 2, 0.1 * edits]);
}

const comeBack = (page) => page.evaluate(async () => {
  await e2e.signIn();
  await e2e.waitSaved('server', 300000);
});

async function stays(run) {
  await withProfile(async (profile) => {
    const page = await freshTab(profile);
    await editOffline(page, `stays-${run}`);
    await measured('stays', profile.browser, page, () => comeBack(page));
    await checkAtServer(`stays-${run}`);
  });
}

async function reloaded(run, open) {
  const name = open ? 'reloaded' : 'closed';
  await withProfile(async (profile) => {
    let page = await freshTab(profile);
    await editOffline(page, `${name}-${run}`);
    await profile.kill();
    await profile.start();
    page = await freshTab(profile);
    if (open) {
      expect('entries', await measured('reloaded', profile.browser, page, () => openAndCount(page, `${name}-${run}`, 'list')), 0.1 * edits);
      await measured('comes back', profile.browser, page, () => comeBack(page));
    } else {
      await measured('closed', profile.browser, page, () => comeBack(page));
    }
    await checkAtServer(`${name}-${run}`);
  });
}

try {
  const large = wanted.includes('opened') || wanted.includes('stored');
  const count = large ? await makeLarge() : 0;
  for (let run = 0; run < runs; run++) {
    if (wanted.includes('opened')) await opened(count);
    if (wanted.includes('stored')) await stored(count);
    if (wanted.includes('stays')) await stays(run);
    if (wanted.includes('reloaded')) await reloaded(run, true);
    if (wanted.includes('closed')) await reloaded(run, false);
  }
  // A figure is the median of the runs, and of several cases the longest.
  const figure = (name, cases) => {
    const of = (what) => Math.max(...cases.filter((one) => found[one]).map((one) => median(found[one][what])));
    if (cases.some((one) => found[one])) {
      say(`figure ${name}.longest.ms ${of('kept').toFixed(0)} ms`);
      say(`figure ${name}.longest_computed.ms ${of('computed').toFixed(0)} ms`);
    }
  };
  for (const [name, { kept, computed }] of Object.entries(found)) {
    say(`${name}: kept ${kept.map((ms) => ms.toFixed(0)).join(', ')} ms; computed ${computed.map((ms) => ms.toFixed(0)).join(', ')} ms`);
  }
  figure('open', ['opened', 'copied', 'stored']);
  figure('pending', ['stays', 'reloaded', 'comes back', 'closed']);
} finally {
  await other.close();
  await server.dispose();
}
