// What a cell shows: a number, a text, or what a formula makes of other cells. Formulas have
// + - * / ( ), numbers, cells, and SUM(A1:B9) of a range.
import { cellName, placeOf } from './cells';

/** What is shown; `wrong` says why it is no value. */
export interface Shown { value: number | string; wrong?: string }

class Wrong extends Error {
  constructor(readonly shown: string, message: string) { super(message); }
}

const misread = (text: string) => new Wrong('#FORMULA', `This formula cannot be read: ${text}`);

/** Returns what calculates one cell, from what `read` says is written in each. Each is calculated once. */
export function calculator(read: (name: string) => string): (name: string) => Shown {
  const known = new Map<string, Shown>();
  const busy = new Set<string>();

  const shown = (name: string): Shown => {
    const before = known.get(name);
    if (before) return before;
    if (busy.has(name)) throw new Wrong('#CIRCLE', `${name} needs itself`);
    busy.add(name);
    let result: Shown;
    try {
      result = { value: value(read(name)) };
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
      result = { value: error.shown, wrong: error.message };
    }
    busy.delete(name);
    known.set(name, result);
    return result;
  };

  const value = (text: string): number | string => {
    if (text.startsWith('=')) return new Parser(text.slice(1), number, range).all();
    const trimmed = text.trim();
    return trimmed !== '' && Number.isFinite(Number(trimmed)) ? Number(trimmed) : text;
  };

  /** A cell as a number; an empty one is 0. */
  const number = (name: string): number => {
    if (!placeOf(name)) throw new Wrong('#CELL', `The sheet has no cell ${name}`);
    const { value: of, wrong } = shown(name);
    if (wrong) throw new Wrong(String(of), wrong);
    if (typeof of === 'number') return of;
    if (of.trim() === '') return 0;
    throw new Wrong('#TEXT', `There is a text in ${name}`);
  };

  /** The numbers in a range; texts are left out. */
  const range = (from: string, to: string): number[] => {
    const [a, b] = [placeOf(from), placeOf(to)];
    if (!a || !b) throw new Wrong('#CELL', `The sheet has no cells ${from}:${to}`);
    const numbers: number[] = [];
    for (let column = Math.min(a.column, b.column); column <= Math.max(a.column, b.column); column++) {
      for (let row = Math.min(a.row, b.row); row <= Math.max(a.row, b.row); row++) {
        const { value: of, wrong } = shown(cellName({ column, row }));
        if (wrong) throw new Wrong(String(of), wrong);
        if (typeof of === 'number') numbers.push(of);
      }
    }
    return numbers;
  };

  return shown;
}

class Parser {
  private readonly tokens: string[];
  private at = 0;

  constructor(private readonly text: string, private readonly cell: (name: string) => number, private readonly range: (from: string, to: string) => number[]) {
    this.tokens = text.toUpperCase().match(/\d+(?:\.\d+)?|[A-Z]+\d*|\S/g) ?? [];
  }

  all(): number {
    const result = this.sum();
    if (this.at < this.tokens.length) throw misread(this.text);
    if (!Number.isFinite(result)) throw new Wrong('#DIV/0', 'Something is divided by 0');
    return Number(result.toPrecision(12)); // 0.1+0.2 is 0.3 here
  }

  private sum(): number {
    let result = this.product();
    for (;;) {
      if (this.takes('+')) result += this.product();
      else if (this.takes('-')) result -= this.product();
      else return result;
    }
  }

  private product(): number {
    let result = this.factor();
    for (;;) {
      if (this.takes('*')) result *= this.factor();
      else if (this.takes('/')) result /= this.factor();
      else return result;
    }
  }

  private factor(): number {
    if (this.takes('-')) return -this.factor();
    if (this.takes('(')) return this.closed(this.sum());
    const token = this.tokens[this.at++] ?? '';
    if (/^\d/.test(token)) return Number(token);
    if (token === 'SUM' && this.takes('(')) {
      const from = this.tokens[this.at++] ?? '';
      const to = this.takes(':') ? this.tokens[this.at++] ?? '' : from;
      return this.closed(this.range(from, to).reduce((all, one) => all + one, 0));
    }
    if (/^[A-Z]+\d+$/.test(token)) return this.cell(token);
    throw misread(this.text);
  }

  private takes(token: string): boolean {
    if (this.tokens[this.at] !== token) return false;
    this.at++;
    return true;
  }

  private closed(value: number): number {
    if (!this.takes(')')) throw misread(this.text);
    return value;
  }
}
