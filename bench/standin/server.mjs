// A server in the same process that knows one model and acknowledges every
// operation without looking at it, so that the time measured is the client's:
// the JavaScript form of pkg/client/standin.
import { Reader, Writer } from './msgpack.mjs';
import { BODY, countOperations, CREATED, head, PEER } from './operations.mjs';

// What a server says that it takes at most, as in pkg/protocol/limits.go: of a
// message, of other texts, of states and references.
const LIMITS = [8 << 20, 64 << 10, 1000, 10000, 255, 64 << 10, 64 << 10, 64 << 10, 1000, 64 << 10, 1000];
const KIND = { object: 1, array: 2, string: 3, number: 4, boolean: 5, null: 7 };

const w = new Writer(1 << 16);
const r = new Reader(new Uint8Array(0));
const user = (type, name) => { w.arr(6); w.int(type); w.str(name); w.str(''); w.str(''); w.str(''); w.str(''); };
const userId = (type, name) => { w.arr(2); w.int(type); w.str(name); };

// A value with ids from next(), in wire form.
function writeValue(v, next) {
  const kind = (k) => { w.arr(k === KIND.null ? 2 : 3); w.int(k); w.str(next()); };
  if (v === null) kind(KIND.null);
  else if (typeof v === 'string') { kind(KIND.string); w.str(v); }
  else if (typeof v === 'number') { kind(KIND.number); w.float(v); }
  else if (typeof v === 'boolean') { kind(KIND.boolean); w.bool(v); }
  else if (Array.isArray(v)) { kind(KIND.array); w.arr(v.length); for (const x of v) writeValue(x, next); }
  else {
    const entries = v instanceof Map ? [...v] : Object.entries(v);
    kind(KIND.object);
    w.arr(entries.length);
    for (const [k, x] of entries) { w.arr(2); w.str(k); writeValue(x, next); }
  }
}

// The answer to an open request, with the response id in byte 3. The elements
// have ids that begin with the prefix.
export function openResponse({ replica, version, value, prefix }) {
  let n = 0;
  head(w, BODY.opened, 1);
  w.arr(13);
  w.int(1); w.str('m'); w.str('c'); w.str(replica.toString(36)); w.int(version); w.int(CREATED); w.int(CREATED);
  writeValue(value, () => `${prefix}:${n++}`);
  w.arr(2); w.str(`s${replica}`); w.str(PEER);
  w.arr(0); w.int(15); w.int(0); w.arr(0);
  return w.take();
}

export function versionOf(answer) {
  const reader = new Reader(answer);
  reader.arr(); reader.skip(); reader.skip(); reader.skip(); reader.arr(); reader.skip(); reader.skip(); reader.skip(); reader.skip();
  return reader.int();
}

export const u32 = (b, at, x) => { b[at] = x >>> 24; b[at + 1] = x >>> 16; b[at + 2] = x >>> 8; b[at + 3] = x; };

// An acknowledgement with its numbers in five bytes each: a client copies a
// message before onmessage returns, so that one buffer does.
head(w, BODY.ack);
w.arr(5); w.int(1); w.u32(0); w.u32(0); w.u32(0); w.int(CREATED);
const ACK = w.take();

export class Server {
  constructor({ onUpdate, replica = 1, answer, version = versionOf(answer) }) {
    Object.assign(this, { onUpdate, replica, answer, version, queue: [], following: 0, held: null, next: 0, left: 0 });
  }

  // A WebSocket hands over an ArrayBuffer of its own for each message.
  deliver(bytes) { this.socket.onmessage({ data: bytes.buffer }); }

  later(bytes) { queueMicrotask(() => this.deliver(bytes)); }

  receive(bytes) {
    r.set(bytes);
    let submitted = false;
    while (r.more) {
      const fields = r.arr();
      const body = r.int();
      const request = fields > 2 ? r.int() : 0;
      if (fields > 3) r.skip();
      if (body === BODY.submit) {
        submitted = true;
        const n = r.arr();
        r.int();
        const count = countOperations(r);
        if (n > 2) r.int();
        const first = (n > 3 && r.int()) || this.following; // without one it follows the one before
        for (let i = 4; i < n; i++) r.skip();
        this.following = first + count;
        this.queue.push(first, count);
      } else {
        const at = r.p;
        r.skip();
        const end = r.p;
        this.answerTo(body, request, bytes.subarray(at, end));
        r.set(bytes).p = end;
      }
      for (let i = 4; i < fields; i++) r.skip();
    }
    if (submitted && this.onUpdate) this.onUpdate(bytes);
  }

  answerTo(body, request, fields) {
    switch (body) {
      case BODY.connect:
        head(w, BODY.connected, request);
        w.arr(5);
        w.str('bench'); w.int(1); w.arr(0);
        w.arr(7); w.str('b'); w.str('b'); user(2, 'me'); w.str(`s${this.replica}`); w.str('t'); w.byte(0x80);
        w.arr(LIMITS.length); for (const limit of LIMITS) w.int(limit);
        w.nil();
        this.later(w.take());
        break;
      case BODY.open:
        head(w, BODY.identity);
        w.arr(2);
        w.arr(2); user(2, 'me'); user(0, PEER);
        w.arr(2); w.arr(2); w.str(`s${this.replica}`); userId(2, 'me'); w.arr(2); w.str(PEER); userId(0, PEER);
        this.later(w.take());
        if (request > 0x7f) throw new Error('request id too large for the fixed place');
        this.answer[3] = request;
        this.later(this.answer.byteLength === this.answer.buffer.byteLength ? this.answer : this.answer.slice());
        break;
      case BODY.presenceSubscribe:
      case BODY.presence: {
        const users = new Reader(fields.slice());
        users.arr();
        const n = users.arr();
        head(w, BODY.presences, request);
        w.arr(1);
        w.arr(n);
        for (let i = 0; i < n; i++) { const at = users.p; users.skip(); w.arr(3); w.raw(users.b.subarray(at, users.p)); w.bool(true); w.byte(0x80); }
        this.later(w.take());
        break;
      }
      case BODY.close: head(w, BODY.closed, request); w.arr(0); this.later(w.take()); break;
      case BODY.ping: head(w, BODY.pong); w.arr(0); this.later(w.take()); break;
      default:
        if (!request) break;
        head(w, BODY.error, request); w.arr(3); w.str('not_supported'); w.str('the stand-in does not know the request'); w.nil();
        this.later(w.take());
    }
  }

  ackOf(first, count) {
    u32(ACK, 5, first);
    u32(ACK, 10, count);
    u32(ACK, 15, this.version);
    this.version += count;
    return ACK;
  }

  // Acknowledges what has come, one message for each submission.
  ack() {
    const queue = this.queue;
    if (queue.length === 0) return;
    this.queue = [];
    for (let i = 0; i < queue.length; i += 2) this.deliver(this.ackOf(queue[i], queue[i + 1]));
  }

  // For `live`: nothing is acknowledged by itself; what has come since the last
  // call of tick is one transaction's.
  hold() { this.held = []; }
  tick(patches) {
    let count = 0;
    for (let i = 1; i < this.queue.length; i += 2) count += this.queue[i];
    this.held.push({ patches, first: count ? this.queue[0] : 0, count });
    this.queue.length = 0;
  }
  acknowledgeHeld() {
    if (this.left === 0) {
      const { patches, first, count } = this.held[this.next++];
      this.left = patches;
      if (count) this.deliver(this.ackOf(first, count));
    }
    this.left--;
  }
}
