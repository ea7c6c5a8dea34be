// Shows where the others are: each page shares its selection as a range
// reference on the text and draws the references of everybody else. The client
// moves a reference when the text around it changes.
import { StateEffect, StateField, type Extension, type Range } from '@codemirror/state';
import { Decoration, EditorView, ViewPlugin, WidgetType, type DecorationSet } from '@codemirror/view';
import type { IndexRange, ModelReference, RealTimeString, RemoteReferenceCreatedEvent } from '@convergence-wasm/client';
import { colourOf, nameOf } from '../shared/colours';
import { SharedSelection, key } from './selection';
import { atTurnEnd } from '../shared/turn';

const redraw = StateEffect.define<DecorationSet>();

class Caret extends WidgetType {
  constructor(readonly name: string, readonly colour: string) { super(); }
  eq(other: Caret) { return other.name === this.name && other.colour === this.colour; }
  toDOM() {
    const caret = document.createElement('span');
    caret.className = 'cm-person';
    caret.style.setProperty('--person', this.colour);
    caret.dataset.name = this.name;
    caret.setAttribute('aria-hidden', 'true');
    return caret;
  }
}

const decorations = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(drawn, transaction) {
    for (const effect of transaction.effects) if (effect.is(redraw)) return effect.value;
    return drawn.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

const style = EditorView.baseTheme({
  '.cm-person': { borderLeft: '2px solid var(--person)', marginLeft: '-1px', marginRight: '-1px' },
  '.cm-person::after': {
    content: 'attr(data-name)',
    // Where it would stand in the line, moved up. By an offset from an inline box
    // WebKit places it elsewhere.
    position: 'absolute',
    transform: 'translate(-2px, calc(.1rem - 100%))',
    padding: '.05rem .4rem',
    borderRadius: '.4rem .4rem .4rem 0',
    background: 'var(--person)',
    color: '#fff',
    font: '560 .68rem/1.45 var(--ui)',
    whiteSpace: 'nowrap',
    pointerEvents: 'none',
    zIndex: 2,
  },
});

function draw(references: Iterable<ModelReference<IndexRange>>, length: number): DecorationSet {
  const ranges: Range<Decoration>[] = [];
  for (const reference of references) {
    const selection = reference.value();
    if (!selection) continue;
    const { start, end } = selection;
    const head = Math.min(end, length);
    const from = Math.min(start, head);
    const to = Math.min(Math.max(start, end), length);
    const colour = colourOf(reference.sessionId());
    if (from < to) {
      ranges.push(Decoration.mark({ attributes: { style: `background-color: color-mix(in srgb, ${colour} 24%, transparent)` } }).range(from, to));
    }
    ranges.push(Decoration.widget({ widget: new Caret(nameOf(reference.user()), colour), side: 1 }).range(head));
  }
  return Decoration.set(ranges, true);
}

// The part that belongs to the editor: the drawing, and sharing the own selection.
export function shareSelection(text: RealTimeString): Extension {
  return [decorations, style, ViewPlugin.define((view) => {
    const shared = new SharedSelection(text, () => {
      const { anchor, head } = view.state.selection.main;
      return { start: anchor, end: head };
    });
    return {
      update(update) {
        if (update.selectionSet || update.docChanged) shared.agree();
      },
    };
  })];
}

// Draws the references of the others, now and whenever one changes.
export function showSelections(text: RealTimeString, view: EditorView): void {
  const others = new Set<ModelReference<IndexRange>>();
  const plan = atTurnEnd(() => view.dispatch({ effects: redraw.of(draw(others, view.state.doc.length)) }));
  const follow = (reference: ModelReference<IndexRange>) => {
    if (reference.isLocal() || reference.key() !== key) return;
    others.add(reference);
    reference.on('set', plan).on('cleared', plan).on('disposed', () => { others.delete(reference); plan(); });
    plan();
  };
  for (const reference of text.references({ key })) follow(reference);
  text.on('reference', (event) => follow((event as RemoteReferenceCreatedEvent).reference as ModelReference<IndexRange>));
}
