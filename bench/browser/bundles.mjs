// Libraries as a page gets them: one minified script for each, with `start`,
// which loads it, makes a document and edits it once.
import path from 'node:path';
import { build } from 'esbuild';
import { root } from '../../test/harness/server.mjs';

const here = path.join(root, 'bench/browser');

// start(wasm) takes the address of the WebAssembly, resolves with the text after
// the first edit. Opening a model of the older client takes its server: it is
// only loaded.
export const entries = {
  ours: null, // js/dist as it is built
  yjs: `import * as Y from 'yjs'; export * from 'yjs';
    export async function start() { const text = new Y.Doc().getText('t'); text.insert(0, 'a'); return text.toString(); }`,
  'json-joy': `import { Model } from 'json-joy/lib/json-crdt/index.js'; import { Patch } from 'json-joy/lib/json-crdt-patch/index.js'; export { Model, Patch };
    export async function start() { const model = Model.create(); model.api.set({ t: '' }); model.api.str(['t']).ins(0, 'a'); return model.view().t; }`,
  loro: `import init, { LoroDoc } from 'loro-crdt/web'; export * from 'loro-crdt/web';
    export async function start(wasm) { await init({ module_or_path: wasm }); const text = new LoroDoc().getText('t'); text.insert(0, 'a'); return text.toString(); }`,
  automerge: `import * as A from '@automerge/automerge/slim'; export * from '@automerge/automerge/slim';
    export async function start(wasm) { await A.initializeWasm(wasm); return A.change(A.from({ t: '' }), (doc) => { A.splice(doc, ['t'], 0, 0, 'a'); }).t; }`,
  convergence: `import { Convergence } from '@convergence/convergence'; export * from '@convergence/convergence';
    export async function start() { return Convergence ? 'a' : ''; }`,
  codemirror: `import { EditorState } from '@codemirror/state'; import * as collab from '@codemirror/collab'; export * from '@codemirror/state'; export { collab };
    export async function start() { const state = EditorState.create({ extensions: [collab.collab()] }); return state.update({ changes: { from: 0, insert: 'a' } }).state.doc.toString(); }`,
  prosemirror: `import * as model from 'prosemirror-model'; import * as state from 'prosemirror-state'; import * as transform from 'prosemirror-transform'; import * as collab from 'prosemirror-collab';
    export { model, state, transform, collab };
    export async function start() {
      const schema = new model.Schema({ nodes: { doc: { content: 'block' }, block: { content: 'text*' }, text: {} } });
      const editor = state.EditorState.create({ schema, plugins: [collab.collab()] });
      return editor.apply(editor.tr.insertText('a', 1)).doc.textContent;
    }`,
};

const shared = {
  bundle: true, minify: true, write: false, target: 'es2022', platform: 'browser', logLevel: 'error',
  mainFields: ['browser', 'module', 'main'], define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
  // Parts of Node that some reach for where they find them.
  plugins: [{
    name: 'no-node',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^(node:.*|util)$/ }, ({ path: of }) => ({ path: of, namespace: 'no-node' }));
      onLoad({ filter: /.*/, namespace: 'no-node' }, () => ({ contents: 'module.exports = {};' }));
    },
  }],
};

// The script of a library as a global of its name, as text.
export async function bundle(library) {
  const { outputFiles } = await build({ ...shared, stdin: { contents: entries[library], resolveDir: here }, format: 'iife', globalName: 'library' });
  return outputFiles[0].text;
}

// The cases and adapters that run in a page, under the name `bench`.
export async function bundleCases() {
  const { outputFiles } = await build({ ...shared, entryPoints: [path.join(here, 'page.mjs')], format: 'iife', globalName: 'bench' });
  return outputFiles[0].text;
}
