// A spreadsheet of a thousand cells. What to look at, in this order:
//
//   cells.ts    the sheet is one RealTimeObject, with a string for each cell that
//               was ever written
//   formula.ts  what a cell shows: formulas are calculated in every page, and
//               only what was written is shared
//   view.ts     the table; keys.ts goes through it and writes
//
// Where the others are is a property reference of that object: ../shared/places.ts.
import type { RealTimeObject } from '@convergence-wasm/client';
import { openDocument, runPage } from '../shared/page';
import { sharePlace, showPlaces } from '../shared/places';
import { startAt } from '../shared/start-at';
import { setUpUndo } from '../shared/undo';
import { Cells } from './cells';
import { setUpKeys } from './keys';
import { View } from './view';

async function start(): Promise<void> {
  const { model, id, watch } = await openDocument('sheet', { cells: {} });
  if (model.root().get('cells')?.type() !== 'object') throw new Error(`The document ${id} is no sheet.`);

  const cells = new Cells(model.elementAt('cells') as RealTimeObject<{ [name: string]: string }>);
  const view = new View(cells);
  const share = sharePlace(cells.all);
  view.onSelect = share;
  share(view.name);
  showPlaces(cells.all, (name) => view.cell(name));
  cells.all.on('model_changed', view.drawLater);

  setUpUndo(model, { scope: cells.all, captureTimeout: 0 });
  let may = true;
  setUpKeys(view, cells, () => may);
  watch(cells.all, (allowed) => {
    may = allowed;
    view.grid.setAttribute('aria-readonly', String(!allowed));
  });
  startAt(view.cell(view.name));
}

runPage(start);
