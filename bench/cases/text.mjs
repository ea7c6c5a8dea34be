// A recorded text: edited here, as an application without a network and as one
// with it, at others who hear of it, and with somebody who listens.
import { bytesOf, check, sizeOf } from './checks.mjs';
import { arrivals, replay } from './steps.mjs';

// Local edits with nobody listening, the memory after them, then save and load.
export async function local({ adapter, host, emit, trace }) {
  const before = host.memory();
  let start = host.now();
  const doc = await adapter.create({ replica: 2 });
  await replay(adapter, doc, trace);
  const text = doc.text();
  const ms = host.now() - start;
  check(text === trace.end, 'text of the author');
  emit({ 'local.ms': ms });
  const after = host.memory();
  emit({ 'memory.mb': (after.rss - before.rss) / 1e6, 'memory.heap.mb': (after.heap - before.heap) / 1e6 });
  start = host.now();
  const bytes = doc.save();
  const saved = host.now() - start;
  start = host.now();
  const copy = await adapter.load(bytes);
  const got = copy.text();
  const loaded = host.now() - start;
  check(got === trace.end, 'loaded text');
  emit({ 'save.ms': saved, 'save.bytes': sizeOf(bytes), 'load.ms': loaded });
}

const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] * 1000;

// Local edits with an encoded update for each, as with a network, then a second
// replica that gets them one by one, and a third that gets them at once.
export async function wire({ adapter, host, emit, trace }) {
  host.collect();
  const updates = [];
  const latency = new Float64Array(Math.min(20000, trace.count >> 1));
  let start = host.now();
  let doc = await adapter.create({ replica: 2, onUpdate: (update) => updates.push(update) });
  await replay(adapter, doc, trace, { latency });
  check(doc.text() === trace.end, 'text of the author');
  const ms = host.now() - start;
  latency.sort();
  emit({
    'wire.ms': ms, 'wire.bytes': bytesOf(updates), 'wire.messages': updates.length,
    'wire.p50.us': at(latency, 0.5), 'wire.p99.us': at(latency, 0.99), 'wire.p999.us': at(latency, 0.999),
  });
  const relayed = adapter.relay ? adapter.relay(updates) : updates;
  const again = async (name, replica, give) => {
    doc = null;
    host.collect();
    start = host.now();
    doc = await adapter.create({ replica });
    await give();
    if (adapter.settleEvery) await doc.settle();
    const text = doc.text();
    const took = host.now() - start;
    check(text === trace.end, `text of ${name}`);
    emit({ [`${name}.ms`]: took });
  };
  await again('remote', 3, () => arrivals(adapter, doc, relayed));
  emit({ 'remote.messages': relayed.length, 'remote.bytes': bytesOf(relayed) });
  await again('batch', 4, () => doc.applyBatch(relayed));
  if (relayed.merged) await again('merged', 5, () => doc.applyMerged(relayed));
}

// Somebody else's edits, one at a time: with nobody who listens, then with a
// listener that hears what is inserted and removed. Who tells where is checked
// by what the listener heard.
export async function listen({ adapter, host, emit, trace }) {
  const updates = [];
  let doc = await adapter.create({ replica: 2, onUpdate: (update) => updates.push(update) });
  await replay(adapter, doc, trace, { turnEach: doc.turn !== undefined });
  check(doc.text() === trace.end, 'text of the author');
  doc = null;
  const relayed = adapter.relay ? adapter.relay(updates) : updates;
  for (const name of ['unheard', 'listen']) {
    let events = 0;
    let length = 0;
    const peer = await adapter.create({ replica: 3 });
    const listening = name === 'listen';
    if (listening) peer.listen((index, inserted, removed) => { events++; length += inserted.length - removed; });
    host.collect();
    const start = host.now();
    if (listening && adapter.hearsLater) for (const update of relayed) { peer.apply(update); await null; }
    else await arrivals(adapter, peer, relayed);
    const text = peer.text();
    const ms = host.now() - start;
    check(text === trace.end, `text, ${name}`);
    if (listening) {
      check(events >= relayed.length * 0.99, `${events} events for ${relayed.length} edits`);
      if (!adapter.hearsNoPlace) check(length === trace.end.length, `what the listener heard makes ${length} characters, not ${trace.end.length}`);
    }
    emit({ [`${name}.ms`]: ms });
  }
}
