// How opening and closing end when something comes between: a lost connection,
// a server that does not answer, another page, a callback that fails.
import assert from 'node:assert/strict';
import test from 'node:test';
import { converge } from '../harness/browser.mjs';
import { setUpPair } from '../harness/pair.mjs';
import { freshId } from '../harness/suite.mjs';

const pair = setUpPair({ options: { protocol: { defaultRequestTimeout: 1 } }, prepare: () => {
  /** What becomes of a promise: "resolved", or the class, code and message of the error. */
  e2e.fate = (promise) => promise.then(() => 'resolved', (e) => [e.name, e.code ?? null, e.message, e instanceof Convergence.ConvergenceError, e instanceof Convergence.ConvergenceServerError, e.details ?? null]);
} });

test('closed while it synchronises: resolved at once, closed when everything has been sent', async () => {
  const [a, b] = await pair('closing', { text: '' });
  const result = await a.evaluate(async () => {
    const m = e2e.model;
    const log = [];
    const states = () => `${m.isOpen()} ${m.isClosing()}`;
    m.events().subscribe((e) => log.push(e.name));
    m.on('closed', (e) => log.push(`local ${e.local}`, states()));
    m.once('reconnecting', async () => {
      log.push('close');
      const begin = m.close();
      e2e.again = e2e.fate(m.close());
      await begin;
      log.push(`resolved ${states()}`);
      e2e.anew = e2e.domain.models().open(m.modelId());
    });
    e2e.cut();
    await e2e.until(() => log.includes('offline'));
    for (let i = 0; i < 100; i++) e2e.text.insert((i * 7) % (i + 1), 'x');
    log.length = 0;
    e2e.mend();
    await m.whenClosed();
    const anew = await e2e.anew;
    e2e.model = anew;
    return { log, again: (await e2e.again)[2], states: states(), anew: [anew !== m, anew.isOpen(), anew.elementAt('text').length()], detached: m.elementAt('text').isDetached(), session: m.session().isConnected() };
  });
  const { log } = result;
  const order = ['close', 'resolved true true', 'resync_started', 'committed', 'resync_completed', 'local true', 'false false', 'closed'].map((x) => log.indexOf(x));
  assert.ok(order.every((at, i) => at >= 0 && (i === 0 || at > order[i - 1])), `${log}`);
  assert.equal(log.includes('online'), false);
  assert.match(result.again, /closing/);
  assert.deepEqual([result.states, result.anew, result.session], ['false false', [true, true, 100], true]);
  assert.equal(JSON.parse(await converge([a, b])).text.length, 100);
});

test('a model opened again inside of its closed event is another one', async () => {
  const [a, b] = await pair('reopened', { text: 'x' });
  const result = await a.evaluate(async () => {
    const [m, models] = [e2e.model, e2e.domain.models()];
    const seen = await new Promise((resolve, reject) => {
      m.on('closed', () => models.open(m.modelId()).then((n) => resolve([n !== m, n.isOpen(), models.isOpen(n.modelId()), n.root().value()]), reject));
      m.close();
    });
    return [seen, m.isOpen(), m.root().value()];
  });
  assert.deepEqual(result, [[true, true, true, { text: 'x' }], false, { text: 'x' }]);
  await b.evaluate(() => e2e.until(() => e2e.model.collaborators().length === 2));
});

test('a request fails at once when the connection is lost or closed, and in time when nobody answers', async () => {
  const [a] = await pair('pending', { text: '' });
  const result = await a.evaluate(async (missing) => {
    const models = e2e.domain.models();
    const calls = () => [models.open(missing), models.query('SELECT * FROM e2e'), models.create({ collection: 'e2e' }), models.history(e2e.model.modelId()), models.permissions(missing).getPermissions(), models.remove(missing)].map(e2e.fate);
    const connected = () => e2e.until(() => e2e.domain.isConnected());
    const begin = performance.now();
    const cut = calls();
    e2e.cut();
    const cutFates = await Promise.all(cut);
    const took = performance.now() - begin;
    e2e.mend();
    await connected();
    // Nothing reaches the server any more.
    const { send } = e2e.Wire.prototype;
    e2e.Wire.prototype.send = () => {};
    const late = await Promise.all(calls());
    e2e.Wire.prototype.send = send;
    const closed = calls();
    await e2e.domain.disconnect();
    const closedFates = await Promise.all(closed);
    const off = await Promise.all(calls());
    const states = [models.isOpening(missing), e2e.model.isOpen()];
    await e2e.domain.connectAnonymously('Ada again');
    return { cutFates, took, late, closedFates, off, states };
  }, freshId('missing'));
  const codes = (fates) => [...new Set(fates.map(([name, code, , client]) => `${name} ${code} ${client}`))];
  assert.deepEqual(codes(result.late), ['ConvergenceError request_timeout true']);
  assert.ok(result.late.every(([, , message, , , details]) => details.message === message), JSON.stringify(result.late));
  assert.deepEqual(codes(result.off), ['ConvergenceError offline true']);
  assert.ok([...result.cutFates, ...result.closedFates].every(([name, code]) => name === 'ConvergenceError' && /^(connection_failed|offline)$/.test(code)), JSON.stringify([result.cutFates, result.closedFates]));
  assert.ok(result.took < 1000, `rejected after ${result.took} ms`);
  assert.deepEqual(result.states, [false, true]);
});

