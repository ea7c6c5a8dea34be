import type { ChangeSet } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";

/** A keyboard may leave a composition open for as long as the caret is in a word. After this time, in ms, without a key it counts as over. */
const PAUSE = 3000;
/** The editor has taken in what was composed, in ms after its end. */
const TAKEN_IN = 60;

/** Knows whether a character is being composed, and what would disturb that: a change of its line, of which the browser would have to forget the composition. */
export class Composition {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private lastKey = 0;
  /** The editor hears of the end later than this does, so it is not asked. */
  private isOpen = false;

  private readonly began = () => {
    this.isOpen = true;
    this.goesOn();
  };
  private readonly ended = () => {
    this.isOpen = false;
    this.later(TAKEN_IN);
  };

  /** `over` is called when one has ended. */
  constructor(
    private readonly view: EditorView,
    private readonly over: () => void,
  ) {
    view.contentDOM.addEventListener("compositionstart", this.began);
    view.contentDOM.addEventListener("compositionend", this.ended);
  }

  /** A key was pressed in it. */
  goesOn(): void {
    this.lastKey = performance.now();
    if (this.isOpen) this.later(PAUSE);
  }

  /** Whether a character is being composed. */
  isUnderWay(): boolean {
    return this.isOpen && performance.now() - this.lastKey < PAUSE;
  }

  /** Whether changes of the text reach the line in which a character is being composed. */
  wouldBeDisturbedBy(changes: ChangeSet): boolean {
    if (!this.isUnderWay()) return false;
    const { from, to } = this.view.state.doc.lineAt(this.view.state.selection.main.head);
    // What the user has edited within this turn is not in `changes`: the line is then where it was.
    return from > changes.length || changes.touchesRange(from, Math.min(to, changes.length)) !== false;
  }

  /** Stops to listen. */
  end(): void {
    clearTimeout(this.timer);
    this.view.contentDOM.removeEventListener("compositionstart", this.began);
    this.view.contentDOM.removeEventListener("compositionend", this.ended);
  }

  private later(time: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.over, time);
  }
}
