// The older client (@convergence/convergence) through its public API. Its
// webSocket option takes a class, and here the class is an in-process stand-in
// for its server: it answers the connection and open requests and acknowledges
// operations, so that the time measured is the client's. Frames are the real ones.
import { createRequire } from 'node:module';
import { nextTask } from './task.mjs';
import { Elements } from './elements.mjs';

const require = createRequire(import.meta.url);
const { Convergence } = require('@convergence/convergence');
const protobuf = require('protobufjs/light');
const schema = protobuf.Root.fromJSON(require('@convergence/convergence-proto/convergence-proto.json'));
const Message = schema.lookupType('com.convergencelabs.convergence.proto.ConvergenceMessage');

const now = () => ({ seconds: Math.floor(Date.now() / 1000), nanos: 0 });
const whole = (u) => (u.byteOffset === 0 && u.byteLength === u.buffer.byteLength ? u.buffer : u.buffer.slice(u.byteOffset, u.byteOffset + u.byteLength));
const encode = (message) => whole(Message.encode(Message.fromObject(message)).finish());
const user = (name) => ({ userId: { userType: 0, username: name } });
const start = () => ({
  id: '0:0',
  children: {
    text: { stringValue: { id: '0:1', value: '' } },
    map: { objectValue: { id: '0:2', children: {} } },
    list: { arrayValue: { id: '0:3', children: [] } },
  },
});

class Server {
  constructor({ onUpdate, replica = 1, data = start(), version = 1 } = {}) {
    Object.assign(this, { onUpdate, replica, data, version, queue: [], live: false, held: false, sequence: 0 });
  }
  deliver(buffer) { this.socket.onmessage({ data: buffer }); }
  receive(bytes) {
    // A request starts with its requestId (field 1); a submission does not.
    if (this.live && bytes[0] !== 0x0a) {
      if (this.onUpdate) this.onUpdate(bytes.slice());
      if (!this.held) this.queue.push(++this.sequence);
      return;
    }
    const message = Message.decode(bytes);
    if (!message.requestId) return;
    const id = message.requestId.value || 0;
    const reply = (body) => queueMicrotask(() => this.deliver(encode({ responseId: { value: id }, ...body })));
    if (message.connectionRequest) {
      reply({ connectionResponse: { server: { version: 'bench' }, success: { namespace: 'b', domainId: 'b', user: user('me'), sessionId: `s${this.replica}`, reconnectToken: 't', presenceState: {} } } });
    } else if (message.presenceSubscribeRequest) {
      reply({ presenceSubscribeResponse: { userPresences: message.presenceSubscribeRequest.users.map((of) => ({ user: of, available: true, state: {} })) } });
    } else if (message.openRealTimeModelRequest) {
      queueMicrotask(() => {
        this.deliver(encode({ identityCacheUpdate: { users: [user('me'), user('peer')], sessions: { [`s${this.replica}`]: user('me').userId, peer: user('peer').userId } } }));
        this.deliver(this.answers ? this.answers[id] : encode({ responseId: { value: id }, openRealTimeModelResponse: this.opened() }));
      });
    }
  }
  opened() {
    return { resourceId: 1, modelId: 'm', collection: 'c', valueIdPrefix: `p${this.replica}`, version: this.version, createdTime: now(), modifiedTime: now(), data: this.data, connectedClients: [`s${this.replica}`, 'peer'], permissions: { read: true, write: true, remove: true, manage: true } };
  }
  ack() {
    const queue = this.queue;
    this.queue = [];
    for (const sequenceNumber of queue) this.deliver(encode({ operationAck: { resourceId: 1, sequenceNumber, version: this.version++, timestamp: now() } }));
  }
}

class Socket {
  static CONNECTING = 0; static OPEN = 1; static CLOSING = 2; static CLOSED = 3;
  constructor(server) {
    this.readyState = 0;
    this.server = server;
    server.socket = this;
    queueMicrotask(() => { this.readyState = 1; this.onopen({}); });
  }
  send(data) { this.server.receive(data instanceof Uint8Array ? data : new Uint8Array(data)); }
  close() { this.readyState = 3; queueMicrotask(() => this.onclose?.({ code: 1000, reason: '' })); }
}

