/** The kinds of users. */
export const DomainUserType = Object.freeze({
  /** A user with an account in the domain. */
  NORMAL: "normal",
  /** An administrator or another server. */
  CONVERGENCE: "convergence",
  /** Somebody who signed in without an account. */
  ANONYMOUS: "anonymous",
} as const);

/** The kinds of users. */
export type DomainUserType = (typeof DomainUserType)[keyof typeof DomainUserType];
