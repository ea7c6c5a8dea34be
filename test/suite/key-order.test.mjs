// The properties of an object are in the same order for everybody, that of the
// server: on pages that edit at once and lose their connections, for who comes
// later, in histories and queries, and after the server was killed.
import assert from 'node:assert/strict';
import test from 'node:test';
import { openPage } from '../harness/browser.mjs';
import { seeded } from '../harness/random.mjs';
import { freshId, setUp } from '../harness/suite.mjs';

const suite = setUp();
const ROUNDS = 8;
const connect = (page, name) => page.evaluate((name) => e2e.connect(name, { webSocket: { class: e2e.Wire }, reconnect: { reconnectIntervals: [0.05] } }), name);
const open = (page, id) => page.evaluate(async (id) => {
  await e2e.open(id, { first: 1, o: { b: 1, a: 2, z: { y: 1, x: 2 } }, last: { q: 1 } });
  return JSON.stringify(e2e.model.root().value());
}, id);

// Edits the objects at random, so often; with cut, without a connection.
const edit = (page, seed, count, cut) => page.evaluate(([seed, count, cut]) => {
  let state = seed >>> 0;
  const random = (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
  if (cut) e2e.cut();
  const root = e2e.model.root();
  const keys = ['a', 'b', 'c', 'd', 'e', '7'];
  const value = () => [random(100), 'text', { k: 1, j: { i: 2, h: 3 } }, [1, { n: 1, m: 2 }]][random(4)];
  const one = () => {
    // The root, and what is in it as long as it is an object.
    const inside = ['o', 'last'].map((key) => root.get(key)).filter((e) => e.type?.() === 'object');
    const object = inside.length > 0 && random(4) > 0 ? inside[random(inside.length)] : root;
    const key = keys[random(keys.length)];
    if (object !== root && random(15) === 0) object.value({ [keys[random(6)]]: 1, w: 2, [keys[random(6)]]: 3 });
    else if (object.hasKey(key) && random(2) === 0) object.remove(key);
    else object.set(key, value());
  };
  for (let i = 0; i < count; i++) {
    const batch = random(6) === 0;
    if (batch) e2e.model.startBatch();
    one();
    if (batch) {
      one();
      e2e.model.completeBatch();
    }
  }
}, [seed, count, cut]);

// What everybody else is told, as text: by a query, and by a history that goes to
// each of the versions and back to the newest.
const elsewhere = (page, id, versions) => page.evaluate(async ([id, versions]) => {
  const found = await e2e.domain.models().query(`SELECT FROM e2e WHERE @id = '${id}'`);
  const history = await e2e.domain.models().history(id);
  const at = { [history.version()]: JSON.stringify(history.root().value()) };
  const newest = history.maxVersion();
  const again = [];
  for (const version of [...versions.toReversed(), 1, ...versions]) {
    await history.playTo(version);
    again.push([version, JSON.stringify(history.root().value())]);
  }
  await history.playTo(newest);
  again.push([newest, JSON.stringify(history.root().value())]);
  return { found: JSON.stringify(found.data[0].data), at, newest, again };
}, [id, versions]);

test('the order of properties is the same for everybody', async () => {
  const random = seeded();
  const pages = await Promise.all([1, 2, 3].map(() => openPage(suite.browser, suite.server)));
  const id = freshId('order');
  const texts = new Map(); // by version
  const problem = `SEED=${random.seed}`;
  try {
    for (const [i, page] of pages.entries()) await connect(page, `P${i}`);
    texts.set(1, await open(pages[0], id));
    await Promise.all(pages.slice(1).map((page) => open(page, id)));
    const settled = async () => {
      await Promise.all(pages.map((page) => page.evaluate(() => e2e.committed())));
      const newest = Math.max(...await Promise.all(pages.map((page) => page.evaluate(() => e2e.model.version()))));
      return Promise.all(pages.map((page) => page.evaluate(async (newest) => {
        await e2e.until(() => e2e.model.version() === newest && e2e.model.isCommitted(), 15000, `version ${newest}`);
        return e2e.state();
      }, newest)));
    };
    for (let round = 0; round < ROUNDS; round++) {
      // One at least edits on, connected.
      await Promise.all(pages.map((page, i) => edit(page, random.below(1e9), 2 + random.below(10), i !== round % 3 && random.below(2) === 0)));
      await Promise.all(pages.map((page) => page.evaluate(() => e2e.mend())));
      const [one, ...others] = await settled();
      for (const other of others) assert.deepEqual(other, one);
      texts.set(one.version, one.value);
    }
    const versions = [...texts.keys()];
    const newest = versions.at(-1);
    assert.ok(newest > 50, `${newest} versions`);
    assert.ok(new Set([...texts.values()].map((text) => Object.keys(JSON.parse(text)).join())).size > 2, 'the order has changed on the way');
    const everywhere = async () => {
      const late = await openPage(suite.browser, suite.server);
      await connect(late, 'late');
      const told = await elsewhere(late, id, versions);
      assert.equal(told.found, texts.get(newest));
      assert.deepEqual(told.at, { [newest]: texts.get(newest) });
      assert.equal(told.newest, newest);
      assert.deepEqual(told.again, told.again.map(([version]) => [version, texts.get(version)]));
      assert.equal(await open(late, id), texts.get(newest));
      assert.deepEqual(late.problems, []);
      await late.close();
    };
    await everywhere();
    await suite.server.restart(); // by kill -9
    await everywhere();
    // Those who were there all the time, too, and who edit on.
    await Promise.all(pages.map((page) => edit(page, random.below(1e9), 5, false)));
    const [one, ...others] = await settled();
    for (const other of others) assert.deepEqual(other, one);
    for (const page of pages) assert.deepEqual(page.problems, []);
  } catch (error) {
    throw new Error(`${problem}: ${error.message}`, { cause: error });
  }
});
