// Rooms of the chat service. Their names are in the model of the page, so that everybody has the same
// ones; what was said in them is kept by the server.
import type { Chat, ChatMessageEvent, ConvergenceDomain, DomainUser, IPendingMessage, MessageChatHistoryEntry } from '@convergence-wasm/client';
import { nameOf } from '../shared/colours';

export interface Message { eventNumber: number; user: DomainUser; message: string; timestamp: Date }

export class Room {
  readonly messages = new Map<number, Message>();
  seen = 0; // the number of the last event that was shown
  private readonly chat: Promise<Chat>;
  private joined: Chat | null = null;

  constructor(domain: ConvergenceDomain, id: string, readonly name: string, private readonly changed: () => void) {
    this.chat = this.join(domain, id);
    this.chat.catch(() => {}); // who speaks hears why not
  }

  /** What was said, the oldest first. */
  said(): Message[] {
    return [...this.messages.values()].sort((a, b) => a.eventNumber - b.eventNumber);
  }

  /** What waits for a connection. */
  waiting(): IPendingMessage[] {
    return this.joined?.pendingMessages() ?? [];
  }

  /** How much others have said since it was shown. */
  unread(own: string): number {
    return this.said().filter(({ eventNumber, user }) => eventNumber > this.seen && user.username !== own).length;
  }

  async say(text: string): Promise<void> {
    await (await this.chat).send(text);
  }

  private async join(domain: ConvergenceDomain, id: string): Promise<Chat> {
    let chat: Chat;
    try {
      // Whoever comes first makes it.
      await domain.chat().create({ type: 'room', membership: 'public', id, name: this.name, ignoreExistsError: true });
      chat = await domain.chat().join(id);
    } catch (error) {
      if ((error as { code?: string }).code !== 'offline') throw error;
      chat = await domain.chat().get(id); // as it was when it was here last
      domain.on('connected', () => void domain.chat().join(id));
    }
    this.joined = chat;
    chat.on('message', (event) => this.add([event as ChatMessageEvent]));
    for (const name of ['message_pending', 'message_rejected']) chat.on(name, this.changed);
    const { data } = await chat.getHistory({ limit: 100, eventFilter: ['message'] });
    this.add(data as MessageChatHistoryEntry[]);
    return chat;
  }

  private add(more: readonly Message[]): void {
    for (const one of more) this.messages.set(one.eventNumber, one);
    this.changed();
  }
}

const time = new Intl.DateTimeFormat([], { hour: '2-digit', minute: '2-digit' });

export function text(tag: string, content: string, className = ''): HTMLElement {
  return Object.assign(document.createElement(tag), { textContent: content, className });
}

/** Shows what was said in a room, and what waits there, in a list within what scrolls. `colour` is that of a user. */
export function showSaid(list: HTMLElement, room: Room, own: string, colour: (user: DomainUser) => string): void {
  const log = list.parentElement!;
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
  const lines = room.said().map(({ user, message, timestamp }) => {
    const line = document.createElement('li');
    line.style.setProperty('--person', colour(user));
    if (user.username === own) line.className = 'own';
    line.append(text('b', nameOf(user)), text('time', time.format(timestamp)), text('p', message));
    return line;
  });
  const waiting = room.waiting().map(({ message, error }) => {
    const line = text('li', '', 'own waiting');
    line.append(text('b', 'You'), text('time', error ? error.message : 'waits for a connection'), text('p', message));
    return line;
  });
  list.replaceChildren(...lines, ...waiting);
  room.seen = Math.max(0, ...room.messages.keys());
  if (atEnd) log.scrollTop = log.scrollHeight;
}
