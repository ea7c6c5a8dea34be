// Two CodeMirror editors in two pages of Chromium on one text of a real server.
import assert from 'node:assert/strict';
import test from 'node:test';
import { bundle, converge, mayWrite, seed, setUpPages } from './pages.mjs';
import { random } from './random.mjs';

const open = setUpPages(bundle(`
  import { convergence } from '@convergence-wasm/codemirror';
  import { defaultKeymap, history, historyKeymap, redo, undo } from '@codemirror/commands';
  import { EditorSelection, EditorState } from '@codemirror/state';
  import { EditorView, keymap } from '@codemirror/view';
  globalThis.Editor = { convergence, defaultKeymap, history, historyKeymap, redo, undo, EditorSelection, EditorState, EditorView, keymap };
`));

const mount = (options = {}) => {
  const { convergence, defaultKeymap, history, historyKeymap, EditorState, EditorView, keymap } = Editor;
  document.body.innerHTML = '<input id="other"><div id="editor"></div>';
  const view = e2e.view = new EditorView({
    doc: options.doc ?? e2e.text.value(),
    extensions: [history({ newGroupDelay: 0 }), keymap.of([...defaultKeymap, ...historyKeymap]), EditorState.allowMultipleSelections.of(true), convergence(e2e.text, options)],
    parent: document.querySelector('#editor'),
  });
  e2e.end = () => view.destroy();
};
const edit = (page, changes) => page.evaluate((changes) => e2e.view.dispatch({ changes }), changes);
const caret = (page, anchor, head = anchor) => page.evaluate(([anchor, head]) => {
  e2e.view.focus();
  e2e.view.dispatch({ selection: { anchor, head } });
}, [anchor, head]);

// Waits until both have the same, and expects both editors to show it.
async function shows(pages, expected, what) {
  const { text } = JSON.parse(await converge(pages));
  const shown = await Promise.all(pages.map((page) => page.evaluate(() => e2e.view.state.sliceDoc())));
  if (expected !== undefined) assert.equal(text, expected, what);
  assert.deepEqual(shown, [text, text], what);
  for (const page of pages) assert.deepEqual([page.problems, page.errors], [[], []], what);
  return text;
}

// The cursors of others that a page shows: whose, and where they are in the text.
const cursors = (page) => page.evaluate(() => [...document.querySelectorAll('.cm-person')].map((caret) => [caret.dataset.name, e2e.view.posAtDOM(caret), getComputedStyle(caret).borderLeftColor]));
const seesCursor = (page, name, at) => page.waitForFunction(([name, at]) => {
  const all = [...document.querySelectorAll('.cm-person')];
  return all.length === at.length && all.every((caret, i) => caret.dataset.name === name && e2e.view.posAtDOM(caret) === at[i]);
}, [name, at], { polling: 20, timeout: 5000 }).catch(async () => assert.deepEqual(await cursors(page), [name, at]));

test('keys typed in both editors, in lines and with characters of two units', async () => {
  const [a, b] = await open('keys', { text: 'one\ntwo' }, mount);
  await caret(a, 3);
  await a.keyboard.type(' more 😀');
  await caret(b, 0);
  await b.keyboard.type('Zero\n');
  await shows([a, b], undefined);
  await a.keyboard.press('Backspace');
  await b.keyboard.press('Delete');
  await shows([a, b], 'Zero\nne more \ntwo');
});

test('the caret stays where the next key lands, and the focus where it is', async () => {
  const [a, b] = await open('carets', { text: 'Hello world' }, mount);
  await caret(b, 5);
  await edit(a, { from: 0, insert: 'Oh! ' });
  await shows([a, b], 'Oh! Hello world');
  await b.keyboard.type(',');
  await shows([a, b], 'Oh! Hello, world');
  // Exactly at the caret.
  await edit(a, { from: 10, insert: '<A>' });
  await shows([a, b], 'Oh! Hello,<A> world');
  await seesCursor(a, 'Bob', [10]);
  await b.keyboard.type('b');
  await shows([a, b], 'Oh! Hello,b<A> world');
  await seesCursor(a, 'Bob', [11]);
  await b.focus('#other');
  await b.keyboard.type('x');
  await edit(a, { from: 0, to: 4 });
  await shows([a, b], 'Hello,b<A> world');
  await b.keyboard.type('y');
  assert.deepEqual(await b.evaluate(() => [document.activeElement.id, document.activeElement.value]), ['other', 'xy']);
  await seesCursor(a, 'Bob', []);
});

