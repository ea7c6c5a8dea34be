// What tests of references need in both pages.
import { setUpPair } from './pair.mjs';

// Like setUpPair, with helpers in the pages.
export function setUpReferences() {
  return setUpPair({ prepare: () => {
    // Values as plain data: elements by their ids.
    e2e.plain = (values) => values.map((v) => (v instanceof Convergence.RealTimeElement ? v.path().join('/') || `gone ${v.value()}` : v));
    // Records the events of a reference.
    e2e.follow = (reference, log = []) => {
      reference.events().subscribe((e) => {
        const entry = { name: e.name };
        if (e.name === 'set') Object.assign(entry, { old: e2e.plain(e.oldValues), added: e2e.plain(e.addedValues), removed: e2e.plain(e.removedValues), synthetic: e.synthetic });
        if (e.name === 'cleared') entry.old = e2e.plain(e.oldValues);
        if (e.name !== 'disposed' && e.oldValue !== e.oldValues[0]) entry.bad = true;
        if (!Object.isFrozen(e) || !(e.src instanceof Convergence.ModelReference) || e.reference !== e.src) entry.bad = true;
        log.push(entry);
      });
      return log;
    };
    // Resolves with the next reference event of an emitter.
    e2e.nextReference = (emitter) => new Promise((resolve) => emitter.once('reference', resolve));
  } });
}

// Resolves when a condition is true in a page.
export const wait = (page, condition, ...args) => page.evaluate(([condition, args]) => e2e.until(() => (0, eval)(condition)(...args), 10000, condition), [condition.toString(), args]);
