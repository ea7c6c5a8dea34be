// A to-do list in React that works without a network. What to look at:
//
//   list.tsx   components that show what the model has, by the hooks of the package
//              for React. They know nothing of the connection
//   worker.js  keeps the files of the page in the browser
//
// Of who signs in with an account the model is kept in the browser too (`offline`: the
// domain is made with an IdbStorageAdapter). So the page can be reloaded without a
// network, shows the list as it was, and sends what was done when there is one. A
// guest is nobody whom a browser could know again, and has it while the page is open.
import { ConvergenceProvider } from '@convergence-wasm/react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { openDocument, runPage } from '../shared/page';
import { setUpUndo } from '../shared/undo';
import { List, type Todo } from './list';

const data: Todo = { items: [] };

async function start(): Promise<void> {
  navigator.serviceWorker?.register('worker.js').catch((error: unknown) => console.warn('the page will not open without a network', error));
  const { model, id, domain, watch } = await openDocument('todo', data, { offline: true });
  if (model.root().get('items')?.type() !== 'array') throw new Error(`The document ${id} is no list.`);
  const undo = setUpUndo(model);
  createRoot(document.getElementById('todo')!).render(
    <StrictMode>
      <ConvergenceProvider domain={domain}>
        <List options={{ collection: 'todo', id, data }} undo={undo} />
      </ConvergenceProvider>
    </StrictMode>,
  );
  watch(model.elementAt('items'), () => {}); // components ask the model
}

runPage(start);
