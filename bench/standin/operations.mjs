// Operations on the wire, as far as the stand-in must know them: what a client
// has sent becomes what the server sends to others. Splices of one text travel
// as a packed run; see pkg/protocol/operations.go.
import { Reader, Writer } from './msgpack.mjs';

export const BODY = {
  error: 4, ping: 5, pong: 6, connect: 7, connected: 8, open: 100, opened: 101, close: 102, closed: 103,
  remote: 113, submit: 114, ack: 115, identity: 200, presence: 407, presences: 408, presenceSubscribe: 409,
};
export const PEER = 'peer';
export const CREATED = 1767225600000; // any time of today's length
const RUN = 0x20;
const BATCH = 64 << 10;
const SERVER_BATCH = 256 << 10; // as the real server gathers messages
const MERGED = 4096; //           and operations of one author

const encoder = new TextEncoder();
const writer = new Writer(1 << 16);
const packer = new Writer(1 << 10);

// Writes the beginning of an envelope: [number, body], or with the id of a response
// [number, 0, id, body].
export function head(w, body, response = 0) {
  w.arr(response ? 4 : 2);
  w.int(body);
  if (response) { w.int(0); w.int(response); }
}

export function spliceOf(id, index, count, s) {
  return { id, index, count, text: encoder.encode(s), units: s.length };
}

// How many operations the items hold that the reader stands before.
export function countOperations(r) {
  let count = 0;
  for (let items = r.arr(); items > 0; items--) {
    const start = r.p;
    r.arr();
    if (r.b[r.p] !== RUN) { r.p = start; r.skip(); count++; continue; }
    r.p++;
    r.skip();
    const size = r.len();
    const end = r.p + size;
    while (r.p < end) {
      if (r.uvarint() & 1) r.uvarint();
      const bytes = r.uvarint();
      r.p += bytes;
      count++;
    }
  }
  return count;
}

const unitsOf = (bytes) => {
  let n = 0;
  for (let i = 0; i < bytes.length; i++) { if ((bytes[i] & 0xc0) !== 0x80) n++; if (bytes[i] >= 0xf0) n++; }
  return n;
};

// Reads the items that the reader stands before: splices, and of anything else
// the bytes.
function readOperations(r, out) {
  for (let items = r.arr(); items > 0; items--) {
    const start = r.p;
    r.arr();
    if (r.b[r.p] !== RUN) { r.p = start; r.skip(); out.push({ raw: r.b.slice(start, r.p) }); continue; }
    r.p++;
    const id = r.str();
    const size = r.len();
    const stop = r.p + size;
    let end = 0;
    while (r.p < stop) {
      const h = r.uvarint();
      const count = h & 1 ? r.uvarint() : 0;
      const z = Math.floor(h / 2);
      const index = end + (z % 2 ? -(z + 1) / 2 : z / 2);
      const bytes = r.uvarint();
      const text = r.b.slice(r.p, r.p + bytes);
      r.p += bytes;
      const units = unitsOf(text);
      out.push({ id, index, count, text, units });
      end = index + units;
    }
  }
}

// The operations of what a client has sent, one list for each message.
function operationsOf(updates) {
  return updates.map((update) => {
    const out = [];
    const r = new Reader(update);
    while (r.more) {
      const fields = r.arr();
      const body = r.int();
      for (let i = 2; i < Math.min(fields, 4); i++) r.skip();
      if (body !== BODY.submit) { r.skip(); continue; }
      const n = r.arr();
      r.skip();
      readOperations(r, out);
      for (let i = 2; i < n; i++) r.skip();
      for (let i = 4; i < fields; i++) r.skip();
    }
    return out;
  });
}

function pack(run) {
  let end = 0;
  for (const { index, count, text, units } of run) {
    const delta = index - end;
    const h = (delta >= 0 ? delta * 2 : -delta * 2 - 1) * 2;
    packer.uvarint(count ? h + 1 : h);
    if (count) packer.uvarint(count);
    packer.uvarint(text.length);
    packer.raw(text);
    end = index + units;
  }
  return packer.take();
}

function writeOperations(w, ops) {
  const items = [];
  for (const op of ops) {
    const last = items.at(-1);
    if (op.id !== undefined && last && last[0].id === op.id) last.push(op);
    else items.push([op]);
  }
  w.arr(items.length);
  for (const run of items) {
    if (run[0].id === undefined) { w.raw(run[0].raw); continue; }
    w.arr(3); w.int(RUN); w.str(run[0].id);
    const packed = pack(run);
    w.binLen(packed.length);
    w.raw(packed);
  }
}

// Where a message of `remote` with room for any version has its version.
export const versionAt = 2 + 1 + 1 + 1 + PEER.length;

// A message with operations of the peer. The version is written in as few bytes
// as it takes, as the real server does, or with `room` in five, to be
// overwritten when the message is sent.
export function remote(ops, version, { room = false } = {}) {
  const w = writer;
  head(w, BODY.remote);
  w.arr(5);
  w.int(1); w.str(PEER);
  if (room) w.u32(version);
  else w.int(version);
  w.int(CREATED);
  writeOperations(w, ops);
  return w.take();
}

function gather(messages, limit) {
  const out = [];
  let part = [];
  let size = 0;
  const close = () => {
    if (part.length === 0) return;
    const all = new Uint8Array(size);
    let at = 0;
    for (const m of part) { all.set(m, at); at += m.length; }
    out.push(all);
    part = [];
    size = 0;
  };
  for (const m of messages) {
    if (size && size + m.length > limit) close();
    part.push(m);
    size += m.length;
  }
  close();
  return out;
}

// What a server sends of these updates of a client: one message for each
// operation, of which start[i] is the first of update i; `batches`, the same
// envelopes, many in a message; `merged`, with neighbouring operations of the
// author joined as the real server does for who was away.
export function relay(updates) {
  const lists = operationsOf(updates);
  const messages = [];
  const all = lists.flat();
  messages.start = new Int32Array(lists.length + 1);
  lists.forEach((ops, i) => {
    messages.start[i] = messages.length;
    for (const op of ops) messages.push(remote([op], messages.length + 1));
  });
  messages.start[lists.length] = messages.length;
  messages.batches = gather(messages, BATCH);
  const joined = [];
  for (let i = 0; i < all.length; i += MERGED) joined.push(remote(all.slice(i, i + MERGED), i + 1));
  messages.merged = gather(joined, SERVER_BATCH);
  return messages;
}
