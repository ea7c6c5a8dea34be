import type { RealTimeString, StackItemAddedEvent, StackItemPoppedEvent, UndoManager } from "@convergence-wasm/client";
import type { Selected } from "./caret.js";
import type { Changes } from "./changes.js";
import { isWritable } from "./rights.js";
import type { TextSync } from "./sync.js";

/** A selection beside the range that an edit has changed: each end by how far it is from the start of that range, or from its end. */
type Beside = readonly (readonly [anchor: Place, head: Place])[];
interface Place {
  readonly from: "start" | "end";
  readonly far: number;
}

/**
 * Undo and redo of a text by the client's undo manager, which takes back what this client
 * has done and nothing else. What it does comes to what shows the text as the edits of others do; here is added
 * where the cursor belongs then: where it was before the edit, wherever that has been moved to since.
 */
export class TextUndo {
  private manager: UndoManager | null;
  private readonly isOwn: boolean;
  /** What to tell a new step of: the edit that begins it. */
  private edit: { changes: Changes; before: readonly Selected[] } | null = null;

  /** Where one typed last. */
  private edge: number | null = null;

  private readonly added = ({ stackItem, type }: StackItemAddedEvent) => {
    if (type === "undo" && this.edit !== null) stackItem.meta.set(this, beside(this.edit.changes, this.edit.before));
    this.edit = null;
  };
  private readonly popped = ({ stackItem, type }: StackItemPoppedEvent) => {
    const changes = this.sync().takeLocal();
    if (changes === null || changes.isEmpty()) return;
    const list = changes.replacements();
    const [start, end] = [changes.position((list[0] as { from: number }).from), changes.position((list.at(-1) as { to: number }).to, true)];
    const at = (place: Place) => Math.min(Math.max(0, place.far + (place.from === "start" ? start : end)), changes.newLength);
    const noted = type === "undo" ? (stackItem.meta.get(this) as Beside | undefined) : undefined;
    this.select(noted?.map(([anchor, head]) => ({ anchor: at(anchor), head: at(head) })) ?? [{ anchor: end, head: end }]);
  };

  /**
   * `given` is a manager of the application, which it closes itself; true for one of this text alone, false for none.
   * `select` is called with the ranges to select once something was taken back, the main one first.
   */
  constructor(
    private readonly text: RealTimeString,
    given: UndoManager | boolean,
    private readonly sync: () => TextSync,
    private readonly select: (ranges: readonly Selected[]) => void,
  ) {
    this.isOwn = given === true && text.isAttached() && text.model().isOpen();
    this.manager = given === true ? (this.isOwn ? text.model().undoManager({ scope: text }) : null) : given || null;
    this.manager?.on("stack-item-added", this.added as never).on("stack-item-popped", this.popped as never);
  }

  /** Tells of an edit of the user before it is noted, with what was selected before it, the main range first. */
  edited(changes: Changes, before: readonly Selected[] | null | undefined): void {
    this.edit = before ? { changes, before } : null;
    const [place] = changes.replacements();
    // What is typed elsewhere is a step of its own, however soon.
    if (place?.from !== this.edge && place?.to !== this.edge && isWritable(this.text)) this.manager?.stopCapturing();
    this.edge = place === undefined ? null : changes.position(place.to, true);
  }

  /** Whether there is something to undo, or to redo. */
  can(isRedo: boolean): boolean {
    return this.manager !== null && isWritable(this.text) && (isRedo ? this.manager.canRedo() : this.manager.canUndo());
  }

  /** Takes back what was done last, or does it again. Returns whether there was something. */
  step(isRedo: boolean): boolean {
    this.sync().send();
    if (!this.can(isRedo)) return false;
    return isRedo ? (this.manager as UndoManager).redo() : (this.manager as UndoManager).undo();
  }

  /** Lets go of the manager. To be called after the end of what sends edits. */
  end(): void {
    const { manager } = this;
    this.manager = null;
    manager?.off("stack-item-added", this.added as never).off("stack-item-popped", this.popped as never);
    if (this.isOwn && this.text.model().isOpen()) manager?.close();
  }
}

/** Null when the user was elsewhere: the cursor is then to come to the edit. */
function beside(changes: Changes, before: readonly Selected[]): Beside | undefined {
  const list = changes.replacements();
  const [from, to] = [list[0]?.from ?? 0, list.at(-1)?.to ?? 0];
  const place = (position: number): Place => (position < to || position === from ? { from: "start", far: position - from } : { from: "end", far: position - to });
  const isThere = before.some(({ anchor, head }) => Math.min(anchor, head) <= to && Math.max(anchor, head) >= from);
  return isThere ? before.map(({ anchor, head }) => [place(anchor), place(head)]) : undefined;
}