test('cursors and selections of others, several of them, in the colours that are asked for', async () => {
  const [a, b] = await open('cursors', { text: 'abcdefghij\nklm' }, mount);
  await seesCursor(a, 'Bob', []);
  await caret(b, 8, 2);
  await seesCursor(a, 'Bob', [2]);
  assert.equal(await a.evaluate(() => document.querySelector('.cm-person-selection').textContent), 'cdefgh');
  const [[, , colour]] = await cursors(a);
  assert.match(colour, /^oklch\(0\.5 0\.11 \d+/);
  await b.evaluate(() => e2e.view.dispatch({ selection: Editor.EditorSelection.create([1, 4, 12].map((at) => Editor.EditorSelection.cursor(at)), 1) }));
  await seesCursor(a, 'Bob', [1, 4, 12]);
  // Typed at all of them: one change for others.
  await a.evaluate(() => { e2e.versions = 0; e2e.model.on('version_changed', () => e2e.versions++); });
  await b.keyboard.type('!');
  await shows([a, b], 'a!bcd!efghij\nk!lm');
  await seesCursor(a, 'Bob', [2, 6, 15]);
  assert.equal(await a.evaluate(() => e2e.versions), 1);
  // Those that were there before the editor.
  await a.evaluate(() => e2e.end());
  await a.evaluate(mount);
  await seesCursor(a, 'Bob', [2, 6, 15]);
  await b.evaluate(() => e2e.end());
  await seesCursor(a, 'Bob', []);
  const [c, d] = await open('colours', { text: 'x' }, () => {
    document.body.innerHTML = '';
    const extensions = Editor.convergence(e2e.text, { key: 'other', colour: () => 'rgb(1, 2, 3)', name: ({ user }) => user.displayName.toUpperCase() });
    e2e.view = new Editor.EditorView({ doc: 'x', extensions, parent: document.body });
    e2e.end = () => e2e.view.destroy();
  });
  await caret(d, 1);
  await seesCursor(c, 'BOB', [1]);
  assert.equal((await cursors(c))[0][2], 'rgb(1, 2, 3)');
});

test('undo and redo take back one\'s own edits only', async () => {
  const [a, b] = await open('undo', { text: '|' }, mount);
  for (const [page, at, words] of [[a, 0, 'ada '], [b, 5, ' bob'], [a, 0, 'more ']]) {
    await edit(page, { from: at, insert: words });
    await shows([a, b], undefined);
  }
  await a.evaluate(() => e2e.view.focus());
  await a.keyboard.press('Control+z');
  await shows([a, b], 'ada | bob');
  await a.keyboard.press('Control+z');
  await shows([a, b], '| bob');
  await a.keyboard.press('Control+z');
  await shows([a, b], '| bob');
  await b.evaluate(() => e2e.view.focus());
  await b.keyboard.press('Control+z');
  await shows([a, b], '|');
  await a.keyboard.press('Control+y');
  await b.keyboard.press('Control+y');
  await shows([a, b], 'ada | bob');
  // What somebody has deleted of it is not there any more to be taken back.
  await edit(b, { from: 0, to: 2 });
  await shows([a, b], 'a | bob');
  await a.keyboard.press('Control+z');
  await shows([a, b], '| bob');
});

test('a composition is not disturbed by what others write, in its line and elsewhere', async () => {
  const [a, b] = await open('ime', { text: 'first\nsecond' }, mount);
  await caret(a, 5);
  await a.evaluate(() => { e2e.ends = 0; e2e.view.contentDOM.addEventListener('compositionend', () => e2e.ends++); });
  const ime = await a.context().newCDPSession(a);
  const compose = (text) => ime.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
  await compose('に');
  await edit(b, { from: 0, insert: '<here>' });
  const shown = () => a.evaluate(() => e2e.view.state.sliceDoc());
  await a.waitForFunction(() => e2e.text.value().startsWith('<here>'));
  await compose('にほ');
  await b.waitForFunction(() => e2e.text.value().includes('にほ'));
  assert.equal(await shown(), 'firstにほ\nsecond', 'what others write in the line waits');
  // Exactly where the caret is: behind what is composed there.
  await b.waitForFunction(() => e2e.text.value() === '<here>firstにほ\nsecond');
  await edit(b, { from: 13, insert: '*' });
  // What is not there yet can stand within what is replaced, and goes with it.
  await a.waitForFunction(() => e2e.text.value().includes('*'));
  await edit(b, { from: 21, insert: '<there>' });
  await seesCursor(b, 'Ada', [13]);
  await compose('にほん');
  assert.equal(await a.evaluate(() => e2e.ends), 0);
  await ime.send('Input.insertText', { text: '日本' });
  await a.waitForFunction(() => e2e.view.state.sliceDoc().startsWith('<here>'), undefined, { timeout: 2000 });
  assert.equal(await a.evaluate(() => e2e.ends), 1);
  await a.keyboard.type('!');
  await shows([a, b], '<here>first日本!*\nsecond<there>');
  // In another line it is shown at once.
  await compose('ご');
  await b.evaluate(() => e2e.view.dispatch({ changes: { from: e2e.view.state.doc.length, insert: '.' } }));
  await a.waitForFunction(() => e2e.view.state.sliceDoc().endsWith('.'), undefined, { timeout: 2000 });
  assert.equal(await a.evaluate(() => e2e.ends), 1);
  await ime.send('Input.insertText', { text: '語' });
  await shows([a, b], '<here>first日本!語*\nsecond<there>.');
});

test('an editor that begins with another text shows that of the model, and sends none of its own', async () => {
  const [a, b] = await open('beginning', { text: 'shared' }, mount, { doc: 'draft' });
  await shows([a, b], 'shared');
  // Told at once, to whoever reads the text.
  assert.equal(await a.evaluate(() => {
    e2e.view.dispatch({ changes: { from: 6, insert: '!' } });
    return e2e.text.value();
  }), 'shared!');
  await shows([a, b], 'shared!');
  // What is edited before it shows the text is edited in no text that others have.
  await a.evaluate(() => {
    const view = new Editor.EditorView({ doc: 'draft', extensions: Editor.convergence(e2e.text), parent: document.body });
    view.dispatch({ changes: { from: 0, insert: 'early ' } });
    e2e.end();
    e2e.view = view;
    e2e.end = () => view.destroy();
  });
  await shows([a, b], 'shared!');
});

test('a text that is set as a whole, and edited in the same batch', async () => {
  const [a, b] = await open('whole', { text: 'short' }, mount);
  await caret(b, 5);
  await a.evaluate(() => {
    e2e.model.emitLocalEvents(true);
    e2e.model.startBatch();
    e2e.text.value('something longer');
    e2e.text.insert(16, ' still');
    e2e.model.completeBatch();
  });
  await shows([a, b], 'something longer still');
  await b.keyboard.type('.');
  await shows([a, b]);
  await seesCursor(a, 'Bob', [await b.evaluate(() => e2e.view.state.selection.main.head)]);
});

test('line breaks of every kind are as in the model, and what is pasted has only one kind', async () => {
  const [a, b] = await open('breaks', { text: 'a\r\nb\rc\nd\u2028e' }, mount);
  await shows([a, b], 'a\r\nb\rc\nd\u2028e');
  await caret(a, 9);
  await a.evaluate(() => {
    const data = new DataTransfer();
    data.setData('text/plain', '1\r\n2\r3');
    e2e.view.contentDOM.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  });
  await shows([a, b], 'a\r\nb\rc\nd\u20281\n2\n3e');
});

test('nobody edits what may not be written, nor what is gone; everything is let go at the end', async () => {
  const [a, b] = await open('rights', { text: 'fixed' }, mount);
  await b.evaluate(() => { e2e.early = Editor.EditorState.create({ doc: 'fixed', extensions: [Editor.history(), Editor.convergence(e2e.text)] }); });
  await mayWrite(a, false);
  await b.waitForFunction(() => e2e.view.state.readOnly);
  // A state that was made when it was allowed.
  await b.evaluate(() => e2e.view.setState(e2e.early));
  await b.waitForFunction(() => e2e.view.state.readOnly);
  await caret(b, 0);
  await b.keyboard.type('no');
  await edit(b, { from: 0, insert: 'no' });
  await edit(a, { from: 5, insert: '!' });
  await shows([a, b], 'fixed!');
  await mayWrite(a, true);
  await b.waitForFunction(() => !e2e.view.state.readOnly);
  await b.keyboard.type('yes ');
  await shows([a, b], 'yes fixed!');
  await b.evaluate(() => e2e.model.root().set('text', 'another'));
  for (const page of [a, b]) {
    await page.waitForFunction(() => e2e.view.state.readOnly);
    await edit(page, { from: 0, insert: 'lost' });
    assert.equal(await page.evaluate(() => e2e.view.state.sliceDoc()), 'yes fixed!');
    await page.evaluate(() => e2e.end());
    assert.deepEqual([page.problems, page.errors], [[], []]);
  }
  await assert.rejects(a.evaluate(() => Editor.convergence(e2e.model.elementAt('nowhere'))), /text must be a RealTimeString/);
});

test('an edit that listeners make in turn, before others hear of the first', async () => {
  const [a, b] = await open('listeners', { text: '' }, () => {
    document.body.innerHTML = '';
    // Before the binding: it hears of its own edit after the edit that it makes.
    const capitals = Editor.EditorView.updateListener.of(({ state, view, docChanged }) => {
      const at = docChanged ? state.sliceDoc().indexOf('x') : -1;
      if (at >= 0) view.dispatch({ changes: { from: at, to: at + 1, insert: 'XX' } });
    });
    e2e.text.on('insert', ({ value }) => { if (value === 'ping') e2e.view.dispatch({ changes: { from: 0, insert: 'pong ' } }); });
    e2e.view = new Editor.EditorView({ extensions: [capitals, Editor.convergence(e2e.text)], parent: document.body });
    e2e.text.on('insert', ({ value }) => { if (value === 'ping') e2e.view.dispatch({ changes: { from: 0, insert: 'after ' } }); });
    e2e.end = () => e2e.view.destroy();
  });
  await edit(a, { from: 0, insert: 'axb' });
  await shows([a, b], 'aXXb');
  await b.evaluate(() => {
    e2e.model.startBatch();
    e2e.text.insert(0, 'ping');
    e2e.text.insert(8, '.');
    e2e.text.remove(5, 1);
    e2e.model.completeBatch();
  }).then(() => b.evaluate(() => e2e.end()));
  assert.equal(JSON.parse(await converge([a, b])).text, await a.evaluate(() => e2e.view.state.sliceDoc()));
  assert.equal(await a.evaluate(() => e2e.text.value()), 'after pong pingaXb.');
});

test('what is written while the server is killed and comes back', async () => {
  const [a, b] = await open('killed', { text: 'start' }, mount);
  await open.suite.server.kill();
  await edit(a, { from: 0, insert: 'ada ' });
  await edit(b, { from: 5, insert: ' bob' });
  await a.evaluate(() => Editor.undo(e2e.view));
  await a.evaluate(() => Editor.redo(e2e.view));
  await open.suite.server.run();
  await shows([a, b], 'ada start bob');
});

test('random edits of both, through cuts, batches, undo and redo', { timeout: 300000 }, async () => {
  const rounds = Number(process.env.ROUNDS ?? 25);
  console.log(`seed ${seed}`);
  const pick = random(seed);
  let diverged = 0;
  for (let round = 0; round < rounds; round++) {
    const pages = await open('random', { text: 'The quick brown fox\njumps over\nthe lazy dog 😀\n' }, mount);
    await Promise.all(pages.map((page) => page.evaluate(random.edits, { seed: pick(2 ** 31), steps: 40, tells: round % 2 === 1 })));
    try {
      await shows(pages, undefined, `round ${round}`);
      // Everything that can be undone, and redone.
      await Promise.all(pages.map((page) => page.evaluate(() => { for (let i = 0; i < 200 && Editor.undo(e2e.view); i++); })));
      await shows(pages, undefined, `round ${round}, undone`);
      await Promise.all(pages.map((page) => page.evaluate(() => { for (let i = 0; i < 200 && Editor.redo(e2e.view); i++); })));
      await shows(pages, undefined, `round ${round}, redone`);
    } catch (error) {
      diverged++;
      console.log(`round ${round} of seed ${seed}: ${error.message}`);
    }
  }
  console.log(`figure bindings.codemirror.diverged ${diverged}`);
  assert.equal(diverged, 0);
});
