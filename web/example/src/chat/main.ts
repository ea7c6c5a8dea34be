// A buddy list and rooms to talk in. What to look at:
//
//   buddies.ts  who is there, by the presence service
//   rooms.ts    rooms with their past, by the chat service
//
// Messages that somebody with an account writes without a network are kept in a store of the
// browser, and sent when there is one; a guest keeps them in the field. Which rooms
// there are is an array in a model, so that everybody with the link has the same ones.
import type { RealTimeArray } from '@convergence-wasm/client';
import { notice } from '../shared/connection';
import { openDocument, runPage } from '../shared/page';
import { startAt } from '../shared/start-at';
import { atTurnEnd } from '../shared/turn';
import { Buddies } from './buddies';
import { Room, showSaid, text } from './rooms';

interface Name { id: string; name: string }

const element = <E extends HTMLElement>(id: string) => document.getElementById(id) as E;

async function start(): Promise<void> {
  const { model, id, domain, watch } = await openDocument('chat', { rooms: [{ id: 'general', name: 'General' }] }, { offline: true });
  if (model.root().get('rooms')?.type() !== 'array') throw new Error(`The document ${id} has no rooms.`);
  const names = model.elementAt('rooms') as RealTimeArray<Name>;
  const buddies = new Buddies(domain, model);
  const own = domain.session().user()!.username;
  const rooms = new Map<string, Room>();
  let shown = '';
  let waits = false; // whether the page says that there is no connection

  const draw = atTurnEnd(() => {
    const all = names.value() as Name[];
    for (const one of all) if (!rooms.has(one.id)) rooms.set(one.id, new Room(domain, `${id}-${one.id}`, one.name, draw));
    if (!rooms.has(shown)) shown = all[0]?.id ?? '';
    const room = rooms.get(shown);
    element('room').textContent = room?.name ?? 'No room';
    if (room) showSaid(element('said'), room, own, (user) => buddies.colour(user));
    element('rooms').replaceChildren(...all.map((one) => {
      const item = document.createElement('li');
      const button = text('button', one.name) as HTMLButtonElement;
      button.type = 'button';
      if (one.id === shown) button.setAttribute('aria-current', 'true');
      const unread = one.id === shown ? 0 : rooms.get(one.id)!.unread(own);
      if (unread > 0) button.append(text('span', String(unread), 'unread'));
      button.addEventListener('click', () => open(one.id));
      item.append(button);
      return item;
    }));
  });
  const open = (room: string) => {
    shown = room;
    draw();
    element('words').focus();
  };

  element('say').addEventListener('submit', (event) => {
    event.preventDefault();
    const words = element<HTMLInputElement>('words');
    const text = words.value;
    words.value = '';
    if (!text.trim()) return;
    rooms.get(shown)?.say(text).catch((error: { code?: string; message: string }) => {
      words.value ||= text;
      waits = error.code === 'offline';
      notice(waits ? 'There is no connection. Send it again when there is one.' : error.message);
    });
  });
  element('new-room').addEventListener('submit', (event) => {
    event.preventDefault();
    const field = element<HTMLInputElement>('room-name');
    const room = { id: crypto.getRandomValues(new Uint32Array(2)).join('-'), name: field.value.trim() };
    if (!room.name) return;
    names.push(room);
    field.value = '';
    open(room.id);
  });
  domain.on('connected', () => { if (waits) notice(''); waits = false; });
  names.on('model_changed', draw);
  watch(names, (may) => { element<HTMLInputElement>('room-name').disabled = !may; });
  draw();
  startAt(element('words'));
}

runPage(start);
