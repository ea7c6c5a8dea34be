// What the console shows: warnings alone by default, and at request what each
// logger has to say of a session that connects, edits, is cut off and comes back.
import assert from 'node:assert/strict';
import test from 'node:test';
import { openPage } from '../harness/browser.mjs';
import { freshId, setUp } from '../harness/suite.mjs';

const suite = setUp();

// Opens a page whose console is kept as `page.lines`.
async function talkingPage() {
  const page = await openPage(suite.browser, suite.server);
  page.lines = [];
  page.on('console', (message) => page.lines.push({ type: message.type(), text: message.text() }));
  return page;
}

// A session of everything that is logged, in a page of its own. Resolves with
// the lines that `config` lets through.
async function session(config) {
  const page = await talkingPage();
  await page.evaluate(async ([config, id]) => {
    if (config !== null) Convergence.configureLogging(config);
    const domain = await Convergence.connect(e2e.url, 'demo', 'demo', {
      webSocket: { class: e2e.Wire }, reconnect: { reconnectIntervals: [0.05] }, protocol: { heartbeat: { pingInterval: 0.1 } },
      offline: { storage: new Convergence.IdbStorageAdapter() },
    });
    e2e.domain = domain;
    const model = await e2e.open(id, { text: '' });
    model.elementAt('text').insert(0, 'a');
    await e2e.committed();
    domain.presence().setState('k', 1);
    const autoCreate = { ephemeral: true, worldPermissions: ['join', 'view_state', 'set_state'] };
    const activity = await domain.activities().join('t', id, { autoCreate });
    activity.setState('k', 1);
    await activity.leave();
    await domain.chat().create({ type: 'channel', membership: 'public', id, name: 'n', topic: 't' });
    await (await domain.chat().join(id)).send('m');
    await domain.models().subscribeOffline([id]);
    e2e.cut();
    await e2e.until(() => !domain.isConnected());
    model.elementAt('text').insert(0, 'b');
    e2e.mend();
    await e2e.until(() => domain.isConnected());
    await e2e.committed();
    await new Promise((resolve) => setTimeout(resolve, 400)); // silence, until there is a ping
    await domain.dispose();
  }, [config, freshId('log')]);
  assert.deepEqual(page.problems, []);
  const { lines } = page;
  await page.close();
  return lines;
}

const loggers = (lines) => new Set(lines.map((line) => /^[A-Z]+ +[\d:.]+ ([a-z.]+): /.exec(line.text)?.[1]));

test('with trace every logger prints', async () => {
  const lines = await session({ root: 'trace' });
  const all = ['protocol', 'connection', 'socket', 'heartbeat', 'models', 'models.offline', 'storage', 'identity', 'presence',
    'activities.activity', 'activities.service', 'chat'];
  const found = loggers(lines);
  assert.deepEqual(all.filter((logger) => !found.has(logger)), []);
  const has = (pattern) => assert.ok(lines.some((line) => pattern.test(line.text)), `no line like ${pattern} among\n${lines.map((line) => line.text).join('\n')}`);
  has(/socket: opens ws:.*convergence\/default/);
  has(/connection: authenticating method=password/);
  has(/connection: connected/);
  has(/connection: interrupted/);
  has(/protocol: sends OpenRequest \d+/);
  has(/protocol: receives OpenResponse \d+/);
  has(/models: log-.*: sends operations from number 1 on/);
  has(/models: log-.*: version 2/);
  has(/models: log-.*: asks to resynchronise/);
  has(/models: log-.*: is resynchronised/);
  has(/heartbeat: receives Pong/);
  // Whoever sends the lines to somebody must not give away a secret.
  for (const { text } of lines) assert.doesNotMatch(text, /password=|"demo"|secret/i);
});

test('by default a session without faults prints nothing', async () => {
  assert.deepEqual(await session(null), []);
});

test('each logger has its own level, and those below it', async () => {
  const lines = await session({ root: 'silent', loggers: { 'models.offline': 'debug', activities: { level: 'debug' } } });
  assert.deepEqual([...loggers(lines)].sort(), ['activities.activity', 'activities.service', 'models.offline']);
});

test('levels can be changed while the core runs', async () => {
  const page = await talkingPage();
  const before = await page.evaluate(async (id) => {
    await e2e.connect('Ada');
    await e2e.open(id, { text: '' });
    Convergence.configureLogging({ loggers: { protocol: 'debug' } });
    e2e.text.insert(0, 'x');
    await e2e.committed();
    Convergence.configureLogging({ loggers: { protocol: 'warn' } });
    e2e.text.insert(0, 'y');
    await e2e.committed();
  }, freshId('log'));
  assert.equal(before, undefined);
  const sent = page.lines.filter((line) => /protocol: sends OperationSubmission/.test(line.text));
  assert.equal(sent.length, 1, JSON.stringify(page.lines));
  assert.equal(sent[0].type, 'debug');
  await page.close();
});

test('a message that is not part of the protocol is a warning', async () => {
  const page = await talkingPage();
  await page.evaluate(async () => {
    await e2e.connect('Ada', { webSocket: { class: e2e.Wire }, reconnect: { reconnectIntervals: [0.05] } });
    for (const socket of e2e.wire.sockets) socket.onmessage({ data: 'text' });
    await e2e.until(() => !e2e.domain.isConnected());
  });
  assert.deepEqual(page.lines.map((line) => line.type), ['warning']);
  assert.match(page.lines[0].text, /domain: .*text message/);
  await page.close();
});
