// A drawing board: notes and shapes that everybody with the link sees move
// while they are moved. What to look at, in this order:
//
//   shapes.ts    the board is one RealTimeObject, with a shape under each id.
//                A drag writes once per frame, both coordinates in one batch
//   view.ts      draws what the model says, whoever has edited
//   others.ts    where the others point, by the state of an activity. What
//                they have selected are references to elements of the model:
//                ../shared/selections.ts
//   gestures.ts  a mouse, a finger or a pen, and keys.ts the keyboard, become
//                such edits. Each begins a step that the undo manager of the
//                model takes back at once: ../shared/undo.ts
//
// Nothing here is about the connection: without one, edits stay in the model
// and are sent when it is back. Signing in and the bar on top are the same for
// all examples: ../shared.
import type { RealTimeObject } from '@convergence-wasm/client';
import { openDocument, runPage } from '../shared/page';
import { shareSelection, showSelections } from '../shared/selections';
import { bindText } from '../shared/text';
import { setUpUndo } from '../shared/undo';
import { Gestures } from './gestures';
import { setUpKeys } from './keys';
import { showPointers } from './others';
import { type Board, type Fields, type Kind, Shapes, colours } from './shapes';
import { View } from './view';

async function start(): Promise<void> {
  const { model, id, domain, watch } = await openDocument('board', { shapes: {} });
  if (model.root().get('shapes')?.type() !== 'object') throw new Error(`The document ${id} is no board.`);
  model.emitLocalEvents(true); // the view hears of own edits as of those of others

  const shapes = new Shapes(model, model.elementAt('shapes') as RealTimeObject<Board>);
  // However long a hand rests in the middle of it, what it does is one step.
  const undo = setUpUndo(model, { scope: shapes.all, captureTimeout: 1e9 });
  const view = new View(shapes);
  const share = shareSelection(model);
  view.onSelect = (shape) => share(shape ? shapes.element(shape) : null);

  /** Opens the one text field above a shape. What was typed is one step for undo. */
  const write = (shape: string) => {
    undo.stopCapturing();
    const release = bindText(view.field, shapes.element(shape).get('text'));
    view.openField(shape, release);
  };
  const act = {
    write,
    add: (kind: Kind, x: number, y: number, w: number, h: number) => {
      undo.stopCapturing();
      const shape = shapes.add({ kind, x, y, w, h, colour: view.colour, text: '', z: shapes.top() + 1 });
      view.select(shape);
      return shape;
    },
    change: (shape: string, to: Fields) => {
      undo.stopCapturing();
      shapes.write(shape, to);
    },
    remove: () => {
      undo.stopCapturing();
      if (view.selected) shapes.remove(view.selected);
    },
    begin: () => undo.stopCapturing(),
  };
  const gestures = new Gestures(view, shapes, act);
  setUpKeys(view, shapes, gestures, act);
  const press = (name: string, f: () => void) => document.getElementById(name)!.addEventListener('click', f);
  press('remove', act.remove);
  for (const colour of colours) {
    press(colour, () => {
      view.takeColour(colour);
      if (view.selected) act.change(view.selected, { colour });
    });
  }

  showSelections(model, (element) => view.at(String(element.path()[1])));
  showPointers(domain, id, view).catch((error: unknown) => console.warn('pointers are not shared', error));
  watch(model.elementAt('shapes'), (may) => { document.getElementById('board')!.inert = !may; });
  document.title = 'Board · Convergence';
}

runPage(start);
