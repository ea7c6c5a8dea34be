import type { Chat, ChatEventsMissedEvent, ChatMessageEvent, ChatRoom, ConvergenceDomain, DomainUser, IChatInfo, MessageChatHistoryEntry } from "@convergence-wasm/client";
import type { Resources } from "./resources.js";
import type { Shared } from "./shared.js";
import type { View } from "./view.js";

/** What somebody has said. */
export interface ChatMessage {
  readonly eventNumber: number;
  readonly user: DomainUser;
  readonly message: string;
  readonly timestamp: Date;
}

/** How a chat is read. */
export interface ChatOptions {
  /** How many messages of the past are there at first. Default: 50. Who uses the chat first decides. */
  limit?: number;
}

/** What there is of a chat. */
export interface ChatView {
  readonly chat: Chat;
  readonly info: IChatInfo;
  /** The oldest first. */
  readonly messages: readonly ChatMessage[];
}

/** The events that change what is known of a chat. */
const NAMES = ["user_joined", "user_left", "user_added", "user_removed", "name_changed", "topic_changed", "events_seen", "removed", "joined", "left"];

/** A chat, joined, with what was said in it. A room is left when nobody uses it any more. */
export function openChat(resources: Resources, id: string, { limit = 50 }: ChatOptions = {}): Shared<MessageLog> {
  return resources.open(`chat ${id}`, (domain) => MessageLog.open(domain, id, limit), (opened) => opened.end());
}

/** The messages of a chat, those of the past and those that come, and what is known of it. */
export class MessageLog {
  info: IChatInfo;
  messages: readonly ChatMessage[] = [];
  private readonly listeners = new Set<(event: object) => void>();
  private readonly said = ({ eventNumber, user, message, timestamp }: ChatMessageEvent) => this.add([{ eventNumber, user, message, timestamp }]);
  private readonly known = () => {
    this.info = this.chat.info();
    this.tell();
  };
  /** Of much that was said without a connection only the newest is told: what was before would stand there as if nothing were between. */
  private readonly missed = ({ firstEventNumber, count }: ChatEventsMissedEvent) => {
    this.messages = this.messages.filter(({ eventNumber }) => eventNumber >= firstEventNumber + count);
    this.tell();
  };

  private constructor(
    readonly chat: Chat,
    private readonly limit: number,
  ) {
    // Before the past is asked for: nothing that is said meanwhile is lost.
    chat.on("message", this.said as never).on("events_missed", this.missed as never);
    this.info = chat.info();
    for (const name of NAMES) chat.on(name, this.known);
  }

  static async open(domain: ConvergenceDomain, id: string, limit: number): Promise<MessageLog> {
    const known = await domain.chat().get(id);
    const log = new MessageLog(known.isJoined() ? known : await domain.chat().join(id), limit);
    await log.load();
    return log;
  }

  on(_name: string, listener: (event: object) => void): void {
    this.listeners.add(listener);
  }

  off(_name: string, listener: (event: object) => void): void {
    this.listeners.delete(listener);
  }

  end(): unknown {
    this.chat.off("message", this.said as never).off("events_missed", this.missed as never);
    for (const name of NAMES) this.chat.off(name, this.known);
    if (this.chat.info().chatType === "room" && this.chat.isJoined()) return (this.chat as ChatRoom).leave();
    return undefined;
  }

  private async load(): Promise<void> {
    if (this.limit === 0) return;
    const { data } = await this.chat.getHistory({ limit: this.limit, eventFilter: ["message"] });
    this.add((data as MessageChatHistoryEntry[]).map(({ eventNumber, user, message, timestamp }) => ({ eventNumber, user, message, timestamp })));
  }

  private add(more: readonly ChatMessage[]): void {
    const all = new Map([...this.messages, ...more].map((one) => [one.eventNumber, one]));
    if (all.size === this.messages.length) return;
    this.messages = [...all.values()].sort((a, b) => a.eventNumber - b.eventNumber);
    this.info = this.chat.info();
    this.tell();
  }

  private tell(): void {
    for (const listener of [...this.listeners]) listener({});
  }
}

export const CHAT: View<MessageLog, ChatView> = {
  names: ["changed"],
  read: ({ chat, info, messages }) => ({ chat, info, messages }),
  equal: (a, b) => a.info === b.info && a.messages === b.messages,
};
