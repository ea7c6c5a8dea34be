// What a model tells about itself, event by event, and in which order.
import assert from 'node:assert/strict';
import test from 'node:test';
import { converge, openPage } from '../harness/browser.mjs';
import { freshId, setUp } from '../harness/suite.mjs';

const suite = setUp();
const open = (id, name, data) => suite.openModel({ id, name, data });
const until = (page, condition) => page.evaluate((condition) => e2e.until(() => (0, eval)(condition)(), 15000, condition), condition.toString());

// A page that can lose its connection: e2e.cut() and e2e.mend().
async function openBreakable(id, name, data) {
  const page = await openPage(suite.browser, suite.server);
  await page.evaluate(async ([id, name, data]) => {
    await e2e.connect(name, { webSocket: { class: e2e.Wire }, reconnect: { reconnectIntervals: [0.05] } });
    await e2e.open(id, data);
  }, [id, name, data]);
  return page;
}

// Starts e2e.log: the names of all events of the model, and what is told of them.
const follow = (page) => page.evaluate(() => {
  e2e.log = [];
  e2e.bad = [];
  e2e.model.events().subscribe((e) => {
    const more = { version_changed: () => e.version - e2e.base, collaborator_opened: () => e.collaborator.user.displayName, collaborator_closed: () => e.collaborator.user.displayName, reference: () => e.reference.key(), remote_resync_started: () => e.user.displayName, remote_resync_completed: () => e.user.displayName }[e.name];
    e2e.log.push(more ? `${e.name} ${more()}` : e.name);
    if (!Object.isFrozen(e) || (e.src ?? e.model) !== e2e.model || e.constructor.NAME !== e.name || !Object.values(Convergence.RealTimeModel.Events).includes(e.name)) e2e.bad.push(e.name);
  });
  e2e.base = e2e.model.version();
});
const log = (page) => page.evaluate(() => e2e.log);

test('a local edit: modified, then committed before version_changed; a batch counts once', async () => {
  const a = await open(freshId('local'), 'Ada');
  await follow(a);
  const during = await a.evaluate(async () => {
    e2e.text.insert(0, 'a');
    e2e.text.insert(1, 'b');
    const now = [[...e2e.log], e2e.model.isCommitted(), e2e.text.value()];
    await e2e.committed();
    return now;
  });
  assert.deepEqual(during, [['modified'], false, 'ab']);
  await until(a, () => e2e.log.length === 3);
  assert.deepEqual(await log(a), ['modified', 'committed', 'version_changed 1']);
  await a.evaluate(async () => {
    e2e.log.length = 0;
    e2e.model.startBatch();
    for (let i = 0; i < 5; i++) e2e.text.insert(0, 'c');
    e2e.model.root().set('k', 1);
    e2e.model.endBatch();
    await e2e.committed();
  });
  await until(a, () => e2e.log.length === 3);
  assert.deepEqual(await log(a), ['modified', 'committed', 'version_changed 2']);
  assert.deepEqual(await a.evaluate(() => e2e.bad), []);
});

