// Who the session numbers in the core's frames stand for.
import { DomainUser } from "../identity/user.js";
import { DomainUserType } from "../identity/user-type.js";

/** A session and whose it is. */
export interface Participant {
  readonly user: DomainUser;
  readonly sessionId: string;
}

const participant = (sessionId: string, user: DomainUser | null): Participant => ({
  sessionId,
  user: user ?? new DomainUser(DomainUserType.ANONYMOUS, ""),
});

/** The sessions that the core has named to a domain. */
export class Participants {
  private readonly _known = new Map<number, Participant>();

  constructor(private readonly _self: () => { readonly sessionId: string; readonly user: DomainUser | null }) {}

  /** Remembers who a number stands for. */
  add(number: number, sessionId: string, user: DomainUser | null): void {
    this._known.set(number, participant(sessionId, user));
  }

  /** Who a number stands for; an unknown one is this client itself. */
  get(number: number): Participant {
    const known = this._known.get(number);
    if (known !== undefined) return known;
    const { sessionId, user } = this._self();
    return participant(sessionId, user);
  }
}
