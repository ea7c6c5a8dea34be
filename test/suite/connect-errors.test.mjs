// A connection that cannot be made rejects with a ConvergenceError whose code a
// program can branch on and whose message tells a person what to do.
import assert from 'node:assert/strict';
import net from 'node:net';
import test from 'node:test';
import { openPage } from '../harness/browser.mjs';
import { setUp } from '../harness/suite.mjs';

const suite = setUp();
const noRetry = { reconnect: { autoReconnectOnInitial: false }, connection: { timeout: 3 } };

async function refused(page, how, args) {
  const error = await page.evaluate(([how, args]) => e2e.rejection(() => Convergence[how](...args)), [how, args]);
  assert.ok(error, `${how} must reject`);
  assert.equal(error.isConvergenceError, true, JSON.stringify(error));
  assert.equal(error.name, 'ConvergenceError');
  assert.ok(error.code, `a code: ${JSON.stringify(error)}`);
  // Whoever reads it must learn what to check: a sentence, not a bare code.
  assert.ok(error.message.length > 25 && /\s/.test(error.message), `a message that helps: ${JSON.stringify(error)}`);
  return error;
}

test('an address that is no domain URL', async () => {
  const page = await openPage(suite.browser, suite.server);
  for (const url of ['not a url', 'ftp://localhost/a/b', `${suite.server.url}/onlyone`]) {
    const error = await refused(page, 'connectAnonymously', [url, 'Ada', noRetry]);
    assert.match(error.message, /url/i);
  }
});

test('a path the server does not serve', async () => {
  const page = await openPage(suite.browser, suite.server);
  const error = await refused(page, 'connectAnonymously', [`${suite.server.url}/nowhere/convergence/default`, 'Ada', noRetry]);
  assert.equal(error.code, 'initial_connection_failed');
  assert.match(error.message, /nowhere/);
});

test('a wrong password', async () => {
  const page = await openPage(suite.browser, suite.server);
  // --dev makes the user demo with the password demo. An unknown user is answered
  // alike: who guesses names must not learn which exist.
  const wrong = await refused(page, 'connect', [suite.server.realtime, 'demo', 'wrong', noRetry]);
  const unknown = await refused(page, 'connect', [suite.server.realtime, 'nobody', 'wrong', noRetry]);
  for (const error of [wrong, unknown]) {
    assert.equal(error.code, 'authentication_failed');
    assert.match(error.message, /password/i);
  }
  assert.equal(unknown.message.replaceAll('nobody', 'demo'), wrong.message);
  const user = await page.evaluate(async (url) => (await Convergence.connect(url, 'demo', 'demo')).session().user().username, suite.server.realtime);
  assert.equal(user, 'demo');
});

test('a port where nothing listens', async () => {
  const page = await openPage(suite.browser, suite.server);
  const port = await new Promise((resolve) => {
    const probe = net.createServer().listen(0, '127.0.0.1', () => { const { port } = probe.address(); probe.close(() => resolve(port)); });
  });
  const error = await refused(page, 'connectAnonymously', [`http://127.0.0.1:${port}/api/realtime/convergence/default`, 'Ada', noRetry]);
  assert.equal(error.code, 'initial_connection_failed');
  assert.match(error.message, new RegExp(String(port)));
});

test('a domain that does not exist', async () => {
  const page = await openPage(suite.browser, suite.server);
  const error = await refused(page, 'connectAnonymously', [`${suite.server.url}/api/realtime/convergence/missing`, 'Ada', noRetry]);
  assert.equal(error.code, 'domain_not_found');
  assert.match(error.message, /missing/);
});

test('a page can connect after a failed attempt', async () => {
  const page = await openPage(suite.browser, suite.server);
  await refused(page, 'connectAnonymously', [`${suite.server.url}/api/realtime/convergence/missing`, 'Ada', noRetry]);
  assert.equal(await page.evaluate(async () => (await e2e.connect('Ada')).isConnected()), true);
});

test('addresses with a slash at the end or a query', async () => {
  const page = await openPage(suite.browser, suite.server);
  for (const more of ['/', '?key=a/b', '/?key=v#part']) {
    const found = await page.evaluate(async (url) => {
      const urls = [];
      const domain = await Convergence.connectAnonymously(url, 'Ada', { webSocket: { factory: (url, protocol) => { urls.push(url); return new WebSocket(url, protocol); } } });
      const found = [domain.id(), domain.namespace(), domain.url() === url, urls[0]];
      await domain.dispose();
      return found;
    }, suite.server.realtime + more);
    const query = /\?[^#]*/.exec(more)?.[0] ?? '';
    assert.deepEqual(found, ['default', 'convergence', true, suite.server.realtime.replace('http', 'ws') + query]);
  }
});

test('sockets of the application that offer no subprotocol', async () => {
  const page = await openPage(suite.browser, suite.server);
  const works = await page.evaluate(async () => {
    class Deaf extends WebSocket {
      constructor(url) { super(url); }
    }
    const works = [];
    for (const webSocket of [{ factory: (url) => new WebSocket(url) }, { class: Deaf }]) {
      const domain = await Convergence.connectAnonymously(e2e.url, 'Ada', { webSocket });
      const model = await domain.models().openAutoCreate({ collection: 'e2e', id: 'no-subprotocol', data: { n: 0 } });
      model.elementAt('n').add(1);
      await e2e.until(() => model.isCommitted());
      works.push(model.elementAt('n').value());
      await domain.dispose();
    }
    return works;
  });
  assert.deepEqual(works, [1, 2]);
});

test('a socket that offers another subprotocol is refused with the reason, also where attempts are repeated', async () => {
  const page = await openPage(suite.browser, suite.server);
  const error = await page.evaluate(() => e2e.rejection(() => Convergence.connectAnonymously(e2e.url, 'Ada', {
    webSocket: { factory: (url) => new WebSocket(url, 'convergence.v9.msgpack') },
  })));
  assert.equal(error.code, 'initial_connection_failed');
  assert.match(error.message, /convergence\.v1\.msgpack/);
  assert.match(error.message, new RegExp(String(suite.server.port)));
});

test('a factory that makes no socket', async () => {
  const page = await openPage(suite.browser, suite.server);
  const error = await page.evaluate((noRetry) => e2e.rejection(() => Convergence.connectAnonymously(e2e.url, 'Ada', {
    ...noRetry, webSocket: { factory: async (url) => new WebSocket(url) },
  })), noRetry);
  assert.equal(error.code, 'initial_connection_failed');
  assert.match(error.message, /webSocket\.factory must return a WebSocket.*Promise/);
});

test('a first connection that fails and is tried again says so, once, where nobody listens', async () => {
  const page = await openPage(suite.browser, suite.server);
  const lines = [];
  page.on('console', (message) => lines.push([message.type(), message.text()]));
  const name = await page.evaluate(async () => {
    e2e.wire.blocked = true;
    let tries = 0;
    const connected = Convergence.connectAnonymously(e2e.url, 'Ada', {
      webSocket: { factory: (url) => { tries++; return new e2e.Wire(url); } }, reconnect: { reconnectIntervals: [0.02] },
    });
    await e2e.until(() => tries > 5);
    e2e.wire.blocked = false;
    return (await connected).session().user().displayName;
  });
  assert.equal(name, 'Ada');
  assert.equal(lines.length, 1, JSON.stringify(lines));
  assert.equal(lines[0][0], 'warning');
  assert.match(lines[0][1], new RegExp(`^WARN .*connection: cannot reach ws://127.0.0.1:${suite.server.port}.*the network is down.*tried again`));
});
