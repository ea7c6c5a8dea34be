// Two ProseMirror editors in two pages of Chromium on one text of a real server.
import assert from 'node:assert/strict';
import test from 'node:test';
import { edit, shows, testEditor } from './editors.mjs';
import { mount, script } from './prosemirror-page.mjs';

const open = testEditor({ name: 'prosemirror', script, mount, several: false });

test('a block is a line, whatever a program makes of blocks', async () => {
  const [a, b] = await open('blocks', { text: 'one\ntwo\nthree' }, mount);
  await shows([a, b], 'one\ntwo\nthree');
  const program = (page, f) => page.evaluate(`(() => { const { view } = e2e; const { schema } = view.state; view.dispatch((${f})(view.state.tr, schema)); })()`);
  await program(a, (tr, schema) => tr.insert(tr.doc.content.size, schema.node('paragraph', null, schema.text('four'))));
  await shows([a, b], 'one\ntwo\nthree\nfour');
  await program(b, (tr, schema) => tr.insert(0, [schema.node('paragraph'), schema.node('paragraph')]));
  await shows([a, b], '\n\none\ntwo\nthree\nfour');
  await program(a, (tr) => tr.delete(0, 4));
  await shows([a, b], 'one\ntwo\nthree\nfour');
  await program(b, (tr) => tr.delete(tr.doc.content.size - 6, tr.doc.content.size));
  await shows([a, b], 'one\ntwo\nthree');
  await program(a, (tr) => tr.delete(5, 10));
  await shows([a, b], 'one\nthree');
  await program(a, (tr, schema) => tr.insert(5, schema.node('paragraph', null, schema.text('one'))).split(3).join(12));
  await shows([a, b], 'on\ne\nonethree');
  // Steps that depend on each other, in one transaction.
  await program(b, (tr) => tr.insertText('x', 1).insertText('y', 2).delete(1, 2).insertText('\n<\n>', 4));
  await shows([a, b], 'yon\n<\n>\ne\nonethree');
  for (const page of [a, b]) assert.equal(await page.evaluate(() => e2e.view.state.doc.childCount), 5);
});

test('equal letters are typed and deleted where it was done', async () => {
  const [a, b] = await open('equal', { text: 'aaaa\naaaa' }, mount);
  await b.evaluate(() => {
    e2e.heard = [];
    for (const name of ['insert', 'remove', 'splice']) e2e.text.on(name, ({ index }) => e2e.heard.push([name, index]));
  });
  await edit(a, { from: 2, insert: 'a' });
  await edit(a, { from: 6, to: 7 });
  await edit(a, { from: 8, insert: '\n' });
  await edit(a, { from: 9, insert: '\n' });
  await shows([a, b], 'aaaaa\naa\n\na');
  assert.deepEqual(await b.evaluate(() => e2e.heard), [['insert', 2], ['remove', 6], ['insert', 8], ['insert', 9]]);
});

test('a schema that can hold more than lines is refused, with what it has', async () => {
  const [a] = await open('schema', { text: 'x' }, mount);
  const refused = (spec) => a.evaluate((spec) => {
    const { convergence, model: { Schema }, EditorState, EditorView } = Editor;
    if (spec.nodes.p) spec.nodes.p.toDOM = () => ['p', 0];
    try {
      new EditorView(null, { state: EditorState.create({ schema: new Schema(spec), plugins: [convergence(e2e.text)] }) });
    } catch (error) {
      return String(error);
    }
    return null;
  }, spec);
  const nodes = { doc: { content: 'p+' }, p: { content: 'text*', whitespace: 'pre' }, text: {} };
  assert.equal(await refused({ nodes }), null);
  assert.match(await refused({ nodes: { ...nodes, image: { inline: true } }, marks: { bold: {} } }), /TypeError: a shared text holds lines of text only, but the schema has the node image, the mark bold/);
  assert.match(await refused({ nodes: { ...nodes, doc: { content: 'p' } } }), /documents of one block of text or more/);
  assert.match(await refused({ nodes: { ...nodes, p: { content: 'text*' } } }), /whitespace: "pre"/);
});

test('a view that is given another state goes on from the text', async () => {
  const [a, b] = await open('states', { text: 'one' }, mount);
  await shows([a, b], 'one');
  await a.evaluate(() => {
    const { schema, plugins } = e2e.view.state;
    e2e.view.updateState(Editor.EditorState.create({ doc: schema.node('doc', null, [schema.node('paragraph', null, schema.text('other'))]), plugins }));
  });
  await shows([a, b], 'one');
  await edit(a, { from: 3, insert: '!' });
  await edit(b, { from: 0, insert: '2' });
  await shows([a, b], '2one!');
  // One that it had before.
  await a.evaluate(() => { e2e.former = e2e.view.state; });
  await edit(a, { from: 0, insert: '3' });
  await a.evaluate(() => e2e.view.updateState(e2e.former));
  await shows([a, b], '32one!');
  await edit(a, { from: 6, insert: '?' });
  await shows([a, b], '32one!?');
});

test('an edit that another plugin makes in turn, before this one hears of the first', async () => {
  const [a, b] = await open('turns', { text: '' }, mount);
  await a.evaluate(() => {
    const capitals = new Editor.Plugin({ view: () => ({ update(view) {
      const at = e2e.editor.text().indexOf('x');
      if (at >= 0) view.dispatch(view.state.tr.insertText('XX', at + 1, at + 2));
    } }) });
    e2e.view.updateState(e2e.view.state.reconfigure({ plugins: [capitals, ...e2e.view.state.plugins] }));
  });
  await shows([a, b], '');
  await edit(a, { from: 0, insert: 'axb' });
  await shows([a, b], 'aXXb');
});
