// Who wrote what, in the colour of each: a button, and what it puts into the editor. The history of the
// document is read when it is pressed first, and then followed.
import { StateEffect } from '@codemirror/state';
import { Decoration, EditorView, ViewPlugin, type DecorationSet, type ViewUpdate } from '@codemirror/view';
import type { RealTimeModel, RealTimeString } from '@convergence-wasm/client';
import type { Attribution, TextAuthor } from '@convergence-wasm/client/history';
import { colourOf, nameOf } from '../shared/colours';
import { withFrame } from '../shared/turn';

const when = new Intl.DateTimeFormat([], { dateStyle: 'medium', timeStyle: 'short' });
const changed = StateEffect.define();

/** Sets up the button. */
export function setUpAuthors(view: EditorView, model: RealTimeModel, text: RealTimeString): void {
  const button = document.createElement('button');
  Object.assign(button, { className: 'small', id: 'authors', type: 'button', textContent: 'Authors', title: 'Who wrote what' });
  button.setAttribute('aria-pressed', 'false');
  document.getElementById('history')!.before(button);
  let who: Attribution | null = null;
  let shown = false;

  const redraw = () => view.dispatch({ effects: changed.of(null) });
  const show = (yes: boolean) => {
    shown = yes;
    button.setAttribute('aria-pressed', String(yes));
    redraw();
  };
  const plugin = ViewPlugin.define(() => new Authors(() => (shown && who && !who.isDisposed() ? { who, text, model } : null)), { decorations: (authors) => authors.decorations });
  view.dispatch({ effects: StateEffect.appendConfig.of(plugin) });
  button.addEventListener('click', async () => {
    if (shown || (who && !who.isDisposed())) return show(!shown);
    button.disabled = true;
    try {
      who = await model.attribution();
      who.subscribe(withFrame(() => { if (shown) redraw(); }));
      show(true);
      button.title = 'Who wrote what';
    } catch (error) {
      button.title = `It cannot be read now: ${(error as Error).message}`;
    }
    button.disabled = false;
  });
}

type Source = { who: Attribution; text: RealTimeString; model: RealTimeModel } | null;

class Authors {
  decorations: DecorationSet = Decoration.none;

  constructor(private readonly source: () => Source) {}

  update(update: ViewUpdate): void {
    const asked = update.transactions.some(({ effects }) => effects.some((effect) => effect.is(changed)));
    // Within an update the shared text may lag behind the editor: what is shown moves, and is made anew with the next frame.
    if (update.docChanged) this.decorations = this.decorations.map(update.changes);
    else if (asked || update.viewportChanged) this.decorations = this.of(update.view);
  }

  private of({ visibleRanges, state }: EditorView): DecorationSet {
    const source = this.source();
    if (!source || source.text.isDetached() || source.text.length() !== state.doc.length) return Decoration.none;
    const there = new Map(source.model.collaborators().map(({ user, sessionId }) => [user.username, sessionId]));
    const marks = visibleRanges.flatMap(({ from, to }) => joined(source.who.of(source.text, from, to)).map((range) =>
      markOf(range, there).range(range.from, range.to)));
    return Decoration.set(marks);
  }
}

/** Ranges of one author that follow each other, and that are of about the same time, as one. */
function joined(ranges: TextAuthor[]): TextAuthor[] {
  const all: TextAuthor[] = [];
  for (const range of ranges) {
    const last = all.at(-1);
    const near = last?.user?.username === range.user?.username && Math.abs(Number(range.time) - Number(last?.time)) < 60_000;
    if (last && near) all[all.length - 1] = { ...last, to: range.to };
    else all.push(range);
  }
  return all;
}

/** Those who are there have the colour of the list of people; others that of the session in which they wrote. */
function markOf({ user, sessionId, time }: TextAuthor, there: Map<string, string>): Decoration {
  if (!user || !sessionId) return Decoration.mark({ attributes: { title: 'There from the beginning' } });
  const colour = colourOf(there.get(user.username) ?? sessionId);
  const title = `${nameOf(user)}${time ? `, ${when.format(time)}` : ''}`;
  return Decoration.mark({ class: 'by', attributes: { title, style: `--by: ${colour}` } });
}
