// Draws what the model says: an element of the page for each shape, changed when the model tells
// that the shape has. The page's own edits are drawn at once, those of others with the next frame.
import type { ModelChangedEvent } from '@convergence-wasm/client';
import { withFrame } from '../shared/turn';
import { type Shape, type Shapes, colours, size } from './shapes';

const names = { note: 'Note', box: 'Box', oval: 'Oval' };

export class View {
  readonly surface = document.getElementById('surface')!;
  readonly field = document.getElementById('text') as HTMLTextAreaElement;
  selected: string | null = null;
  colour = colours[0];
  onSelect = (_id: string | null) => {};
  private readonly drawn = new Map<string, HTMLElement>();
  private readonly changed = new Set<string>();
  private written: string | null = null;

  constructor(private readonly shapes: Shapes) {
    const drawChanged = withFrame(() => {
      for (const id of this.changed) this.draw(id);
      this.changed.clear();
    });
    shapes.all.on('model_changed', (event) => {
      const { relativePath, childEvent, local } = event as ModelChangedEvent;
      const id = relativePath[0] ?? (childEvent as unknown as { key?: string }).key;
      const ids = id === undefined ? new Set([...this.drawn.keys(), ...shapes.ids()]) : [String(id)];
      for (const each of ids) {
        if (local) this.draw(each);
        else this.changed.add(each);
      }
      if (!local) drawChanged();
    });
    for (const id of shapes.ids()) this.draw(id);
    this.takeColour(this.colour);
  }

  at(id: string): HTMLElement | undefined { return this.drawn.get(id); }

  private draw(id: string): void {
    const shape = this.shapes.read(id);
    if (!shape) return this.erase(id);
    const element = this.drawn.get(id) ?? this.make(id);
    element.className = `shape ${shape.kind} ${shape.colour}`;
    element.setAttribute('aria-label', shape.text ? `${names[shape.kind]}: ${shape.text}` : `Empty ${shape.kind}`);
    element.setAttribute('aria-pressed', String(id === this.selected));
    element.firstElementChild!.textContent = shape.text;
    place(element, shape);
    if (id === this.written) place(this.field, shape);
  }

  private make(id: string): HTMLElement {
    const element = document.createElement('div');
    element.dataset.id = id;
    element.tabIndex = 0;
    element.setAttribute('role', 'button');
    element.append(document.createElement('span'), document.createElement('i'));
    element.addEventListener('focus', () => this.select(id));
    this.drawn.set(id, element);
    this.surface.append(element);
    return element;
  }

  private erase(id: string): void {
    if (id === this.written) this.field.blur();
    if (id === this.selected) this.select(null);
    this.drawn.get(id)?.remove();
    this.drawn.delete(id);
  }

  select(id: string | null): void {
    if (id === this.selected) return;
    if (this.selected) this.at(this.selected)?.setAttribute('aria-pressed', 'false');
    this.selected = id;
    if (id) {
      this.at(id)!.setAttribute('aria-pressed', 'true');
      this.at(id)!.focus();
    }
    this.onSelect(id);
  }

  takeColour(colour: string): void {
    this.colour = colour;
    for (const each of colours) document.getElementById(each)!.setAttribute('aria-pressed', String(each === colour));
  }

  /** Shows the text field above a shape until it loses the focus or Escape is pressed. */
  openField(id: string, closed: () => void): void {
    this.written = id;
    place(this.field, this.shapes.read(id)!);
    this.field.hidden = false;
    this.field.focus();
    this.field.select();
    this.field.addEventListener('blur', () => {
      this.field.hidden = true;
      this.written = null;
      closed();
    }, { once: true });
  }

  /** Where an event is on the board. */
  point(event: { clientX: number; clientY: number }): { x: number; y: number } {
    const { left, top } = this.surface.getBoundingClientRect();
    const limit = (at: number, most: number) => Math.round(Math.max(0, Math.min(at, most)));
    return { x: limit(event.clientX - left, size.w), y: limit(event.clientY - top, size.h) };
  }
}

// Not by an attribute, which the content security policy of the page does not let in.
function place(element: HTMLElement, { x, y, w, h, z }: Shape): void {
  Object.assign(element.style, { left: `${x}px`, top: `${y}px`, width: `${w}px`, height: `${h}px`, zIndex: String(z) });
}
