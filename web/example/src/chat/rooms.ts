// Rooms of the chat service. Their names are in the model of the page, so that everybody has the same
// ones; what was said in them is kept by the server.
import type { Chat, ChatMessageEvent, ConvergenceDomain, DomainUser, IPendingMessage, MessageChatHistoryEntry } from '@convergence-wasm/client';

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

  unread(): number {
    return this.said().filter(({ eventNumber }) => eventNumber > this.seen).length;
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
