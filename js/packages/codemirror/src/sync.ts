import { Annotation, Transaction, type ChangeSet } from "@codemirror/state";
import type { EditorView, ViewUpdate } from "@codemirror/view";
import type { RealTimeString, StringSetValueEvent, VersionChangedEvent } from "@convergence-wasm/client";
import { difference } from "../../text/difference.js";
import { atTurnEnd } from "../../text/turn.js";
import { changeSet, changesOf, edit, type SpliceEvent } from "./changes.js";
import { Composition } from "./composition.js";

/** Marks transactions that bring in what the shared text has; such are not sent back. */
const received = Annotation.define<TextSync>();

/**
 * Keeps the text of an editor and a shared text equal.
 *
 * Both may be ahead of what they last had in common: the editor by `unsent`, the
 * shared text by `unshown`. Each of them waits only where it must. An edit waits while the
 * events of a change of others are still being told (its indices are those of a text that
 * has the whole of that change); what others write waits while it would disturb
 * the composition of a character. What both have written at one place is in the order of
 * carets: one's own before that of others.
 */
export class TextSync {
  private unsent: ChangeSet | null = null;
  private unshown: ChangeSet | null = null;
  /** The version of the model up to which everything has been told. */
  private told: number;
  /** The version of the model that the editor began with. What is told of that one late is in the text already. */
  private joinedAt: number;
  /** How often an edit has waited for what ought to be told. */
  private waits = 0;
  private isSending = false;
  /** The text was set as a whole. What else the same change did to it is in its value already. */
  private isReplaced = false;
  private hasJoined: boolean;
  private hasEnded = false;
  private readonly composition: Composition;
  private readonly atEnd = atTurnEnd(() => this.settle());

  private readonly spliced = (event: SpliceEvent) => {
    if (this.isKnown(event) || this.isReplaced) return;
    this.take(changesOf(event, this.sharedLength()));
  };
  private readonly replaced = (event: StringSetValueEvent) => {
    if (this.isKnown(event)) return;
    this.isReplaced = true;
    this.atEnd();
  };
  private readonly versionChanged = ({ version }: VersionChangedEvent) => {
    this.told = version;
    this.takeReplaced();
    this.send();
  };

  /** `settled` is called when a turn that has changed one of the texts is over, `caughtUp` when the editor shows what had to wait. */
  constructor(
    private readonly view: EditorView,
    private readonly text: RealTimeString,
    private readonly settled: () => void,
    caughtUp: () => void,
  ) {
    this.told = this.joinedAt = text.model().version();
    this.hasJoined = view.state.doc.length === text.length() && this.shown() === text.value();
    this.composition = new Composition(view, () => {
      this.show();
      caughtUp();
    });
    for (const name of ["insert", "remove", "splice"]) text.on(name, this.spliced as never);
    text.on("value", this.replaced as never);
    text.model().on("version_changed", this.versionChanged as never);
    this.atEnd();
  }

  /** Notes what the user has edited. It is sent when the editor has ended its update. */
  note(update: ViewUpdate): void {
    for (const transaction of update.transactions) {
      if (!transaction.docChanged || transaction.annotation(received) === this || !this.hasJoined) continue;
      this.unsent = this.unsent?.compose(transaction.changes) ?? transaction.changes;
    }
    if (update.docChanged) this.composition.goesOn();
    if (this.unsent !== null) this.atEnd();
  }

  /** Sends what the user has edited, unless it must wait. */
  send(): void {
    if (this.unsent === null || this.isSending || this.hasEnded || !this.hasJoined || !this.text.isAttached()) return;
    if (this.text.model().version() !== this.told) return;
    this.takeReplaced();
    const { unsent, unshown } = this;
    // Showing that may have sent it.
    if (unsent === null) return;
    this.unsent = null;
    if (unshown !== null) this.unshown = unshown.map(unsent);
    this.isSending = true;
    try {
      edit(this.text, unshown === null ? unsent : unsent.map(unshown, true));
    } catch (error) {
      // Such an edit is not to stay in the editor as if others had it.
      this.hasJoined = false;
      this.atEnd();
      throw error;
    } finally {
      this.isSending = false;
    }
  }