test('a remote edit: detached, the value event, model_changed up the tree, version_changed; a batch tells versions once', async () => {
  const id = freshId('remote');
  const a = await open(id, 'Ada', { o: { s: 'x' } });
  const b = await open(id, 'Bob');
  await b.evaluate(() => {
    e2e.order = [];
    const note = (what) => (e) => e2e.order.push(`${what} ${e.name}${e.relativePath ? ` [${e.relativePath}]` : ''}${e.name === 'version_changed' ? e.version - e2e.base : ''}`);
    e2e.base = e2e.model.version();
    e2e.model.elementAt('o', 's').events().subscribe(note('s'));
    e2e.model.elementAt('o').events().subscribe(note('o'));
    e2e.model.root().events().subscribe(note('root'));
    e2e.model.on('version_changed', note('model'));
  });
  const session = await a.evaluate(() => { e2e.model.elementAt('o').set('s', 'y'); return e2e.domain.session().sessionId(); });
  await converge([a, b]);
  assert.deepEqual(await b.evaluate(() => e2e.order.splice(0)), ['s detached', 'o set', 'o model_changed []', 'root model_changed [o]', 'model version_changed1']);
  await b.evaluate(() => e2e.model.root().on('model_changed', (e) => { e2e.who = [e.user.displayName, e.sessionId, e.childEvent.user.displayName, e.childEvent.sessionId, e.local, Object.isFrozen(e.relativePath)]; }));
  await a.evaluate(() => {
    e2e.model.startBatch();
    e2e.model.elementAt('o').remove('s');
    e2e.model.root().set('n', 1);
    e2e.model.completeBatch();
  });
  await converge([a, b]);
  assert.deepEqual(await b.evaluate(() => e2e.order), ['o remove', 'o model_changed []', 'root model_changed [o]', 'root set', 'root model_changed []', 'model version_changed2']);
  assert.deepEqual(await b.evaluate(() => e2e.who), ['Ada', session, 'Ada', session, false, true]);
});

test('collaborators come and go: events, list and observable agree, the own session included', async () => {
  const id = freshId('people');
  const a = await open(id, 'Ada');
  await follow(a);
  await a.evaluate(() => {
    e2e.lists = [];
    e2e.subscription = e2e.model.collaboratorsAsObservable().subscribe((list) => e2e.lists.push(list.map((c) => c.user.displayName)));
  });
  const b = await open(id, 'Bob');
  await until(a, () => e2e.lists.length === 2);
  const result = await a.evaluate(() => {
    const late = [];
    e2e.model.collaboratorsAsObservable().subscribe((list) => late.push(list.length)).unsubscribe();
    const list = e2e.model.collaborators();
    return [late, list.map((c) => c.user.displayName), list.some((c) => c.sessionId === e2e.domain.session().sessionId()), list[0] instanceof Convergence.ModelCollaborator, e2e.model.resynchronizingCollaborators()];
  });
  assert.deepEqual(result, [[2], ['Ada', 'Bob'], true, true, []]);
  await b.evaluate(() => e2e.model.close());
  await until(a, () => e2e.lists.length === 3);
  assert.deepEqual(await a.evaluate(() => [e2e.lists, e2e.log]), [[['Ada'], ['Ada', 'Bob'], ['Ada']], ['collaborator_opened Bob', 'collaborator_closed Bob']]);
});

