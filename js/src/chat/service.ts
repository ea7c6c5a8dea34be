import { registry, weak, type Reference } from "../environment.js";
import { checkFilled } from "../arguments.js";
import type { Wire } from "../core/frames.js";
import { Body, Method, type Frame } from "../generated/numbers.js";
import type { Calls, FrameOf, UserIdWire } from "../generated/calls.js";
import type { Further } from "../core/promises.js";
import { call } from "../core/wasm.js";
import type { ConvergenceDomain } from "../domain/domain.js";
import { ask, post } from "../requests.js";
import type { ConvergenceSession } from "../domain/session.js";
import { ConvergenceEventEmitter } from "../emitter.js";
import { ConvergenceServerError } from "../errors.js";
import type { DomainUserIdentifier } from "../identity/user-id.js";
import { knownUser, userWires } from "../identity/wire.js";
import { PagedData } from "../paged-data.js";
import { CHAT_CLASSES, type Chat, type DirectChat } from "./chat.js";
import * as events from "./events.js";
import { chatInfo, type ChatInfoWire, type IChatInfo } from "./info.js";
import { creationWire, searchWire, type IChatSearchCriteria, type ICreateChatOptions } from "./options.js";
import { discardMessage, pendingMessage, pendingMessages, type IPendingMessage } from "./pending.js";
import { ChatPermissionManager } from "./permission-manager.js";
import { chatEvent } from "./wire.js";

/**
 * Finds, makes and joins chats. Comes from `ConvergenceDomain.chat`. Emits the
 * events of all chats of this user. Without a connection methods throw code
 * `offline`; with an offline store the chats that were used before, and their
 * newest events, come from there.
 */
export class ChatService extends ConvergenceEventEmitter<events.IChatEvent> {
  /** The names of the events. */
  static readonly Events = Object.freeze({ ...events.CHAT_EVENTS, CHANNEL_JOINED: "joined", CHANNEL_LEFT: "left" } as const);

  private readonly _known = new Map<string, Reference<Chat>>();
  /** Chats that must not be collected. */
  private readonly _kept = new Set<Chat>();
  // The core follows a chat as long as its object lives.
  private readonly _gone = registry<readonly [id: string, ref: Reference<Chat>]>(([id, ref]) => {
    if (this._known.get(id) !== ref) return;
    this._known.delete(id);
    if (this._domain._hasCore()) call(Method.ChatForget, this._domain._core(), id);
  });

  /** @internal */
  constructor(private readonly _domain: ConvergenceDomain) {
    super();
  }

  /** The session of the domain. */
  session(): ConvergenceSession {
    return this._domain.session();
  }

  /** Searches the chats that this user may see. Throws for criteria of wrong types. */
  search(criteria?: IChatSearchCriteria): Promise<PagedData<IChatInfo>> {
    return this._post(Body.ChatsSearch, searchWire(criteria), ([list, offset, total]: [Wire[], number, number]) => {
      return new PagedData(list.map((wire) => chatInfo(this._domain, wire)), offset, total);
    });
  }

  /** Whether a chat exists that this user may see. Throws for an empty id. */
  exists(id: string): Promise<boolean>;
  /** Which of several chats exist, by id. */
  exists(ids: string[]): Promise<Map<string, boolean>>;
  exists(ids: string | string[]): Promise<boolean | Map<string, boolean>> {
    const list = idList(ids);
    return this._post(Body.ChatsExist, [list], ([exist]: [boolean[]]) =>
      Array.isArray(ids) ? new Map(list.map((id, i) => [id, exist[i] === true])) : exist[0] === true,
    );
  }

  /** A chat. Rejects with code `chat_not_found` when it does not exist or may not be seen. */
  get(id: string): Promise<Chat>;
  /** Several chats, by id. Rejects like one when any of them cannot be had. */
  get(ids: string[]): Promise<Map<string, Chat>>;
  get(ids: string | string[]): Promise<Chat | Map<string, Chat>> {
    const list = idList(ids);
    return this._ask(Method.ChatGet, [list], (result) => {
      const chats = new Map((result as unknown as ChatInfoWire[]).map((wire) => [wire[0], this._chat(wire)]));
      const missing = list.filter((id) => !chats.has(id));
      if (missing.length !== 0) {
        throw new ConvergenceServerError(`There is no chat "${missing.join('", "')}"`, "chat_not_found", { chatIds: missing });
      }
      return Array.isArray(ids) ? chats : (chats.get(ids) as Chat);
    });
  }

  /** The chats that this user is a member of; without a connection those in the offline store. */
  joined(): Promise<IChatInfo[]> {
    if (!this._domain.isConnected() && !this._domain._hasStore()) return Promise.resolve([]);
    return this._post(Body.JoinedChats, [], ([list]: [Wire[]]) => list.map((wire) => chatInfo(this._domain, wire)));
  }

  /**
   * Makes a channel or a room and resolves with its id. Rejects with code
   * `chat_already_exists`, unless `ignoreExistsError` is set.
   */
  create(options: ICreateChatOptions): Promise<string> {
    const fields = creationWire(options);
    return this._post(Body.ChatCreate, fields, ([id]: [string]) => id).catch((error: unknown) => {
      const exists = error instanceof ConvergenceServerError && error.code === "chat_already_exists";
      if (exists && options.ignoreExistsError === true && options.id !== undefined) return options.id;
      throw error;
    });
  }

  /** Deletes a chat. Rejects with code `chat_not_found` or `unauthorized`. */
  remove(id: string): Promise<void> {
    checkFilled(id, "id");
    return this._post(Body.ChatRemove, [id]);
  }

