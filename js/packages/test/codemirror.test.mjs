// Two CodeMirror editors in two pages of Chromium on one text of a real server.
import assert from 'node:assert/strict';
import test from 'node:test';
import { mount, script } from './codemirror-page.mjs';
import { edit, shows, testEditor } from './editors.mjs';
import { converge, mayWrite } from './pages.mjs';

const open = testEditor({ name: 'codemirror', script, mount });

test('a state that was made when it was allowed to write', async () => {
  const [a, b] = await open('early', { text: 'fixed' }, mount);
  await b.evaluate(() => { e2e.early = Editor.EditorState.create({ doc: 'fixed', extensions: [Editor.convergence(e2e.text)] }); });
  await mayWrite(a, false);
  await b.waitForFunction(() => e2e.view.state.readOnly);
  await b.evaluate(() => e2e.view.setState(e2e.early));
  await b.waitForFunction(() => e2e.view.state.readOnly);
  await edit(b, { from: 0, insert: 'no' });
  await shows([a, b], 'fixed');
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
    e2e.editor = { text: () => e2e.view.state.sliceDoc(), edit: (...changes) => e2e.view.dispatch({ changes }) };
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
