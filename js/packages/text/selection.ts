// Shares the user's selection, so that the others see where the next key lands.
import type { IndexRange, LocalRangeReference, RealTimeString } from "@convergence-wasm/client";
import { atTurnEnd } from "./turn.js";

/**
 * The client moves a shared reference by its own rule, and what shows the text its
 * selection by another: what is inserted exactly at a caret moves a reference to
 * the right and leaves most carets on the left, so that two people who write at
 * one place do not write through each other's words. The reference of a text that
 * was set as a whole even ends. So after every turn the two are compared, and the
 * others are told where the selection is, if it is not where they take it to be.
 * While one types they agree, and nothing is sent.
 */
export class SharedSelection {
  private own: LocalRangeReference | null = null;
  private ended = false;

  /** Asks for the two to be compared at the end of the turn. */
  readonly agree = atTurnEnd(() => this.compare());

  /** `selection` gives the ranges, of which the first is the main one; none when the user is elsewhere, null when it cannot be told yet. */
  constructor(
    private readonly text: RealTimeString,
    private readonly key: string,
    private readonly selection: () => readonly IndexRange[] | null,
  ) {}

  /** Withdraws the selection. */
  end(): void {
    this.ended = true;
    if (this.own === null) return;
    this.own.off("set", this.agree).off("disposed", this.agree);
    if (this.text.isAttached()) this.own.dispose();
  }

  private compare(): void {
    // A text that was deleted, or whose model is closed, has no references.
    if (this.ended || !this.text.isAttached()) return;
    const ranges = this.selection();
    if (ranges === null) return;
    if (this.own === null || this.own.isDisposed()) {
      if (ranges.length === 0) return;
      this.own = this.text.rangeReference(this.key);
      this.own.on("set", this.agree).on("disposed", this.agree);
    }
    const shared = this.own.values();
    const same = ranges.length === shared.length && ranges.every(({ start, end }, i) => shared[i]?.start === start && shared[i]?.end === end);
    if (!same) {
      if (ranges.length === 0) this.own.clear();
      else this.own.set(ranges);
    }
    this.own.share();
  }
}
