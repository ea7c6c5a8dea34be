// A kanban board: lists of cards that everybody with the link writes, moves and
// drags. What to look at, in this order:
//
//   lists.ts  the plan is an array of lists with arrays of cards. Reordering is
//             one edit, which goes together with whatever others do to the
//             array; moving to another list are two, sent as one
//   view.ts   draws the plan. Each title is a text of its own, in which several
//             can write at once: ../shared/text.ts
//   drag.ts   moving by mouse, finger and keyboard
//
// What there is no edit for, the page has to decide: two may move one card to
// different lists, and `tidy` of lists.ts lets one of the two stay. What somebody
// writes into a card while somebody else moves it to another list is lost.
import type { ModelChangedEvent, RealTimeArray, RealTimeElement } from '@convergence-wasm/client';
import { openDocument, runPage } from '../shared/page';
import { shareSelection, showSelections } from '../shared/selections';
import { startAt } from '../shared/start-at';
import { withFrame } from '../shared/turn';
import { setUpUndo } from '../shared/undo';
import { movable } from './drag';
import { type List, Lists, data, idOf } from './lists';
import { View } from './view';

async function start(): Promise<void> {
  const { model, id, watch } = await openDocument('kanban', data());
  if (model.root().get('lists')?.type() !== 'array') throw new Error(`The document ${id} is no plan.`);
  model.emitLocalEvents(true); // labels of cards hear of own edits as of those of others

  const lists = new Lists(model, model.elementAt('lists') as RealTimeArray<List>);
  const view = new View(lists);
  const share = shareSelection(model);
  const status = document.getElementById('said')!;

  /** Draws at once what was done here, and says it to who does not see it. */
  const done = (says = '') => {
    undo.stopCapturing();
    view.draw();
    status.textContent = says;
  };
  view.onMade = (kind, shown) => {
    const { root, title, grip } = shown;
    movable(view, lists, kind, shown, () => {
      const place = lists.find(shown.id) ?? { list: lists.indexOf(shown.id), at: -1 };
      const list = lists.list(place.list).get('title').value();
      done(kind === 'card' ? `${list}, ${place.at + 1} of ${lists.cards(place.list).length()}` : `${place.list + 1} of ${lists.all.length()} lists`);
    });
    const remove = () => {
      const next = root.nextElementSibling ?? root.previousElementSibling ?? root.closest('.list');
      if (kind === 'card') lists.removeCard(shown.id);
      else lists.removeList(shown.id);
      done('Removed');
      next?.querySelector<HTMLElement>('.grip')?.focus();
    };
    root.querySelector('.remove')!.addEventListener('click', remove);
    grip.addEventListener('keydown', (event) => {
      if (event.key === 'Delete') remove();
      else if (event.key === 'Enter') title.focus();
      else return;
      event.preventDefault();
    });
    root.querySelector('.add')?.addEventListener('click', () => {
      const card = lists.addCard(lists.indexOf(shown.id));
      done();
      view.shown.card.get(card)!.title.focus();
    });
    if (kind === 'list') return;
    root.addEventListener('focusin', () => { if (shown.bound?.isAttached()) share(shown.bound); });
    root.addEventListener('focusout', () => share(null));
  };
  document.getElementById('add-list')!.addEventListener('click', () => {
    const list = lists.addList();
    done();
    view.shown.list.get(list)!.title.focus();
  });

  const drawLater = withFrame(() => {
    lists.tidy();
    view.draw();
  });
  lists.all.on('model_changed', (event) => {
    const { relativePath, local } = event as ModelChangedEvent;
    if (!local && relativePath.at(-1) !== 'title') drawLater(); // titles are bound to their fields
  });
  lists.tidy();
  view.draw();
  const undo = setUpUndo(model, { scope: lists.all, done: drawLater });
  showSelections(model, (element: RealTimeElement) => view.shown.card.get(idOf(element))?.root);
  watch(lists.all, (may) => { document.getElementById('kanban')!.inert = !may; });
  startAt(document.querySelector<HTMLElement>('.list .add'));
}

runPage(start);
