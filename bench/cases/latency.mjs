// From an edit in one document to a listener at another, without a network: what
// the author's side takes until an update is encoded, and what the other's takes
// from there until a listener hears of it.
import { check } from './checks.mjs';
import { quantile } from '../statistics.mjs';

const COUNT = 2000;

export async function latency({ adapter, host, emit }) {
  const every = adapter.settleEvery ?? 0;
  const updates = [];
  const author = await adapter.create({ replica: 2, onUpdate: (update) => updates.push(update) });
  const times = new Float64Array(COUNT);
  for (let i = 0; i < COUNT; i++) {
    const start = performance.now();
    author.splice(i % 100, 0, 'x');
    if (author.turn) await author.turn();
    times[i] = performance.now() - start;
    if (every && i % every === every - 1) await author.settle();
  }
  const relayed = adapter.relay ? adapter.relay(updates) : updates;
  check(relayed.length === COUNT, `${relayed.length} messages for ${COUNT} edits`);
  const reader = await adapter.create({ replica: 3 });
  let heard = 0;
  reader.listen(() => { heard++; });
  host.collect();
  for (let i = 0; i < COUNT; i++) {
    const start = performance.now();
    reader.apply(relayed[i]);
    if (adapter.hearsLater) await null;
    times[i] += performance.now() - start;
    if (every && i % every === every - 1) await reader.settle();
  }
  check(heard === COUNT && reader.text() === author.text(), `heard ${heard} of ${COUNT} edits`);
  const of = [...times.subarray(200)]; // the first ones warm up
  emit({ 'latency.p50.us': 1000 * quantile(of, 0.5), 'latency.p99.us': 1000 * quantile(of, 0.99) });
}
