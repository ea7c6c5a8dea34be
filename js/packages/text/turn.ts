/** Runs `f` once at the end of the turn, however often it is asked for: by then the text, what shows it and all references have moved. */
export function atTurnEnd(f: () => void): () => void {
  let planned = false;
  return () => {
    if (planned) return;
    planned = true;
    queueMicrotask(() => {
      planned = false;
      f();
    });
  };
}
