// Who wrote what: by those who were there from the start, and by who opens the model in the end.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { Client, randomSession, settled, told } from '../harness/attributed.mjs';
import { seeded } from '../harness/random.mjs';
import { Server } from '../harness/server.mjs';
import { freshId } from '../harness/suite.mjs';

let server;
before(async () => { server = await Server.start(); }, { timeout: 60000 });
after(async () => {
  await Promise.all(opened.map((client) => client.leave()));
  await server?.dispose();
});

const opened = [];

const rounds = Number(process.env.ROUNDS) || 30;
const first = seeded().seed;

test(`what is followed is what is read anew: three edit, undo and redo through cuts, ${rounds} sessions`, { timeout: 20000 + rounds * 5000 }, async () => {
  for (let round = 0; round < rounds; round++) {
    const seed = first + round;
    await randomSession(server, seed);
  }
});

test('each character is by who writes with that letter, also while edits are on their way', async () => {
  const seed = first;
  const random = seeded(seed);
  const [ada, bob] = await both('letters', { text: '' });
  for (let step = 0; step < 300; step++) {
    const client = random.pick([ada, bob]);
    const text = client.model.elementAt('text');
    if (random.chance(0.1)) client.blocked ? client.mend() : client.cut();
    const at = random.below(text.length() + 1);
    if (random.chance(0.3)) text.splice(at, random.below(text.length() - at + 1) >> 1, '');
    else text.insert(at, (client === ada ? 'a' : 'b').repeat(1 + random.below(3)));
    if (random.chance(0.3)) await new Promise((resolve) => setTimeout(resolve, random.below(4)));
    for (const { who, model } of [ada, bob]) {
      const text = model.elementAt('text');
      const letters = who.of(text).map(({ from, to, user }) => (user === ada.domain.session().user() || user.displayName === 'Ada' ? 'a' : 'b').repeat(to - from));
      assert.equal(letters.join(''), text.value(), `SEED=${seed}, step ${step}`);
    }
  }
  for (const client of [ada, bob]) client.mend();
  await settled([ada, bob]);
  assert.deepEqual(told(ada.who, ada.model), told(bob.who, bob.model));
});

test('text, entries, properties and values, who has made them and when', async () => {
  const [ada, bob] = await both('kinds', { text: 'hi', list: [1, 2], map: { old: true } });
  const began = Date.now();
  const heard = [];
  const stop = ada.who.subscribe(({ element }) => heard.push(element && element.relativePath()));
  ada.model.elementAt('text').insert(2, ' there');
  const [given, typed] = ada.who.of(ada.model.elementAt('text'));
  assert.deepEqual([given.from, given.to, given.user, given.version, given.pending], [0, 2, undefined, 1, false]);
  assert.deepEqual(ada.who.of(ada.model.elementAt('text'), 1, 4).map(({ from, to }) => [from, to]), [[1, 2], [2, 4]]);
  assert.equal(+given.time, +ada.model.createdTime());
  assert.deepEqual([typed.from, typed.to, typed.user.displayName, typed.sessionId, typed.version, typed.pending], [2, 8, 'Ada', ada.domain.session().sessionId(), undefined, true]);
  await settled([ada, bob]); // else what Bob does may be stored before, and heard of first
  bob.model.elementAt('list').insert(1, 'new');
  await settled([ada, bob]);
  bob.model.elementAt('list').reorder(1, 0);
  bob.model.elementAt('map').set('more', { deep: ['x'] });
  ada.model.elementAt('list', 2).value(7);
  await settled([ada, bob]);
  for (const { who, model } of [ada, bob]) {
    assert.deepEqual(who.of(model.elementAt('list')).map(({ index, user }) => [index, user?.displayName]), [[0, 'Bob'], [1, undefined], [2, 'Ada']]);
    assert.deepEqual(who.of(model.elementAt('map')).map(({ key, user }) => [key, user?.displayName]), [['old', undefined], ['more', 'Bob']]);
    assert.equal(who.at(model.elementAt('map', 'more', 'deep'), 0).user.displayName, 'Bob');
    assert.equal(who.at(model.elementAt('text'), 7).user.displayName, 'Ada');
    assert.equal(who.at(model.elementAt('text'), 1).user, undefined);
    assert.equal(who.at(model.elementAt('map'), 'more').version, who.of(model.elementAt('map', 'more', 'deep', 0))[0].version);
    const number = who.of(model.elementAt('list', 2));
    assert.equal(number.user.displayName, 'Ada');
    assert.ok(number.time >= began - 1 && number.time <= Date.now() + 1 && number.version > 1 && !number.pending);
    assert.throws(() => who.at(model.elementAt('text'), 8), RangeError);
    assert.throws(() => who.at(model.elementAt('map'), 'none'), RangeError);
  }
  assert.deepEqual(heard.slice(0, 2), ['text', null]);
  stop();
  const before = heard.length;
  ada.model.elementAt('text').remove(0, 1);
  assert.equal(heard.length, before, 'who has ceased to listen hears no more');
  assert.throws(() => ada.who.of(bob.model.root()), TypeError);
  assert.throws(() => ada.who.subscribe('no function'), TypeError);
  await settled([ada, bob]);
  await ada.model.close();
  assert.equal(ada.who.isDisposed(), true);
  assert.throws(() => ada.who.of(ada.model.root()), /disposed/);
});

