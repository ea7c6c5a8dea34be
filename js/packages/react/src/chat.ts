import { CHAT, openChat, type ChatOptions, type ChatView } from "../../resources/chats.js";
import { useView } from "./events.js";
import { useShared } from "./shared.js";

/**
 * A chat, joined, with what was said in it, as it is now. Suspends until that is there; an error goes to the nearest
 * error boundary. A room is left when no component uses it any more.
 */
export function useChat(id: string, options?: ChatOptions): ChatView {
  return useView(useShared((resources) => openChat(resources, id, options)), CHAT);
}
