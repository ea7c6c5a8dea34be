// More than the server takes in one message, in ten ways: it arrives in parts, or the
// call says how large it is and may be. Nothing else waits for it, and the connection
// stays.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { Server } from '../harness/server.mjs';
import { openPage } from '../harness/browser.mjs';
import { Profile } from './tabs.mjs';

// What the server takes in one message. The default makes the same happen in an
// eighth of the time; MAX_MESSAGE=8388608 is what servers take unless told otherwise.
const limit = Number(process.env.MAX_MESSAGE) || 1 << 20;

let server, profile;
before(async () => {
  server = await Server.start({ args: ['--max-message', String(limit)] });
  profile = new Profile(server);
  await profile.start();
}, { timeout: 60000 });
after(async () => {
  await profile?.dispose();
  await server?.dispose();
});

// Puts the ways into a page, each with the model that it is about. One that arrives
// has a condition; all others must fail.
const prepare = (page) => page.evaluate((limit) => {
  e2e.domain ??= new Convergence.ConvergenceDomain(e2e.url);
  e2e.sockets = 0;
  e2e.domain.on('connecting', () => e2e.sockets++);
  e2e.errors = [];
  e2e.domain.on('error', (e) => e2e.errors.push(e.message));
  const more = limit * 9 / 8, rows = Array.from({ length: limit / 120 }, (_, i) => ({ name: 'n'.repeat(60), i }));
  e2e.ways = {
    insert: [(m) => m.elementAt('text').insert(1, 'x'.repeat(more)), (m) => m.elementAt('text').length() === more + 2],
    value: [(m) => m.elementAt('text').value('é'.repeat(more)), (m) => m.elementAt('text').length() === more],
    json: [(m) => m.root().set('json', rows), (m) => JSON.stringify(m.elementAt('json').value()) === JSON.stringify(rows)],
    root: [(m) => m.root().value({ text: '', rows }), (m) => m.elementAt('rows').length() === rows.length && m.elementAt('rows', rows.length - 1, 'i').value() === rows.length - 1],
    batch: [(m) => {
      m.startBatch();
      try {
        for (let i = 0; i < 12; i++) m.elementAt('text').insert(0, String(i % 10).repeat(limit / 8));
      } finally {
        m.completeBatch();
      }
    }],
    'new model': [() => e2e.domain.models().openAutoCreate({ collection: 'large', id: `new-${Math.random()}`, data: { rows } })],
    message: [() => e2e.chat ? e2e.chat.send('c'.repeat(more)) : e2e.domain.chat().join('c'.repeat(more))],
    activity: [() => e2e.activity.setState('k', 'x'.repeat(more))],
    presence: [() => e2e.domain.presence().setState('k', 'x'.repeat(more))],
    reference: [(m) => {
      const reference = m.elementAt('text').rangeReference('r');
      reference.share();
      reference.set(Array.from({ length: 100_000 }, () => ({ start: 0, end: 1 })));
    }],
    key: [(m) => m.root().set('k'.repeat(100_000), 1)],
  };
  e2e.model = (way) => e2e.domain.models().openAutoCreate({ collection: 'large', id: `${e2e.run} ${way}`, data: { text: 'ab' } });
  // Asks for one of them, and reports how that ended and how long another model took.
  e2e.ask = async (way) => {
    const model = await e2e.model(way);
    let failed = null;
    try {
      await e2e.ways[way][0](model);
    } catch (error) {
      failed = [error instanceof Convergence.ConvergenceError, error.code, / of \d+ \w+ is too large: the server takes at most \d+/.test(error.message)];
    }
    if (!e2e.domain.isConnected()) return { failed };
    const begun = performance.now();
    e2e.beside.elementAt('text').insert(0, 'x');
    await e2e.until(() => e2e.beside.isCommitted(), 10000, 'another model');
    const millis = performance.now() - begun;
    await e2e.until(() => model.isCommitted(), 30000, 'the model');
    await model.close();
    return { failed, millis };
  };
}, limit);

