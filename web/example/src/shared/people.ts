// The row of people who have the document open, each with a colour.
import type { RealTimeModel } from '@convergence-wasm/client';
import { colourOf, nameOf } from './colours';

const shown = 6;

function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return letters.map((word) => [...word][0] ?? '').join('').toUpperCase();
}

function badge(text: string, label: string): HTMLLIElement {
  const item = document.createElement('li');
  item.append(text);
  const tip = document.createElement('span');
  tip.className = 'label';
  tip.textContent = label;
  item.append(tip);
  return item;
}

// Shows the list and keeps it current. The own badge comes last and is a
// button, which says what `act` does.
export function showPeople(list: HTMLElement, model: RealTimeModel, says: string, act: () => void): void {
  model.collaboratorsAsObservable().subscribe((people) => {
    const own = model.session().sessionId();
    const others = people.filter((person) => person.sessionId !== own);
    const items = others.slice(0, shown).map((person) => {
      const item = badge(initials(nameOf(person.user)), nameOf(person.user));
      item.style.setProperty('--person', colourOf(person.sessionId));
      return item;
    });
    if (others.length > shown) {
      const names = others.slice(shown).map((person) => nameOf(person.user)).join(', ');
      const more = badge(`+${others.length - shown}`, names);
      more.className = 'more';
      items.push(more);
    }
    const self = people.find((person) => person.sessionId === own);
    if (self) {
      const item = badge(initials(nameOf(self.user)), `${nameOf(self.user)} (you)`);
      item.style.setProperty('--person', colourOf(own));
      const button = document.createElement('button');
      button.type = 'button';
      button.setAttribute('aria-label', says);
      button.addEventListener('click', act);
      item.append(button);
      items.push(item);
    }
    list.replaceChildren(...items);
  });
}
