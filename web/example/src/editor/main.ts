// The page: one shared string, edited in CodeMirror by everyone who has the link.
import type { RealTimeString } from '@convergence-wasm/client';
import type { Person } from '@convergence-wasm/codemirror';
import { setUpHistory } from './history';
import { setUpTalk } from './talk';
import { colourOf, nameOf } from '../shared/colours';
import { openDocument, runPage } from '../shared/page';
import { hideSeen, keepSeen } from '../shared/seen';
import { setUpUndo } from '../shared/undo';

function showCount(text: string): void {
  const words = text.match(/[\p{L}\p{N}]\S*/gu)?.length ?? 0;
  document.getElementById('count')!.textContent = `${words.toLocaleString()} ${words === 1 ? 'word' : 'words'}`;
  const title = text.match(/[^\s#].*/)?.[0].slice(0, 60).trim();
  document.title = title ? `${title} · Convergence` : 'Convergence';
}

/** Lets the browser draw, and take keys, in between. */
const breathe = () => new Promise((resolve) => { setTimeout(resolve); });

async function start(): Promise<void> {
  const editing = import('./editor'); // and CodeMirror, which comes while the client does
  const { model, id, domain, entered, watch } = await openDocument('example', { text: '' }, { offline: true });
  const element = model.elementAt('text');
  if (element.type() !== 'string') throw new Error(`The document ${id} has no text in it.`);
  const text = element as unknown as RealTimeString;

  const { createEditor, setEditable, setUpAuthors } = await editing;
  await breathe();
  hideSeen(); // what early.ts showed
  const options = { undo: setUpUndo(model, { scope: text }), colour: ({ sessionId }: Person) => colourOf(sessionId), name: ({ user }: Person) => nameOf(user) };
  const view = createEditor(document.getElementById('editor')!, text, options, showCount);
  await breathe();
  setUpHistory(domain, model);
  setUpAuthors(view, model, text);
  keepSeen(entered.domain, id, entered.username, () => (model.isOpen() && model.permissions().read ? view.state.doc.toString() : ''));
  watch(text, (may) => setEditable(view, may));
  view.focus();
  setUpTalk(domain, model);
}

runPage(start);
