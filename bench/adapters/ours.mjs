// The client of this project through its public API. Its webSocket option takes
// a class, and here the class is an in-process stand-in for the server. The
// client sends at the end of a turn what the turn has edited, as one message and
// composed: 50 edits in this adapter, one in ours-turn.mjs.
import { remote, relay, spliceOf, versionAt } from '../standin/operations.mjs';
import { openResponse, Server, u32, versionOf } from '../standin/server.mjs';
import { nextTask } from './task.mjs';
import { Elements } from './elements.mjs';

class Socket {
  static CONNECTING = 0; static OPEN = 1; static CLOSING = 2; static CLOSED = 3;
  constructor(server) {
    this.readyState = 0;
    this.bufferedAmount = 0;
    this.server = server;
    server.socket = this;
    queueMicrotask(() => { this.readyState = 1; this.onopen({}); });
  }
  send(data) { this.server.receive(data); }
  close() { this.readyState = 3; queueMicrotask(() => this.onclose?.({ code: 1000, reason: '' })); }
}

const start = () => openResponse({ replica: 2, version: 1, value: { text: '', map: {}, list: [] }, prefix: '@' });

let Convergence;
const connectTo = (server) => Convergence.connectAnonymously('ws://localhost/api/realtime/b/b', 'me', {
  webSocket: { class: class extends Socket { constructor() { super(server); } } },
  protocol: { heartbeat: { enabled: false } },
});

class Document extends Elements {
  constructor(domain, model, server) {
    super(model);
    Object.assign(this, { domain, server });
  }
  apply(message) { this.server.deliver(message); }
  applyBatch(messages) { return this.receive(messages.batches, messages.length); }
  applyMerged(messages) { return this.receive(messages.merged, messages.length); }
  // The client gives the page its turn between portions of much that comes. If
  // nothing comes of a long wait, the check of the result tells.
  async receive(messages, operations) {
    const version = this.model.version() + operations;
    for (const message of messages) this.server.deliver(message);
    for (let idle = 0, at = 0; this.model.version() < version && idle < 10000; idle++) {
      if (this.model.version() !== at) { at = this.model.version(); idle = 0; }
      await nextTask();
    }
  }
  // What a client downloads to open the model: the answer, not the history.
  save() {
    return openResponse({ replica: this.server.replica, version: this.server.version, value: this.model.root().value(), prefix: '1' });
  }
  // The client's microtask runs before this one.
  async turn() { await null; }
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

async function connect({ onUpdate, replica = 2, answer = start() } = {}) {
  const server = new Server({ onUpdate, replica, answer });
  const domain = await connectTo(server);
  return new Document(domain, await domain.models().open('m'), server);
}

export const make = (name, turnEach) => ({
  name, supports: { json: true, move: true }, ordered: true, settleEvery: 50, turnEach,
  async init(host) {
    Convergence = await host.ours();
    const domain = await connectTo(new Server({ answer: start() })); // the core starts with the first connection
    await domain.dispose();
  },
  create: connect,
  load: (bytes) => connect({ answer: bytes.slice() }),
  // A connected client; open() asks for the model and gets the bytes.
  async opener(bytes) {
    const answer = bytes.slice();
    const server = new Server({ replica: 2, answer, version: versionOf(answer) });
    const domain = await connectTo(server);
    return { async open() { return new Document(domain, await domain.models().open('m'), server); } };
  },
  relay,
  // Nothing for our own edits, whose acknowledgement depends on how the client
  // has composed them.
  logMessages(doc, log) {
    const id = doc.string.id();
    return log.map(({ own, patch: [at, count, text] }) => (own ? null : remote([spliceOf(id, at, count, text)], 0, { room: true })));
  },
  hold(doc) { doc.server.hold(); },
  // The patches of one transaction are one turn.
  async tick(doc, patches) { await null; doc.server.tick(patches); },
  async deliver(doc, message, own) {
    const { server } = doc;
    if (own) server.acknowledgeHeld();
    else {
      u32(message, versionAt + 1, server.version++);
      server.deliver(message);
    }
    await null; await null;
  },
});

export default make('ours', false);
