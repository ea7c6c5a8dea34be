// A recorded session of several people, measured at the one who edits most:
// their own edits in order, those of others arriving when they did.
import { check, sizeOf } from './checks.mjs';
import { knowledge, simulate } from '../sessions.mjs';

export async function live(run) {
  const { txns, agents, name } = run.trace;
  const count = new Int32Array(agents);
  for (const { a } of txns) count[a]++;
  const me = count.indexOf(Math.max(...count));
  const emit = (what, ms) => run.emit({ [`${what}.${name.replace(/-.*/, '')}.ms`]: ms });
  if (run.adapter.ordered) await liveOrdered(run, me, emit);
  else await liveMerged(run, me, emit);
}

// A library that merges: every update is made at the agent who made the edit.
async function liveMerged({ adapter, host, trace }, me, emit) {
  const { txns, agents, end } = trace;
  const events = [];
  const updates = txns.map(() => []);
  let sink = null;
  const docs = [];
  for (let a = 0; a < agents; a++) docs.push(await adapter.create({ replica: 10 + a, onUpdate: (update) => sink?.push(update) }));
  simulate(txns, agents,
    (agent, j) => { for (const update of updates[j]) { docs[agent].apply(update); if (agent === me) events.push(update); } },
    (agent, patches, i) => {
      sink = updates[i];
      for (const patch of patches) docs[agent].splice(...patch);
      sink = null;
      if (agent === me) events.push(patches);
    });
  docs.length = 0;
  host.collect();
  let sent = 0;
  const doc = await adapter.create({ replica: 10 + me, onUpdate: (update) => { sent += sizeOf(update); } });
  let start = host.now();
  for (const event of events) {
    if (Array.isArray(event)) for (const patch of event) doc.splice(...patch);
    else doc.apply(event);
  }
  const text = doc.text();
  const ms = host.now() - start;
  check(text === end && sent > 0, 'text of the session');
  emit('live', ms);
  // Somebody who was away gets every update, in order.
  const all = updates.flat();
  host.collect();
  const late = await adapter.create({ replica: 99 });
  start = host.now();
  for (const update of all) late.apply(update);
  const caught = late.text();
  const took = host.now() - start;
  check(caught === end, 'text of who was away');
  emit('catchup', took);
}

// A client of a server that orders: its log holds the transactions in file
// order. Before each own edit the client has received the log up to the last
// entry that it knew of, and its edits past that are in flight.
async function liveOrdered({ adapter, host, trace }, me, emit) {
  const { txns, agents, end } = trace;
  const before = knowledge(txns, agents);
  const log = [];
  const nth = Array.from({ length: agents }, () => []);
  let length = 0;
  const grow = ([, count, text]) => { length += text.length - count; };
  const place = txns.map((x, i) => {
    nth[x.a].push(i);
    if (x.a === me) {
      for (const patch of x.e) log.push({ own: true, patch });
      x.f.forEach(grow);
    } else {
      for (const patch of x.f) { log.push({ own: false, patch, length }); grow(patch); }
    }
    return log.length;
  });
  const doc = await adapter.create({ replica: 2, onUpdate: () => {} });
  adapter.hold(doc);
  const messages = adapter.logMessages(doc, log);
  host.collect();
  const start = host.now();
  let at = 0;
  for (let i = 0; i < txns.length; i++) {
    if (txns[i].a !== me) continue;
    let need = 0;
    for (let a = 0; a < agents; a++) if (a !== me && before[i][a]) need = Math.max(need, place[nth[a][before[i][a] - 1]]);
    for (; at < need; at++) await adapter.deliver(doc, messages[at], log[at].own);
    for (const patch of txns[i].e) doc.splice(...patch);
    if (adapter.tick) await adapter.tick(doc, txns[i].e.length);
  }
  for (; at < log.length; at++) await adapter.deliver(doc, messages[at], log[at].own);
  const text = doc.text();
  const ms = host.now() - start;
  check(text === end, 'text of the session');
  emit('live', ms);
}
