// What every end-to-end test file starts from: one server and one browser,
// made before the file's tests and gone after them.
import { after, afterEach, before } from 'node:test';
import { launch } from './browser.mjs';
import { Tabs } from './tabs.mjs';
import { Server } from './server.mjs';

// `prepare` is given both before the tests. `suite.openModel` is openModelPage in a tab
// that is the test's until its end.
export function setUp(options, prepare = async () => {}) {
  const suite = { server: null, browser: null };
  const tabs = new Tabs();
  suite.openModel = (options) => tabs.openModel(suite.browser, suite.server, options);
  before(async () => {
    suite.server = await Server.start(options);
    // Tabs that share a process cost a third less to open. What the tests are about
    // does not: a client has a core, a socket and a store for each page anyhow.
    suite.browser = await launch({ flags: ['--process-per-site'] });
    await prepare(suite);
  }, { timeout: 60000 });
  afterEach(() => tabs.takeBack());
  after(async () => {
    await suite.browser?.close();
    await suite.server?.dispose();
  }, { timeout: 60000 });
  return suite;
}

let made = 0;
// An id that no other test uses.
export const freshId = (what) => `${what}-${process.pid}-${++made}`;