  /** Where a position of the editor is in the shared text; null when that cannot be told yet. */
  toShared(position: number): number | null {
    if (this.unsent !== null || this.isReplaced || !this.hasJoined) return null;
    return this.unshown?.mapPos(position, -1) ?? position;
  }

  /** Where a position of the shared text is in the editor, as far as it is there. */
  toShown(position: number): number {
    const known = Math.min(position, this.sharedLength());
    const shown = this.unshown?.invertedDesc.mapPos(known, -1) ?? known;
    return Math.min(this.unsent?.mapPos(shown, 1) ?? shown, this.view.state.doc.length);
  }

  /** Whether the user is composing a character, which drawing could disturb. */
  isComposing(): boolean {
    return this.composition.isUnderWay();
  }

  /** Lets go of the shared text. */
  end(): void {
    // What was typed last may still wait for the end of the turn.
    try {
      this.send();
    } finally {
      this.hasEnded = true;
      this.composition.end();
      for (const name of ["insert", "remove", "splice"]) this.text.off(name, this.spliced as never);
      this.text.off("value", this.replaced as never);
      this.text.model().off("version_changed", this.versionChanged as never);
    }
  }

  private isKnown(event: { local: boolean }): boolean {
    if (!this.hasJoined) return true;
    return event.local ? this.isSending : this.text.model().version() === this.joinedAt;
  }

  private sharedLength(): number {
    return (this.unshown ?? this.unsent?.invertedDesc)?.newLength ?? this.view.state.doc.length;
  }

  private shown(): string {
    return this.view.state.doc.sliceString(0, undefined, "\n");
  }

  /** Takes in what the shared text has and the editor has not. */
  private take(changes: ChangeSet): void {
    this.unshown = this.unshown?.compose(changes) ?? changes;
    this.show();
  }

  private takeReplaced(): void {
    if (!this.isReplaced) return;
    this.isReplaced = false;
    const length = this.sharedLength();
    const value = this.text.value();
    const isPlain = this.unshown === null && this.unsent === null;
    const changes = isPlain ? difference(this.shown(), value) : { from: 0, to: length, insert: value };
    if (changes !== null) this.take(changeSet(changes, length));
  }

  /** Shows what others have edited, unless it must wait. */
  private show(): void {
    const { unshown, unsent } = this;
    if (unshown === null || this.hasEnded || !this.hasJoined || this.composition.wouldBeDisturbedBy(unshown)) return;
    this.unshown = null;
    if (unsent !== null) this.unsent = unsent.map(unshown, true);
    try {
      this.receive(unsent === null ? unshown : unshown.map(unsent));
    } catch (error) {
      // The editor takes nothing in within an update of its own, if that is where the model was used.
      [this.unshown, this.unsent] = [unshown, unsent];
      setTimeout(() => this.show());
      throw error;
    }
    this.atEnd();
  }

  /** Undo takes back only one's own edits: the others' stay out of the history, which carries its entries across them. */
  private receive(changes: ChangeSet): void {
    const annotations = [received.of(this), Transaction.addToHistory.of(false), Transaction.remote.of(true)];
    this.view.dispatch({ changes, annotations, filter: false });
  }

  /** By the end of a turn the two are equal, or there is a reason why not. */
  private settle(): void {
    if (this.hasEnded) return;
    if (!this.hasJoined) this.join();
    this.takeReplaced();
    // What was told to nobody within a few turns is not told any more.
    if (this.unsent !== null && this.text.isAttached() && this.text.model().version() !== this.told) {
      if (this.waits++ < 8) return this.atEnd();
      this.told = this.text.model().version();
    }
    this.waits = 0;
    this.send();
    this.settled();
  }

  /** Begins with what the shared text has. */
  private join(): void {
    this.unsent = this.unshown = null;
    this.isReplaced = false;
    const changes = difference(this.shown(), this.text.value());
    if (changes !== null) this.receive(changeSet(changes, this.view.state.doc.length));
    this.told = this.joinedAt = this.text.model().version();
    this.hasJoined = true;
  }
}
