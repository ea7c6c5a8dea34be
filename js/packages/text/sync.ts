import type { RealTimeString, StringInsertEvent, StringRemoveEvent, StringSetValueEvent, StringSpliceEvent, VersionChangedEvent } from "@convergence-wasm/client";
import { Changes } from "./changes.js";
import type { Composition } from "./composition.js";
import { difference } from "./difference.js";
import { atTurnEnd } from "./turn.js";

/** The events of a string that say which part of it has changed. */
type SpliceEvent = StringInsertEvent | StringRemoveEvent | StringSpliceEvent;

/** What shows a text: an editor or an input. */
export interface Shown {
  /** The text that it shows. */
  text(): string;
  /** Its length in UTF-16 code units. */
  length(): number;
  /** Shows what others have changed. Such changes are not noted. */
  receive(changes: Changes): void;
  /** Called when a turn that has changed one of the texts is over. */
  settled(): void;
}

/**
 * Keeps the text of what somebody sees and a shared text equal.
 *
 * Both may be ahead of what they last had in common: what is shown by `unsent`, the
 * shared text by `unshown`. Each of them waits only where it must. An edit waits while the
 * events of a change of others are still being told (its indices are those of a text that
 * has the whole of that change); what others write waits while it would disturb
 * the composition of a character. What both have written at one place is in the order of
 * carets: one's own before that of others.
 */
export class TextSync {
  private unsent: Changes | null = null;
  private unshown: Changes | null = null;
  /** The version of the model up to which everything has been told. */
  private told: number;
  /** The version of the model that this began with, until another is told. What is told of that one late is in the text already. */
  private joinedAt: number | null;
  /** How often an edit has waited for what ought to be told. */
  private waits = 0;
  private isSending = false;
  /** What undo, or the program, has changed in this turn and is shown since the last edit of the user. */
  private local: Changes | null = null;
  /** The text was set as a whole. What else the same change did to it is in its value already. */
  private isReplaced = false;
  private hasJoined: boolean;
  private hasEnded = false;
  private readonly atEnd = atTurnEnd(() => this.settle());

  private readonly spliced = (event: SpliceEvent) => {
    if (this.isKnown(event) || this.isReplaced) return;
    const shown = this.take(changesOf(event, this.sharedLength()));
    this.local = event.local && shown !== null ? (this.local?.compose(shown) ?? shown) : null;
  };
  private readonly replaced = (event: StringSetValueEvent) => {
    if (this.isKnown(event)) return;
    this.isReplaced = true;
    this.atEnd();
  };
  private readonly versionChanged = ({ version }: VersionChangedEvent) => {
    this.told = version;
    this.joinedAt = null;
    this.takeReplaced();
    this.send();
  };

  constructor(
    private readonly shown: Shown,
    private readonly text: RealTimeString,
    private readonly composition: Composition,
  ) {
    this.told = this.joinedAt = text.model().version();
    this.hasJoined = shown.length() === text.length() && shown.text() === text.value();
    for (const name of ["insert", "remove", "splice"]) text.on(name, this.spliced as never);
    text.on("value", this.replaced as never);
    text.model().on("version_changed", this.versionChanged as never);
    this.atEnd();
  }

