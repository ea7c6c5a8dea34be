// Shows where the others are, by decorations. Monaco gives those classes only, so each person has one,
// in a style sheet that is made here: no markup, so that a page's content security policy has nothing against it.
import type { editor, IRange } from "monaco-editor";
import type { IndexRange, ModelReference } from "@convergence-wasm/client";
import { colourOf, nameOf, type Person } from "../../text/people.js";
import type { Options } from "../../text/options.js";

// A name is where it would stand in the line, moved up or down. By an offset from an inline box WebKit places it elsewhere.
const STYLE = `
.convergence-selection { background-color: color-mix(in srgb, var(--person) 24%, transparent); }
.convergence-cursor { position: relative; z-index: 2; }
.convergence-cursor::before { content: ""; position: absolute; top: 0; height: 100%; min-height: 1em; border-left: 2px solid var(--person); margin-left: -1px; pointer-events: none; }
.convergence-cursor::after {
  content: var(--name); position: absolute; transform: translate(-1px, -100%); padding: .05rem .4rem; border-radius: .4rem .4rem .4rem 0;
  background: var(--person); color: #fff; font: 560 11px/1.45 system-ui, sans-serif; white-space: nowrap; pointer-events: none;
}
.convergence-cursor-on-top::after { transform: translate(-1px, 100%); border-radius: 0 .4rem .4rem .4rem; }`;

let people = 0;

/** Draws the selections of others in an editor. */
export class Cursors {
  private readonly drawn: editor.IEditorDecorationsCollection;
  private readonly sheet = new CSSStyleSheet();
  /** The class of each look. */
  private readonly classes = new Map<string, string>();
  private root: DocumentOrShadowRoot | null = null;

  constructor(
    private readonly editor: editor.IStandaloneCodeEditor,
    private readonly options: Options,
  ) {
    this.drawn = editor.createDecorationsCollection();
    this.sheet.replaceSync(STYLE);
  }

  /** Draws these from now on; `place` says where a position of the shared text is. */
  draw(references: Iterable<ModelReference<IndexRange>>, place: (position: number) => { lineNumber: number; column: number }): void {
    const list: editor.IModelDeltaDecoration[] = [];
    for (const reference of references) {
      const look = this.classOf({ user: reference.user(), sessionId: reference.sessionId() });
      for (const { start, end } of reference.values()) {
        const [from, to, head] = [place(Math.min(start, end)), place(Math.max(start, end)), place(end)];
        if (start !== end) list.push({ range: range(from, to), options: { className: `convergence-selection ${look}`, stickiness: 1 } });
        const isOnTop = head.lineNumber === 1 ? " convergence-cursor-on-top" : "";
        list.push({ range: range(head, head), options: { beforeContentClassName: `convergence-cursor ${look}${isOnTop}`, showIfCollapsed: true, stickiness: 1 } });
      }
    }
    if (list.length > 0) this.adopt();
    if (list.length > 0 || this.drawn.length > 0) this.drawn.set(list);
  }

  /** Removes everything. */
  end(): void {
    this.drawn.clear();
    if (this.root !== null) this.root.adoptedStyleSheets = this.root.adoptedStyleSheets.filter((sheet) => sheet !== this.sheet);
  }

  /** The style sheet belongs to where the editor is now. */
  private adopt(): void {
    const root = this.editor.getDomNode()?.getRootNode();
    if (!(root instanceof Document || root instanceof ShadowRoot) || root === this.root) return;
    this.root = root;
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, this.sheet];
  }

  private classOf(person: Person): string {
    const { colour = colourOf, name = nameOf } = this.options;
    const [shownColour, shownName] = [colour(person), name(person)];
    const key = JSON.stringify([shownColour, shownName]);
    let known = this.classes.get(key);
    if (known === undefined) {
      this.classes.set(key, (known = `convergence-person-${++people}`));
      const rule = this.sheet.cssRules[this.sheet.insertRule(`.${known} {}`)] as CSSStyleRule;
      rule.style.setProperty("--person", shownColour);
      rule.style.setProperty("--name", `"${shownName.replace(/["\\\p{Cc}]/gu, (unit) => `\\${(unit.codePointAt(0) as number).toString(16)} `)}"`);
    }
    return known;
  }
}

const range = (from: { lineNumber: number; column: number }, to: { lineNumber: number; column: number }): IRange =>
  ({ startLineNumber: from.lineNumber, startColumn: from.column, endLineNumber: to.lineNumber, endColumn: to.column });
