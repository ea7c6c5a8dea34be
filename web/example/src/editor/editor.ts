// The CodeMirror view: a quiet page for prose, with light Markdown styling.
import { defaultKeymap } from '@codemirror/commands';
import { HighlightStyle, Language, defineLanguageFacet, languageDataProp, syntaxHighlighting } from '@codemirror/language';
import { Compartment, EditorState } from '@codemirror/state';
import { EditorView, drawSelection, keymap, placeholder } from '@codemirror/view';
import type { RealTimeString } from '@convergence-wasm/client';
import { convergence, type Options } from '@convergence-wasm/codemirror';
import { tags } from '@lezer/highlight';
import { parser } from '@lezer/markdown';
import { withFrame } from '../shared/turn';

// Markdown without the embedded languages of @codemirror/lang-markdown, which
// would triple the size of the page.
const data = defineLanguageFacet();
const markdown = new Language(data, parser.configure({ props: [languageDataProp.add({ Document: data })] }), [], 'markdown');

const highlight = HighlightStyle.define([
  { tag: tags.heading1, fontSize: '1.7em', fontWeight: '640', letterSpacing: '-.015em', lineHeight: '1.3' },
  { tag: tags.heading2, fontSize: '1.32em', fontWeight: '640', letterSpacing: '-.01em' },
  { tag: [tags.heading3, tags.heading4, tags.heading5, tags.heading6], fontWeight: '680' },
  { tag: tags.strong, fontWeight: '700' },
  { tag: tags.emphasis, fontStyle: 'italic' },
  { tag: tags.monospace, fontFamily: 'ui-monospace, monospace', fontSize: '.86em' },
  { tag: [tags.link, tags.url], color: 'var(--accent)' },
  { tag: tags.quote, color: 'var(--quiet)', fontStyle: 'italic' },
  { tag: tags.processingInstruction, color: 'var(--quiet)', fontWeight: '400' },
]);

const theme = EditorView.theme({
  '&': { backgroundColor: 'transparent', color: 'inherit', fontSize: '1.16rem' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--prose)', lineHeight: '1.65', overflow: 'visible' },
  '.cm-content': { padding: '2.6rem 0 30vh', caretColor: 'var(--accent)' },
  '.cm-line': { padding: '0 clamp(1.2rem, 5vw, 4rem)' },
  '.cm-cursor': { borderLeftColor: 'var(--accent)', borderLeftWidth: '2px' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': {
    backgroundColor: 'var(--accent-soft)',
  },
  '.cm-placeholder': { color: 'var(--quiet)' },
  '.cm-person::after': { fontFamily: 'var(--ui)' },
});

const editable = new Compartment();

// It is for CodeMirror too, and comes with it in one file.
export { setUpAuthors } from './authors';

/** Shows a shared text to be edited. `changed` is called, with a frame, when the text has changed. */
export function createEditor(parent: HTMLElement, text: RealTimeString, options: Options, changed: (text: string) => void): EditorView {
  const tell = () => changed(view.state.doc.toString());
  const tellLater = withFrame(tell);
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text.value(),
      extensions: [
        // Edits both ways, undo of one's own, and where everybody is, each in the colour of the list of people.
        convergence(text, options),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) tellLater();
        }),
        drawSelection(),
        keymap.of(defaultKeymap),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': 'Document', spellcheck: 'true', autocapitalize: 'sentences' }),
        placeholder('Start writing. Others who have the document open see it at once.'),
        markdown,
        syntaxHighlighting(highlight),
        theme,
        editable.of([]),
      ],
    }),
  });
  tell();
  return view;
}

export function setEditable(view: EditorView, may: boolean): void {
  view.dispatch({ effects: editable.reconfigure(EditorView.editable.of(may)) });
}
