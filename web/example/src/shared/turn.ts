// Runs f once, however often it is asked for, when `plan` says so.
const once = (plan: (run: () => void) => void) => (f: () => void): () => void => {
  let planned = false;
  return () => {
    if (planned) return;
    planned = true;
    plan(() => {
      planned = false;
      f();
    });
  };
};

/** At the end of the turn: by then the text, the editor and all references have moved. */
export const atTurnEnd = once(queueMicrotask);

/** With the next frame that the browser draws: a hand moves more often than that. */
export const withFrame = once((run) => { requestAnimationFrame(run); });
