// Random edits through the public API. Each is a call, and what an application
// knows of it: the event that somebody else hears.
import { EVENTS } from './mirrors.mjs';

const WORDS = ['a', 'b', 'xy', 'word ', '\n', '😀', 'é'];

export function randomValue(random, depth = 0) {
  const simple = [null, true, random.below(50), random.pick(WORDS), new Date(random.below(1e9))];
  if (depth < 2 && random.chance(0.35)) {
    return random.chance(0.5) ? [randomValue(random, depth + 1), random.below(9)] : { [random.pick(KEYS)]: randomValue(random, depth + 1) };
  }
  return random.pick(simple);
}

const KEYS = ['a', 'b', 'c', 'd', 'e', 'f'];

// Some of the kinds of edits of each type: who uses few shows what is made of them.
export function vocabulary(random) {
  return Object.fromEntries(Object.entries(EVENTS).map(([type, names]) => {
    const some = names.filter(() => random.chance(0.55));
    return [type, some.length ? some : names.slice(0, 2)];
  }));
}

// Chooses a call for an element: [name, arguments], or null when there is none.
// Edits like to touch the one before, as those of people do.
export function chooseCall(element, random, words, near) {
  const name = random.pick(words[element.type()].length ? words[element.type()] : ['none']);
  const length = element.length?.() ?? 0;
  const at = (limit) => {
    const place = near.get(element);
    const chosen = place !== undefined && random.chance(0.6) ? Math.min(Math.max(0, place + random.below(3) - 1), limit) : random.below(limit + 1);
    near.set(element, chosen);
    return chosen;
  };
  switch (`${element.type()} ${name}`) {
    case 'string insert': return length < 120 ? [name, [at(length), random.pick(WORDS)]] : null;
    case 'string remove':
    case 'string splice': {
      if (length === 0) return null;
      const from = at(length - 1);
      const count = 1 + random.below(Math.min(length - from, 6));
      return [name, name === 'remove' ? [from, count] : [from, count, random.pick(WORDS)]];
    }
    case 'string value': return [name, [Array.from({ length: random.below(5) }, () => random.pick(WORDS)).join('')]];
    case 'array insert': return length < 9 ? [name, [at(length), randomValue(random)]] : null;
    case 'array remove': return length ? [name, [at(length - 1)]] : null;
    case 'array set': return length ? [name, [at(length - 1), randomValue(random)]] : null;
    case 'array reorder': return length ? [name, [random.below(length), random.below(length)]] : null;
    case 'array value': return [name, [Array.from({ length: random.below(4) }, () => randomValue(random, 1))]];
    case 'object set': return [name, [random.pick(KEYS), randomValue(random, 1)]];
    case 'object remove': {
      const keys = element.keys();
      return keys.length ? [name, [random.pick(keys)]] : null;
    }
    case 'object value': return [name, [Object.fromEntries(KEYS.filter(() => random.chance(0.4)).map((key) => [key, randomValue(random, 1)]))]];
    case 'number delta': return [name, [1 + random.below(9)]];
    case 'number value': return [name, [random.below(100)]];
    case 'boolean value': return [name, [random.chance(0.5)]];
    case 'date value': return [name, [new Date(random.below(1e9))]];
  }
  return null;
}

// Makes the call and returns the event that tells of it.
export function makeCall(element, name, args) {
  const event = { local: true, name, element };
  if (name === 'value') {
    element.value(args[0]);
    return event;
  }
  switch (element.type()) {
    case 'string':
      if (name === 'insert') Object.assign(event, { index: args[0], value: args[1] });
      else if (name === 'remove') Object.assign(event, { index: args[0], value: element.value().slice(args[0], args[0] + args[1]) });
      else Object.assign(event, { index: args[0], deleteCount: args[1], insertValue: args[2] });
      element[name](...args);
      return event;
    case 'number':
      element.add(args[0]);
      return Object.assign(event, { value: args[0] });
    case 'array':
      if (name === 'reorder') Object.assign(event, { fromIndex: args[0], toIndex: args[1] });
      else Object.assign(event, { index: args[0] });
      break;
    case 'object':
      Object.assign(event, { key: args[0] });
      break;
  }
  const result = element[name](...args);
  if (name === 'insert' || name === 'set') event.value = result;
  return event;
}
