// Which property of an object somebody is at, such as a field of a form or a cell of a sheet, as
// property references. There need not be a property of that name yet.
import type { LocalPropertyReference, PropertyReference, RealTimeObject, RemoteReferenceCreatedEvent } from '@convergence-wasm/client';
import { colourOf, nameOf } from './colours';
import { withFrame } from './turn';

const key = 'place';

/** Returns what tells the others at which property one is here. */
export function sharePlace(object: RealTimeObject): (name: string | null) => void {
  const own: LocalPropertyReference = object.propertyReference(key);
  let at: string | null = null;
  const tell = () => {
    if (!object.isAttached() || own.isDisposed()) return;
    if (at === null) own.clear();
    else if (own.value() !== at) own.set(at);
  };
  // A property that is set as a whole loses the references to it.
  own.on('set', (event) => { if ((event as { synthetic?: boolean }).synthetic) queueMicrotask(tell); });
  own.share();
  return (name) => {
    at = name;
    tell();
  };
}

/** Gives where others are their colour and name, as `--person` and `data-person`. `shown` finds it in the page. */
export function showPlaces(object: RealTimeObject, shown: (name: string) => HTMLElement | null | undefined): void {
  const others = new Set<PropertyReference>();
  let framed: HTMLElement[] = [];
  const draw = withFrame(() => {
    for (const element of framed) {
      element.style.removeProperty('--person');
      delete element.dataset.person;
    }
    framed = [];
    for (const reference of others) {
      const element = reference.isSet() ? shown(reference.value()!) : null;
      if (!element) continue;
      element.style.setProperty('--person', colourOf(reference.sessionId()));
      element.dataset.person = nameOf(reference.user());
      framed.push(element);
    }
  });
  const follow = (reference: PropertyReference) => {
    if (reference.isLocal() || reference.key() !== key) return;
    others.add(reference);
    reference.on('set', draw).on('cleared', draw).on('disposed', () => { others.delete(reference); draw(); });
    draw();
  };
  for (const reference of object.references({ key })) follow(reference as PropertyReference);
  object.on('reference', (event) => follow((event as RemoteReferenceCreatedEvent).reference as PropertyReference));
}
