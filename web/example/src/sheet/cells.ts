// The sheet as it is shared: one object with a string for each cell that was ever written. A cell
// is written as a whole, so that of two who write the same one the later stays; different
// cells go together, also after hours without a network.
import type { RealTimeObject } from '@convergence-wasm/client';

export const columns = 20;
export const rows = 50;

const letters = 'ABCDEFGHIJKLMNOPQRST';
export interface Place { column: number; row: number }
export const columnName = (column: number): string => letters[column];
export const cellName = ({ column, row }: Place): string => `${letters[column]}${row + 1}`;

/** Where a cell is, or null when the sheet has none of that name. */
export function placeOf(name: string): Place | null {
  const [, letter, number] = /^([A-T])([1-9]\d?)$/.exec(name) ?? [];
  const place = { column: letters.indexOf(letter ?? '?'), row: Number(number) - 1 };
  return place.column >= 0 && place.row < rows ? place : null;
}

export class Cells {
  constructor(readonly all: RealTimeObject<{ [name: string]: string }>) {}

  read(name: string): string {
    return this.all.hasKey(name) ? String(this.all.get(name).value()) : '';
  }

  write(name: string, text: string): void {
    // Never within the string that is there: it would go when who wrote there first undoes that.
    if (text !== this.read(name)) this.all.set(name, text);
  }
}
