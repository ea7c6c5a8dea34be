// Draws the plan. An element of the page belongs to a card by the card's own id, so that it, and
// whoever writes in it, stays when somebody moves the card.
import type { RealTimeElement, RealTimeString } from '@convergence-wasm/client';
import { bindText } from '../shared/text';
import { type Lists, idOf, titleOf } from './lists';

/** A list or a card in the page. `bound` is what of the model its title shows. */
export interface Shown {
  id: string;
  root: HTMLElement;
  grip: HTMLButtonElement;
  title: HTMLTextAreaElement;
  bound: RealTimeElement | null;
  release(): void;
}

type Kind = 'list' | 'card';

export class View {
  readonly plan = document.getElementById('plan')!;
  readonly shown = { list: new Map<string, Shown>(), card: new Map<string, Shown>() };
  onMade = (_kind: Kind, _shown: Shown) => {};

  constructor(private readonly lists: Lists) {}

  draw(): void {
    const focused = document.activeElement;
    const seen = new Set<string>();
    const drawn = (kind: Kind, element: RealTimeElement) => {
      const id = idOf(element);
      seen.add(id);
      const shown = this.shown[kind].get(id) ?? this.make(kind, id);
      if (shown.bound?.id() !== element.id()) this.bind(shown, kind, element);
      return shown;
    };
    const columns: HTMLElement[] = [];
    for (let i = 0; i < this.lists.all.length(); i++) {
      const list = drawn('list', this.lists.list(i) as unknown as RealTimeElement);
      const cards: HTMLElement[] = [];
      this.lists.cards(i).forEach((card) => { cards.push(drawn('card', card as unknown as RealTimeElement).root); });
      inOrder(list.root.querySelector('ul')!, cards);
      list.root.querySelector<HTMLButtonElement>('.remove')!.disabled = cards.length > 0;
      columns.push(list.root);
    }
    inOrder(this.plan, columns);
    for (const all of Object.values(this.shown)) {
      for (const [id, gone] of all) {
        if (seen.has(id)) continue;
        gone.release();
        gone.root.remove();
        all.delete(id);
      }
    }
    // An element that is moved in the page loses the focus.
    if (focused instanceof HTMLElement && focused.isConnected && focused !== document.activeElement) focused.focus();
  }

  private make(kind: Kind, id: string): Shown {
    const copy = document.querySelector<HTMLTemplateElement>(`#${kind}`)!.content.cloneNode(true) as DocumentFragment;
    const root = copy.firstElementChild as HTMLElement;
    root.dataset.id = id;
    const title = root.querySelector('textarea')!;
    const shown = { id, root, title, grip: root.querySelector<HTMLButtonElement>('.grip')!, bound: null, release: () => {} };
    title.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== 'Escape') return;
      event.preventDefault();
      shown.grip.focus();
    });
    title.addEventListener('input', () => { if (/\n/.test(title.value)) title.value = title.value.replace(/\s*\n\s*/g, ' '); }, true);
    this.shown[kind].set(id, shown);
    this.onMade(kind, shown);
    return shown;
  }

  private bind(shown: Shown, kind: Kind, element: RealTimeElement): void {
    shown.release();
    const text: RealTimeString = titleOf(element);
    const label = () => {
      const name = text.value() || `${kind} without a title`;
      shown.grip.setAttribute('aria-label', `Move ${name}`);
      shown.root.setAttribute('aria-label', name);
      shown.root.querySelector('.remove')!.setAttribute('aria-label', `Remove ${name}`);
    };
    const names = ['insert', 'remove', 'splice', 'value'];
    for (const name of names) text.on(name, label);
    const unbind = bindText(shown.title, text);
    label();
    shown.bound = element;
    shown.release = () => {
      unbind();
      for (const name of names) text.off(name, label);
    };
  }
}

// Puts elements in front of what else there is in a parent, in order, and leaves alone what is right.
function inOrder(parent: HTMLElement, elements: HTMLElement[]): void {
  elements.forEach((element, i) => {
    if (parent.children[i] !== element) parent.insertBefore(element, parent.children[i] ?? null);
  });
}
