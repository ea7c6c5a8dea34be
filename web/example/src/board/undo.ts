// Undo of what this page did. A step knows the members that it changed, before and after, so that
// taking it back touches those only, and only where nobody has set them to something else since.
import type { Fields, Shape, Shapes } from './shapes';

/** null is for no shape. */
interface Step { id: string; before: Fields | null; after: Fields | null }

export class Undo {
  private back: Step[] = [];
  private forth: Step[] = [];

  constructor(private readonly shapes: Shapes) {}

  /** Tells of something that was done. Members that are the same before and after are left out. */
  done(id: string, before: Fields | null, after: Fields | null): void {
    if (before && after) {
      const [was, is] = [before, after];
      const keys = (Object.keys(is) as (keyof Shape)[]).filter((key) => was[key] !== is[key]);
      if (keys.length === 0) return;
      const some = (all: Fields): Fields => Object.fromEntries(keys.map((key) => [key, all[key]]));
      [before, after] = [some(was), some(is)];
    }
    this.back.push({ id, before, after });
    this.forth = [];
  }

  undo(): void {
    const step = this.back.pop();
    if (step) this.forth.push({ ...step, after: this.go(step.id, step.after, step.before) });
  }

  redo(): void {
    const step = this.forth.pop();
    if (step) this.back.push({ ...step, before: this.go(step.id, step.before, step.after) });
  }

  // Returns what leads back here: a shape that goes comes back as it was last.
  private go(id: string, from: Fields | null, to: Fields | null): Fields | null {
    const now = this.shapes.read(id);
    if (!to) {
      this.shapes.remove(id);
      return now ?? from;
    }
    if (!from) {
      if (!now) this.shapes.add(to as Shape, id);
    } else if (now) {
      const mine = (Object.keys(to) as (keyof Shape)[]).filter((key) => now[key] === from[key]);
      this.shapes.write(id, Object.fromEntries(mine.map((key) => [key, to[key]])));
    }
    return from;
  }
}
