// Recorded editing, in the form that the cases read: for a text written by one
// person typed arrays of positions and lengths with one string of all that is
// inserted, which keeps the heap of a measuring process close to empty.
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import * as Y from 'yjs';
import { root } from '../test/harness/server.mjs';
import { inventTrace, readTrace } from '../test/harness/typing.mjs';
import { seeded } from '../test/harness/random.mjs';
import { inventSession, simulate } from './sessions.mjs';

const cache = path.join(root, 'build/bench');
const places = [process.env.TRACES, path.join(root, 'bench/traces'), path.join(root, '../shared/traces')].filter(Boolean);

// The file of a recording, or undefined where this machine has none.
function recording(name) {
  return places.map((place) => path.join(place, `${name}.json.gz`)).find((file) => fs.existsSync(file));
}

// What stands in for recordings, the same on every machine. Characters beyond
// Latin-1 would make every string of the process twice as wide.
const invented = (edits) => {
  const trace = inventTrace(seeded(7), edits);
  const narrow = (text) => text.replace(/[^\0-\xff]/g, '_');
  return { end: narrow(trace.end), edits: trace.edits.map(([at, count, text]) => [at, count, narrow(text)]) };
};

function compactText(name, { end, edits }) {
  const numbers = new Int32Array(edits.length * 3);
  let text = '';
  edits.forEach(([at, count, inserted], i) => { numbers.set([at, count, inserted.length], i * 3); text += inserted; });
  return { meta: { name, count: edits.length, end, text }, numbers };
}

// A session of several people. Each transaction also gets `f`, its patches as a
// server would order and transform them: positions in a document to which the
// whole file so far has been applied. Yjs computes them here, off the clock.
function compactSession(name, { numAgents, endContent, txns: recorded }) {
  const txns = recorded.map((x) => ({ p: x.parents, a: x.agent, e: x.patches, f: [] }));
  if (/[\ud800-\udfff]/.test(JSON.stringify(txns))) throw new Error(`${name} has characters of two units: its positions count code points`);
  const docs = Array.from({ length: numAgents }, () => new Y.Doc());
  const updates = txns.map(() => []);
  let at = -1;
  docs.forEach((doc) => doc.on('update', (update, origin) => { if (origin !== 'remote') updates[at].push(update); }));
  simulate(txns, numAgents,
    (agent, j) => { for (const update of updates[j]) Y.applyUpdate(docs[agent], update, 'remote'); },
    (agent, patches, i) => {
      at = i;
      const text = docs[agent].getText('text');
      for (const [position, count, inserted] of patches) {
        if (count) text.delete(position, count);
        if (inserted) text.insert(position, inserted);
      }
    });
  const log = new Y.Doc();
  const text = log.getText('text');
  text.observe((event) => {
    let position = 0;
    for (const part of event.delta) {
      if (part.retain) position += part.retain;
      else if (part.delete) txns[at].f.push([position, part.delete, '']);
      else { txns[at].f.push([position, 0, part.insert]); position += part.insert.length; }
    }
  });
  txns.forEach((_, i) => { at = i; for (const update of updates[i]) Y.applyUpdate(log, update); });
  if (text.toString() !== endContent) throw new Error(`${name}: the text of Yjs is not that of the recording`);
  return { meta: { name, agents: numAgents, count: txns.length, end: endContent, txns }, numbers: new Int32Array(0) };
}

// Writes the compact form once and returns its file, which readCompact reads,
// and whether it is a recording. `edits` is the length of what is made up where
// there is none, and of what is made up in any case with `invent`.
export function prepare(name, { session = false, edits = session ? 4000 : 60000, invent = false } = {}) {
  const from = invent ? undefined : recording(name);
  const file = path.join(cache, from ? `${name}.json` : `${name}-invented-${edits}.json`);
  if (!fs.existsSync(file)) {
    fs.mkdirSync(cache, { recursive: true });
    const trace = session ? (from ? JSON.parse(zlib.gunzipSync(fs.readFileSync(from)).toString('utf8')) : inventSession(seeded(11), edits))
      : (from ? readTrace(from) : invented(edits));
    const { meta, numbers } = session ? compactSession(name, trace) : compactText(name, trace);
    fs.writeFileSync(`${file}.numbers`, new Uint8Array(numbers.buffer));
    fs.writeFileSync(file, JSON.stringify(meta));
  }
  return { file, recorded: from !== undefined };
}

export function readCompact(file) {
  const raw = fs.readFileSync(`${file}.numbers`);
  return { ...JSON.parse(fs.readFileSync(file, 'utf8')), numbers: new Int32Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.byteLength)) };
}
