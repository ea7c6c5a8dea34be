import { EditorState, StateEffect, StateField, type Extension } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import type { RealTimeString } from "@convergence-wasm/client";

const setWritable = StateEffect.define<boolean>();
const writable = StateField.define<boolean>({
  create: () => true,
  update(value, transaction) {
    for (const effect of transaction.effects) if (effect.is(setWritable)) return effect.value;
    return value;
  },
  provide: (field) => EditorState.readOnly.from(field, (value) => !value),
});

function isWritable(text: RealTimeString): boolean {
  return text.isAttached() && text.model().isOpen() && text.model().permissions().write;
}

/** Lets nobody edit what the session may not write, by keys or by a program: others would never have it. What comes from others is not filtered. */
export function readOnlyWhereForbidden(text: RealTimeString): Extension {
  return [writable.init(() => isWritable(text)), EditorState.changeFilter.of((transaction) => transaction.startState.field(writable))];
}

/** Follows what the session may do. `changed` is called when the text may have become another's, or nobody's. The result ends it. */
export function followRights(view: EditorView, text: RealTimeString, changed: () => void): () => void {
  const look = () => {
    const now = isWritable(text);
    if (view.state.field(writable) !== now) view.dispatch({ effects: setWritable.of(now) });
    changed();
  };
  const model = text.model();
  text.on("detached", look);
  model.on("permissions_changed", look).on("closed", look);
  return () => {
    text.off("detached", look);
    model.off("permissions_changed", look).off("closed", look);
  };
}
