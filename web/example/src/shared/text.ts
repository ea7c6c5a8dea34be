// Binds a text field of the page and a RealTimeString, both ways.
import type { RealTimeString } from '@convergence-wasm/client';

export interface Difference { from: number; to: number; insert: string }

// Only the part that differs, so that a caret in what is the same before and after stays where it is.
export function difference(before: string, after: string): Difference {
  const shorter = Math.min(before.length, after.length);
  let from = 0;
  while (from < shorter && before[from] === after[from]) from++;
  let tail = 0;
  while (tail < shorter - from && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  return { from, to: before.length - tail, insert: after.slice(from, after.length - tail) };
}

/** Has a shared text read as given by an edit of the part that differs: what others write elsewhere in it stays. */
export function edit(text: RealTimeString, after: string): void {
  const { from, to, insert } = difference(text.value(), after);
  if (from !== to || insert) text.splice(from, to - from, insert);
}

/** Binds a field to a shared text until the function that it returns is called. */
export function bindText(field: HTMLInputElement | HTMLTextAreaElement, text: RealTimeString): () => void {
  const names = ['insert', 'remove', 'splice', 'value'];
  const typed = () => { if (text.isAttached()) edit(text, field.value); };
  const heard = () => {
    const { from, to, insert } = difference(field.value, text.value());
    if (from !== to || insert) field.setRangeText(insert, from, to, 'preserve');
  };
  field.value = text.value();
  field.addEventListener('input', typed);
  for (const name of names) text.on(name, heard);
  return () => {
    field.removeEventListener('input', typed);
    for (const name of names) text.off(name, heard);
  };
}