test('errors of the server have a class of their own, a code and details', async () => {
  const [a] = await pair('errors', {});
  const result = await a.evaluate(async () => {
    const models = e2e.domain.models();
    const id = e2e.model.modelId();
    await e2e.model.close();
    const exists = await e2e.fate(models.create({ collection: 'e2e', id }));
    const model = await models.open(id);
    return { exists, created: model.createdTime().getTime(), missing: await e2e.fate(models.open('nowhere')), isError: await models.open('nowhere').catch((e) => e instanceof Error && Object.getPrototypeOf(e) === Convergence.ConvergenceServerError.prototype) };
  });
  assert.deepEqual([result.exists[0], result.exists[1], result.exists[3], result.exists[4]], ['ConvergenceServerError', 'model_already_exists', false, true]);
  // By this a client recognises a model that it has created itself.
  assert.equal(result.exists[5].fingerprint, String(result.created));
  assert.deepEqual([result.missing[1], result.missing[3], result.isError], ['model_not_found', false, true]);
});

test('data callbacks: what they throw is what the caller hears, and the model can be made afterwards', async () => {
  const [a, b] = await pair('callbacks', {});
  const id = freshId('made');
  const result = await a.evaluate(async (id) => {
    const models = e2e.domain.models();
    const open = (data, more) => models.openAutoCreate({ collection: 'e2e', id, data, ...more });
    const fates = [await e2e.fate(open(() => { throw new RangeError('no data today'); })), await e2e.fate(open(async () => { throw new Error('later'); })), await e2e.fate(open(() => [])), await e2e.fate(open(() => ({ x: Symbol('s') }))), await e2e.fate(open(() => {}))];
    return [...fates, (await open(async () => ({ at: 'last' }))).root().value()];
  }, id);
  assert.deepEqual(result.slice(0, 2).map(([name, , message]) => [name, message]), [['RangeError', 'no data today'], ['Error', 'later']]);
  assert.match(result[2][2], /data/);
  assert.match(result[3][2], /data\.x/);
  assert.match(result[4][2], /^data must be an object, but is undefined/);
  assert.deepEqual(result[5], { at: 'last' });
  // Both make it at the same time: one is asked, both get the same, and an open model asks nobody.
  const both = freshId('both');
  const open = (page, name) => page.evaluate(async ([id, name]) => {
    e2e.asked = 0;
    const options = { collection: 'e2e', id, data: () => ({ by: name, n: ++e2e.asked }) };
    const [m, same] = await Promise.all([e2e.domain.models().openAutoCreate(options), e2e.domain.models().openAutoCreate(options)]);
    const again = await e2e.domain.models().openAutoCreate(options);
    return [m.root().value(), m === same && m === again, e2e.asked];
  }, [both, name]);
  const [one, two] = await Promise.all([open(a, 'Ada'), open(b, 'Bob')]);
  assert.deepEqual(one[0], two[0]);
  assert.deepEqual([one[0].n, one[1], two[1], one[2] + two[2]], [1, true, true, 1]);
});

test('ids and data of models that are created without them', async () => {
  const [a] = await pair('unnamed', {});
  const result = await a.evaluate(async () => {
    const models = e2e.domain.models();
    const ids = [await models.create({ collection: 'e2e' }), await models.create({ collection: 'e2e', data: {} }), await models.create({ collection: 'e2e', data: async () => ({ late: true }) })];
    const opened = await Promise.all(ids.map((id) => models.open(id)));
    const auto = await models.openAutoCreate({ collection: 'other collection' });
    return [new Set(ids).size, ids.every((id) => typeof id === 'string' && id.length >= 20), opened.map((m) => m.root().value()), opened.map((m) => m.version()), auto.collectionId(), auto.version(), models.isOpen(auto.modelId())];
  });
  assert.deepEqual(result, [3, true, [{}, {}, { late: true }], [1, 1, 1], 'other collection', 1, true]);
  assert.deepEqual(a.problems, []);
});
