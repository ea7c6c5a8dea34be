// The shapes of the board as they are shared. Every edit of them goes through here.
import type { RealTimeModel, RealTimeNumber, RealTimeObject } from '@convergence-wasm/client';
import { edit } from '../shared/text';
import { withFrame } from '../shared/turn';

export type Kind = 'note' | 'box' | 'oval';
export interface Shape { kind: Kind; x: number; y: number; w: number; h: number; z: number; colour: string; text: string }
export type Board = { [id: string]: Shape };
export type Fields = Partial<Shape>;

export const colours = ['sand', 'mint', 'sky', 'rose'];
export const size = { w: 1600, h: 1000 };
export const least = 40;

export class Shapes {
  constructor(readonly model: RealTimeModel, readonly all: RealTimeObject<Board>) {}

  ids(): string[] { return this.all.keys(); }
  has(id: string): boolean { return this.all.hasKey(id); }
  element(id: string): RealTimeObject<Shape> { return this.all.get(id) as unknown as RealTimeObject<Shape>; }
  read(id: string): Shape | null { return this.has(id) ? this.element(id).value() : null; }
  top(): number { return Math.max(0, ...this.ids().map((id) => this.element(id).get('z').value())); }

  add(shape: Shape, id = crypto.getRandomValues(new Uint32Array(2)).join('-')): string {
    this.all.set(id, shape);
    return id;
  }

  remove(id: string): void {
    if (this.has(id)) this.all.remove(id);
  }

  /** Changes members of a shape. The others get all of it at once or nothing. */
  write(id: string, to: Fields): void {
    if (!this.has(id)) return; // somebody has removed it meanwhile
    const shape = this.element(id);
    const changed = (Object.keys(to) as (keyof Shape)[]).filter((key) => shape.get(key).value() !== to[key]);
    if (changed.length === 0) return;
    this.model.startBatch();
    for (const key of changed) {
      if (key === 'text') edit(shape.get('text'), to.text!);
      else (shape.get(key) as RealTimeNumber).value(to[key] as number);
    }
    this.model.completeBatch();
  }

  /** A writer for a drag: however often it is called, it writes once per frame. `end` writes what is left. */
  drag(id: string): { to(fields: Fields): void; end(): void } {
    let latest: Fields = {};
    const end = () => {
      this.write(id, latest);
      latest = {};
    };
    const plan = withFrame(end);
    return { to: (fields) => { latest = { ...latest, ...fields }; plan(); }, end };
  }
}

/** Keeps a shape on the board. */
export function within(x: number, y: number, w: number, h: number): { x: number; y: number } {
  const limit = (at: number, most: number) => Math.round(Math.max(0, Math.min(at, most)));
  return { x: limit(x, size.w - w), y: limit(y, size.h - h) };
}
