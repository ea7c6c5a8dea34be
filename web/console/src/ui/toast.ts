// What has been done, in words that go by themselves.
import { route } from '../route';
import { Store } from '../store';

/** The newest, and the page that it is about. */
export const said = new Store<{ text: string; where: string } | undefined>(undefined);

/** Says that something has been done. Who leads to another page does that before. */
export function say(text: string): void {
  said.set({ text, where: location.hash });
}

/** Takes back what is said, because something else has happened. */
export function hush(): void {
  if (said.value) said.set(undefined);
}

route.follow(() => { if (said.value?.where !== location.hash) hush(); });
