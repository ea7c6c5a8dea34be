/** A named set of users. */
export class UserGroup {
  constructor(
    /** The name of the group, unique in the domain. */
    readonly id: string,
    /** What the group is for. */
    readonly description: string,
    /** The usernames of its members. */
    readonly members: readonly string[],
  ) {
    Object.freeze(this);
  }
}
