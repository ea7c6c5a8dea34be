// Everything that a pointer does, by keys: Tab goes from shape to shape; N, B and O add one; arrows
// move, with Shift by one pixel, with Alt they resize; Enter writes; Delete removes.
import type { Gestures } from './gestures';
import { type Fields, type Kind, type Shapes, least, size, within } from './shapes';
import type { View } from './view';

interface Act { write(id: string): void; change(id: string, to: Fields): void; remove(): void }

const arrows: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const kinds: Record<string, Kind> = { n: 'note', b: 'box', o: 'oval' };

export function setUpKeys(view: View, shapes: Shapes, gestures: Gestures, act: Act): void {
  const board = document.getElementById('board')!;

  const middle = () => {
    const { left, top, width, height } = board.getBoundingClientRect();
    return view.point({ clientX: left + width / 2, clientY: top + height / 2 });
  };
  const step = (id: string, [right, down]: [number, number], far: number, resize: boolean) => {
    const { x, y, w, h } = shapes.read(id)!;
    if (!resize) act.change(id, within(x + right * far, y + down * far, w, h));
    else act.change(id, { w: Math.max(least, Math.min(w + right * far, size.w - x)), h: Math.max(least, Math.min(h + down * far, size.h - y)) });
    view.at(id)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };

  view.field.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    const id = view.selected;
    view.field.blur();
    if (id) view.at(id)?.focus();
  });
  document.addEventListener('keydown', (event) => {
    if ((event.target as Element).closest('textarea, input, dialog, aside')) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const on = (event.target as Element).closest<HTMLElement>('.shape')?.dataset.id;
    if (on && key !== 'Escape') view.select(on); // Escape has left it with the focus only
    if (event.ctrlKey || event.metaKey) return;
    if (kinds[key] && !event.altKey) {
      const id = gestures.place(kinds[key], middle());
      if (kinds[key] === 'note') act.write(id);
    } else if (key === 'Escape') {
      view.select(null);
      gestures.take('select');
    } else if (on && arrows[key]) step(on, arrows[key], event.shiftKey ? 1 : 10, event.altKey);
    else if (on && key === 'Enter') act.write(on);
    else if (on && (key === 'Delete' || key === 'Backspace')) act.remove();
    else return;
    event.preventDefault();
  });
}
