// The loops of bench-bridge, bundled into its page. `Convergence` and `Y` are
// globals there.

async function localText(text) {
  const model = await Convergence.__test.localModel({ text });
  return model.elementAt('text');
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

async function committed(model) {
  while (!model.isCommitted()) await turn();
}

// Nanoseconds per call: the best of `rounds` loops of `count` calls, the first
// two thrown away. `between` restores the starting state, untimed.
async function best(count, loop, between = turn, rounds = 12) {
  let least = Infinity;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    loop(count);
    const ms = performance.now() - start;
    if (round >= 2) least = Math.min(least, ms);
    await between();
  }
  return (least * 1e6) / count;
}

let sink = 0;

// Types into the middle of a text of 10,000 characters, as a person would.
async function inserts(listen) {
  const text = await localText('x'.repeat(10000));
  let heard = 0;
  if (listen) {
    text.model().emitLocalEvents(true);
    text.on('insert', (event) => { heard += event.value.length; });
  }
  const count = 20000;
  const rounds = 12;
  const nanoseconds = await best(count, (n) => { for (let i = 0; i < n; i++) text.insert(5000 + i, 'a'); }, async () => {
    text.remove(5000, count);
    await committed(text.model());
  }, rounds);
  if (heard !== (listen ? count * rounds : 0)) throw new Error(`heard ${heard} events`);
  return nanoseconds;
}

// Hears others type, in messages of 100 operations.
async function remotes(listen) {
  const text = await localText('x'.repeat(10000));
  let heard = 0;
  if (listen) text.on('insert', (event) => { heard += event.value.length; });
  const rounds = 12, messages = 100, perMessage = 100;
  let ready;
  const prepare = async () => {
    text.remove(5000, text.length() - 10000);
    await committed(text.model());
    ready = Array.from({ length: messages }, (_, i) => Convergence.__test.remoteInserts(text, perMessage, 5000 + i * perMessage));
  };
  await prepare();
  const nanoseconds = await best(messages * perMessage, () => { for (const receive of ready) receive(); }, prepare, rounds);
  if (heard !== (listen ? messages * perMessage * rounds : 0)) throw new Error(`heard ${heard} events`);
  return nanoseconds;
}

export async function calls() {
  const ten = await localText('0123456789');
  const long = await localText('0123456789'.repeat(1000));
  return {
    length: await best(1e6, (n) => { for (let i = 0; i < n; i++) sink += ten.length(); }),
    value10: await best(2e5, (n) => { for (let i = 0; i < n; i++) sink += ten.value().length; }),
    value10k: await best(5000, (n) => { for (let i = 0; i < n; i++) sink += long.value().length; }),
    insert: await inserts(false),
    insert_listened: await inserts(true),
    remote: await remotes(false),
    remote_listened: await remotes(true),
  };
}

function replayOurs(text, edits) {
  const start = performance.now();
  for (const [index, deleteCount, inserted] of edits) {
    if (deleteCount > 0) text.remove(index, deleteCount);
    if (inserted !== '') text.insert(index, inserted);
  }
  return performance.now() - start;
}

function replayYjs(text, edits) {
  const start = performance.now();
  for (const [index, deleteCount, inserted] of edits) {
    if (deleteCount > 0) text.delete(index, deleteCount);
    if (inserted !== '') text.insert(index, inserted);
  }
  return performance.now() - start;
}

export async function trace({ start, end, edits }, rounds = 4) {
  const result = { ours: [], settle: [], yjs: [] };
  for (let round = 0; round < rounds; round++) {
    const text = await localText(start);
    const began = performance.now();
    result.ours.push(replayOurs(text, edits));
    await committed(text.model());
    result.settle.push(performance.now() - began);
    if (text.value() !== end) throw new Error('our text differs from the end of the trace');
    await text.model().close();

    const other = new Y.Doc().getText('text');
    if (start) other.insert(0, start);
    result.yjs.push(replayYjs(other, edits));
    if (other.toString() !== end) throw new Error("the text of Yjs differs from the end of the trace");
    await turn();
  }
  return result;
}

// Inserts at scattered places, so that no two edits next to each other merge.
export async function insertLoop(count, length) {
  const text = await localText('x'.repeat(length));
  const start = performance.now();
  for (let i = 0; i < count; i++) text.insert((i * 7919) % length, 'a');
  const ms = performance.now() - start;
  if (text.length() !== length + count) throw new Error(`length ${text.length()}`);
  return { ms, memory: Convergence.__test.memory() };
}

export async function readLoop(count, length) {
  const text = await localText('x'.repeat(length));
  const start = performance.now();
  for (let i = 0; i < count; i++) sink += text.value().length;
  return { ms: performance.now() - start, memory: Convergence.__test.memory() };
}

// Nanoseconds per insertion at scattered places of a text of some megabytes,
// which is built piece by piece so that no single call is large.
export async function scattered(megabytes) {
  const text = await localText('');
  const piece = 'x'.repeat(2 ** 20);
  for (let i = 0; i < megabytes; i++) {
    text.insert(text.length(), piece);
    await committed(text.model());
  }
  const length = text.length();
  let at = 1;
  return best(20000, (count) => {
    for (let i = 0; i < count; i++) {
      at = (at * 1103515245 + 12345) & 0x7fffffff;
      text.insert(at % length, 'y');
    }
  }, () => committed(text.model()));
}
