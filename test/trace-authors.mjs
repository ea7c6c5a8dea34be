// make e2e-authors: a recorded session of two authors, typed by two clients, and who wrote
// what of it: told by a third one that had it open from the start, and by a page that opens
// it in the end. Then once more with all the concurrency that was recorded.
import process from 'node:process';
import { knowledge } from '../bench/sessions.mjs';
import { prepare, readCompact } from '../bench/traces.mjs';
import { Client, settled } from './harness/attributed.mjs';
import { launch, openInPage, openPage } from './harness/browser.mjs';
import { Server } from './harness/server.mjs';
import { longest, told, watched } from './harness/stretches.mjs';

const { file, recorded } = prepare('friendsforever', { session: true });
if (!recorded) console.log('the recording is not beside the repository (../shared/traces): a session is made up');
const { txns, end } = readCompact(file);
const tick = () => new Promise((resolve) => setImmediate(resolve));
let failed = false;
const figure = (name, value, unit) => console.log(`figure authors.${name} ${value} ${unit}`);
const must = (what, holds) => {
  if (!holds) console.error(`FAILED: ${what}`);
  failed ||= !holds;
};

// By whom each character is, straight from the recorded operations.
const authors = [];
for (const { a, f } of txns) {
  for (const [at, count, text] of f) authors.splice(at, count, ...Array.from(text, () => a));
}

// What is told of a text, one session for each character.
const sessions = (ranges) => ranges.flatMap(({ from, to, sessionId }) => Array(to - from).fill(sessionId));
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const plain = (ranges) => ranges.map(({ from, to, user, sessionId, version, pending }) => [from, to, user?.username, sessionId, version, pending]);

// Three clients with one text, of which the last only listens.
async function open(server, id) {
  const clients = [];
  for (const name of ['Ada', 'Bob', 'Cleo']) {
    const client = await Client.connect(server.realtime, name);
    await client.open(id, { text: '' });
    clients.push(client);
  }
  return clients;
}

// Each types with what the author had seen by then, and nothing else: what comes to them is held back.
// Where both have written at one place this client puts their texts in another order than the recording
// has them, and positions are those of another text from then on, so only what is told is compared.
async function asRecorded(clients) {
  const before = knowledge(txns, 2);
  const [ada, bob, cleo] = clients;
  const seen = [0, 0];
  [ada, bob].forEach((client, i) => {
    client.model.on('version_changed', ({ own }) => { if (own === null) seen[i]++; });
    client.hold();
  });
  let version = cleo.model.version();
  for (const [i, { a, e }] of txns.entries()) {
    const me = clients[a];
    const wanted = before[i][1 - a];
    while (seen[a] < wanted) me.release();
    if (seen[a] !== wanted) throw new Error(`edit ${i}: its author has heard ${seen[a]} edits of the other, not ${wanted}`);
    const had = [ada, bob].map(({ held }) => held.length);
    for (const patch of e) me.model.elementAt('text').splice(...patch);
    version += e.length;
    while (cleo.model.version() < version || ada.held.length === had[0] || bob.held.length === had[1]) await tick();
  }
  for (const client of [ada, bob]) client.free();
  await settled(clients);
  const late = await Client.connect(server.realtime, 'Dan');
  await late.open('as-recorded');
  const [first, ...others] = [late, ...clients].map(({ who, model }) => plain(who.of(model.elementAt('text'))));
  must('with all concurrency all tell the same', others.every((ranges) => same(ranges, first)));
  must('of each character', first.at(-1)[1] === late.model.elementAt('text').length());
  const authors = new Set(first.map(([, , , sessionId]) => sessionId));
  must('both authors are told', authors.size === 2);
  figure('concurrent_ranges', first.length, 'ranges');
}

const server = await Server.start();
const browser = await launch();
try {
  // Each types when the other's edits are there, so that the text is that of the recording.
  const clients = await open(server, 'in-turns');
  let last = 0;
  for (const { a, f } of txns) {
    const { model } = clients[a];
    if (a !== last) {
      const before = clients[last].model;
      while (!before.isCommitted() || model.version() < before.version()) await tick();
      last = a;
    }
    for (const [at, count, text] of f) model.elementAt('text').splice(at, count, text);
    await tick();
  }
  await settled(clients);
  const followed = clients[2].who.of(clients[2].model.elementAt('text'));
  const page = await openInPage(await openPage(browser, server), { name: 'Dan', id: 'in-turns' });
  const { result: milliseconds, tasks } = await watched(browser, page, () => page.evaluate(async () => {
    const before = performance.now();
    e2e.who = await e2e.model.attribution();
    return performance.now() - before;
  }));
  const result = await page.evaluate(() => {
    const text = e2e.model.elementAt('text');
    return { text: text.value(), ranges: e2e.who.of(text).map(({ from, to, user, sessionId, version, pending }) => [from, to, user?.username, sessionId, version, pending]) };
  });
  const ids = clients.map(({ domain }) => domain.session().sessionId());
  const wrong = (told) => authors.filter((author, i) => told[i] !== ids[author]).length + Math.abs(told.length - authors.length);
  const anew = sessions(result.ranges.map(([from, to, , sessionId]) => ({ from, to, sessionId })));
  must('the text is that of the recording', result.text === end);
  must('what was followed tells each author', wrong(sessions(followed)) === 0);
  must('what was read anew tells each author', wrong(anew) === 0);
  must('both tell the same ranges and versions', same(plain(followed), result.ranges));
  for (const { who, model } of clients.slice(0, 2)) must('so do those who typed', same(plain(who.of(model.elementAt('text'))), result.ranges));
  figure('characters', authors.length, 'characters');
  figure('wrong', Math.max(wrong(sessions(followed)), wrong(anew)), 'characters');
  figure('edits', txns.length, 'edits');
  figure('ranges', result.ranges.length, 'ranges');
  figure('read', milliseconds.toFixed(0), 'ms');
  console.log(`longest tasks: ${told(tasks)}`);
  figure('longest_task', longest(tasks, 'kept').toFixed(0), 'ms');
  figure('longest_task_computed', longest(tasks, 'computed').toFixed(0), 'ms');
  for (const client of clients) await client.leave();

  await asRecorded(await open(server, 'as-recorded'));
} finally {
  await browser.close();
  await server.dispose();
}
process.exit(failed ? 1 : 0);
