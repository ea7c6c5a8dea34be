// Moving by the grip of a list or a card: with a mouse or a finger, it follows until it is released
// and a line shows where it would go; with the keyboard, arrows move it by one.
import type { Lists, Place } from './lists';
import type { Shown, View } from './view';

const arrows: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Has a card or a list moved by its grip. `moved` is called when it has been. */
export function movable(view: View, lists: Lists, kind: 'list' | 'card', shown: Shown, moved: () => void): void {
  const { grip, root, id } = shown;
  const move = (to: Place) => {
    if (kind === 'card') lists.moveCard(id, to);
    else lists.moveList(id, to.list);
    moved();
    root.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };

  grip.addEventListener('keydown', (event) => {
    const arrow = arrows[event.key];
    const from = kind === 'card' ? lists.find(id) : { list: lists.indexOf(id), at: 0 };
    if (!arrow || !from) return;
    event.preventDefault();
    move({ list: from.list + arrow[0], at: from.at + arrow[1] });
    grip.focus();
  });

  grip.addEventListener('pointerdown', (event) => {
    if (!event.isPrimary || event.button !== 0) return;
    const start = { x: event.clientX + view.plan.scrollLeft, y: event.clientY };
    const listening = new AbortController();
    let to: Place | null = null;
    const on = (name: string, f: (e: PointerEvent) => void) => grip.addEventListener(name, (e) => {
      if ((e as PointerEvent).pointerId === event.pointerId) f(e as PointerEvent);
    }, { signal: listening.signal });
    const end = () => {
      listening.abort();
      root.classList.remove('dragged');
      root.style.removeProperty('transform');
      mark(null);
    };
    grip.setPointerCapture(event.pointerId);
    on('pointermove', ({ clientX, clientY }) => {
      const { left, right } = view.plan.getBoundingClientRect();
      view.plan.scrollLeft += clientX < left + 40 ? -14 : clientX > right - 40 ? 14 : 0;
      root.classList.add('dragged');
      root.style.transform = `translate(${clientX + view.plan.scrollLeft - start.x}px, ${clientY - start.y}px) rotate(1.5deg)`;
      to = target(clientX, clientY);
      mark(to);
    });
    on('pointerup', () => {
      end();
      if (to) move(to);
    });
    on('pointercancel', end);
  });

  // The place at a point, counted without what is dragged.
  function target(x: number, y: number): Place {
    const others = [...view.plan.querySelectorAll<HTMLElement>('.list')].filter((list) => list !== root);
    const boxes = others.map((list) => list.getBoundingClientRect());
    if (kind === 'list') return { list: boxes.filter((box) => box.left + box.width / 2 < x).length, at: 0 };
    const list = Math.max(0, boxes.filter((box) => box.left - 8 <= x).length - 1);
    const cards = [...others[list].querySelectorAll<HTMLElement>('.card')].filter((card) => card !== root);
    return { list, at: cards.filter((card) => { const box = card.getBoundingClientRect(); return box.top + box.height / 2 < y; }).length };
  }

  function mark(place: Place | null): void {
    for (const marked of view.plan.querySelectorAll('.here, .end')) marked.classList.remove('here', 'end');
    if (!place) return;
    const within = kind === 'list' ? view.plan : view.plan.querySelectorAll('.list')[place.list];
    const others = [...within.querySelectorAll(`.${kind}`)].filter((one) => one !== root);
    const at = kind === 'list' ? place.list : place.at;
    if (others[at]) others[at].classList.add('here');
    else (others.at(-1) ?? within).classList.add('end');
  }
}
