import { AbstractPermissionManager } from "../roles/permission-manager.js";

/** What can be allowed in a chat. */
export type ChatPermission =
  | "create_chat"
  | "remove_chat"
  | "join_chat"
  | "leave_chat"
  | "add_chat_user"
  | "remove_chat_user"
  | "set_chat_name"
  | "set_topic"
  | "manage_chat_permissions";

/** The permissions of one chat. Comes from `Chat.permissions` and `ChatService.permissions`. */
export class ChatPermissionManager extends AbstractPermissionManager<ChatPermission> {
  /** The id of the chat. */
  id(): string {
    return this._target[0];
  }
}
