export { ConvergenceProvider, useDomain, type ProviderProps } from "./provider.js";
export { useElement, useModel } from "./models.js";
export { useOwnPresence, usePresence, type Presence } from "./presence.js";
export { useActivity } from "./activity.js";
export { useChat, type ChatMessage, type ChatOptions, type ChatView } from "./chat.js";
