import { createSubscriber } from "svelte/reactivity";

/** What is there now; `undefined` until it is. Reading it where Svelte tracks what is read has that run again when it is something else. Throws what went wrong, so that the nearest boundary shows it. */
export interface Shows<T> {
  readonly current: T | undefined;
}

/** What shows something of one thing: it is looked at for as long as somebody reads it. */
interface Part<T> {
  readonly key: unknown;
  readonly subscribe: () => void;
  value: T | undefined;
  error: unknown;
}

/** Begins to look at something, and calls the one for what is to be seen and the other for why not, until the result is called. */
export type Look<T> = (shows: (value: T) => void, failed: (error: unknown) => void) => () => void;

/** Shows what is looked at, and anew when `key` gives something else; nothing while that gives `undefined`. `now` reads it where nobody tracks that. */
export function shows<K, T>(key: () => K | undefined, look: (key: K) => Look<T>): Shows<T> {
  let part: Part<T> | null = null;
  return {
    get current() {
      const now = key();
      if (now === undefined) return undefined;
      if (part === null || part.key !== now) part = begin(now, look(now));
      part.subscribe();
      if (part.error !== undefined) throw part.error;
      return part.value;
    },
  };
}

function begin<T>(key: unknown, look: Look<T>): Part<T> {
  const part: Part<T> = {
    key,
    value: undefined,
    error: undefined,
    subscribe: createSubscriber((update) => {
      let isBeginning = true;
      const tell = () => {
        if (!isBeginning) update();
      };
      const end = look(
        (value) => {
          part.value = value;
          tell();
        },
        (error) => {
          part.error = error ?? new Error("what is shared could not be opened");
          tell();
        },
      );
      isBeginning = false;
      return end;
    }),
  };
  return part;
}
