// Two users with two sessions each, as the globals ada, ada2, bob and bob2 of a
// page: domains that are connected. ada and bob2 can be cut from the network,
// each by itself, with `cut` and `mend`.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { after, before } from 'node:test';
import { launch, openPage } from './browser.mjs';
import { root, Server } from './server.mjs';

export const PASSWORD = 'secret';

// Runs a command of the server's program on the data of the running server.
export function command(server, ...args) {
  return execFileSync(path.join(root, 'bin/convergence'), [...args, '--data', server.data], { input: `${PASSWORD}\n`, encoding: 'utf8' });
}

// Makes the users ada and bob and the group "readers", which ada is in.
export function addPeople(server) {
  command(server, 'user', 'add', 'ada', '--display-name', 'Ada L.');
  command(server, 'user', 'edit', 'ada', '--first-name', 'Ada', '--last-name', 'Lovelace', '--email', 'ada@example.com');
  command(server, 'user', 'add', 'bob', '--display-name', 'Bob B.');
  command(server, 'group', 'add', 'readers', '--description', 'Who reads');
  command(server, 'group', 'member', 'add', 'readers', 'ada');
}

// What a test file about people starts from: a server that has them, and a browser.
export function setUpPeople(options) {
  const suite = { server: null, browser: null };
  before(async () => {
    suite.server = await Server.start(options);
    addPeople(suite.server);
    suite.browser = await launch();
  }, { timeout: 60000 });
  after(async () => {
    await suite.browser?.close();
    await suite.server?.dispose();
  }, { timeout: 60000 });
  return suite;
}

// Opens the page. `connect: false` leaves the domains unconnected.
export async function openPeople(suite, { connect = true } = {}) {
  const page = await openPage(suite.browser, suite.server);
  await page.evaluate(async ([password, connect]) => {
    // Each domain's own network.
    const wire = () => {
      const sockets = new Set();
      const own = { blocked: false, sent: 0 };
      own.Class = class extends WebSocket {
        constructor(...args) {
          if (own.blocked) throw new Error('the network is down');
          super(...args);
          sockets.add(this);
        }
        send(data) {
          own.sent++;
          super.send(data);
        }
      };
      own.cut = () => {
        own.blocked = true;
        for (const socket of sockets) socket.close();
        sockets.clear();
      };
      own.mend = () => { own.blocked = false; };
      return own;
    };
    globalThis.wires = {};
    for (const [name, username] of [['ada', 'ada'], ['ada2', 'ada'], ['bob', 'bob'], ['bob2', 'bob']]) {
      const own = (wires[name] = wire());
      const options = { webSocket: { class: own.Class }, reconnect: { reconnectIntervals: [0.05] } };
      globalThis[name] = new Convergence.ConvergenceDomain(e2e.url, options);
      if (connect) await globalThis[name].connectWithPassword({ username, password });
    }
    /** Records every event of an emitter as `name` and what `pick` gives of it. */
    globalThis.log = (emitter, pick = () => undefined) => {
      const list = [];
      emitter.events().subscribe({
        next: (event) => list.push([event.name, pick(event)].filter((x) => x !== undefined)),
        complete: () => list.push(['(complete)']),
      });
      return list;
    };
    /** How a call ends that should fail: thrown or rejected, the class, code and message of the error. */
    globalThis.failure = async (f) => {
      let how = 'threw';
      try {
        const result = f();
        how = 'rejected';
        await result;
        return 'did not fail';
      } catch (error) {
        return `${how} ${error.name} ${error.code ?? error.message}`;
      }
    };
    /** Long enough for whatever the server may still say. */
    globalThis.quiet = () => new Promise((resolve) => setTimeout(resolve, 150));
    globalThis.plain = (map) => Object.fromEntries(map);
    globalThis.until = (condition, what) => e2e.until(condition, 8000, what);
    globalThis.reconnected = async (name) => {
      wires[name].cut();
      await until(() => !globalThis[name].isConnected(), `${name} to be cut off`);
      wires[name].mend();
      await until(() => globalThis[name].isConnected(), `${name} to be back`);
    };
  }, [PASSWORD, connect]);
  return page;
}
