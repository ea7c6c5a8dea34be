// Two users with two sessions each, as the globals ada, ada2, bob and bob2 of a
// page: domains that are connected. ada and bob2 can be cut from the network,
// each by itself, with `cut` and `mend`.
import assert from 'node:assert/strict';
import test from 'node:test';
import { openPage } from './browser.mjs';
import { setUp } from './suite.mjs';

export const PASSWORD = 'secret';

// Runs a command of the server's program on the data of the running server.
export function command(server, ...args) {
  // Only what asks for a password reads it; another one may end before it is written.
  const input = args[0] === 'user' && args[1] === 'add' ? `${PASSWORD}\n` : '';
  return server.command(args, input);
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
  return Object.assign(setUp(options, ({ server }) => addPeople(server)), { used: new Set() });
}

// Opens the page. `connect: false` leaves the domains unconnected.
export async function openPeople(suite, { connect = true } = {}) {
  const page = await openPage(suite.browser, suite.server);
  await page.exposeFunction('tellUsed', (name) => { suite.used.add(name); });
  await page.evaluate(recordUse);
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

// Runs in the page: tells of every public member of the classes that is used for
// the first time.
function recordUse() {
  const told = new Set();
  const tell = (name) => {
    if (told.has(name)) return;
    told.add(name);
    tellUsed(name);
  };
  for (const [name, type] of Object.entries(Convergence)) {
    if (typeof type !== 'function' || !/^[A-Z]/.test(name) || name === 'Convergence') continue;
    for (const [prefix, target] of [['', type.prototype], ['static ', type]]) {
      for (const [member, d] of Object.entries(Object.getOwnPropertyDescriptors(target ?? {}))) {
        if (!/^[a-z]/.test(member) || member === 'constructor' || !d.configurable) continue;
        const id = `${name}.${prefix}${member}`;
        const wrap = (f) => function (...args) { tell(id); return f.apply(this, args); };
        if (typeof d.value === 'function') Object.defineProperty(target, member, { ...d, value: Object.assign(wrap(d.value), d.value) });
        else if (d.get) Object.defineProperty(target, member, { ...d, get: wrap(d.get) });
      }
    }
  }
}

// The last test of a file: every public member of these classes was used by the
// tests before it, methods, getters and static ones alike; but for those that
// are tested elsewhere.
export function everyMemberIsUsed(suite, classes, elsewhere = []) {
  test(`every member of ${classes.join(', ')} was used`, async () => {
    const page = await openPage(suite.browser, suite.server);
    const all = await page.evaluate((classes) => classes.flatMap((name) => {
      const type = Convergence[name];
      const members = (target, prefix) => Object.entries(Object.getOwnPropertyDescriptors(target))
        .filter(([member, d]) => /^[a-z]/.test(member) && member !== 'constructor' && (typeof d.value === 'function' || d.get))
        .map(([member]) => `${name}.${prefix}${member}`);
      return [...members(type.prototype, ''), ...members(type, 'static ')];
    }), classes);
    await page.close();
    assert.ok(all.length > classes.length, 'there are members');
    assert.deepEqual(all.filter((name) => !suite.used.has(name) && !elsewhere.includes(name)), [], 'these members have no test in this file');
  });
}
