// The plan as it is shared: an array of lists, each with an array of cards. Within an array a card
// is reordered. To get into another one it is removed here and inserted there, in one batch.
import type { RealTimeArray, RealTimeElement, RealTimeModel, RealTimeObject, RealTimeString } from '@convergence-wasm/client';

export interface Card { id: string; title: string }
export interface List { id: string; title: string; cards: Card[] }
export type Item = RealTimeObject<Card>;
export interface Place { list: number; at: number }

const newId = () => crypto.getRandomValues(new Uint32Array(2)).join('-');
const newList = (title: string): List => ({ id: newId(), title, cards: [] });
export const data = () => ({ lists: ['To do', 'Doing', 'Done'].map(newList) });

export const idOf = (item: RealTimeElement): string => (item as unknown as Item).get('id').value();
export const titleOf = (item: RealTimeElement): RealTimeString => (item as unknown as Item).get('title');

export class Lists {
  constructor(readonly model: RealTimeModel, readonly all: RealTimeArray<List>) {}

  list(at: number): RealTimeObject<List> { return this.all.get(at) as unknown as RealTimeObject<List>; }
  cards(list: number): RealTimeArray<Card> { return this.list(list).get('cards') as unknown as RealTimeArray<Card>; }
  card({ list, at }: Place): Item { return this.cards(list).get(at) as unknown as Item; }
  indexOf(id: string): number { return this.all.findIndex((list) => idOf(list as unknown as RealTimeElement) === id); }

  /** Where a card is. */
  find(id: string): Place | null {
    for (let list = 0; list < this.all.length(); list++) {
      const at = this.cards(list).findIndex((card) => idOf(card as unknown as RealTimeElement) === id);
      if (at >= 0) return { list, at };
    }
    return null;
  }

  addList(): string {
    const list = newList('');
    this.all.push(list);
    return list.id;
  }

  addCard(list: number): string {
    const card = { id: newId(), title: '' };
    this.cards(list).push(card);
    return card.id;
  }

  removeCard(id: string): void {
    const place = this.find(id);
    if (place) this.cards(place.list).remove(place.at);
  }

  removeList(id: string): void {
    const at = this.indexOf(id);
    if (at >= 0 && this.cards(at).length() === 0) this.all.remove(at);
  }

  /** Moves a card to a place that is counted without it. */
  moveCard(id: string, to: Place): void {
    const from = this.find(id);
    if (!from) return; // somebody has removed it meanwhile
    const { list, at } = limited(to, this.all.length() - 1, this.cards(limited(to, this.all.length() - 1).list).length());
    if (list === from.list) {
      const last = Math.min(at, this.cards(list).length() - 1);
      if (last !== from.at) this.cards(list).reorder(from.at, last);
      return;
    }
    const card = this.card(from).value();
    this.model.startBatch();
    this.cards(from.list).remove(from.at);
    this.cards(list).insert(at, card);
    this.model.completeBatch();
  }

  moveList(id: string, to: number): void {
    const from = this.indexOf(id);
    const at = Math.max(0, Math.min(to, this.all.length() - 1));
    if (from >= 0 && at !== from) this.all.reorder(from, at);
  }

  /**
   * Two who move a card to different lists at the same time have both inserted it. All pages agree
   * which one stays, wherever it is: that of the least id of an element. Removing what somebody
   * else has removed does nothing.
   */
  tidy(): void {
    const kept = new Map<string, RealTimeElement>();
    const surplus: RealTimeElement[] = [];
    for (let list = 0; list < this.all.length(); list++) {
      this.cards(list).forEach((one) => {
        const card = one as unknown as RealTimeElement;
        const other = kept.get(idOf(card));
        if (other && other.id() < card.id()) surplus.push(card);
        else {
          if (other) surplus.push(other);
          kept.set(idOf(card), card);
        }
      });
    }
    for (const card of surplus) card.removeFromParent();
  }
}

function limited({ list, at }: Place, lists: number, cards = 0): Place {
  return { list: Math.max(0, Math.min(list, lists)), at: Math.max(0, Math.min(at, cards)) };
}
