// The minified module builds, in which names of what is private are shorter: what one does with them, and what their
// listeners hear, is the same as with the build that nothing was done to. Both are in one page.
import assert from 'node:assert/strict';
import path from 'node:path';
import test, { after } from 'node:test';
import esbuild from 'esbuild';
import { openPage } from '../harness/browser.mjs';
import { root } from '../harness/server.mjs';
import { freshId, setUp } from '../harness/suite.mjs';

const rxjs = esbuild.buildSync({ stdin: { contents: "export * from 'rxjs'", resolveDir: path.join(root, 'js') }, bundle: true, format: 'esm', write: false });
let page;
const suite = setUp({}, async (suite) => {
  page = await openPage(suite.browser, suite.server); // Convergence is the build for tests there, whose names are whole
  const imports = { rxjs: `data:text/javascript;base64,${Buffer.from(rxjs.outputFiles[0].contents).toString('base64')}` };
  await page.evaluate((imports) => {
    const map = Object.assign(document.createElement('script'), { type: 'importmap', textContent: JSON.stringify({ imports }) });
    document.head.append(map);
  }, imports);
  await page.evaluate(`globalThis.play = ${play}`);
});
after(() => page?.close());

// Ada and Bob, each by a build, use every service. Resolves with what they have in the end and have heard.
async function play([ada, bob], url, id) {
  const heard = { Ada: [], Bob: [] }; // which of the two hears something first is chance
  const log = [];
  const until = async (condition, what) => {
    for (const end = Date.now() + 10000; !await condition(); await new Promise((resolve) => { setTimeout(resolve, 10); })) if (Date.now() > end) throw new Error(`gave up waiting for ${what}`);
  };
  // What of an event is the same each time.
  const plain = (value) => (['string', 'number', 'boolean'].includes(typeof value) ? value : Array.isArray(value) ? value.map(plain) : value?.constructor?.name ?? String(value));
  const hears = (who, source) => source.events().subscribe((event) => {
    const fields = Object.entries(event).filter(([name]) => !name.startsWith('_') && !/session|time|version|eventNumber/i.test(name));
    heard[who].push([event.constructor.name, ...fields.map(([name, value]) => [name, plain(value)])]);
  });
  const [a, b] = [await ada.connectAnonymously(url, 'Ada'), await bob.connectAnonymously(url, 'Bob')];
  const data = { text: 'abc', list: [1, 2], number: 1, yes: true, when: new Date(0), nothing: null, inner: { key: 'k' } };
  const mine = await a.models().openAutoCreate({ collection: 'minified', id, data });
  const theirs = await b.models().open(id);
  const equal = () => until(() => mine.isCommitted() && theirs.isCommitted() && mine.version() === theirs.version(), 'the same version');
  for (const part of ['text', 'list', 'number', 'yes', 'when', 'inner']) {
    hears('Ada', mine.elementAt(part));
    hears('Bob', theirs.elementAt(part));
  }
  // References, of every kind.
  const at = (model, part) => model.elementAt(part);
  const references = [
    [at(mine, 'text').indexReference('caret'), 1], [at(mine, 'text').rangeReference('marked'), { start: 0, end: 2 }],
    [mine.elementReference('element'), at(mine, 'inner')], [mine.root().propertyReference('property'), 'list'],
  ];
  for (const [reference, value] of references) {
    reference.share();
    reference.set(value);
  }
  await until(() => at(theirs, 'text').references({ key: 'marked' }).length === 1 && theirs.references({ key: 'element' })[0]?.value() === at(theirs, 'inner'), 'references');
  // Edits of every kind, a batch, undo.
  const undo = mine.undoManager();
  at(mine, 'text').insert(1, 'x');
  at(mine, 'text').remove(0, 1);
  at(mine, 'text').splice(0, 1, 'yz');
  at(mine, 'list').push(3);
  at(mine, 'list').reorder(0, 2);
  at(mine, 'list').remove(1);
  at(mine, 'number').add(4);
  at(mine, 'yes').value(false);
  at(mine, 'when').value(new Date(1000));
  at(mine, 'inner').set('more', [{ deep: true }]);
  at(mine, 'inner').remove('key');
  await equal();
  undo.undo();
  undo.redo();
  await equal();
  theirs.startBatch();
  at(theirs, 'text').insert(0, 'Bob: ');
  at(theirs, 'number').subtract(1);
  theirs.completeBatch();
  await equal();
  log.push(at(theirs, 'text').references({ key: 'caret' })[0].value(), mine.root().value(), theirs.root().value());
  references[0][0].clear();
  references[1][0].unshare();
  await until(() => at(theirs, 'text').references({ key: 'marked' }).length === 0 && !at(theirs, 'text').references({ key: 'caret' })[0].isSet(), 'references that have gone');
  // The rest of the services.
  const past = await a.models().history(id);
  await past.playTo(1);
  await (await mine.versions()).name('first', 1);
  log.push((await (await theirs.versions()).list()).map(({ name, version }) => [name, version]));
  log.push(past.version(), past.elementAt('text').value(), (await b.models().query(`SELECT * FROM minified WHERE number = 4 AND text LIKE 'Bob%'`)).data.length > 0);
  log.push((await mine.permissionsManager().getPermissions()).write, theirs.collaborators().map(({ user }) => user.displayName).sort());
  const [doing, watching] = [await a.activities().join('minified', id, { autoCreate: { ephemeral: true, worldPermissions: ['join', 'view_state', 'set_state'] } }), await b.activities().join('minified', id)];
  hears('Bob', watching);
  doing.setState('pointer', { x: 1 });
  await until(() => watching.participants().some((one) => one.state.get('pointer')?.x === 1), 'the state of an activity');
  await doing.leave();
  await until(() => watching.participants().length === 1, 'the end of it');
  a.presence().setState('mood', 'fine');
  await until(() => a.presence().state().get('mood') === 'fine', 'presence');
  const mood = async () => (await b.presence().presence(theirs.collaborators().find(({ user }) => user.displayName === 'Ada').user.userId)).state.get('mood');
  await until(async () => await mood() === 'fine', 'the presence of somebody else');
  await a.chat().create({ type: 'room', membership: 'public', id });
  const [speaks, listens] = [await a.chat().join(id), await b.chat().join(id)];
  listens.on('message', (event) => heard.Bob.push([event.constructor.name, event.chatId, event.message, event.user.displayName]));
  await speaks.send('Hello');
  await until(() => heard.Bob.some(([name]) => name === 'ChatMessageEvent'), 'a message');
  log.push((await listens.getHistory({ eventFilter: ['message'] })).data.map(({ message }) => message));
  const failure = await b.models().open('nowhere').then(() => 'opened', ({ name, code }) => `${name} ${code}`);
  await mine.close();
  log.push(failure, mine.isOpen());
  await Promise.all([a.dispose(), b.dispose()]);
  return [...heard.Ada, ...heard.Bob, ...log].map((line) => JSON.stringify(line).replaceAll(id, 'ID'));
}

const run = (names, what) => page.evaluate(async ([names, origin, id]) => {
  const builds = await Promise.all(names.map((name) => (name ? import(`${origin}/client/${name}`) : Convergence)));
  if (names[0] !== names[1] && builds[0].RealTimeString === builds[1].RealTimeString) throw new Error('it is one build');
  return play(builds, e2e.url, id);
}, [names, suite.server.url, freshId(what)]);

for (const name of ['convergence.esm.min.js', 'convergence.inline.min.js']) {
  test(`${name} does and tells what the build with whole names does, beside it in a page`, async () => {
    const expected = await run(['', ''], 'whole');
    assert.ok(expected.length > 40, `only ${expected.length} lines`);
    for (const pair of [[name, name], [name, ''], ['', name]]) assert.deepEqual(await run(pair, 'short'), expected, pair.join(' and '));
    assert.deepEqual(page.problems, []);
  });
}
