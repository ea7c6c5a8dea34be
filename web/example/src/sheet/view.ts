// The table. All cells are calculated anew with the frame after a change: a thousand take less
// than one.
import { withFrame } from '../shared/turn';
import { type Cells, type Place, cellName, columnName, columns, rows } from './cells';
import { calculator } from './formula';

const numbers = new Intl.NumberFormat('en', { maximumFractionDigits: 6 });

export class View {
  readonly grid = document.getElementById('grid') as HTMLTableElement;
  selected: Place = { column: 0, row: 0 };
  onSelect = (_name: string) => {};
  readonly drawLater = withFrame(() => this.draw());
  private readonly made = new Map<string, HTMLTableCellElement>();

  constructor(private readonly cells: Cells) {
    const head = this.grid.createTHead().insertRow();
    for (let column = -1; column < columns; column++) head.append(header(column < 0 ? '' : columnName(column), 'col'));
    const body = this.grid.createTBody();
    for (let row = 0; row < rows; row++) {
      const line = body.insertRow();
      line.append(header(String(row + 1), 'row'));
      for (let column = 0; column < columns; column++) {
        const cell = line.insertCell();
        cell.tabIndex = -1;
        cell.dataset.name = cellName({ column, row });
        cell.setAttribute('role', 'gridcell');
        this.made.set(cell.dataset.name, cell);
      }
    }
    this.draw();
    this.select(this.selected);
  }

  cell(name: string): HTMLTableCellElement | undefined { return this.made.get(name); }
  get name(): string { return cellName(this.selected); }

  draw(): void {
    const shown = calculator((name) => this.cells.read(name));
    for (const [name, cell] of this.made) {
      if (cell.querySelector('input')) continue; // somebody writes in it
      const { value, wrong = '' } = shown(name);
      const text = typeof value === 'number' ? numbers.format(value) : value;
      if (cell.textContent !== text) cell.textContent = text;
      cell.className = wrong ? 'wrong' : typeof value === 'number' ? 'number' : '';
      cell.title = wrong;
    }
    this.sayWritten();
  }

  /** Goes to a place, within the sheet. */
  select({ column, row }: Place, focus = false): void {
    const limit = (at: number, end: number) => Math.max(0, Math.min(at, end - 1));
    const before = this.cell(this.name)!;
    before.tabIndex = -1;
    before.removeAttribute('aria-selected');
    this.selected = { column: limit(column, columns), row: limit(row, rows) };
    const cell = this.cell(this.name)!;
    cell.tabIndex = 0;
    cell.setAttribute('aria-selected', 'true');
    if (focus) cell.focus();
    this.sayWritten();
    this.onSelect(this.name);
  }

  private sayWritten(): void {
    document.getElementById('at')!.textContent = this.name;
    document.getElementById('written')!.textContent = this.cells.read(this.name);
  }
}

function header(text: string, scope: string): HTMLTableCellElement {
  const cell = document.createElement('th');
  cell.scope = scope;
  cell.textContent = text;
  return cell;
}
