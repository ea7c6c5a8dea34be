import { EditorState, StateEffect, StateField, type Extension } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import type { RealTimeString } from "@convergence-wasm/client";
import { followRights, isWritable } from "../../text/rights.js";
import { atTurnEnd } from "../../text/turn.js";

const setWritable = StateEffect.define<boolean>();
const writable = StateField.define<boolean>({
  create: () => true,
  update(value, transaction) {
    for (const effect of transaction.effects) if (effect.is(setWritable)) return effect.value;
    return value;
  },
  provide: (field) => EditorState.readOnly.from(field, (value) => !value),
});

/** Lets nobody edit what the session may not write, by keys or by a program: others would never have it. What comes from others is not filtered. */
export function readOnlyWhereForbidden(text: RealTimeString): Extension {
  return [writable.init(() => isWritable(text)), EditorState.changeFilter.of((transaction) => transaction.startState.field(writable))];
}

/** Follows what the session may do. `changed` is called when it may something else, or the text has gone. The result ends it. */
export function followWritable(view: EditorView, text: RealTimeString, changed: () => void): () => void {
  let now = true;
  let hasEnded = false;
  // An editor takes no changes while it is being made.
  const apply = atTurnEnd(() => {
    if (hasEnded) return;
    if (view.state.field(writable) !== now) view.dispatch({ effects: setWritable.of(now) });
    changed();
  });
  const unfollow = followRights(text, (may) => {
    now = may;
    apply();
  });
  return () => {
    hasEnded = true;
    unfollow();
  };
}
