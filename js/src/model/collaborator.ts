import type { DomainUser } from "../identity/user.js";

/** A session that has a model open. */
export class ModelCollaborator {
  constructor(
    /** Who it is. */
    readonly user: DomainUser,
    /** The session: one user may have several. */
    readonly sessionId: string,
  ) {
    Object.freeze(this);
  }
}
