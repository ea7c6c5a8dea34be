import type { RealTimeString, UndoManager } from "@convergence-wasm/client";
import type { Person } from "./people.js";

/** How an editor or an input is bound to a text. */
export interface Options {
  /** Whether selections are shared and those of others shown. Default: yes. */
  cursors?: boolean;
  /** The key of the range reference by which selections are shared. Default: `selection`. */
  key?: string;
  /**
   * What takes edits back: `true` for an undo manager of this text alone; one of the application, whose steps may be of more than
   * this text, and which the application closes; or `false` for none, where keys are left to others. Default: `true`.
   */
  undo?: UndoManager | boolean;
  /** The CSS colour of a person. Default: one of each user, the same everywhere. */
  colour?: (person: Person) => string;
  /** The name beside the cursor of a person. Default: the display name. */
  name?: (person: Person) => string;
}

/** Throws a TypeError when it is no text. */
export function expectText(text: RealTimeString | undefined): void {
  if (typeof text?.splice !== "function") throw new TypeError("text must be a RealTimeString: is there one at that path?");
}
