// What every binding of a framework must do: components in one page of Chromium, and a plain client in another, on a
// real server. `script` is of a page that sets App: start() and end(), show([name, props]…), connects, errors and
// these parts, which show JSON: Note (a model), Title (a selector of it, in an input), Status, Own, Board, Room, Name.
// A change renders them `renders` times. What it returns is for tests of one's own.
import assert from 'node:assert/strict';
import test from 'node:test';
import { openPage } from '../../../test/harness/browser.mjs';
import { freshId, setUp } from '../../../test/harness/suite.mjs';
import { converge, mayWrite, noteErrors, seed, withRandom } from './pages.mjs';
import { random } from './random.mjs';

export function testFramework({ name, script, renders = 1, rounds = Number(process.env.ROUNDS ?? 10) }) {
  const suite = setUp();
  let pages;
  const open = async () => {
    pages ??= (async () => {
      const [a, b] = [await openPage(suite.browser, suite.server), await openPage(suite.browser, suite.server)];
      noteErrors(a);
      for (const page of [a, b]) await withRandom(page);
      await a.addScriptTag({ content: await script, type: 'module' });
      await b.evaluate(() => e2e.connect('Bob'));
      return [a, b];
    })();
    const [a, b] = await pages;
    await a.evaluate(() => {
      App.end?.();
      Object.assign(App, { connects: 0, renders: {}, errors: [], connect() { App.connects++; return e2e.connect('Ada', { webSocket: { class: e2e.Wire }, reconnect: { reconnectIntervals: [0.05] } }); } });
      document.body.innerHTML = '<div id="root"></div>';
      App.start(document.getElementById('root'));
    });
    a.problems.length = a.errors.length = 0;
    return [a, b];
  };
  const show = (page, ...parts) => page.evaluate((parts) => App.show(parts), parts);
  const sees = (page, selector, text) => page.waitForFunction(([selector, text]) => document.querySelector(selector)?.textContent.trim() === text, [selector, text], { timeout: 8000, polling: 20 })
    .catch(async () => assert.equal(await page.evaluate((selector) => document.querySelector(selector)?.textContent, selector), text));
  const quiet = (page) => assert.deepEqual([page.problems, page.errors], [[], []]);

  test('a component shows a model, others\' edits and its own, and connects once', async () => {
    const [a, b] = await open();
    const id = freshId(name);
    await show(a, ['Note', { id, data: { title: 'Hello', other: [1] } }], ['Name', {}]);
    await sees(a, '#all', '{"title":"Hello","other":[1]}');
    await sees(a, '#name', 'Ada');
    assert.equal(await a.evaluate(() => App.connects), 1);
    await b.evaluate((id) => e2e.open(id), id);
    await b.evaluate(() => e2e.model.elementAt('title').insert(5, ' you'));
    await a.waitForFunction(() => document.getElementById('title').value === 'Hello you');
    // The caret stays in an input that shows an element.
    await a.focus('#title');
    await a.evaluate(() => document.getElementById('title').setSelectionRange(5, 5));
    await a.keyboard.type(', dear');
    assert.equal(await a.inputValue('#title'), 'Hello, dear you');
    await b.waitForFunction(() => e2e.model.elementAt('title').value() === 'Hello, dear you');
    // A batch is one change, and a selector spares what is not used.
    await a.evaluate(() => { App.renders = {}; });
    await b.evaluate(() => {
      e2e.model.startBatch();
      for (let i = 2; i < 6; i++) e2e.model.elementAt('other').push(i);
      e2e.model.completeBatch();
    });
    await sees(a, '#all', '{"title":"Hello, dear you","other":[1,2,3,4,5]}');
    assert.deepEqual(await a.evaluate(() => App.renders), { all: renders });
    quiet(a);
  });

  test('what no component uses is let go, and what moves is kept', async () => {
    const [a, b] = await open();
    const id = freshId(name);
    await show(a, ['Note', { id, data: { title: 'x' } }], ['Board', { id }]);
    await sees(a, '#all', '{"title":"x"}');
    await sees(a, '#board', 'Ada:-');
    await b.evaluate((id) => e2e.open(id), id);
    const people = (n) => b.waitForFunction((n) => e2e.model.collaborators().length === n, n, { timeout: 14000 });
    await people(2);
    const model = await a.evaluateHandle(() => App.model);
    // For a moment nobody shows it.
    await show(a, ['Board', { id }]);
    await a.waitForTimeout(300);
    await show(a, ['Name', {}], ['Note', { id }], ['Board', { id }]);
    await sees(a, '#all', '{"title":"x"}');
    assert.equal(await a.evaluate((model) => App.model === model && model.isOpen(), model), true);
    await show(a, ['Name', {}]);
    await people(1);
    assert.equal(await a.evaluate((model) => model.isOpen(), model), false);
    assert.equal(await a.evaluate(() => e2e.domain.activities().joined().size), 0);
    // And opened anew.
    await show(a, ['Note', { id }]);
    await sees(a, '#all', '{"title":"x"}');
    await people(2);
    assert.equal(await a.evaluate(() => App.connects), 1);
    await a.evaluate(() => App.end());
    await a.waitForFunction(() => e2e.domain.isDisposed(), undefined, { timeout: 8000 });
    quiet(a);
  });

  test('another id shows another model', async () => {
    const [a, b] = await open();
    const ids = [freshId(name), freshId(name)];
    for (const [i, id] of ids.entries()) await b.evaluate(async ([id, i]) => { await (await e2e.open(id, { title: `model ${i}` })).close(); }, [id, i]);
    await show(a, ['Note', { id: ids[0] }]);
    await sees(a, '#all', '{"title":"model 0"}');
    await a.evaluate((id) => App.change({ id }), ids[1]);
    await sees(a, '#all', '{"title":"model 1"}');
    quiet(a);
  });

  test('an error goes to the component above, and another attempt is made later', async () => {
    const [a, b] = await open();
    const id = freshId(name);
    await show(a, ['Note', { id }]);
    await a.waitForFunction(() => App.errors.length > 0);
    assert.deepEqual(await a.evaluate(() => App.errors), ['model_not_found']);
    await b.evaluate((id) => e2e.open(id, { title: 'there now' }), id);
    await show(a);
    await a.waitForTimeout(1200);
    await show(a, ['Note', { id }]);
    await sees(a, '#all', '{"title":"there now"}');
  });

  test('a model that others remove, or forbid to write, tells the component', async () => {
    const [a, b] = await open();
    const id = freshId(name);
    await b.evaluate((id) => e2e.open(id, { title: 'mine' }), id);
    await show(a, ['Note', { id }]);
    await sees(a, '#open', 'true true');
    await mayWrite(b, false);
    await sees(a, '#open', 'true false');
    await b.evaluate((id) => e2e.domain.models().remove(id), id);
    await a.waitForFunction(() => document.getElementById('open').textContent.startsWith('false'), undefined, { timeout: 8000 });
    await sees(a, '#all', '{"title":"mine"}');
    quiet(a);
  });

  test('presence, activities and chats', async () => {
    const [a, b] = await open();
    const id = freshId(name);
    const bob = await b.evaluate(async (id) => {
      const chat = e2e.domain.chat();
      await chat.create({ type: 'room', membership: 'public', id, topic: 'Monday' });
      e2e.room = await chat.join(id);
      for (const text of ['one', 'two', 'three']) await e2e.room.send(text);
      e2e.domain.presence().clearState();
      const { userType, username } = e2e.domain.session().user().userId;
      return { userType, username };
    }, id);
    await show(a, ['Status', { user: bob }], ['Own', {}], ['Board', { id }], ['Room', { id }]);
    await sees(a, '#status', 'here');
    await sees(a, '#room', 'Monday|Bob:two,Bob:three');
    await sees(a, '#board', 'Ada:-');
    await b.evaluate(async (id) => {
      e2e.domain.presence().setState('status', 'writing');
      e2e.board = await e2e.domain.activities().join('board', id);
      e2e.board.setState('pointer', 3);
      await e2e.room.send('four');
      await e2e.room.setTopic('Tuesday');
    }, id);
    await sees(a, '#status', 'writing');
    await sees(a, '#board', 'Ada:-,Bob:3');
    await sees(a, '#room', 'Tuesday|Bob:two,Bob:three,Bob:four');
    await sees(a, '#own', 'none');
    await a.click('#own');
    await sees(a, '#own', 'good');
    await a.click('#board');
    await sees(a, '#board', 'Ada:7,Bob:3');
    await a.click('#room');
    await sees(a, '#room', 'Tuesday|Bob:two,Bob:three,Bob:four,Ada:from a component');
    // What is said while the connection is lost.
    await a.evaluate(() => e2e.cut());
    await b.evaluate(() => e2e.room.send('five'));
    await a.evaluate(() => e2e.mend());
    await sees(a, '#room', 'Tuesday|Bob:two,Bob:three,Bob:four,Ada:from a component,Bob:five');
    await b.evaluate(() => e2e.board.leave());
    await sees(a, '#board', 'Ada:7');
    await show(a);
    await b.waitForFunction(() => e2e.room.info().members.length === 1, undefined, { timeout: 8000 });
    quiet(a);
  });

  test('random edits of both, through cuts and batches', { timeout: 300000 }, async () => {
    console.log(`seed ${seed}`);
    const pick = random(seed);
    let diverged = 0;
    const [a, b] = await open();
    for (let round = 0; round < rounds; round++) {
      const id = freshId('random');
      await show(a, ['Note', { id, data: { title: 'start', list: [] } }]);
      await sees(a, '#all', '{"title":"start","list":[]}');
      await a.evaluate(() => { e2e.model = App.model; });
      await b.evaluate(async (id) => {
        if (e2e.model?.isOpen()) await e2e.model.close();
        await e2e.open(id);
      }, id);
      try {
        await Promise.all([a, b].map((page, i) => page.evaluate(random.elements, { seed: pick(2 ** 31), cuts: i === 0 })));
        const value = JSON.parse(await converge([a, b]));
        await sees(a, '#all', JSON.stringify(value));
        assert.equal(await a.inputValue('#title'), value.title);
        quiet(a);
      } catch (error) {
        diverged++;
        console.log(`round ${round} of seed ${seed}: ${error.message}`);
      }
      await show(a);
    }
    console.log(`figure bindings.${name}.diverged ${diverged}`);
    assert.equal(diverged, 0);
  });
  return { open, show, sees, quiet };
}
