// Shares the user's selection, so that the others see where the next key lands.
import type { IndexRange, LocalRangeReference, RealTimeString } from '@convergence-wasm/client';
import { atTurnEnd } from '../shared/turn';

// The key of the reference in every page.
export const key = 'selection';

const within = ({ start, end }: IndexRange, length: number) => ({ start: Math.min(start, length), end: Math.min(end, length) });

// The client moves the shared reference by its own rule, and the editor its
// selection by another: what is inserted exactly at a caret moves a reference to
// the right and leaves the editor's caret on the left, so that two people who
// write at one place do not write through each other's words. The reference of
// a text that was set as a whole even ends. So after every turn the two are
// compared, and the others are told where the selection is, if it is not where
// they take it to be. While one types they agree, and nothing is sent.
export class SharedSelection {
  private own: LocalRangeReference | null = null;

  // Asks for the two to be compared at the end of the turn.
  readonly agree: () => void;

  constructor(private readonly text: RealTimeString, private readonly selection: () => IndexRange) {
    this.agree = atTurnEnd(() => this.compare());
    this.agree();
  }

  private compare(): void {
    // A text that was deleted, or whose model is closed, has no references.
    if (!this.text.isAttached()) return;
    if (!this.own || this.own.isDisposed()) {
      this.own = this.text.rangeReference(key);
      this.own.on('set', this.agree).on('disposed', this.agree);
    }
    // A reference is within its text, also when more is shown.
    const { start, end } = within(this.selection(), this.text.length());
    const shared = this.own.value();
    if (shared?.start !== start || shared.end !== end) this.own.set({ start, end });
    this.own.share();
  }
}
