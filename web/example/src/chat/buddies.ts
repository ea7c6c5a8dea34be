// Who one has met here, and whether they are there. That and what they say of themselves is their
// presence: it is of a user, in whatever window. Who has gone stays in the list.
import type { ConvergenceDomain, DomainUser, RealTimeModel, UserPresenceSubscription } from '@convergence-wasm/client';
import { colourOf, nameOf } from '../shared/colours';

export class Buddies {
  private readonly known = new Map<string, UserPresenceSubscription | null>();
  private readonly colours = new Map<string, string>();
  private readonly list = document.getElementById('buddies')!;

  constructor(private readonly domain: ConvergenceDomain, model: RealTimeModel) {
    model.collaboratorsAsObservable().subscribe((people) => {
      for (const { user, sessionId } of people) {
        this.colours.set(user.username, colourOf(sessionId));
        void this.meet(user);
      }
    });
    const status = document.getElementById('status') as HTMLInputElement;
    status.value = String(domain.presence().state().get('status') ?? '');
    status.addEventListener('input', () => domain.presence().setState('status', status.value));
  }

  /** The colour of a user, as in the bar above. */
  colour(user: DomainUser): string {
    return this.colours.get(user.username) ?? colourOf(user.username);
  }

  private async meet(user: DomainUser): Promise<void> {
    const own = this.domain.session().user()?.username;
    if (user.username === own || this.known.has(user.username)) return;
    this.known.set(user.username, null);
    const buddy = await this.domain.presence().subscribe(user.userId);
    this.known.set(user.username, buddy);
    buddy.asObservable().subscribe(() => this.draw());
  }

  private draw(): void {
    const there = [...this.known.values()].filter((one) => one !== null);
    there.sort((a, b) => Number(b.available) - Number(a.available) || nameOf(a.user).localeCompare(nameOf(b.user)));
    this.list.replaceChildren(...there.map(({ user, available, state }) => {
      const item = document.createElement('li');
      item.className = available ? 'here' : 'away';
      item.style.setProperty('--person', this.colour(user));
      const says = available ? String(state.get('status') || 'here') : 'away';
      item.append(Object.assign(document.createElement('b'), { textContent: nameOf(user) }), Object.assign(document.createElement('span'), { textContent: says }));
      return item;
    }));
  }
}
