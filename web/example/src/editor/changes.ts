// Translates between CodeMirror's changes and the edits of a RealTimeString.
// Pure functions: both sides count UTF-16 units, and every line break is the
// single unit "\n" (the editor is configured so).
import { ChangeSet, type ChangeSpec, type Text } from '@codemirror/state';
import { difference } from '../shared/text';

export interface Splice { index: number; deleteCount: number; text: string }

// One transaction may change several places. CodeMirror reports them in
// ascending order, with positions in the old and in the new text. Applied in
// that order, everything before a change is already new, so its place is the
// position in the new text.
export function splicesOf(changes: ChangeSet): Splice[] {
  const splices: Splice[] = [];
  changes.iterChanges((fromOld, toOld, fromNew, _toNew, inserted) => {
    splices.push({
      index: fromNew,
      deleteCount: toOld - fromOld,
      text: inserted.sliceString(0, inserted.length, '\n'),
    });
  }, true);
  return splices;
}

export interface StringEvent {
  name: string;
  local?: boolean;
  index?: number;
  value?: string;
  deleteCount?: number;
  insertValue?: string;
  element?: { value(): string };
}

// The change that an event of the shared string asks of the editor, or null
// for an event that changes no text.
export function changeOf(event: StringEvent, shown: Text): ChangeSpec | null {
  const from = event.index ?? 0;
  switch (event.name) {
    case 'insert':
      return { from, insert: event.value ?? '' };
    case 'remove':
      return { from, to: from + (event.value ?? '').length };
    case 'splice':
      return { from, to: from + (event.deleteCount ?? 0), insert: event.insertValue ?? '' };
    case 'value':
      return difference(shown.sliceString(0, shown.length, '\n'), event.element?.value() ?? '');
    default:
      return null;
  }
}
