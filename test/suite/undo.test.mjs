// Two people edit, and each takes back what is theirs.
import assert from 'node:assert/strict';
import test from 'node:test';
import { converge } from '../harness/browser.mjs';
import { setUpPair } from '../harness/pair.mjs';

const open = setUpPair();

test('undo and redo are of one\'s own edits, and are heard of', async () => {
  const [a, b] = await open('own', { text: 'one two', list: [{ name: 'first' }] });
  await a.evaluate(() => {
    e2e.undo = e2e.model.undoManager({ captureTimeout: 0 });
    e2e.model.elementAt('text').remove(4, 3);
  });
  await converge([a, b]);
  await b.evaluate(() => e2e.model.elementAt('text').insert(0, 'zero '));
  await converge([a, b]);
  const heard = await a.evaluate(() => {
    e2e.log = e2e.record(e2e.model.elementAt('text'), ['insert', 'remove'], ['index', 'value', 'local']);
    return [e2e.undo.undo(), e2e.undo.canUndo(), e2e.undo.canRedo()];
  });
  assert.deepEqual(heard, [true, false, true]);
  assert.equal(await converge([a, b]), '{"text":"zero one two","list":[{"name":"first"}]}');
  assert.deepEqual(await a.evaluate(() => e2e.log), [{ name: 'insert', index: 9, value: 'two', local: true }]);
  assert.equal(await a.evaluate(() => e2e.undo.redo()), true);
  assert.equal(await converge([a, b]), '{"text":"zero one ","list":[{"name":"first"}]}');
  assert.deepEqual([...a.problems, ...b.problems], []);
});

test('steps have metadata, which comes back when they are taken back', async () => {
  const [a, b] = await open('meta', { text: '' });
  const log = await a.evaluate(() => {
    const undo = e2e.model.undoManager();
    const log = [];
    undo.on('stack-item-added', ({ stackItem, type }) => { stackItem.meta.set('cursor', log.length); log.push(`added ${type}`); });
    undo.on('stack-item-popped', ({ stackItem, type }) => log.push(`popped ${type} ${stackItem.meta.get('cursor')}`));
    const text = e2e.model.elementAt('text');
    text.insert(0, 'a');
    text.insert(1, 'b');
    undo.stopCapturing();
    text.insert(2, 'c');
    undo.undo();
    undo.undo();
    undo.redo();
    undo.clear();
    return [...log, undo.canUndo(), undo.canRedo()];
  });
  assert.deepEqual(log, ['added undo', 'added undo', 'added redo', 'popped undo 1', 'added redo', 'popped undo 0', 'added undo', 'popped redo 4', false, false]);
  assert.equal(await converge([a, b]), '{"text":"ab"}');
});

test('what was removed comes back with its id, with what others wrote in it meanwhile', async () => {
  const [a, b] = await open('ids', { cards: [{ title: 'one' }, { title: 'two' }] });
  const before = await a.evaluate(() => {
    e2e.undo = e2e.model.undoManager({ scope: e2e.model.elementAt('cards') });
    e2e.cut();
    const card = e2e.model.elementAt('cards', 0);
    e2e.model.elementAt('cards').remove(0);
    return card.id();
  });
  await b.evaluate(() => e2e.model.elementAt('cards', 0, 'title').insert(3, '!'));
  await b.evaluate(() => e2e.model.elementAt('cards').insert(0, { title: 'zero' }));
  await a.evaluate(() => { e2e.undo.undo(); e2e.mend(); });
  assert.equal(await converge([a, b]), '{"cards":[{"title":"zero"},{"title":"one!"},{"title":"two"}]}');
  for (const page of [a, b]) assert.equal(await page.evaluate(() => e2e.model.elementAt('cards', 1).id()), before);
  assert.deepEqual([...a.problems, ...b.problems], []);
});