// A value as an open response has it, with ids of its own.
function dataOf(value, next) {
  if (value === null) return { nullValue: { id: next() } };
  if (typeof value === 'string') return { stringValue: { id: next(), value } };
  if (typeof value === 'number') return { doubleValue: { id: next(), value } };
  if (typeof value === 'boolean') return { booleanValue: { id: next(), value } };
  if (Array.isArray(value)) return { arrayValue: { id: next(), children: value.map((child) => dataOf(child, next)) } };
  return { objectValue: { id: next(), children: Object.fromEntries(Object.entries(value).map(([key, child]) => [key, dataOf(child, next)])) } };
}

class Document extends Elements {
  constructor(domain, model, server) {
    super(model);
    Object.assign(this, { domain, server });
  }
  apply(update) { this.server.deliver(whole(update)); }
  applyBatch(updates) { for (const update of updates) this.server.deliver(whole(update)); }
  // What a client downloads to open the model: the answer, not the history.
  save() {
    let n = 0;
    this.server.data = dataOf(this.model.root().value(), () => `p1:${++n}`).objectValue;
    return new Uint8Array(encode({ responseId: { value: 1 }, openRealTimeModelResponse: this.server.opened() }));
  }
  async settle() {
    await null;
    this.server.ack();
    await nextTask();
  }
  listen(heard) {
    this.string.on('insert', ({ index, value }) => heard(index, value, 0));
    this.string.on('remove', ({ index, value }) => heard(index, '', value.length));
    this.string.on('splice', ({ index, deleteCount, insertValue }) => heard(index, insertValue, deleteCount));
  }
}

const connectTo = (server) => Convergence.connectAnonymously('ws://localhost/api/realtime/b/b', 'me', {
  webSocket: { class: class extends Socket { constructor() { super(server); } } },
  protocol: { heartbeat: { enabled: false } },
});

async function connect(options) {
  const server = new Server(options);
  const domain = await connectTo(server);
  const model = await domain.models().open('m');
  server.live = true;
  return new Document(domain, model, server);
}

const prepared = new WeakMap(); // answers to open requests, by the bytes they are made of

export default {
  name: 'convergence', supports: { json: true, move: true }, ordered: true, settleEvery: 50,
  async init() {},
  create: connect,
  load(bytes) {
    const { data, version } = Message.decode(bytes).openRealTimeModelResponse;
    return connect({ data, version: Number(version) });
  },
  // A connected client; open() asks for the model and gets the bytes, which are
  // encoded with each id that the request may have off the clock.
  async opener(bytes) {
    const server = new Server();
    const domain = await connectTo(server);
    if (!prepared.has(bytes)) {
      const answer = Message.decode(bytes);
      prepared.set(bytes, [0, 1, 2, 3, 4].map((value) => { answer.responseId = { value }; return whole(Message.encode(answer).finish()); }));
    }
    server.answers = prepared.get(bytes);
    return { async open() { return new Document(domain, await domain.models().open('m'), server); } };
  },
  relay(updates) {
    return updates.map((update, i) => {
      const { operation } = Message.decode(update).operationSubmission;
      return new Uint8Array(encode({ remoteOperation: { resourceId: 1, sessionId: 'peer', contextVersion: i + 1, timestamp: now(), operation: operation.toJSON() } }));
    });
  },
  // For a log of edits, in its order: an acknowledgement for each of our own, an
  // operation for each of the peer's.
  logMessages(doc, log) {
    const id = doc.string.id();
    let sequenceNumber = 0;
    return log.map(({ own, patch: [index, deleteCount, insertedValue] }, i) => new Uint8Array(encode(own
      ? { operationAck: { resourceId: 1, sequenceNumber: ++sequenceNumber, version: i + 1, timestamp: now() } }
      : { remoteOperation: { resourceId: 1, sessionId: 'peer', contextVersion: i + 1, timestamp: now(), operation: { discreteOperation: { stringSpliceOperation: { id, index, deleteCount, insertedValue } } } } })));
  },
  hold(doc) { doc.server.held = true; },
  async deliver(doc, message) { doc.apply(message); await null; await null; },
};
