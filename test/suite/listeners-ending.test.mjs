// Listeners that end what they listen to: every kind of event, and inside of it
// the model is closed, or the domain disconnected and disposed of.
import assert from 'node:assert/strict';
import test from 'node:test';
import { setUpPair } from '../harness/pair.mjs';
import { freshId } from '../harness/suite.mjs';

// By name: how Bob listens, and what Ada or his network do that causes it.
const EVENTS = {
  'value event of an element': [(w, f) => w.model.elementAt('text').on('insert', f), () => e2e.text.insert(0, 'x')],
  'model_changed of the root': [(w, f) => w.model.root().on('model_changed', f), () => e2e.text.insert(0, 'x')],
  detached: [(w, f) => w.model.elementAt('o', 'k').on('detached', f), () => e2e.model.root().remove('o')],
  version_changed: [(w, f) => w.model.on('version_changed', f), () => e2e.text.insert(0, 'x')],
  'events() of an element': [(w, f) => w.model.elementAt('o').events().subscribe(f), () => e2e.model.elementAt('o').set('k', 2)],
  reference: [(w, f) => w.model.elementAt('text').on('reference', f), () => e2e.text.indexReference('new').share()],
  'reference of the model': [(w, f) => w.model.on('reference', f), () => e2e.model.elementReference('new').share()],
  'set of a reference': [(w, f) => w.model.elementAt('text').references()[0].on('set', f), () => e2e.cursor.set(2)],
  'synthetic set': [(w, f) => w.model.elementAt('text').references()[0].on('set', f), () => e2e.text.insert(0, 'xx')],
  'disposed of a reference': [(w, f) => w.model.elementAt('text').references()[0].on('disposed', f), () => e2e.cursor.unshare()],
  'collaborator_closed': [(w, f) => w.model.on('collaborator_closed', f), () => e2e.model.close()],
  collaboratorsAsObservable: [(w, f) => { let first = true; w.model.collaboratorsAsObservable().subscribe(() => { if (!first) f(); first = false; }); }, () => e2e.model.close()],
  permissions_changed: [(w, f) => w.model.on('permissions_changed', f), () => e2e.model.permissionsManager().setWorldPermissions({ read: true, write: false, remove: false, manage: false }).then(() => e2e.model.permissionsManager().setOverridesCollection(true))],
  'closed by the server': [(w, f) => w.model.on('closed', f), () => e2e.domain.models().remove(e2e.model.modelId())],
  deleted: [(w, f) => w.model.on('deleted', f), () => e2e.domain.models().remove(e2e.model.modelId())],
  committed: [(w, f) => w.model.on('committed', f), null, (w) => w.model.elementAt('text').insert(0, 'mine')],
  modified: [(w, f) => w.model.on('modified', f), null, (w) => w.model.elementAt('text').insert(0, 'mine')],
  'event of an own edit': [(w, f) => { w.model.emitLocalEvents(true); w.model.elementAt('text').on('insert', f); }, null, (w) => w.model.elementAt('text').insert(0, 'mine')],
  offline: [(w, f) => w.model.on('offline', f), null, (w) => w.socket.close()],
  reconnecting: [(w, f) => w.model.on('reconnecting', f), null, (w) => w.socket.close()],
  resync_started: [(w, f) => w.model.on('resync_started', f), null, (w) => w.socket.close()],
  resync_completed: [(w, f) => w.model.on('resync_completed', f), null, (w) => w.socket.close()],
  online: [(w, f) => w.model.on('online', f), null, (w) => w.socket.close()],
  'interrupted of the domain': [(w, f) => w.domain.on('interrupted', f), null, (w) => w.socket.close()],
  'transition of a history': [(w, f) => w.history.on('transition_start', f), null, (w) => { w.history.playTo(1).catch(() => {}); }],
  'event of a historical element': [(w, f) => w.history.root().get('text').on('remove', f), null, (w) => { w.history.playTo(1).catch(() => {}); }],
};
const ACTS = {
  close: (w) => w.model.close(),
  'disconnect and dispose': (w) => { w.domain.disconnect(); return w.domain.dispose(); },
};

const pair = setUpPair({ prepare: () => {
  /** Connects once more and opens a model, its history and all. */
  e2e.watch = async (id) => {
    const w = {};
    const Socket = class extends WebSocket { constructor(...args) { super(...args); w.socket = this; } };
    w.domain = await Convergence.connectAnonymously(e2e.url, 'Bob', { webSocket: { class: Socket }, reconnect: { reconnectIntervals: [0.01] } });
    w.model = await w.domain.models().open(id);
    w.history = await w.domain.models().history(id);
    await e2e.until(() => w.model.elementAt('text').references().length === 1);
    return (e2e.w = w);
  };
} });

for (const [what, act] of Object.entries(ACTS)) {
  test(`${what} inside of every kind of event`, async () => {
    let b;
    for (const [name, [listen, remote, own]] of Object.entries(EVENTS)) {
      let a;
      [a, b] = await pair(freshId('ending'), { text: '', o: { k: 1 } });
      await a.evaluate(async () => {
        e2e.text.insert(0, 'abc');
        e2e.cursor = e2e.text.indexReference('cursor');
        e2e.cursor.set(1);
        e2e.cursor.share();
        await e2e.committed();
      });
      await b.evaluate(async ([listen, act]) => {
        const w = await e2e.watch(e2e.model.modelId());
        await e2e.model.close(); // the one of setUpPair is not looked at here
        e2e.seen = [];
        w.model.on('closed', () => e2e.seen.push('closed'));
        // Others who listen to the same hear it too, whatever the first one does.
        const first = () => { if (e2e.seen.includes('first')) return; e2e.seen.push('first'); e2e.end = Promise.resolve((0, eval)(act)(w)).then(() => 'done', (e) => `${e.name} ${e.code ?? e.message}`); };
        (0, eval)(listen)(w, first);
        (0, eval)(listen)(w, () => { if (!e2e.seen.includes('second')) e2e.seen.push('second'); });
      }, [listen.toString(), act.toString()]);
      if (remote) await a.evaluate((f) => (0, eval)(f)(), remote.toString());
      if (own) await b.evaluate((f) => (0, eval)(f)(e2e.w), own.toString());
      const result = await b.evaluate(async ([name, closes]) => {
        await e2e.until(() => e2e.seen.includes('first'), 8000, `the event ${name}`);
        const end = await e2e.end;
        await e2e.until(() => !e2e.w.model.isOpen(), 8000, `the end after ${name}`);
        const seen = [...e2e.seen];
        if (closes) await e2e.w.domain.dispose();
        return { end, seen, disposed: e2e.w.domain.isDisposed(), text: typeof e2e.w.model.elementAt('text').value() };
      }, [name, what === 'close']);
      assert.ok(result.end === 'done' || (what === 'close' && /closed/.test(name + result.end)) || /deleted/.test(name), `${name}: ${JSON.stringify(result)}`);
      assert.ok(result.seen.includes('closed') && result.disposed, `${name}: ${JSON.stringify(result)}`);
      assert.ok(result.seen.indexOf('second') === result.seen.indexOf('first') + 1, `${name}: ${JSON.stringify(result)}`);
      assert.deepEqual(b.problems, [], name);
    }
    // The core lives on, and with it the domain that nobody has disposed of.
    assert.equal(await b.evaluate(async () => (await e2e.domain.models().openAutoCreate({ collection: 'e2e', data: { ok: 1 } })).root().get('ok').value()), 1);
  });
}
