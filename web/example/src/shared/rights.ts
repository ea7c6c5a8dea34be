// Whether the document can be edited, and in words why not.
import type { ConvergenceDomain, ModelClosedEvent, RealTimeElement, RealTimeModel } from '@convergence-wasm/client';
import { notice } from './connection';

// The page itself may end its connection, to make another one.
let leaving = false;
export const leave = () => { leaving = true; };

/** Tells `allow` now, and at every change, whether `part` may be edited, and says on the page why not. */
export function followRights(domain: ConvergenceDomain, model: RealTimeModel, part: RealTimeElement, allow: (may: boolean) => void): void {
  let end = ''; // why the model or the session has ended
  const whyNot = () => {
    if (end) return end;
    if (!part.isAttached()) return 'What this page shows was removed from the document. You see its last state.';
    return model.permissions().write ? '' : 'You may read this document, but not write in it.';
  };
  const look = () => {
    const why = whyNot();
    allow(why === '');
    notice(why);
  };
  const ended = (why: string) => {
    end ||= why;
    look();
  };
  model.on('permissions_changed', look);
  part.on('detached', look);
  model.on('deleted', () => ended('This document was deleted. You see its last state.'));
  model.on('closed', (event) => {
    const { local, reason } = event as ModelClosedEvent;
    const said = reason && `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`.replace(/\.\.$/, '.');
    if (!local) ended(said || 'The server closed this document. Reload the page to open it again.');
  });
  // Nobody tries to connect any more: what is written now would reach nobody.
  domain.on('disconnected', () => {
    if (!leaving) ended(`Your session has ended${model.isCommitted() ? '' : ', and what you wrote last was not sent'}. Reload the page to sign in again.`);
  });
  look();
}