  /** Notes what the user has edited. It is sent by `send`, at the latest at the end of the turn. */
  note(changes: Changes): void {
    this.unsent = this.unsent?.compose(changes) ?? changes;
    this.local = null;
    this.composition.goesOn();
    this.atEnd();
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
      // Such an edit is not to stay visible as if others had it.
      this.hasJoined = false;
      this.atEnd();
      throw error;
    } finally {
      this.isSending = false;
    }
  }

  /** Where a position of what is shown is in the shared text; null when that cannot be told yet. */
  toShared(position: number): number | null {
    if (this.unsent !== null || this.isReplaced || !this.hasJoined) return null;
    return this.unshown?.position(position) ?? position;
  }

  /** Where a position of the shared text is in what is shown, as far as it is there. */
  toShown(position: number): number {
    const known = Math.min(position, this.sharedLength());
    const shown = this.unshown?.formerPosition(known) ?? known;
    return Math.min(this.unsent?.position(shown, true) ?? shown, this.shown.length());
  }

  /** What undo, or the program, has changed in this turn, in what is shown; null when nothing, or when it is not shown yet. It is asked for once. */
  takeLocal(): Changes | null {
    const { local } = this;
    this.local = null;
    return local;
  }

  /** Lets go of the shared text. */
  end(): void {
    // What was typed last may still wait for the end of the turn.
    try {
      this.send();
    } finally {
      this.hasEnded = true;
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
    return this.unshown?.newLength ?? this.unsent?.length ?? this.shown.length();
  }

  /** Takes in what the shared text has and is not shown yet. Returns what has come to be shown by that. */
  private take(changes: Changes): Changes | null {
    this.unshown = this.unshown?.compose(changes) ?? changes;
    return this.show();
  }

  private takeReplaced(): void {
    if (!this.isReplaced) return;
    this.isReplaced = false;
    const length = this.sharedLength();
    const value = this.text.value();
    const isPlain = this.unshown === null && this.unsent === null;
    const change = isPlain ? difference(this.shown.text(), value) : { from: 0, to: length, insert: value };
    if (change !== null) this.take(Changes.of(length, change));
  }

  /** Shows what others have edited, unless it must wait. To be called when a composition is over. Returns what it shows. */
  show(): Changes | null {
    const { unshown, unsent } = this;
    if (unshown === null || this.hasEnded || !this.hasJoined || this.composition.wouldBeDisturbedBy(unshown)) return null;
    this.unshown = null;
    if (unsent !== null) this.unsent = unsent.map(unshown, true);
    const changes = unsent === null ? unshown : unshown.map(unsent);
    try {
      this.shown.receive(changes);
    } catch (error) {
      // The editor takes nothing in within an update of its own, if that is where the model was used.
      [this.unshown, this.unsent] = [unshown, unsent];
      setTimeout(() => this.show());
      throw error;
    }
    this.atEnd();
    return changes;
  }

  /** By the end of a turn the two are equal, or there is a reason why not. */
  private settle(): void {
    if (this.hasEnded) return;
    this.local = null;
    if (!this.hasJoined) this.join();
    this.takeReplaced();
    // What was told to nobody within a few turns is not told any more.
    if (this.unsent !== null && this.text.isAttached() && this.text.model().version() !== this.told) {
      if (this.waits++ < 8) return this.atEnd();
      this.told = this.text.model().version();
    }
    this.waits = 0;
    this.send();
    this.shown.settled();
  }

  /** Begins with what the shared text has. */
  private join(): void {
    this.unsent = this.unshown = null;
    this.isReplaced = false;
    const change = difference(this.shown.text(), this.text.value());
    if (change !== null) this.shown.receive(Changes.of(this.shown.length(), change));
    this.told = this.joinedAt = this.text.model().version();
    this.hasJoined = true;
  }
}

/** What an event has done to a text of that length. */
function changesOf(event: SpliceEvent, length: number): Changes {
  const from = event.index;
  switch (event.name) {
    case "insert":
      return Changes.of(length, { from, to: from, insert: event.value });
    case "remove":
      return Changes.of(length, { from, to: from + event.value.length, insert: "" });
    case "splice":
      return Changes.of(length, { from, to: from + event.deleteCount, insert: event.insertValue });
  }
}

/** Makes the changes in the shared text. Several places changed by one action arrive elsewhere as one change. */
function edit(text: RealTimeString, changes: Changes): void {
  const model = text.model();
  // From the end, so that what is changed moves none of what is left.
  const replacements = changes.replacements().reverse();
  const batch = replacements.length > 1 && !model.isBatchStarted();
  if (batch) model.startBatch();
  try {
    for (const { from, to, insert } of replacements) {
      if (insert === "") text.remove(from, to - from);
      else if (to === from) text.insert(from, insert);
      else text.splice(from, to - from, insert);
    }
  } finally {
    if (batch) {
      if (model.batchSize() === 0) model.cancelBatch();
      else model.completeBatch();
    }
  }
}
