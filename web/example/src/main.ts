// The page: one shared string, edited in CodeMirror by everyone who has the link.
import { EditorView } from '@codemirror/view';
import type { ModelClosedEvent, RealTimeString } from '@convergence-wasm/client';
import { receiveEdits, sendEdits } from './binding';
import { notice, showState, watchSaving } from './connection';
import { shareSelection, showSelections } from './cursors';
import { createEditor, setReadOnly } from './editor';
import { documentId, setUpCopyLink, showDomain } from './location';
import { showPeople } from './people';
import { changeIdentity, signIn } from './sign-in';
import { setUpTheme } from './theme';

function showCount(view: EditorView): void {
  const text = view.state.doc.toString();
  const words = text.match(/[\p{L}\p{N}]\S*/gu)?.length ?? 0;
  document.getElementById('count')!.textContent = `${words.toLocaleString()} ${words === 1 ? 'word' : 'words'}`;
  const title = text.match(/[^\s#].*/)?.[0].slice(0, 60).trim();
  document.title = title ? `${title} · Convergence` : 'Convergence';
}

async function start(): Promise<void> {
  const id = documentId();
  document.getElementById('document-id')!.textContent = id;
  Convergence.preload().catch(() => {}); // while the name is typed; connecting says what is wrong
  const entered = await signIn();
  showDomain(entered.domain, id);

  const model = await entered.connected.models().openAutoCreate({ collection: 'example', id, data: { text: '' } });
  const element = model.elementAt('text');
  if (element.type() !== 'string') throw new Error(`The document ${id} has no text in it.`);
  const text = element as unknown as RealTimeString;

  let counting = 0;
  const view = createEditor(document.getElementById('editor')!, text.value(), [
    sendEdits(text),
    shareSelection(text),
    EditorView.updateListener.of((update) => {
      if (!update.docChanged) return;
      cancelAnimationFrame(counting);
      counting = requestAnimationFrame(() => showCount(update.view));
    }),
  ]);
  receiveEdits(text, view);
  showSelections(text, view);
  showPeople(document.getElementById('people')!, model, entered.username ? 'Your account' : 'Change your name', () => void changeIdentity(entered));
  watchSaving(model);
  showCount(view);
  view.focus();

  model.on('deleted', () => notice('This document was deleted. What you see is its last state.'));
  model.on('closed', (event) => {
    const { local, reason } = event as ModelClosedEvent;
    setReadOnly(view);
    if (!local) notice(reason || 'The server closed this document. Reload the page to open it again.');
  });
}

setUpTheme();
setUpCopyLink();
addEventListener('hashchange', () => location.reload());
start().catch((error: unknown) => {
  showState('failed');
  notice(error instanceof Error ? error.message : String(error));
});