  /** Joins a chat. Rejects with code `chat_already_joined`, `chat_not_found` or `unauthorized`. */
  join(id: string): Promise<Chat> {
    checkFilled(id, "id");
    return this._ask(Method.ChatJoin, [id], (result) => {
      const chat = this._chat(result as unknown as ChatInfoWire);
      this._entered(chat, true);
      return chat;
    });
  }

  /** Leaves a chat. Rejects with code `chat_not_joined`. */
  leave(id: string): Promise<void> {
    checkFilled(id, "id");
    return this._ask(Method.ChatLeave, [id], () => this._entered(this._known.get(id)?.deref(), false));
  }

  /** The chat between this user and another one. It is made if there is none. Rejects with code `user_not_found`. */
  direct(user: DomainUserIdentifier): Promise<DirectChat>;
  /** The chat between this user and several others. Throws when there are none; rejects like that with one. */
  direct(users: DomainUserIdentifier[]): Promise<DirectChat>;
  /** The chats between this user and each of the lists of others. Throws when one is empty. */
  direct(lists: DomainUserIdentifier[][]): Promise<DirectChat[]>;
  direct(users: DomainUserIdentifier | DomainUserIdentifier[] | DomainUserIdentifier[][]): Promise<DirectChat | DirectChat[]> {
    const many = Array.isArray(users) && users.some((user) => Array.isArray(user));
    const lists = (many ? users : [[users].flat()]) as unknown[];
    const wires: UserIdWire[][] = lists.map((list) => userWires(list, "users"));
    if (wires.some((list) => list.length === 0)) throw new Error("users must not be empty");
    return this._ask(Method.ChatDirect, [wires], (result) => {
      const chats = (result as unknown as ChatInfoWire[]).map((wire) => this._chat(wire) as DirectChat);
      return many ? chats : (chats[0] as DirectChat);
    });
  }

  /** Same as `direct`, the name that older applications use. */
  directChat(user: DomainUserIdentifier | DomainUserIdentifier[]): Promise<DirectChat> {
    return this.direct(user as DomainUserIdentifier);
  }

  /**
   * The messages that the server has not taken, in the order in which they are
   * sent; those that it has refused have an `error`. A refused message is in the
   * list when the page that sent it is gone, until it is discarded.
   */
  pendingMessages(): IPendingMessage[] {
    return pendingMessages(this._domain, "");
  }

  /** Gives up a message by its `id`, unless it is on its way. Tells whether there was such a message. */
  discardMessage(id: string): boolean {
    checkFilled(id, "id");
    return discardMessage(this._domain, id);
  }

  /** Reads and changes the permissions of a chat. Makes no request. */
  permissions(id: string): ChatPermissionManager {
    checkFilled(id, "id");
    return new ChatPermissionManager(this._domain, [id, "", ""]);
  }

  /** @internal */
  _frame([, , id, wire, seen, removed, joined, left, waits, missed]: FrameOf<Frame.ChatEvent>): void {
    const chat = this._known.get(id)?.deref();
    const emit = (event: events.IChatEvent | null) => {
      if (event === null) return;
      this._emit(event);
      chat?._emit(event);
    };
    if (left || removed) this._entered(chat, false);
    if (wire !== null) emit(chatEvent(this._domain, id, wire));
    if (seen !== null) {
      const [type, username, number] = seen;
      emit(new events.ChatEventsMarkedSeenEvent(id, number, knownUser(this._domain, [type, username])));
    }
    if (waits !== null && waits !== undefined) {
      const pending = pendingMessage(waits);
      emit(new (pending.error === null ? events.ChatMessagePendingEvent : events.ChatMessageRejectedEvent)(id, pending));
    }
    if (missed !== null && missed !== undefined) {
      const [first, count] = missed;
      emit(new events.ChatEventsMissedEvent(id, first, count));
    }
    if (removed) emit(new events.ChatRemovedEvent(id));
    if (joined) this._emit(new events.ChatJoinedEvent(id));
    if (left) this._emit(new events.ChatLeftEvent(id));
  }

  /** @internal Keeps a chat for as long as it must be. */
  _keep(chat: Chat): void {
    if (chat._isKept()) this._kept.add(chat);
    else this._kept.delete(chat);
  }

  /** @internal */
  override _logger(): string {
    return "chat";
  }

  /** @internal */
  override _reportsTo(): ConvergenceEventEmitter | null {
    return this._domain;
  }

  private _entered(chat: Chat | undefined, joined: boolean): void {
    if (chat === undefined) return;
    chat._inRoom = joined;
    this._keep(chat);
  }

  private _chat(wire: ChatInfoWire): Chat {
    const there = this._known.get(wire[0])?.deref();
    if (there !== undefined) return there;
    const chat: Chat = new CHAT_CLASSES[wire[1]](this, this._domain, wire);
    const ref = weak(chat);
    this._known.set(wire[0], ref);
    this._gone.register(chat, [wire[0], ref]);
    return chat;
  }

  private _ask<M extends Method, T>(method: M, list: Further<M>, then: (result: Calls[M]["result"]) => T): Promise<T> {
    this._domain._assertReachable();
    return ask(this._domain, method, list, then);
  }

  private _post<F extends readonly Wire[], T = void>(body: Body, fields: Wire[], then?: (fields: F) => T): Promise<T> {
    this._domain._assertReachable();
    return post(this._domain, body, fields, then);
  }
}

function idList(ids: unknown): string[] {
  const list = [ids].flat();
  for (const id of list) checkFilled(id, "id");
  return list as string[];
}
