import type { Replacement } from "./difference.js";

/** A stretch of a text that stays, as its length; one that goes, as its length below zero; or what is inserted. */
type Part = number | string;

const kept = (part: Part) => (typeof part === "number" && part > 0 ? part : 0);
const gone = (part: Part) => (typeof part === "number" && part < 0 ? -part : 0);

/** Edits of a text, made at the same time, in its order. Immutable. Lengths are in UTF-16 code units. */
export class Changes {
  private constructor(
    private readonly parts: readonly Part[],
    /** The length of the text before them. */
    readonly length: number,
    /** The length of the text after them. */
    readonly newLength: number,
  ) {}

  /** Replaces ranges of a text of that length, which are in ascending order and do not overlap. Throws a RangeError when one is not in it. */
  static of(length: number, ...replacements: readonly Replacement[]): Changes {
    const list = new Parts();
    let at = 0;
    for (const { from, to, insert } of replacements) {
      if (!(at <= from && from <= to && to <= length)) throw new RangeError(`from ${from} to ${to} is no range of a text of ${length} behind ${at}`);
      list.add(from - at).add(insert).add(from - to);
      at = to;
    }
    return list.add(length - at).changes();
  }

  /** @internal */
  static made(list: readonly Part[]): Changes {
    let [length, newLength] = [0, 0];
    for (const part of list) {
      length += kept(part) + gone(part);
      newLength += typeof part === "string" ? part.length : kept(part);
    }
    return new Changes(list, length, newLength);
  }

  /** What is replaced, with ranges of the text before. */
  replacements(): Replacement[] {
    const list: { from: number; to: number; insert: string }[] = [];
    let at = 0;
    let last: (typeof list)[number] | null = null;
    for (const part of this.parts) {
      if (kept(part) > 0) {
        at += kept(part);
        last = null;
        continue;
      }
      if (last === null) list.push((last = { from: at, to: at, insert: "" }));
      if (typeof part === "string") last.insert += part;
      at += gone(part);
      last.to = at;
    }
    return list;
  }

  /** Whether they change nothing. */
  isEmpty(): boolean {
    return this.parts.every((part) => kept(part) > 0);
  }

  /** The text after them. */
  apply(text: string): string {
    let at = 0;
    let result = "";
    for (const part of this.parts) {
      if (typeof part === "string") result += part;
      else if (part > 0) result += text.slice(at, at + part);
      if (typeof part === "number") at += Math.abs(part);
    }
    return result;
  }

  /** What takes them back; `text` is the text before them. */
  invert(text: string): Changes {
    let shift = 0;
    const list = this.replacements().map(({ from, to, insert }) => {
      const back = { from: from + shift, to: from + shift + insert.length, insert: text.slice(from, to) };
      shift += insert.length - (to - from);
      return back;
    });
    return Changes.of(this.newLength, ...list);
  }

  /** One that does what these do and then `next`. */
  compose(next: Changes): Changes {
    const own = new Cursor(this.parts);
    const list = new Parts();
    const passGone = () => {
      while (gone(own.part()) > 0) list.add(own.take());
    };
    for (const part of next.parts) {
      passGone();
      if (typeof part === "string") {
        list.add(part);
        continue;
      }
      for (let left = Math.abs(part); left > 0; ) {
        passGone();
        const taken = own.take(left);
        left -= typeof taken === "string" ? taken.length : taken;
        if (part > 0) list.add(taken);
        else if (typeof taken === "number") list.add(-taken);
      }
    }
    while (!own.isAtEnd()) list.add(own.take());
    return list.changes();
  }

  /** These for the text that `other`, made to the same text, has left. What both insert at one place stands in the order that `before` says. */
  map(other: Changes, before = false): Changes {
    const own = new Cursor(this.parts);
    const list = new Parts();
    const passInserted = () => {
      while (typeof own.part() === "string") list.add(own.take());
    };
    for (const part of other.parts) {
      if (typeof part === "string") {
        if (before) passInserted();
        list.add(part.length);
        continue;
      }
      for (let left = Math.abs(part); left > 0; ) {
        passInserted();
        const taken = own.take(left) as number;
        left -= Math.abs(taken);
        if (part > 0) list.add(taken);
      }
    }
    while (!own.isAtEnd()) list.add(own.take());
    return list.changes();
  }

  /** Where a position of the text before is in that after; of one at which is inserted, the place before that, or behind it. */
  position(position: number, behind = false): number {
    let at = 0;
    let result = 0;
    for (const part of this.parts) {
      if (typeof part === "string") {
        if (at === position && !behind) return result;
        result += part.length;
        continue;
      }
      const passed = Math.min(Math.abs(part), position - at);
      if (part > 0) result += passed;
      at += passed;
      if (at === position && passed < Math.abs(part)) return result;
    }
    return result;
  }

  /** Where a position of the text after was in that before. */
  formerPosition(position: number): number {
    return this.invert(" ".repeat(this.length)).position(position);
  }
}

/** Gathers parts, of neighbours of one kind one. What is inserted stands before what goes at the same place. */
class Parts {
  private readonly list: Part[] = [];

  add(part: Part): this {
    if (part === 0 || part === "") return this;
    const last = this.list.at(-1);
    if (typeof part === "string") {
      if (typeof last === "string") this.list.push((this.list.pop() as string) + part);
      else if (last !== undefined && gone(last) > 0) {
        this.list.pop();
        this.add(part);
        this.list.push(last);
      } else this.list.push(part);
    } else if (typeof last === "number" && last > 0 === part > 0) this.list.push((this.list.pop() as number) + part);
    else this.list.push(part);
    return this;
  }

  changes(): Changes {
    return Changes.made(this.list);
  }
}

/** Reads parts in pieces. */
class Cursor {
  private index = 0;
  private offset = 0;

  constructor(private readonly parts: readonly Part[]) {}

  isAtEnd(): boolean {
    return this.index >= this.parts.length;
  }

  /** What is left of the part that it is at; 0 at the end. */
  part(): Part {
    const part = this.parts[this.index] ?? 0;
    if (typeof part === "string") return part.slice(this.offset);
    return part > 0 ? part - this.offset : part + this.offset;
  }

  /** Takes as much of it. */
  take(most = Infinity): Part {
    if (this.isAtEnd()) throw new RangeError("these are changes of another text");
    const part = this.part();
    const size = typeof part === "string" ? part.length : Math.abs(part);
    const taken = Math.min(most, size);
    this.offset += taken;
    if (taken === size) {
      this.index++;
      this.offset = 0;
    }
    if (typeof part === "string") return part.slice(0, taken);
    return part > 0 ? taken : -taken;
  }
}
