import type { Changes } from "./changes.js";

/** A keyboard may leave a composition open for as long as the caret is in a word. After this time, in ms, without a key it counts as over. */
const PAUSE = 3000;
/** What shows the text has taken in what was composed, in ms after its end. */
const TAKEN_IN = 60;

/** Knows whether a character is being composed, and what would disturb that: a change of the text in which it is, of which the browser would forget the composition. */
export class Composition {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private lastKey = 0;
  /** An editor may hear of the end later than this does, so it is not asked. */
  private isOpen = false;

  private readonly began = () => {
    this.isOpen = true;
    this.goesOn();
  };
  private readonly ended = () => {
    this.isOpen = false;
    this.later(TAKEN_IN);
  };

  /** `over` is called when one has ended; `reach` says whether changes reach where the caret is. */
  constructor(
    private readonly element: HTMLElement,
    private readonly over: () => void,
    private readonly reach: (changes: Changes) => boolean,
  ) {
    element.addEventListener("compositionstart", this.began);
    element.addEventListener("compositionend", this.ended);
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

  /** Whether they would disturb it. */
  wouldBeDisturbedBy(changes: Changes): boolean {
    return this.isUnderWay() && this.reach(changes);
  }

  /** Stops to listen. */
  end(): void {
    clearTimeout(this.timer);
    this.element.removeEventListener("compositionstart", this.began);
    this.element.removeEventListener("compositionend", this.ended);
  }

  private later(time: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.over, time);
  }
}
