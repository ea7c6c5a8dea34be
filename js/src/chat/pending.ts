// Messages that the server has not taken yet, or does not take.
import type { PendingMessageWire } from "../generated/calls.js";
import { Method } from "../generated/numbers.js";
import { call } from "../core/wasm.js";
import type { ConvergenceDomain } from "../domain/domain.js";
import { errorOf } from "../errors.js";

/** A message that the server has not answered, or of an earlier page and refused. Frozen. */
export interface IPendingMessage {
  /** Names the message, also after a reload; see `ChatService.discardMessage`. */
  readonly id: string;
  /** The chat that it is for. */
  readonly chatId: string;
  /** The text. */
  readonly message: string;
  /** When it was written. */
  readonly timestamp: Date;
  /** Why the server does not take it; null while it waits to be sent. */
  readonly error: Error | null;
}

/** @internal The message that the core has written. */
export function pendingMessage([instance, sequence, chatId, message, time, error]: PendingMessageWire): IPendingMessage {
  return Object.freeze({
    id: `${sequence}@${instance}`,
    chatId,
    message,
    timestamp: new Date(time),
    error: error === null ? null : errorOf(error),
  });
}

/** @internal The messages of a chat, or with an empty id of all. */
export function pendingMessages(domain: ConvergenceDomain, chatId: string): IPendingMessage[] {
  if (!domain._hasCore()) return [];
  return call(Method.ChatPending, domain._core(), chatId).map(pendingMessage);
}

/** @internal Gives up a message. */
export function discardMessage(domain: ConvergenceDomain, id: string): boolean {
  const at = id.indexOf("@");
  if (!domain._hasCore() || !(Number(id.slice(0, at)) > 0)) return false;
  return call(Method.ChatDiscard, domain._core(), id.slice(at + 1), Number(id.slice(0, at)));
}
