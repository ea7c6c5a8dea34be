// Many small steps in one document, with what each library must do between them.

// Makes `count` edits; one whose turns count has its turn ended after each.
export async function edits(adapter, doc, count, edit, turnEach = adapter.turnEach) {
  const every = adapter.settleEvery ?? 0;
  for (let i = 0; i < count; i++) {
    edit(i);
    if (turnEach) await doc.turn();
    if (every && i % every === every - 1) await doc.settle();
  }
  if (every) await doc.settle();
}

// Hands over the updates from `start` on, one at a time.
export async function arrivals(adapter, doc, updates, start = 0, end = updates.length) {
  const every = adapter.settleEvery ?? 0;
  for (let i = start; i < end; i++) {
    doc.apply(updates[i]);
    if (every && i % every === every - 1) await doc.settle();
  }
  if (every) await doc.settle();
}

// Makes the edits of a recording. The latencies of its last edits are written
// into `latency`, where there is one.
export async function replay(adapter, doc, trace, { latency, turnEach = adapter.turnEach } = {}) {
  const { numbers, text, count } = trace;
  const from = latency ? count - latency.length : count;
  const every = adapter.settleEvery ?? 0;
  let at = 0;
  for (let i = 0; i < count; i++) {
    const length = numbers[i * 3 + 2];
    const inserted = length ? text.slice(at, at + length) : '';
    at += length;
    if (i < from) {
      doc.splice(numbers[i * 3], numbers[i * 3 + 1], inserted);
      if (turnEach) await doc.turn();
    } else {
      const start = performance.now();
      doc.splice(numbers[i * 3], numbers[i * 3 + 1], inserted);
      if (turnEach) await doc.turn();
      latency[i - from] = performance.now() - start;
    }
    if (every && i % every === every - 1) await doc.settle();
  }
  if (every) await doc.settle();
}
