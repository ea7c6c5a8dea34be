// Maps, lists and records. Every call is a change of its own; each case is
// measured where it is made and, its updates one by one, at somebody else.
import { bytesOf, canonical, check, numbers } from './checks.mjs';
import { arrivals, edits } from './steps.mjs';

const COUNT = 10000;
const RECORDS = 1000;

export const record = (i) => ({ id: `item-${i}`, title: `Title of item ${i}`, done: false, tags: ['red', 'green', 'blue'], x: i, y: i * 2 });

const thousand = (doc, i) => doc.insert(i, i);
const records = (doc, i) => doc.insertRecord(i, record(i));

// Each: how many edits, the edit, what is there before, and the same at a plain
// JavaScript value, by which the result is checked.
const kinds = {
  set: { edit: (doc, i) => doc.set(`key${i}`, i), model: ({ map }, i) => { map[`key${i}`] = i; } },
  overwrite: { edit: (doc, i) => doc.set(`key${i % 100}`, i), model: ({ map }, i) => { map[`key${i % 100}`] = i; } },
  push: { edit: (doc, i) => doc.insert(i, i), model: ({ list }, i) => list.push(i) },
  insert: { edit: (doc, i, at) => doc.insert(at(i + 1), i), model: ({ list }, i, at) => list.splice(at(i + 1), 0, i) },
  move: {
    before: thousand, needs: 'move',
    edit: (doc, i, at) => doc.move(at(RECORDS), at(RECORDS)),
    model: ({ list }, i, at) => { const [value] = list.splice(at(RECORDS), 1); list.splice(at(RECORDS), 0, value); },
    start: () => Array.from({ length: RECORDS }, (_, i) => i),
  },
  records: { count: RECORDS, edit: records, model: ({ list }, i) => list.push(record(i)) },
  leaf: {
    before: records,
    edit: (doc, i, at) => doc.setIn(at(RECORDS), 'title', `New title ${i}`),
    model: ({ list }, i, at) => { list[at(RECORDS)].title = `New title ${i}`; },
    start: () => Array.from({ length: RECORDS }, (_, i) => record(i)),
  },
};

export async function json(run) {
  for (const kind of run.kinds ?? Object.keys(kinds)) await measure(run, kind);
}

async function measure({ adapter, host, emit, scale = 1 }, name) {
  const { count: full = COUNT, edit, before, needs, model, start: initial } = kinds[name];
  if (needs && !adapter.supports[needs]) return;
  const count = Math.ceil(full * scale);
  const wanted = { map: {}, list: initial?.() ?? [] };
  const expected = numbers(7);
  for (let i = 0; i < count; i++) model(wanted, i, expected);

  const updates = [];
  const doc = await adapter.create({ replica: 2, onUpdate: (update) => updates.push(update) });
  if (before) await edits(adapter, doc, RECORDS, (i) => before(doc, i));
  const mark = updates.length;
  const at = numbers(7);
  host.collect();
  let start = host.now();
  await edits(adapter, doc, count, (i) => edit(doc, i, at));
  const ms = host.now() - start;
  check(canonical(doc.json()) === canonical(wanted), `${name}, of the author`);
  emit({ [`json.${name}.ms`]: ms, [`json.${name}.bytes`]: bytesOf(updates.slice(mark)) });

  const relayed = adapter.relay ? adapter.relay(updates) : updates;
  const from = relayed.start ? relayed.start[mark] : mark; // an update may be several messages
  const peer = await adapter.create({ replica: 3 });
  await arrivals(adapter, peer, relayed, 0, from);
  host.collect();
  start = host.now();
  await arrivals(adapter, peer, relayed, from);
  const got = peer.json();
  const took = host.now() - start;
  check(canonical(got) === canonical(wanted), `${name}, at somebody else`);
  emit({ [`json.${name}.remote.ms`]: took, [`json.${name}.remote.messages`]: relayed.length - from });
}
