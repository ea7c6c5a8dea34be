// Events of chats, from the bridge to event objects and history entries.
import type { ChatEventWire } from "../generated/calls.js";
import type { ConvergenceDomain } from "../domain/domain.js";
import { knownUser } from "../identity/wire.js";
import * as events from "./events.js";
import * as entries from "./history.js";

type AnyClass<T> = new (...values: unknown[]) => T;

// Each kind with its class; all have the same arguments first, and most one more.
const EVENTS: { readonly [kind: string]: AnyClass<events.ChatEvent> } = {};
const ENTRIES: { readonly [kind: string]: AnyClass<entries.ChatHistoryEntry> } = {};
for (const one of Object.values(events)) if ("NAME" in one) Object.assign(EVENTS, { [one.NAME]: one });
for (const one of Object.values(entries)) if ("TYPE" in one) Object.assign(ENTRIES, { [one.TYPE]: one });

/** The event object of an event, or null for one that is only part of the history. */
export function chatEvent(domain: ConvergenceDomain, id: string, wire: ChatEventWire): events.ChatEvent | null {
  const found = Object.hasOwn(EVENTS, wire[0]) ? EVENTS[wire[0]] : undefined;
  return found === undefined ? null : new found(...fields(domain, id, wire));
}

/** The history entry of an event. */
export function historyEntry(domain: ConvergenceDomain, id: string, wire: ChatEventWire): entries.ChatHistoryEntry {
  const found = ENTRIES[wire[0]] as AnyClass<entries.ChatHistoryEntry>;
  return new found(...fields(domain, id, wire));
}

function fields(domain: ConvergenceDomain, id: string, [kind, number, time, by, text, topic, subject, members]: ChatEventWire): unknown[] {
  const head = [id, number, new Date(time), knownUser(domain, by)];
  if (kind === "created") return [...head, text, topic, members.map((user) => knownUser(domain, user))];
  return [...head, subject ? knownUser(domain, subject) : text];
}
