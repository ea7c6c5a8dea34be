import { checkIndex, checkString } from "../arguments.js";
import type { Wire } from "../core/frames.js";
import type { ChatEventWire } from "../generated/calls.js";
import { Body, Method } from "../generated/numbers.js";
import type { ConvergenceDomain } from "../domain/domain.js";
import { ask, post } from "../requests.js";
import type { ConvergenceSession } from "../domain/session.js";
import { ConvergenceEventEmitter } from "../emitter.js";
import { ConvergenceError } from "../errors.js";
import type { DomainUserIdentifier } from "../identity/user-id.js";
import { userWire } from "../identity/wire.js";
import { PagedData } from "../paged-data.js";
import { CHAT_EVENTS, type IChatEvent } from "./events.js";
import { historyWire, type ChatHistoryEntry, type IChatHistorySearchOptions } from "./history.js";
import { chatInfo, ChatTypes, followedInfo, type ChatInfoWire, type DirectChatInfo, type IChatInfo } from "./info.js";
import { pendingMessages, type IPendingMessage } from "./pending.js";
import type { ChatPermissionManager } from "./permission-manager.js";
import type { ChatService } from "./service.js";
import { historyEntry } from "./wire.js";

/** Where a message went. */
export interface ISentMessage {
  /** Its number among the events of the chat. */
  readonly eventNumber: number;
  /** When the server took it. */
  readonly timestamp: Date;
}

/**
 * A chat. Comes from `ChatService`. Without a connection methods throw code
 * `offline`, and those that members may call throw `chat_not_joined` for others.
 * With an offline store `send` and `getHistory` work without a connection.
 */
export abstract class Chat extends ConvergenceEventEmitter<IChatEvent> {
  /** The names of the events. */
  static readonly Events = Object.freeze({ ...CHAT_EVENTS });

  /** @internal */
  constructor(
    /** @internal */ protected readonly _service: ChatService,
    /** @internal */ protected readonly _domain: ConvergenceDomain,
    private _known: ChatInfoWire,
  ) {
    super();
  }

  /** The session of the domain. */
  session(): ConvergenceSession {
    return this._domain.session();
  }

  /** What is known about the chat now. */
  info(): IChatInfo {
    const [wire, joined] = this._now();
    return chatInfo(this._domain, wire, joined);
  }

  /** Whether this user is a member; of a room, whether this session has joined it. */
  isJoined(): boolean {
    return this._now()[1];
  }

  /**
   * Sends a message. Its `message` event comes to the sender as well. With an
   * offline store it may wait for a connection, also for that of a later page;
   * the promise settles when the server has answered. Rejects with code
   * `unauthorized`, or `limit_exceeded` for a text that is too large.
   */
  send(message: string): Promise<ISentMessage> {
    checkString(message, "message");
    return ask(this._domain, Method.ChatPublish, [this._mine(), message], (result) => {
      const [eventNumber, time] = result as [number, number];
      return { eventNumber, timestamp: new Date(time) };
    });
  }

  /** The messages of this chat that the server has not taken, see `ChatService.pendingMessages`. */
  pendingMessages(): IPendingMessage[] {
    return pendingMessages(this._domain, this._id);
  }

  /** Sets the name. Rejects with code `unauthorized`, and with `not_supported` in a direct chat, which has none. */
  setName(name: string): Promise<void> {
    checkString(name, "name");
    return this._post(Body.ChatSetName, name);
  }

  /** Sets the topic. Rejects with code `unauthorized`. */
  setTopic(topic: string): Promise<void> {
    checkString(topic, "topic");
    return this._post(Body.ChatSetTopic, topic);
  }

  /** Tells the members that this user has seen the events up to a number, of which the first is 0. Rejects with code `unauthorized`. */
  markSeen(eventNumber: number): Promise<void> {
    checkIndex(eventNumber, "eventNumber");
    return this._post(Body.ChatMarkSeen, eventNumber);
  }

  /** A part of the history; the newest events first, unless the options say otherwise. Throws for options of wrong types. */
  getHistory(options?: IChatHistorySearchOptions): Promise<PagedData<ChatHistoryEntry>> {
    const fields = historyWire(options);
    return post(this._domain, Body.ChatHistory, [this._mine(), ...fields], ([list, offset, total]: [[Wire, ...ChatEventWire][], number, number]) => {
      const entries = list.map(([id, ...event]) => historyEntry(this._domain, id as string, event));
      return new PagedData(entries, offset, total);
    });
  }

  /** Reads and changes what everybody may do. */
  permissions(): ChatPermissionManager {
    return this._service.permissions(this._id);
  }

  /** @internal */
  get _id(): string {
    return this._known[0];
  }

  /** @internal Whether it must not be collected: somebody listens, or a reconnect must join the room again. */
  _isKept(): boolean {
    return this._observed() || [...this._heard()].length !== 0 || (this._known[1] === ChatTypes.ROOM && this._inRoom);
  }

  /** @internal Whether this session has joined the room and not left it. */
  _inRoom = false;

  /** @internal */
  override _listening(): void {
    this._service._keep(this);
  }

  /** @internal */
  override _reportsTo(): ConvergenceEventEmitter | null {
    return this._domain;
  }

  /** @internal The id of the chat. Throws when nobody can be asked, and when this user is not a member. */
  protected _mine(): string {
    // Without a connection the core knows which rooms are joined again.
    this._domain._assertReachable();
    if (this._domain.isConnected() && !this.isJoined()) throw new ConvergenceError(`The chat "${this._id}" is not joined`, "chat_not_joined");
    return this._id;
  }

  /** @internal */
  protected _post(body: number, ...fields: Wire[]): Promise<void> {
    return post(this._domain, body, [this._mine(), ...fields]);
  }

  private _now(): readonly [ChatInfoWire, boolean] {
    const now = this._domain._hasCore() ? followedInfo(this._domain, this._id) : null;
    if (now === null) return [this._known, false];
    this._known = now[0];
    return now;
  }
}

/** A chat with members who come and go. */
export abstract class MembershipChat extends Chat {
  /** Leaves the chat. Throws code `chat_not_joined` for who is not in it. */
  leave(): Promise<void> {
    return this._service.leave(this._mine());
  }

  /** Ends the membership of a user. Rejects with code `not_a_member`, `cant_remove_self` or `unauthorized`. */
  remove(user: DomainUserIdentifier): Promise<void> {
    return this._post(Body.ChatRemoveUser, userWire(user));
  }
}

/** A chat whose members stay members while they are away. */
export class ChatChannel extends MembershipChat {
  /** Makes a user a member. Rejects with code `chat_already_a_member` or `unauthorized`. */
  add(user: DomainUserIdentifier): Promise<void> {
    return this._post(Body.ChatAdd, userWire(user));
  }
}

/** A chat whose members are those who are there. It is joined again after a reconnect. */
export class ChatRoom extends MembershipChat {}

/** A chat between a fixed set of users. Each of them may remove it, see `ChatService.remove`. */
export class DirectChat extends Chat {
  /** What is known about the chat now. */
  override info(): DirectChatInfo {
    return super.info() as DirectChatInfo;
  }
}

/** @internal The class of a kind of chats. */
export const CHAT_CLASSES = { direct: DirectChat, channel: ChatChannel, room: ChatRoom };