test('a lost connection: offline, edits go on, and everything is made up for in order', async () => {
  const id = freshId('resync');
  const a = await openBreakable(id, 'Ada', { text: 'start' });
  const b = await open(id, 'Bob');
  await until(a, () => e2e.model.collaborators().length === 2);
  await follow(a);
  await follow(b);
  await b.evaluate(() => {
    const r = e2e.text.indexReference('theirs');
    r.set(2);
    r.share();
    const e = e2e.model.elementReference('picked');
    e.share();
  });
  await a.evaluate(async () => {
    await e2e.until(() => e2e.text.references().length === 1 && e2e.model.references().length === 1);
    e2e.mine = e2e.text.indexReference('mine');
    e2e.mine.set(1);
    e2e.mine.share();
    e2e.oldSession = e2e.domain.session().sessionId();
  });
  await until(b, () => e2e.text.references({ key: 'mine' }).some((r) => !r.isLocal()));
  const down = await a.evaluate(async () => {
    e2e.log.length = 0;
    e2e.cut();
    await e2e.until(() => e2e.log.includes('offline'));
    const before = [...e2e.log];
    e2e.text.insert(0, 'A');
    return [before, e2e.text.value(), e2e.model.isOpen(), e2e.model.isCommitted(), e2e.text.references().length, e2e.model.collaborators().length];
  });
  assert.deepEqual(down.slice(1), ['Astart', true, false, 1, 0]);
  assert.deepEqual([...down[0]].sort(), ['collaborator_closed Ada', 'collaborator_closed Bob', 'offline']);
  assert.equal(down[0].at(-1), 'offline');
  await until(b, () => e2e.log.includes('collaborator_closed Ada'));
  assert.equal(await b.evaluate(() => e2e.text.references({ key: 'mine' }).length), 0);
  await b.evaluate(async () => { e2e.log.length = 0; e2e.text.insert(e2e.text.length(), 'B'); await e2e.committed(); });
  await a.evaluate(() => { e2e.log.length = 0; e2e.mend(); });
  await until(a, () => e2e.log.includes('online'));
  assert.equal(await converge([a, b]), '{"text":"AstartB"}');
  const events = await log(a);
  const order = ['reconnecting', 'resync_started', 'version_changed 1', 'resync_completed', 'collaborator_opened Ada', 'reference picked', 'online'];
  const at = order.map((name) => events.indexOf(name));
  assert.ok(at.every((i, k) => i >= 0 && (k === 0 || i > at[k - 1])), `the order is ${events}`);
  assert.ok(events.indexOf('collaborator_opened Bob') > events.indexOf('resync_completed') && events.indexOf('collaborator_opened Bob') < events.indexOf('online'), `${events}`);
  await until(b, () => e2e.text.references({ key: 'mine' }).some((r) => !r.isLocal()));
  const sessions = await a.evaluate(() => [e2e.oldSession, e2e.domain.session().sessionId(), e2e.mine.sessionId(), e2e.mine.isShared()]);
  assert.notEqual(sessions[0], sessions[1]);
  assert.deepEqual(sessions.slice(1), [sessions[1], sessions[1], true]);
  assert.equal(await b.evaluate(() => e2e.text.references({ key: 'mine' })[0].sessionId()), sessions[1]);
  const theirs = await log(b);
  assert.ok(theirs.indexOf('remote_resync_started Ada') >= 0 && theirs.indexOf('remote_resync_completed Ada') > theirs.indexOf('remote_resync_started Ada'), `${theirs}`);
  assert.ok(theirs.includes('collaborator_opened Ada'), `${theirs}`);
  assert.deepEqual(await b.evaluate(() => [e2e.model.resynchronizingCollaborators(), e2e.model.collaborators().map((c) => c.user.displayName).sort(), e2e.bad]), [[], ['Ada', 'Bob'], []]);
  assert.deepEqual(await a.evaluate(() => e2e.bad), []);
});

test('who synchronises is listed until that is done', async () => {
  const id = freshId('resyncing');
  const a = await openBreakable(id, 'Ada', { text: '' });
  const b = await open(id, 'Bob');
  await b.evaluate(() => {
    e2e.seen = [];
    for (const name of ['remote_resync_started', 'remote_resync_completed']) e2e.model.on(name, (e) => e2e.seen.push([e.name, e.model === e2e.model, typeof e.sessionId, e2e.model.resynchronizingCollaborators().map((c) => c.user.displayName)]));
  });
  await a.evaluate(async () => {
    e2e.cut();
    await e2e.until(() => !e2e.domain.isConnected());
    for (let i = 0; i < 200; i++) e2e.text.insert((i * 7) % (e2e.text.length() + 1), 'x');
    e2e.mend();
    await e2e.committed();
  });
  await until(b, () => e2e.seen.length === 2);
  const seen = await b.evaluate(() => e2e.seen);
  assert.deepEqual(seen.map(([name, model, id]) => [name, model, id]), [['remote_resync_started', true, 'string'], ['remote_resync_completed', true, 'string']]);
  assert.deepEqual(seen.map((entry) => entry[3]), [['Ada'], []]);
});

