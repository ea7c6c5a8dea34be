import type { Changes } from "./changes.js";

/** A keyboard may leave a composition open for as long as the caret is in a word. After this time, in ms, without a key it counts as over. */
const PAUSE = 3000;
/** What shows the text has taken in what was composed, in ms after its end. */
const TAKEN_IN = 60;

/** Calls one when a composition begins and the other when it ends, until the result is called. */
export type Compositions = (began: () => void, ended: () => void) => () => void;

/** The compositions in an element. */
export const compositionsIn = (element: HTMLElement): Compositions => (began, ended) => {
  element.addEventListener("compositionstart", began);
  element.addEventListener("compositionend", ended);
  return () => {
    element.removeEventListener("compositionstart", began);
    element.removeEventListener("compositionend", ended);
  };
};

/** Knows whether a character is being composed, and what would disturb that: a change of the text in which it is, of which the browser would forget the composition. */
export class Composition {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private lastKey = 0;
  /** An editor may hear of the end later than this does, so it is not asked. */
  private isOpen = false;

  private readonly unlisten: () => void;

  /** `over` is called when one has ended; `reach` says whether changes reach where the caret is. */
  constructor(
    compositions: Compositions,
    private readonly over: () => void,
    private readonly reach: (changes: Changes) => boolean,
  ) {
    const began = () => {
      this.isOpen = true;
      this.goesOn();
    };
    const ended = () => {
      this.isOpen = false;
      this.later(TAKEN_IN);
    };
    this.unlisten = compositions(began, ended);
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
    this.unlisten();
  }

  private later(time: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.over, time);
  }
}
