// Where the others point, which is of this moment only and in no document: the state of an activity.
import type { ActivityParticipant, ConvergenceDomain } from '@convergence-wasm/client';
import { colourOf, nameOf } from '../shared/colours';
import { withFrame } from '../shared/turn';
import type { View } from './view';

export async function showPointers(domain: ConvergenceDomain, board: string, view: View): Promise<void> {
  const activity = await domain.activities().join('board', board, {
    autoCreate: { ephemeral: true, worldPermissions: ['join', 'view_state', 'set_state'] },
  });

  let at = { x: 0, y: 0 };
  const tell = withFrame(() => { // at most once per frame
    if (activity.isJoined()) activity.setState('pointer', at);
  });
  view.surface.addEventListener('pointermove', (event) => {
    at = view.point(event);
    tell();
  });

  let people: ActivityParticipant[] = [];
  const drawn = new Map<string, HTMLElement>();
  const draw = withFrame(() => {
    const there = new Set<string>();
    for (const { local, sessionId, user, state } of people) {
      const pointer = state.get('pointer') as { x: number; y: number } | undefined;
      if (local || !pointer) continue;
      there.add(sessionId);
      const element = drawn.get(sessionId) ?? add(nameOf(user), sessionId);
      element.style.transform = `translate(${Number(pointer.x)}px, ${Number(pointer.y)}px)`;
    }
    for (const [sessionId, element] of drawn) {
      if (there.has(sessionId)) continue;
      element.remove();
      drawn.delete(sessionId);
    }
  });
  const add = (name: string, sessionId: string) => {
    const element = document.createElement('div');
    element.className = 'pointer';
    element.setAttribute('aria-hidden', 'true');
    element.style.setProperty('--person', colourOf(sessionId));
    element.append(Object.assign(document.createElement('b'), { textContent: name }));
    drawn.set(sessionId, element);
    view.surface.append(element);
    return element;
  };
  activity.participantsAsObservable().subscribe((all) => {
    people = all;
    draw();
  });
}
