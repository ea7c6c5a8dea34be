// The page: one shared string, edited in CodeMirror by everyone who has the link.
import { EditorView } from '@codemirror/view';
import type { RealTimeString } from '@convergence-wasm/client';
import { convergence } from '@convergence-wasm/codemirror';
import { createEditor, setEditable } from './editor';
import { setUpHistory } from './history';
import { colourOf, nameOf } from '../shared/colours';
import { openDocument, runPage } from '../shared/page';
import { hideSeen, keepSeen } from '../shared/seen';

function showCount(view: EditorView): void {
  const text = view.state.doc.toString();
  const words = text.match(/[\p{L}\p{N}]\S*/gu)?.length ?? 0;
  document.getElementById('count')!.textContent = `${words.toLocaleString()} ${words === 1 ? 'word' : 'words'}`;
  const title = text.match(/[^\s#].*/)?.[0].slice(0, 60).trim();
  document.title = title ? `${title} · Convergence` : 'Convergence';
}

async function start(): Promise<void> {
  const { model, id, domain, entered, watch } = await openDocument('example', { text: '' });
  const element = model.elementAt('text');
  if (element.type() !== 'string') throw new Error(`The document ${id} has no text in it.`);
  const text = element as unknown as RealTimeString;

  hideSeen(); // what early.ts showed
  let counting = 0;
  const view = createEditor(document.getElementById('editor')!, text.value(), [
    // Edits both ways, and where everybody is, each in the colour of the list of people.
    convergence(text, { colour: ({ sessionId }) => colourOf(sessionId), name: ({ user }) => nameOf(user) }),
    EditorView.updateListener.of((update) => {
      if (!update.docChanged) return;
      cancelAnimationFrame(counting);
      counting = requestAnimationFrame(() => showCount(update.view));
    }),
  ]);
  setUpHistory(domain, model);
  keepSeen(entered.domain, id, entered.username, () => (model.isOpen() && model.permissions().read ? view.state.doc.toString() : ''));
  watch(text, (may) => setEditable(view, may));
  showCount(view);
  view.focus();
}

runPage(start);
