// Binds a text field of the page and a RealTimeString, both ways.
import type { RealTimeString } from '@convergence-wasm/client';
import { difference } from '../../../../js/packages/text/difference';

/** Has a shared text read as given by an edit of the part that differs: what others write elsewhere in it stays. */
export function edit(text: RealTimeString, after: string): void {
  const change = difference(text.value(), after);
  if (change) text.splice(change.from, change.to - change.from, change.insert);
}

/** Binds a field to a shared text until the function that it returns is called. */
export function bindText(field: HTMLInputElement | HTMLTextAreaElement, text: RealTimeString): () => void {
  const names = ['insert', 'remove', 'splice', 'value'];
  const typed = () => { if (text.isAttached()) edit(text, field.value); };
  const heard = () => {
    // Only the part that differs, so that a caret in what is the same before and after stays where it is.
    const change = difference(field.value, text.value());
    if (change) field.setRangeText(change.insert, change.from, change.to, 'preserve');
  };
  field.value = text.value();
  field.addEventListener('input', typed);
  for (const name of names) text.on(name, heard);
  return () => {
    field.removeEventListener('input', typed);
    for (const name of names) text.off(name, heard);
  };
}