// Whether a page that has nothing of this sees what arrived, and nothing of the rest.
async function arrived(run) {
  const page = await openPage(profile.browser, server, { context: profile.context });
  await prepare(page);
  const wrong = await page.evaluate(async ([run, limit]) => {
    await e2e.domain.connectAnonymously('Somebody');
    e2e.run = run;
    const wrong = [];
    for (const [way, [, condition]] of Object.entries(e2e.ways)) {
      const model = await e2e.model(way);
      const whole = JSON.stringify(model.root().value());
      if (way === 'batch' ? model.elementAt('text').length() % (limit / 8) !== 2 || whole.length > limit : condition ? !condition(model) : whole !== '{"text":"ab"}') {
        wrong.push(way, whole.slice(0, 100), whole.length);
      }
      await model.close();
    }
    return wrong;
  }, [run, limit]);
  await page.close();
  return wrong;
}

const refused = [true, 'limit_exceeded', true];
const expected = { insert: null, value: null, json: null, root: null, batch: refused, 'new model': refused, message: refused,
  activity: refused, presence: refused, reference: refused, key: refused };

test('too large in ten ways, with a connection', { timeout: 240000 }, async () => {
  const page = await profile.tab();
  await prepare(page);
  const { failed, millis, sockets, errors } = await page.evaluate(async () => {
    e2e.run = 'online';
    await e2e.signIn();
    e2e.beside = await e2e.model('beside');
    e2e.activity = await e2e.domain.activities().join('t', 'large', { autoCreate: { ephemeral: true } });
    const id = await e2e.domain.chat().create({ type: 'channel', membership: 'public', id: 'large' });
    e2e.chat = await e2e.domain.chat().join(id);
    const failed = {};
    const millis = { rest: 0, batch: 0 };
    for (const way of Object.keys(e2e.ways)) {
      const result = await e2e.ask(way), kind = way === 'batch' ? way : 'rest';
      failed[way] = result.failed;
      millis[kind] = Math.max(millis[kind], result.millis);
    }
    return { failed, millis, sockets: e2e.sockets, errors: e2e.errors };
  });
  console.log(`figure too_large.browser.beside.ms ${millis.rest.toFixed(0)} ms`);
  // What the batch had before it was too large is one message, however large.
  console.log(`figure too_large.browser.batch.ms ${millis.batch.toFixed(0)} ms`);
  assert.deepEqual(failed, expected);
  assert.deepEqual([sockets, errors], [1, []]);
  assert.deepEqual(await arrived('online'), []);
  await page.close();
});

test('too large in ten ways, without a connection and with a reload before there is one', { timeout: 240000 }, async () => {
  let page = await profile.tab();
  await prepare(page);
  const failed = await page.evaluate(async () => {
    e2e.run = 'offline';
    await e2e.signIn();
    e2e.activity = await e2e.domain.activities().join('t', 'offline', { autoCreate: { ephemeral: true } });
    const models = [];
    for (const way of [...Object.keys(e2e.ways), 'beside']) models.push(await e2e.model(way));
    await e2e.until(() => e2e.domain.storage().saved() === 'server', 15000, 'the copies');
    await e2e.domain.disconnect();
    const failed = {};
    for (const way of Object.keys(e2e.ways)) failed[way] = (await e2e.ask(way)).failed;
    e2e.beside = await e2e.model('beside');
    e2e.beside.elementAt('text').insert(0, 'x');
    await e2e.until(() => e2e.domain.storage().saved() === 'device', 30000, 'the edits to be stored');
    return failed;
  });
  assert.deepEqual({ ...failed, message: refused }, expected);
  await page.close();

  page = await profile.tab();
  await prepare(page);
  const begun = Date.now();
  assert.deepEqual(await page.evaluate(async () => {
    await e2e.signIn();
    await e2e.until(() => e2e.domain.storage().saved() === 'server', 60000, 'everything to be at the server');
    return [e2e.sockets, e2e.errors];
  }), [1, []]);
  console.log(`figure too_large.reload.s ${((Date.now() - begun) / 1000).toFixed(1)} s`);
  assert.deepEqual(await arrived('offline'), []);
  assert.deepEqual(page.problems, []);
});