test('a model that is deleted while the connection is down: resync_error, detached, closed, deleted', async () => {
  const id = freshId('lost');
  const a = await openBreakable(id, 'Ada', { text: 'x' });
  const b = await open(id, 'Bob');
  await follow(a);
  await a.evaluate(async () => {
    e2e.model.on('resync_error', (e) => { e2e.message = e.message; });
    e2e.model.elementAt('text').on('detached', () => e2e.log.push('detached'));
    e2e.cut();
    await e2e.until(() => e2e.log.includes('offline'));
    e2e.log.length = 0;
  });
  await b.evaluate((id) => e2e.domain.models().remove(id), id);
  await a.evaluate(() => e2e.mend());
  await until(a, () => e2e.log.includes('deleted'));
  assert.deepEqual(await log(a), ['reconnecting', 'resync_error', 'detached', 'closed', 'deleted']);
  assert.match(await a.evaluate(() => e2e.message), /not exist|deleted/);
  assert.deepEqual(await a.evaluate(() => [e2e.model.isOpen(), e2e.model.isClosing()]), [false, false]);
});

test('an explicit disconnect tells offline once', async () => {
  const a = await open(freshId('disconnect'), 'Ada');
  await follow(a);
  await a.evaluate(() => e2e.domain.disconnect());
  assert.deepEqual((await log(a)).filter((name) => name === 'offline'), ['offline']);
});

test('close: waits for what is not committed, detaches children first, then resolves and emits closed', async () => {
  const id = freshId('close');
  const a = await open(id, 'Ada', { o: { s: 'x' } });
  const result = await a.evaluate(async () => {
    const order = [];
    const m = e2e.model;
    m.on('closed', (e) => order.push(`closed ${e.local} ${e.reason}`));
    m.on('committed', () => order.push('committed'));
    for (const path of [[], ['o'], ['o', 's']]) m.elementAt(path).on('detached', (e) => order.push(`detached ${path} ${Object.isFrozen(e)} ${e.src.isDetached()}`));
    const s = m.elementAt('o', 's');
    s.insert(0, 'y');
    const first = m.close();
    const states = [m.isOpen(), m.isClosing()];
    const again = (await e2e.rejection(() => m.close())).message;
    await first;
    await m.whenClosed();
    const after = (await e2e.rejection(() => m.close())).message;
    const thrown = (f) => { try { f(); return 'done'; } catch (e) { return `${e.name}: ${e.message}`; } };
    return { order, states, again, after, end: [m.isOpen(), m.isClosing(), s.value(), m.root().value(), s.isAttached(), m.modelId().length > 0],
      edits: [thrown(() => s.insert(0, 'z')), thrown(() => m.root().set('k', 1)), thrown(() => s.value('z'))], session: m.session().isConnected(), listen: thrown(() => { m.on('closed', () => {}); s.on('insert', () => {}).removeAllListeners(); }) };
  });
  assert.deepEqual(result.order, ['committed', 'detached o,s false true', 'detached o false true', 'detached  false true', 'closed true undefined']);
  assert.deepEqual(result.states, [true, true]);
  assert.match(result.again, /closing/);
  assert.match(result.after, /closed/);
  assert.deepEqual([result.end, result.session, result.listen], [[false, false, 'yx', { o: { s: 'yx' } }, false, true], true, 'done']);
  for (const edit of result.edits) assert.match(edit, /^Error: .*detached/);
});

test('times and versions of a model', async () => {
  const a = await open(freshId('times'), 'Ada');
  const r = await a.evaluate(async () => {
    const m = e2e.model;
    const start = { version: m.version(), same: [m.time() - m.createdTime(), m.minTime() - m.createdTime(), m.maxTime() - m.time()], recent: Math.abs(Date.now() - m.createdTime()) < 60000 };
    await new Promise((resolve) => setTimeout(resolve, 30));
    e2e.text.insert(0, 'x');
    await e2e.committed();
    return { ...start, after: [m.version(), m.minVersion(), m.maxVersion(), m.time() > m.createdTime(), m.maxTime() - m.time(), m.minTime() - m.createdTime()] };
  });
  assert.deepEqual(r, { version: 1, same: [0, 0, 0], recent: true, after: [2, 0, 2, true, 0, 0] });
});
