import type { IConvergenceEvent } from "../emitter.js";
import type { DomainUser } from "../identity/user.js";
import { eventClass, type EventClass } from "../records.js";
import type { IPendingMessage } from "./pending.js";

/** What all events of chats have. All of them are frozen. */
export interface IChatEvent extends IConvergenceEvent {
  readonly chatId: string;
}

/** Base of the events that are in the history of a chat. */
export abstract class ChatEvent implements IChatEvent {
  declare readonly name: string;
  declare readonly chatId: string;
  /** Counts the events of the chat, from 0, its creation. */
  declare readonly eventNumber: number;
  declare readonly timestamp: Date;
  /** Who did it. */
  declare readonly user: DomainUser;
}

/** Somebody has sent a message. The sender gets this as well. */
export interface ChatMessageEvent extends ChatEvent {
  readonly message: string;
}
/** `user` has joined. */
export interface UserJoinedEvent extends ChatEvent {}
/** `user` has left. */
export interface UserLeftEvent extends ChatEvent {}
/** `user` has made somebody a member. */
export interface UserAddedEvent extends ChatEvent {
  readonly addedUser: DomainUser;
}
/** `user` has ended somebody's membership. */
export interface UserRemovedEvent extends ChatEvent {
  readonly removedUser: DomainUser;
}
/** The chat has another name. */
export interface ChatNameChangedEvent extends ChatEvent {
  readonly chatName: string;
}
/** The chat has another topic. */
export interface ChatTopicChangedEvent extends ChatEvent {
  readonly topic: string;
}
/** The chat was removed. */
export interface ChatRemovedEvent extends IChatEvent {}
/** A member has seen the events up to a number. */
export interface ChatEventsMarkedSeenEvent extends IChatEvent {
  readonly maxSeenEventNumber: number;
  readonly user: DomainUser;
}
/**
 * Events came while there was no connection, and are not told: only the newest 200
 * are, after this. `getHistory({ startEvent: firstEventNumber, limit: count, forward: true })` has them,
 * at most 1,000 at a time.
 */
export interface ChatEventsMissedEvent extends IChatEvent {
  /** The number of the first of them. */
  readonly firstEventNumber: number;
  /** How many there are. */
  readonly count: number;
}
/** The user of this client is a member now, maybe because of another session. */
export interface ChatJoinedEvent extends IChatEvent {}
/** The user of this client is no member any more, maybe because of another session. */
export interface ChatLeftEvent extends IChatEvent {}

/** A message waits for a connection. It is kept in the offline store and sent without being asked again. */
export interface ChatMessagePendingEvent extends IChatEvent {
  readonly pending: IPendingMessage;
}
/** The server does not take a message that had to wait; `pending.error` says why. It is not sent again. */
export interface ChatMessageRejectedEvent extends IChatEvent {
  readonly pending: IPendingMessage;
}

type Head = [chatId: string, eventNumber: number, timestamp: Date, user: DomainUser];
const HEAD = "chatId eventNumber timestamp user";

export const ChatMessageEvent: EventClass<ChatMessageEvent, [...Head, message: string]> = eventClass(
  "ChatMessageEvent",
  "message",
  `${HEAD} message`,
  ChatEvent,
);
export const UserJoinedEvent: EventClass<UserJoinedEvent, Head> = eventClass("UserJoinedEvent", "user_joined", HEAD, ChatEvent);
export const UserLeftEvent: EventClass<UserLeftEvent, Head> = eventClass("UserLeftEvent", "user_left", HEAD, ChatEvent);
export const UserAddedEvent: EventClass<UserAddedEvent, [...Head, addedUser: DomainUser]> = eventClass(
  "UserAddedEvent",
  "user_added",
  `${HEAD} addedUser`,
  ChatEvent,
);
export const UserRemovedEvent: EventClass<UserRemovedEvent, [...Head, removedUser: DomainUser]> = eventClass(
  "UserRemovedEvent",
  "user_removed",
  `${HEAD} removedUser`,
  ChatEvent,
);
export const ChatNameChangedEvent: EventClass<ChatNameChangedEvent, [...Head, chatName: string]> = eventClass(
  "ChatNameChangedEvent",
  "name_changed",
  `${HEAD} chatName`,
  ChatEvent,
);
export const ChatTopicChangedEvent: EventClass<ChatTopicChangedEvent, [...Head, topic: string]> = eventClass(
  "ChatTopicChangedEvent",
  "topic_changed",
  `${HEAD} topic`,
  ChatEvent,
);
export const ChatRemovedEvent: EventClass<ChatRemovedEvent, [chatId: string]> = eventClass("ChatRemovedEvent", "removed", "chatId");
export const ChatEventsMarkedSeenEvent: EventClass<
  ChatEventsMarkedSeenEvent,
  [chatId: string, maxSeenEventNumber: number, user: DomainUser]
> = eventClass("ChatEventsMarkedSeenEvent", "events_seen", "chatId maxSeenEventNumber user");
export const ChatEventsMissedEvent: EventClass<ChatEventsMissedEvent, [chatId: string, firstEventNumber: number, count: number]> =
  eventClass("ChatEventsMissedEvent", "events_missed", "chatId firstEventNumber count");
export const ChatJoinedEvent: EventClass<ChatJoinedEvent, [chatId: string]> = eventClass("ChatJoinedEvent", "joined", "chatId");
export const ChatLeftEvent: EventClass<ChatLeftEvent, [chatId: string]> = eventClass("ChatLeftEvent", "left", "chatId");
export const ChatMessagePendingEvent: EventClass<ChatMessagePendingEvent, [chatId: string, pending: IPendingMessage]> = eventClass(
  "ChatMessagePendingEvent",
  "message_pending",
  "chatId pending",
);
export const ChatMessageRejectedEvent: EventClass<ChatMessageRejectedEvent, [chatId: string, pending: IPendingMessage]> = eventClass(
  "ChatMessageRejectedEvent",
  "message_rejected",
  "chatId pending",
);

/** @internal The names of the events of one chat. */
export const CHAT_EVENTS = {
  MESSAGE: "message",
  USER_JOINED: "user_joined",
  USER_LEFT: "user_left",
  USER_ADDED: "user_added",
  USER_REMOVED: "user_removed",
  EVENTS_MISSED: "events_missed",
} as const;
