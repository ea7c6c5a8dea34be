import { Method } from "../generated/numbers.js";
import type { Wire } from "../core/frames.js";
import { call } from "../core/wasm.js";
import type { ConvergenceDomain } from "../domain/domain.js";
import type { DomainUser } from "../identity/user.js";
import { knownUser } from "../identity/wire.js";

/** The kinds of chats. */
export const ChatTypes = Object.freeze({
  /** Between a fixed set of users. */
  DIRECT: "direct",
  /** Has members, who are also members while they are away. */
  CHANNEL: "channel",
  /** Has members only as long as they are there. */
  ROOM: "room",
} as const);
/** The kinds of chats. */
export type ChatType = (typeof ChatTypes)[keyof typeof ChatTypes];
/** Who may become a member: anybody, or who is added by a member. */
export type ChatMembership = "public" | "private";

/** A member of a chat. */
export interface IChatMember {
  /** Who it is. */
  readonly user: DomainUser;
  /** The newest event that the user has marked as seen; -1 before the first. */
  readonly maxSeenEventNumber: number;
}

/** What is known about a chat. */
export interface IChatInfo {
  /** The kind: direct, channel or room. */
  readonly chatType: ChatType;
  /** The id, unique in the domain. */
  readonly chatId: string;
  /** Who may become a member. */
  readonly membership: ChatMembership;
  /** The name; may be empty, and is in direct chats. */
  readonly name: string;
  /** The topic; may be empty. */
  readonly topic: string;
  /** When it was created. */
  readonly createdTime: Date;
  /** When its newest event happened. */
  readonly lastEventTime: Date;
  /** Events count from 0, the creation. */
  readonly lastEventNumber: number;
  /** The newest event that the user of this client has marked as seen; -1 when not a member. */
  readonly maxSeenEventNumber: number;
  /** The members; of a room, the users who are there. */
  readonly members: IChatMember[];
  /** Whether the user of this client is a member; of a room, whether this session has joined it. */
  readonly joined: boolean;
}

/** What is known about a direct chat. */
export interface DirectChatInfo extends IChatInfo {
  /** The members except the user of this client. */
  readonly otherUsers: IChatMember[];
}

/** `[id, type, membership, name, topic, created, time and number of the last event, [[type, username, seen] or [[type, username], seen], ...]]`. */
export type ChatInfoWire = readonly [
  id: string,
  type: ChatType,
  membership: ChatMembership,
  name: string,
  topic: string,
  created: number,
  lastTime: number,
  lastNumber: number,
  members: readonly (readonly Wire[])[],
];

/** @internal What the core knows about a chat that somebody here follows. */
export function followedInfo(domain: ConvergenceDomain, id: string): readonly [ChatInfoWire, boolean] | null {
  return call(Method.ChatInfo, domain._core(), id) as [ChatInfoWire, boolean] | null;
}

/** @internal Makes the description of a chat; `joined` when it is known better than by the members. */
export function chatInfo(domain: ConvergenceDomain, wire: Wire | ChatInfoWire, joined?: boolean): DirectChatInfo | IChatInfo {
  const [chatId, chatType, membership, name, topic, created, lastTime, lastEventNumber, list] = wire as ChatInfoWire;
  const me = domain.session().user()?.userId;
  const members = list.map((member) => {
    // Answers of the server have the user in an array of its own.
    const [type, username, maxSeenEventNumber] = member.flat() as [number, string, number];
    return { user: knownUser(domain, [type, username]), maxSeenEventNumber };
  });
  const isMe = (member: IChatMember) => me !== undefined && member.user.userId.equals(me);
  const mine = members.find(isMe);
  const info: IChatInfo = {
    chatType,
    chatId,
    membership,
    name,
    topic,
    createdTime: new Date(created),
    lastEventTime: new Date(lastTime),
    lastEventNumber,
    maxSeenEventNumber: mine?.maxSeenEventNumber ?? -1,
    members,
    joined: joined ?? mine !== undefined,
  };
  if (chatType !== ChatTypes.DIRECT) return info;
  return { ...info, otherUsers: members.filter((member) => !isMe(member)) };
}
