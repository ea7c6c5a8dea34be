export { ConvergenceProvider, useDomain, type ProviderProps } from "./provider.js";
export { useElement, useModel } from "./models.js";
export { useOwnPresence, usePresence } from "./presence.js";
export type { Presence } from "../../resources/presence.js";
export { useActivity } from "./activity.js";
export { useChat } from "./chat.js";
export type { ChatMessage, ChatOptions, ChatView } from "../../resources/chats.js";
