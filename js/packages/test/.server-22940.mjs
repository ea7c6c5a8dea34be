
    import { createElement as h, StrictMode, Suspense } from 'react';
    import { renderToString, renderToPipeableStream } from 'react-dom/server';
    import { Writable } from 'node:stream';
    import { ConvergenceProvider, useDomain } from "file:///work/bindings/js/packages/react/dist/index.js";
    let connects = 0;
    const Name = () => h('p', { id: 'name' }, useDomain().session().user().displayName);
    const tree = h(StrictMode, null, h(ConvergenceProvider, { connect: () => { connects++; return new Promise(() => {}); }, fallback: h('i', { id: 'connecting' }, 'connecting') }, h(Name)));
    export const html = renderToString(tree);
    export const streamed = await new Promise((resolve, reject) => {
      let text = '';
      const out = new Writable({ write(chunk, _, done) { text += chunk; done(); }, final(done) { resolve(text); done(); } });
      const { pipe } = renderToPipeableStream(tree, { onAllReady: () => pipe(out), onError: () => {}, onShellError: reject });
    });
    export const opened = connects;
  