// Going through the sheet and writing in it, by keys, mouse and finger.
import { type Cells, placeOf } from './cells';
import type { View } from './view';

const arrows: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1], Enter: [0, 1], Tab: [1, 0] };

/** Has one go through the sheet. Writing is possible while `mayWrite` says so. */
export function setUpKeys(view: View, cells: Cells, mayWrite: () => boolean): void {
  const go = ([x, y]: [number, number]) => view.select({ column: view.selected.column + x, row: view.selected.row + y }, true);

  const write = (text: string | null) => {
    if (!mayWrite()) return;
    const name = view.name;
    const cell = view.cell(name)!;
    const field = document.createElement('input');
    field.value = text ?? cells.read(name);
    field.setAttribute('aria-label', name);
    field.spellcheck = false;
    let open = true;
    const close = (keep: boolean) => {
      if (!open) return;
      open = false;
      if (keep && mayWrite()) cells.write(name, field.value);
      field.remove();
      view.draw();
    };
    field.addEventListener('blur', () => close(true));
    field.addEventListener('keydown', (event) => {
      event.stopPropagation();
      if (event.key === 'Escape') {
        close(false);
        cell.focus();
      } else if (event.key === 'Enter' || event.key === 'Tab') {
        event.preventDefault();
        close(true);
        const [x, y] = arrows[event.key];
        go(event.shiftKey ? [-x, -y] : [x, y]);
      }
    });
    cell.textContent = '';
    cell.className = '';
    cell.append(field);
    field.focus();
  };

  view.grid.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = arrows[event.key];
    if (event.key === 'Enter' || event.key === 'F2') write(null);
    else if (event.key === 'Tab') return; // leads out of the sheet
    else if (arrow) go(arrow);
    else if (event.key === 'Delete' || event.key === 'Backspace') {
      if (!mayWrite()) return;
      cells.write(view.name, '');
      view.draw();
    } else if (event.key.length === 1) write(event.key);
    else return;
    event.preventDefault();
  });
  view.grid.addEventListener('click', (event) => {
    const cell = (event.target as HTMLElement).closest('td');
    if (!cell || cell.querySelector('input')) return;
    // A double click; or another tap, whose number not every browser counts.
    const again = cell.dataset.name === view.name && (event.detail !== 1 || (event as PointerEvent).pointerType === 'touch');
    view.select(placeOf(cell.dataset.name!)!, true);
    if (again) write(null);
  });
}
