// Where the others are: their pointers, which are of this moment only, in the state of an activity;
// what they have selected, which belongs to the document, as references to elements of the model.
import type { ActivityParticipant, ConvergenceDomain, ElementReference, RealTimeModel, RemoteReferenceCreatedEvent } from '@convergence-wasm/client';
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

/** Frames what others have selected, in their colour. */
export function showSelections(model: RealTimeModel, view: View): void {
  const key = 'selected';
  const framed = new Map<ElementReference, HTMLElement>();
  const follow = (reference: ElementReference) => {
    if (reference.isLocal() || reference.key() !== key) return;
    const draw = withFrame(() => {
      framed.get(reference)?.style.removeProperty('--person');
      framed.delete(reference);
      const id = reference.isDisposed() ? undefined : reference.value()?.path()[1];
      const element = id === undefined ? undefined : view.at(String(id));
      if (!element) return;
      element.style.setProperty('--person', colourOf(reference.sessionId()));
      framed.set(reference, element);
    });
    reference.on('set', draw).on('cleared', draw).on('disposed', draw);
    draw();
  };
  for (const reference of model.references({ key })) follow(reference as ElementReference);
  model.on('reference', (event) => follow((event as RemoteReferenceCreatedEvent).reference as ElementReference));
}