test('objects of what was removed, and who listens to them, are of what comes back', async () => {
  const [a, b] = await open('objects', { cards: [{ title: 'one' }, { title: 'two' }] });
  for (const page of [a, b]) {
    await page.evaluate(() => {
      e2e.card = e2e.model.elementAt('cards', 0);
      e2e.title = e2e.card.elementAt('title');
      e2e.log = e2e.record(e2e.title, ['insert', 'remove', 'detached'], ['value']);
      e2e.card.on('model_changed', ({ relativePath }) => e2e.log.push(relativePath.join('.')));
    });
  }
  await a.evaluate(() => {
    e2e.undo = e2e.model.undoManager();
    e2e.removed = e2e.model.elementAt('cards').remove(1); // its object is made now
    e2e.undo.stopCapturing();
    e2e.model.elementAt('cards').remove(0);
  });
  await converge([a, b]);
  assert.deepEqual(await b.evaluate(() => [e2e.card.isAttached(), e2e.title.isDetached()]), [false, true]);
  await b.evaluate(() => e2e.title.on('value', ({ element }) => e2e.log.push(`value of ${element.id() === e2e.title.id()}`)));
  await a.evaluate(() => { e2e.undo.undo(); e2e.undo.undo(); });
  await converge([a, b]);
  assert.equal(await a.evaluate(() => e2e.model.elementAt('cards', 1) === e2e.removed && e2e.removed.isAttached()), true);
  for (const page of [a, b]) {
    assert.deepEqual(await page.evaluate(() => [e2e.model.elementAt('cards', 0) === e2e.card, e2e.card.isAttached(), e2e.title.path().join('.')]), [true, true, 'cards.0.title']);
  }
  await a.evaluate(() => e2e.title.insert(3, '!')); // each hears of the edits of the other
  await converge([a, b]);
  await b.evaluate(() => e2e.title.insert(0, 'No '));
  await converge([a, b]);
  await a.evaluate(() => e2e.title.value('uno'));
  assert.equal(await converge([a, b]), '{"cards":[{"title":"uno"},{"title":"two"}]}');
  const logs = [];
  for (const page of [a, b]) logs.push(await page.evaluate(() => e2e.log));
  assert.deepEqual(logs[0], [{ name: 'detached' }, { name: 'insert', value: 'No ' }, 'title']);
  assert.deepEqual(logs[1], [{ name: 'detached' }, { name: 'insert', value: '!' }, 'title', 'value of true', 'title']);
  assert.deepEqual([...a.problems, ...b.problems], []);
});

test('what a program of the page edits is taken back by who asks for its origin', async () => {
  const [a, b] = await open('origins', { text: '', sum: 0 });
  const log = await a.evaluate(() => {
    const { model } = e2e;
    const [text, sum] = [model.elementAt('text'), model.elementAt('sum')];
    const [user, program] = [undefined, ['program']].map((origins) => model.undoManager({ origins, captureTimeout: 0 }));
    const log = [];
    const see = (what) => log.push(`${what}: ${text.value()} ${sum.value()}`);
    text.insert(0, 'user');
    log.push(model.withOrigin('program', () => {
      text.insert(4, ' program');
      model.withOrigin('', () => text.insert(4, 's'));
      sum.add(1);
      return 'returned';
    }));
    try { model.withOrigin('program', () => { sum.add(1); throw new Error('thrown'); }); } catch ({ message }) { log.push(message); }
    text.insert(5, ' and');
    see('edited');
    for (const step of ['undo', 'undo', 'undo', 'undo']) log.push(user[step]());
    see('undone by the user');
    while (program.undo());
    see('by the program');
    for (const wrong of [1, undefined]) {
      try { model.withOrigin(wrong, () => log.push('never')); } catch (error) { log.push(String(error)); }
    }
    try { model.undoManager({ origins: [1] }); } catch ({ name, message }) { log.push(`${name}: ${message.slice(0, 8)}`); }
    return log;
  });
  assert.deepEqual(log, ['returned', 'thrown', 'edited: users and program 2', true, true, true, false, 'undone by the user:  program 2', 'by the program:  0',
    'TypeError: origin must be a string, but is 1', 'TypeError: origin must be a string, but is undefined', 'TypeError: origins:']);
  await converge([a, b]);
});

test('an undo manager says what it does not do', async () => {
  const [a] = await open('errors', { text: '' });
  const errors = await a.evaluate(() => {
    const undo = e2e.model.undoManager({ scope: [] });
    const errors = [];
    const fails = (f) => { try { f(); errors.push('no error'); } catch (error) { errors.push(error.message); } };
    e2e.model.elementAt('text').insert(0, 'a');
    e2e.model.startBatch();
    fails(() => undo.undo());
    e2e.model.cancelBatch();
    undo.close();
    const next = e2e.model.undoManager();
    e2e.model.elementAt('text').insert(1, 'b');
    fails(() => undo.undo());
    return [...errors, next.canUndo()];
  });
  assert.match(errors[0], /a batch is in progress/);
  assert.match(errors[1], /there is no object with handle/);
  assert.equal(errors[2], true, 'a closed manager has undone for the next one');
});
