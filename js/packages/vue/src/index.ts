import { shallowRef, toValue, triggerRef, watch, type MaybeRefOrGetter, type ShallowRef } from "vue";
import type { Activity, ActivityParticipant, ConvergenceDomain, DomainUserId, IActivityJoinOptions, RealTimeElement, RealTimeModel } from "@convergence-wasm/client";
import { openActivity, PARTICIPANTS } from "../../resources/activities.js";
import { CHAT, openChat, type ChatMessage, type ChatOptions, type ChatView } from "../../resources/chats.js";
import { DOMAIN, idOf, openModel, RIGHTS, valueOf, viewOf, type ModelOptions } from "../../resources/models.js";
import { keyOf, openPresence, OWN_PRESENCE, PRESENCE, type Presence } from "../../resources/presence.js";
import type { Resources } from "../../resources/resources.js";
import type { Shared } from "../../resources/shared.js";
import { observe, watch as watchView, type Emitter, type View } from "../../resources/view.js";
import { useResources } from "./provider.js";

export { convergence, provideConvergence, type ConvergenceOptions } from "./provider.js";
export type { ChatMessage, ChatOptions, ChatView, ModelOptions, Presence };

/** What is there now; `undefined` until it is. What is shared is changed by its own methods. */
export type Shows<T> = Readonly<ShallowRef<T | undefined>>;

/** An activity, and who is in it. */
export interface ActivityView {
  readonly activity: Activity;
  readonly participants: readonly ActivityParticipant[];
}

/** The domain, connected. */
export function useDomain(): Shows<ConvergenceDomain> {
  return useOpened(() => "", (resources) => resources.domain(), DOMAIN, (domain) => domain);
}

/**
 * A model, open: the one of that id, or what `openAutoCreate` opens or makes with these options, which need an id. All
 * components have the same one, which is closed when none uses it any more. It triggers when the model was closed and
 * when permissions have changed. Emits local events. An error goes to `onErrorCaptured` of the components above.
 */
export function useModel<T extends object = any>(options: MaybeRefOrGetter<ModelOptions>): Shows<RealTimeModel<T>> {
  return useOpened<RealTimeModel<T>, string, RealTimeModel<T>>(() => idOf(toValue(options)), (resources) => openModel<T>(resources, toValue(options)), RIGHTS as never, (_rights, model) => model);
}

/** The value of an element. */
export function useElement<T>(element: MaybeRefOrGetter<RealTimeElement<T> | null | undefined>): Shows<T>;
/** What a selector makes of an element and all that is below it. It changes when that has become something else: by `equal`, or as plain data. */
export function useElement<E extends RealTimeElement, R>(element: MaybeRefOrGetter<E | null | undefined>, selector: (element: E) => R, equal?: (a: R, b: R) => boolean): Shows<R>;
export function useElement(element: MaybeRefOrGetter<RealTimeElement | null | undefined>, selector: (element: RealTimeElement) => unknown = valueOf, equal?: (a: any, b: any) => boolean): Shows<unknown> {
  const shown = shallowRef<unknown>();
  watch(
    () => toValue(element),
    (now, _before, onCleanup) => {
      if (now == null) shown.value = undefined;
      else onCleanup(watchView(now, viewOf(now, selector, equal), (seen) => (shown.value = seen)));
    },
    { immediate: true, flush: "sync" },
  );
  return shown;
}

/** The presence of a user, by name or id. */
export function usePresence(user: MaybeRefOrGetter<string | DomainUserId>): Shows<Presence> {
  return useOpened(() => keyOf(toValue(user)), (resources) => openPresence(resources, toValue(user)), PRESENCE, (presence) => presence);
}

/** What the user who is signed in shares, and a function that sets keys of it, once the domain is connected. */
export function useOwnPresence(): [state: Shows<ReadonlyMap<string, any>>, setState: (state: Record<string, any>) => Promise<void>] {
  const resources = useResources();
  const domain = useDomain();
  const shown = shallowRef<ReadonlyMap<string, any>>();
  watch(domain, (now, _before, onCleanup) => {
    if (now !== undefined) onCleanup(watchView(now.presence(), OWN_PRESENCE, (seen) => (shown.value = seen)));
  }, { immediate: true, flush: "sync" });
  return [shown, async (state) => (await resources.domain().promise).presence().setState(state)];
}

/** An activity, joined, and who is in it with which state. The session leaves when no component uses it any more. */
export function useActivity(type: MaybeRefOrGetter<string>, id: MaybeRefOrGetter<string>, options?: IActivityJoinOptions): Shows<ActivityView> {
  const key = () => JSON.stringify([toValue(type), toValue(id)]);
  return useOpened(key, (resources) => openActivity(resources, toValue(type), toValue(id), options), PARTICIPANTS, (participants, activity) => ({ activity, participants }));
}

/** A chat, joined, with what was said in it. A room is left when no component uses it any more. */
export function useChat(id: MaybeRefOrGetter<string>, options?: ChatOptions): Shows<ChatView> {
  return useOpened(() => toValue(id), (resources) => openChat(resources, toValue(id), options), CHAT, (view) => view);
}

/** Opens what `open` names, for as long as the component is there, and anew when `key` gives something else. */
function useOpened<E extends Emitter, R, S>(key: () => string, open: (resources: Resources) => Shared<E>, view: View<E, R>, show: (seen: R, opened: E) => S): Shows<S> {
  const resources = useResources();
  const shown = shallowRef<S>();
  // What is shared is rendered in the browser.
  if (typeof document === "undefined") return shown;
  const failure = shallowRef<unknown>();
  // Vue tells the components above of what is thrown here.
  watch(failure, (error) => { throw error; }, { flush: "sync" });
  watch(key, (_now, _before, onCleanup) => {
    shown.value = undefined;
    onCleanup(observe(open(resources), view, (seen, opened) => {
      shown.value = show(seen, opened);
      triggerRef(shown);
    }, (error) => (failure.value = error)));
  }, { immediate: true, flush: "sync" });
  return shown;
}
