// A mouse, a finger or a pen: what is pressed, moved and released becomes edits of shapes.
import { type Kind, type Shapes, least, size, within } from './shapes';
import type { View } from './view';

type Tool = Kind | 'select';
interface Point { x: number; y: number }
interface Act { begin(): void; add(kind: Kind, x: number, y: number, w: number, h: number): string; write(id: string): void }

const tools: Tool[] = ['select', 'note', 'box', 'oval'];
const usual = { w: 170, h: 120 };

export class Gestures {
  private tool: Tool = 'select';

  constructor(private readonly view: View, private readonly shapes: Shapes, private readonly act: Act) {
    for (const tool of tools) document.getElementById(tool)!.addEventListener('click', () => this.take(tool));
    this.take('select');
    view.surface.addEventListener('pointerdown', (event) => { if (event.isPrimary && event.button === 0) this.press(event); });
    view.surface.addEventListener('dblclick', (event) => {
      const id = shapeAt(event)?.dataset.id;
      if (id) act.write(id);
    });
  }

  take(tool: Tool): void {
    this.tool = tool;
    this.view.surface.dataset.tool = tool;
    for (const each of tools) document.getElementById(each)!.setAttribute('aria-pressed', String(each === tool));
  }

  /** A shape of the usual size around a point. */
  place(kind: Kind, around: Point): string {
    const { x, y } = within(around.x - usual.w / 2, around.y - usual.h / 2, usual.w, usual.h);
    return this.act.add(kind, x, y, usual.w, usual.h);
  }

  private press(event: PointerEvent): void {
    if (event.target === this.view.field) return;
    const at = this.view.point(event);
    const element = shapeAt(event);
    if (this.tool !== 'select') {
      event.preventDefault(); // the focus is for the new shape
      this.drawNew(this.tool, at, event);
    } else if (element) {
      const id = element.dataset.id!;
      this.view.select(id);
      const before = this.shapes.read(id)!;
      const resize = (event.target as Element).matches('i');
      const drag = this.shapes.drag(id);
      this.act.begin();
      this.follow(event, (to) => drag.to(resize
        ? { w: Math.max(least, Math.min(before.w + to.x - at.x, size.w - before.x)), h: Math.max(least, Math.min(before.h + to.y - at.y, size.h - before.y)) }
        : within(before.x + to.x - at.x, before.y + to.y - at.y, before.w, before.h)), drag.end);
    } else {
      this.view.select(null);
    }
  }

  private drawNew(kind: Kind, from: Point, event: PointerEvent): void {
    this.take('select');
    let id = '';
    let drag: ReturnType<Shapes['drag']>;
    this.follow(event, (to) => {
      const [w, h] = [Math.abs(to.x - from.x), Math.abs(to.y - from.y)];
      if (!id && Math.max(w, h) < 6) return; // a tap, up to now
      const corner = { x: Math.min(from.x, to.x), y: Math.min(from.y, to.y) };
      if (!id) drag = this.shapes.drag(id = this.act.add(kind, corner.x, corner.y, least, least));
      const [wide, high] = [Math.max(least, w), Math.max(least, h)];
      drag.to({ ...within(corner.x, corner.y, wide, high), w: wide, h: high });
    }, () => {
      drag?.end();
      id ||= this.place(kind, from);
      if (kind === 'note') this.act.write(id);
    });
  }

  private follow(event: PointerEvent, move: (to: Point) => void, end: () => void): void {
    const { surface } = this.view;
    const listening = new AbortController();
    const on = (name: string, f: (event: PointerEvent) => void) => surface.addEventListener(name, (e) => {
      if ((e as PointerEvent).pointerId === event.pointerId) f(e as PointerEvent);
    }, { signal: listening.signal });
    const over = () => {
      listening.abort();
      end();
    };
    surface.setPointerCapture(event.pointerId);
    on('pointermove', (e) => move(this.view.point(e)));
    on('pointerup', over);
    on('pointercancel', over);
  }
}

const shapeAt = (event: Event) => (event.target as Element).closest<HTMLElement>('.shape');
