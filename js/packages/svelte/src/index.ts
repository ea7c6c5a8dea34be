import type { Activity, ActivityParticipant, ConvergenceDomain, DomainUserId, IActivityJoinOptions, RealTimeElement, RealTimeModel } from "@convergence-wasm/client";
import { openActivity, PARTICIPANTS } from "../../resources/activities.js";
import { CHAT, openChat, type ChatMessage, type ChatOptions, type ChatView } from "../../resources/chats.js";
import { DOMAIN, idOf, openModel, RIGHTS, valueOf, viewOf, type ModelOptions } from "../../resources/models.js";
import { keyOf, openPresence, OWN_PRESENCE, PRESENCE, type Presence } from "../../resources/presence.js";
import type { Resources } from "../../resources/resources.js";
import type { Shared } from "../../resources/shared.js";
import { observe, watch, type Emitter, type View } from "../../resources/view.js";
import { resourcesHere } from "./provider.js";
import { shows, type Look, type Shows } from "./shows.js";

export { setConvergence, type ConvergenceOptions } from "./provider.js";
export type { ChatMessage, ChatOptions, ChatView, ModelOptions, Presence, Shows };

/** A value, or a function that gives it, for one that changes. */
export type ValueOrGetter<T> = T | (() => T);

/** An activity, and who is in it. */
export interface ActivityView {
  readonly activity: Activity;
  readonly participants: readonly ActivityParticipant[];
}

/** The domain, connected. */
export function useDomain(): Shows<ConvergenceDomain> {
  return opened(() => "", (resources) => resources.domain(), DOMAIN, (domain) => domain);
}

/**
 * A model, open: the one of that id, or what `openAutoCreate` opens or makes with these options, which need an id. All
 * components have the same one, which is closed when none shows it any more. What reads it runs again when the model
 * was closed and when permissions have changed. Emits local events.
 */
export function useModel<T extends object = any>(options: ValueOrGetter<ModelOptions>): Shows<RealTimeModel<T>> {
  return opened<RealTimeModel<T>, string, RealTimeModel<T>>(() => idOf(valueIn(options)), (resources) => openModel<T>(resources, valueIn(options)), RIGHTS as never, (_rights, model) => model);
}

/** The value of an element. */
export function useElement<T>(element: ValueOrGetter<RealTimeElement<T> | null | undefined>): Shows<T>;
/** What a selector makes of an element and all that is below it. It is another one when that has become something else: by `equal`, or as plain data. */
export function useElement<E extends RealTimeElement, R>(element: ValueOrGetter<E | null | undefined>, selector: (element: E) => R, equal?: (a: R, b: R) => boolean): Shows<R>;
export function useElement(element: ValueOrGetter<RealTimeElement | null | undefined>, selector: (element: RealTimeElement) => unknown = valueOf, equal?: (a: any, b: any) => boolean): Shows<unknown> {
  return shows(() => valueIn(element) ?? undefined, (now: RealTimeElement) => (show) => watch(now, viewOf(now, selector, equal), show));
}

/** The presence of a user, by name or id. */
export function usePresence(user: ValueOrGetter<string | DomainUserId>): Shows<Presence> {
  return opened(() => keyOf(valueIn(user)), (resources) => openPresence(resources, valueIn(user)), PRESENCE, (presence) => presence);
}

/** What the user who is signed in shares, and a function that sets keys of it, once the domain is connected. */
export function useOwnPresence(): [state: Shows<ReadonlyMap<string, any>>, setState: (state: Record<string, any>) => Promise<void>] {
  const resources = resourcesHere();
  const domain = useDomain();
  const state = shows(() => domain.current?.presence(), (presence): Look<ReadonlyMap<string, any>> => (show) => watch(presence, OWN_PRESENCE, show));
  return [state, async (changes) => (await resources.domain().promise).presence().setState(changes)];
}

/** An activity, joined, and who is in it with which state. The session leaves when no component shows it any more. */
export function useActivity(type: ValueOrGetter<string>, id: ValueOrGetter<string>, options?: IActivityJoinOptions): Shows<ActivityView> {
  const key = () => JSON.stringify([valueIn(type), valueIn(id)]);
  return opened(key, (resources) => openActivity(resources, valueIn(type), valueIn(id), options), PARTICIPANTS, (participants, activity) => ({ activity, participants }));
}

/** A chat, joined, with what was said in it. A room is left when no component shows it any more. */
export function useChat(id: ValueOrGetter<string>, options?: ChatOptions): Shows<ChatView> {
  return opened(() => valueIn(id), (resources) => openChat(resources, valueIn(id), options), CHAT, (view) => view);
}

/** Opens what `open` names, for as long as somebody reads it, and anew when `key` gives something else. */
function opened<E extends Emitter, R, S>(key: () => string, open: (resources: Resources) => Shared<E>, view: View<E, R>, show: (seen: R, opened: E) => S): Shows<S> {
  const resources = resourcesHere();
  return shows(key, () => (shown, failed) => observe(open(resources), view, (seen, it) => shown(show(seen, it)), failed));
}

const valueIn = <T>(value: ValueOrGetter<T>): T => (typeof value === "function" ? (value as () => T)() : value);
