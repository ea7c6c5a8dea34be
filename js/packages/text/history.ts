import type { Changes } from "./changes.js";

/** How many steps can be taken back. */
const MOST = 200;
/** What is typed with pauses below this, in ms, is one step. */
const PAUSE = 600;

/**
 * What can be undone and redone of a text: one's own edits, carried across those of
 * others. What the browser has for this is lost whenever a program writes into an input.
 */
export class History {
  /** Each takes a step back, from the text that those above it have left; the topmost from the text as it is. */
  private readonly done: Changes[] = [];
  private readonly undone: Changes[] = [];
  private lastEdit = 0;
  /** Where one typed last; null when the next edit is a step of its own. */
  private edge: number | null = null;

  /** Notes an edit of the user; `before` is the text before it. */
  add(changes: Changes, before: string): void {
    const back = changes.invert(before);
    const now = performance.now();
    const [place] = changes.replacements();
    const top = this.done.at(-1);
    const joins = top !== undefined && this.edge !== null && now - this.lastEdit < PAUSE && (place?.from === this.edge || place?.to === this.edge);
    if (joins) this.done[this.done.length - 1] = back.compose(top);
    else this.done.push(back);
    if (this.done.length > MOST) this.done.shift();
    this.undone.length = 0;
    this.lastEdit = now;
    this.edge = place === undefined ? null : changes.position(place.to, true);
  }

  /** Whether there is something to undo. */
  canUndo(): boolean {
    return this.done.some((step) => !step.isEmpty());
  }

  /** Whether there is something to redo. */
  canRedo(): boolean {
    return this.undone.some((step) => !step.isEmpty());
  }

  /** What undoes the last step in this text, or null when there is none. It is undone then. */
  undo(text: string): Changes | null {
    return this.move(this.done, this.undone, text);
  }

  /** What does again the step that was undone last, or null. */
  redo(text: string): Changes | null {
    return this.move(this.undone, this.done, text);
  }

  /** Carries all across what others have changed. */
  carry(changes: Changes): void {
    if (this.edge !== null) this.edge = changes.position(this.edge);
    for (const stack of [this.done, this.undone]) {
      let others = changes;
      for (let i = stack.length - 1; i >= 0; i--) {
        const step = stack[i] as Changes;
        stack[i] = step.map(others, true);
        others = others.map(step);
      }
    }
  }

  private move(from: Changes[], to: Changes[], text: string): Changes | null {
    this.edge = null;
    for (let step = from.pop(); step !== undefined; step = from.pop()) {
      // Others may have taken away all that it was about.
      if (step.isEmpty()) continue;
      to.push(step.invert(text));
      return step;
    }
    return null;
  }
}
