// A drawing board: notes and shapes that everybody with the link sees move
// while they are moved. What to look at, in this order:
//
//   shapes.ts    the board is one RealTimeObject, with a shape under each id.
//                A drag writes once per frame, both coordinates in one batch
//   undo.ts      takes back what this page did, and leaves what others did
//   view.ts      draws what the model says, whoever has edited
//   others.ts    where the others point, by the state of an activity. What
//                they have selected are references to elements of the model:
//                ../shared/selections.ts
//   gestures.ts  a mouse, a finger or a pen, and keys.ts the keyboard, become
//                such edits
//
// Nothing here is about the connection: without one, edits stay in the model
// and are sent when it is back. Signing in and the bar on top are the same for
// all examples: ../shared.
import type { RealTimeObject } from '@convergence-wasm/client';
import { openDocument, runPage } from '../shared/page';
import { shareSelection, showSelections } from '../shared/selections';
import { bindText } from '../shared/text';
import { Gestures } from './gestures';
import { setUpKeys } from './keys';
import { showPointers } from './others';
import { type Board, type Fields, type Kind, Shapes, colours } from './shapes';
import { Undo } from './undo';
import { View } from './view';

async function start(): Promise<void> {
  const { model, id, domain, watch } = await openDocument('board', { shapes: {} });
  if (model.root().get('shapes')?.type() !== 'object') throw new Error(`The document ${id} is no board.`);
  model.emitLocalEvents(true); // the view hears of own edits as of those of others

  const shapes = new Shapes(model, model.elementAt('shapes') as RealTimeObject<Board>);
  const undo = new Undo(shapes);
  const view = new View(shapes);
  const share = shareSelection(model);
  view.onSelect = (shape) => share(shape ? shapes.element(shape) : null);

  /** Opens the one text field above a shape. What was typed is one step for undo. */
  const write = (shape: string) => {
    const text = shapes.element(shape).get('text');
    const before = text.value();
    const release = bindText(view.field, text);
    view.openField(shape, () => {
      release();
      undo.done(shape, { text: before }, { text: text.value() });
    });
  };
  const act = {
    write,
    add: (kind: Kind, x: number, y: number, w: number, h: number) => {
      const shape = shapes.add({ kind, x, y, w, h, colour: view.colour, text: '', z: shapes.top() + 1 });
      undo.done(shape, null, shapes.read(shape));
      view.select(shape);
      return shape;
    },
    change: (shape: string, to: Fields) => {
      const before = shapes.read(shape);
      if (!before) return;
      shapes.write(shape, to);
      undo.done(shape, before, to);
    },
    remove: () => {
      const shape = view.selected;
      if (!shape) return;
      undo.done(shape, shapes.read(shape), null);
      shapes.remove(shape);
    },
    undo: () => undo.undo(),
    redo: () => undo.redo(),
  };
  const gestures = new Gestures(view, shapes, undo, act);
  setUpKeys(view, shapes, gestures, act);
  const press = (name: string, f: () => void) => document.getElementById(name)!.addEventListener('click', f);
  press('undo', act.undo);
  press('redo', act.redo);
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
