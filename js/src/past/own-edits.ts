import type { ConvergenceSession } from "../domain/session.js";
import type { ModelCollaborator } from "../model/collaborator.js";
import type { Change, Edit } from "./authors.js";

/**
 * The edits of this client on their way to the server. Those that have become one operation share
 * one number, and one edit, which is completed when the server has it.
 */
export class OwnEdits {
  private readonly _onTheirWay: { readonly sequence: number; readonly edit: Edit }[] = [];
  private _heard: Change[] = [];

  constructor(private readonly _session: ConvergenceSession) {}

  /** Whether any is on its way. */
  get pending(): boolean {
    return this._onTheirWay.length > 0;
  }

  /** A change was made; its number follows. */
  heard(change: Change): void {
    this._heard.push(change);
  }

  /** What was heard of last is part of the operation with a number. */
  numbered(sequence: number): readonly [edit: Edit, changes: Change[]] {
    const changes = this._heard;
    this._heard = [];
    // A number that comes again: what had it, and those after it, have been merged away.
    while ((this._onTheirWay.at(-1)?.sequence ?? 0) > sequence) this._onTheirWay.pop();
    const newest = this._onTheirWay.at(-1);
    if (newest?.sequence === sequence) return [newest.edit, changes];
    const edit: Edit = { user: this._session.user() ?? undefined, sessionId: this._session.sessionId(), millis: Date.now(), version: undefined, pending: true };
    this._onTheirWay.push({ sequence, edit });
    return [edit, changes];
  }

  /** The server has the oldest of them. */
  accepted({ user, sessionId }: ModelCollaborator, version: number, millis: number): void {
    const oldest = this._onTheirWay.shift();
    if (oldest !== undefined) Object.assign(oldest.edit, { user, sessionId, version, millis, pending: false } satisfies Edit);
  }
}