test('what two set to the same at the same time is by the one whom the server has heard first', async () => {
  const day = new Date(86400000);
  const [ada, bob] = await both('same', { no: false, n: 1, s: 'a', d: new Date(0), list: ['one'], map: { a: 1 }, batch: 1, more: 1 });
  const edit = ({ model }) => {
    const at = (key) => model.elementAt(key);
    at('no').value(true);
    at('n').value(2);
    at('s').value('b');
    at('d').value(day);
    at('list').value([]);
    at('map').value({});
    at('more').value(2);
    model.startBatch();
    at('batch').value(2);
    model.completeBatch();
  };
  const heard = [];
  ada.model.elementAt('n').on('value', ({ user, local }) => heard.push([user.displayName, local, ada.model.version()]));
  ada.hold();
  edit(bob);
  await until(() => bob.model.isCommitted());
  const version = bob.who.of(bob.model.elementAt('n')).version;
  edit(ada);
  ada.model.elementAt('more').value(3); // hers since
  ada.free();
  await settled([ada, bob]);
  assert.deepEqual(heard, [['Bob', false, version]]);
  const lines = told(ada.who, ada.model);
  assert.deepEqual(lines, told(bob.who, bob.model));
  assert.match(lines.join(), /\.no [^,]*,.*\.batch/);
  for (const key of ['no', 'n', 's', 'd', 'list', 'map', 'batch']) assert.equal(who(ada, key), 'Bob', key);
  assert.equal(who(ada, 'more'), 'Ada');
  function who({ who, model }, key) { return who.at(model.root(), key).user.displayName; }
});

test('an undo is an edit: what it brings back is by who has brought it back, a redo too', async () => {
  const [ada, bob] = await both('undo', { text: '', cards: [] });
  ada.model.elementAt('text').insert(0, 'by Ada');
  ada.model.elementAt('cards').insert(0, { title: 'hers' });
  await settled([ada, bob]);
  bob.model.elementAt('text').remove(0, 3);
  bob.model.elementAt('cards').remove(0);
  await settled([ada, bob]);
  bob.undo.undo();
  bob.undo.undo();
  await settled([ada, bob]);
  for (const { who, model } of [ada, bob]) {
    assert.deepEqual(who.of(model.elementAt('text')).map(({ from, to, user }) => [from, to, user.displayName]), [[0, 3, 'Bob'], [3, 6, 'Ada']]);
    assert.equal(who.at(model.elementAt('cards'), 0).user.displayName, 'Bob');
    assert.deepEqual(who.of(model.elementAt('cards', 0, 'title')).map(({ user }) => user.displayName), ['Bob']);
  }
});

test('without a connection, without the right and of a closed model it says so', async () => {
  const [ada, bob] = await both('errors', { text: '' });
  const manager = ada.domain.models().permissions(ada.model.modelId());
  await manager.setOverridesCollection(true);
  await manager.setWorldPermissions({ read: false, write: false, remove: false, manage: false });
  await bob.model.whenClosed();
  await assert.rejects(bob.model.attribution(), { name: 'AttributionError', code: 'closed' });
  ada.cut();
  await until(() => !ada.domain.session().isConnected());
  await assert.rejects(ada.model.attribution(), { name: 'AttributionError', code: 'offline' });
  ada.model.elementAt('text').insert(0, 'without a connection');
  ada.mend();
  await until(() => ada.domain.session().isConnected());
  const who = await ada.model.attribution();
  assert.deepEqual(who.of(ada.model.elementAt('text')).map(({ from, to, pending }) => [from, to, pending]), [[0, 20, false]]);
});

// Two clients with one new model.
async function both(what, data) {
  const id = freshId(what);
  const clients = [await Client.connect(server.realtime, 'Ada'), await Client.connect(server.realtime, 'Bob')];
  opened.push(...clients);
  for (const client of clients) await client.open(id, data);
  return clients;
}

async function until(condition) {
  for (const end = Date.now() + 10000; !condition();) {
    if (Date.now() > end) throw new Error(`waited for ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
