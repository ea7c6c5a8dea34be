// What others have selected, as references to elements of the model. A reference goes with its
// element, wherever that is moved, and with the session that made it.
import type { ElementReference, RealTimeElement, RealTimeModel, RemoteReferenceCreatedEvent } from '@convergence-wasm/client';
import { colourOf, nameOf } from './colours';
import { withFrame } from './turn';

const key = 'selected';

/** Returns what tells the others which element is selected here. */
export function shareSelection(model: RealTimeModel): (element: RealTimeElement | null) => void {
  const own = model.elementReference(key);
  own.share();
  return (element) => {
    if (element) own.set(element);
    else own.clear();
  };
}

/** Gives what others have selected their colour and name, as `--person` and `data-person`. `shown` finds it in the page. */
export function showSelections(model: RealTimeModel, shown: (element: RealTimeElement) => HTMLElement | undefined): void {
  const follow = (reference: ElementReference) => {
    if (reference.isLocal() || reference.key() !== key) return;
    let framed: HTMLElement | undefined;
    const draw = withFrame(() => {
      framed?.style.removeProperty('--person');
      delete framed?.dataset.person;
      const element = reference.isDisposed() ? undefined : reference.value();
      framed = element && shown(element);
      if (!framed) return;
      framed.style.setProperty('--person', colourOf(reference.sessionId()));
      framed.dataset.person = nameOf(reference.user());
    });
    reference.on('set', draw).on('cleared', draw).on('disposed', draw);
    draw();
  };
  for (const reference of model.references({ key })) follow(reference as ElementReference);
  model.on('reference', (event) => follow((event as RemoteReferenceCreatedEvent).reference as ElementReference));
}
