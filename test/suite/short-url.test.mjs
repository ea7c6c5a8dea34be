// `namespace/domain` instead of a URL: the server is that of the page, or, for a page
// that loads the script from a server elsewhere, that one.
import assert from 'node:assert/strict';
import http from 'node:http';
import test, { after, before } from 'node:test';
import { setUp } from '../harness/suite.mjs';

const suite = setUp();
// A site that has nothing to do with the server; and one that passes all below /shared/
// on to it and has the client's files, as any site may, below /files/.
let elsewhere, proxy;
const listening = async (handler) => {
  const server = http.createServer(handler);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(server, { url: `http://127.0.0.1:${server.address().port}` });
};
before(async () => {
  elsewhere = await listening((request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>site</title>'));
  proxy = await listening(async ({ url }, response) => {
    const answer = await fetch(suite.server.url + url.replace('/shared/', '/').replace('/files/', '/client/'));
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type'), 'access-control-allow-origin': '*' }).end(Buffer.from(await answer.arrayBuffer()));
  });
});
after(() => { elsewhere.close(); proxy.close(); });

/** The URL that is meant in a page with the script from an address. */
async function meant(page, script, url) {
  const tab = await suite.browser.newPage();
  await tab.goto(page);
  await tab.addScriptTag({ url: script });
  const found = await tab.evaluate(async (url) => {
    const domain = new Convergence.ConvergenceDomain(url, { reconnect: { autoReconnectOnInitial: false }, webSocket: { class: class extends WebSocket {
      constructor(address, protocol) { super(address, protocol); globalThis.dialled = address; }
    } } });
    await domain.connectAnonymously('Ada').catch(() => {});
    return [globalThis.dialled, domain.isConnected()];
  }, url);
  await tab.close();
  return found;
}

test('a page of another origin that has the script from the server', async () => {
  const { url } = suite.server;
  const there = `${url.replace('http', 'ws')}/api/realtime/convergence/default`;
  assert.deepEqual(await meant(elsewhere.url, `${url}/client/convergence.global.js`, 'convergence/default'), [there, true]);
  assert.deepEqual(await meant(elsewhere.url, `${url}/client/@0/convergence.global.min.js?v=1`, 'convergence/default'), [there, true], 'by the name of a build');
  const [dialled] = await meant(elsewhere.url, `${proxy.url}/shared/client/convergence.global.js`, 'convergence/default');
  assert.equal(dialled, `${proxy.url.replace('http', 'ws')}/shared/api/realtime/convergence/default`, 'behind what a proxy puts before');
});

test('a page of the server itself, and one that has the script from somewhere else', async () => {
  const { url } = suite.server;
  const there = `${url.replace('http', 'ws')}/api/realtime/convergence/default`;
  assert.deepEqual(await meant(`${url}/health`, `${url}/client/convergence.global.js`, 'convergence/default'), [there, true]);
  assert.deepEqual(await meant(`${url}/health`, `${proxy.url}/files/convergence.global.js`, 'convergence/default'), [there, true]);
});
