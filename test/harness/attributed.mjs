// Clients in this process who edit one model at random, each of which follows who has
// written what, and what is compared of that.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { Convergence } from '../../js/dist/convergence.esm.js';
import { seeded } from './random.mjs';
import { freshId } from './suite.mjs';

const { WebSocket } = createRequire(import.meta.url)('ws');

// A client of which the connection can be cut, and is then kept from coming back until it is
// mended; what comes to it can be held back, and handed on message by message.
export class Client {
  static async connect(url, name, options = {}) {
    const client = new Client();
    const sockets = new Set();
    let holds = false;
    client.held = [];
    client.hold = () => { holds = true; };
    // Hands on the oldest message that was held back.
    client.release = () => {
      if (client.held.length === 0) throw new Error(`no message to ${name} is held back`);
      client.held.shift()();
    };
    client.free = () => {
      holds = false;
      while (client.held.length > 0) client.release();
    };
    client.blocked = false;
    client.cut = () => {
      client.blocked = true;
      for (const socket of sockets) socket.terminate();
      sockets.clear();
    };
    client.mend = () => { client.blocked = false; };
    class Wire extends WebSocket {
      constructor(...args) {
        if (client.blocked) throw new Error('the network is down');
        super(...args);
        sockets.add(this);
      }

      emit(event, ...args) {
        if (event !== 'message' || !holds) return super.emit(event, ...args);
        client.held.push(() => super.emit(event, ...args));
        return true;
      }
    }
    client.domain = await Convergence.connectAnonymously(url, name, { webSocket: { class: Wire }, reconnect: { reconnectIntervals: [0.01] }, ...options });
    client.name = name;
    return client;
  }

  async open(id, data) {
    this.model = await this.domain.models().openAutoCreate({ collection: 'attributed', id, data });
    this.who = await this.model.attribution();
    this.undo = this.model.undoManager({ captureTimeout: 0 });
  }

  async leave() {
    this.mend();
    await this.domain.dispose();
  }
}

// Of two who set a text to the same at the same time one may write on in it and hold all of it for theirs, see
// docs/guide/attribution.md: here nobody does.
let set = 0;

// One edit at random, of elements that there are, as text that says what it was.
export function editAtRandom({ model, undo }, random) {
  const letters = () => Array.from({ length: 1 + random.below(3) }, () => random.pick([...'abcxyz'])).join('');
  const strings = [];
  const lists = [];
  const numbers = [];
  const walk = (element) => {
    switch (element.type()) {
      case 'string': strings.push(element); break;
      case 'number': numbers.push(element); break;
      case 'array': lists.push(element); element.forEach(walk); break;
      case 'object': element.forEach(walk); break;
    }
  };
  walk(model.root());
  const fresh = () => random.pick([letters(), random.below(9), { t: letters(), l: [letters()] }, [letters()]]);
  const text = random.chance(0.5) ? model.elementAt('text') : random.pick(strings);
  const list = random.pick(lists);
  const map = model.elementAt('map');
  const key = random.pick([...'kmn']);
  const at = (element, more = 0) => random.below(element.length() + more);
  const acts = {
    insert: () => text.insert(at(text, 1), letters()),
    remove: () => { if (text.length()) { const i = at(text); text.remove(i, 1 + random.below(Math.min(4, text.length() - i))); } },
    splice: () => { const i = at(text, 1); text.splice(i, random.below(Math.min(3, text.length() - i) + 1), letters()); },
    value: () => text.value(`${letters()}${++set}`),
    push: () => list.insert(at(list, 1), fresh()),
    take: () => { if (list.length()) list.remove(at(list)); },
    put: () => { if (list.length()) list.set(at(list), fresh()); },
    move: () => { if (list.length()) list.reorder(at(list), at(list)); },
    set: () => map.set(key, fresh()),
    unset: () => { if (map.hasKey(key)) map.remove(key); },
    all: () => map.value({ [key]: fresh() }),
    add: () => random.pick(numbers).add(1 + random.below(3)),
    number: () => random.pick(numbers).value(random.below(2)),
    undo: () => model.isBatchStarted() || undo.undo(),
    redo: () => model.isBatchStarted() || undo.redo(),
  };
  const weights = 'insert insert insert insert remove remove splice splice value push push take put move set unset all add number undo undo undo redo redo'.split(' ');
  const chosen = random.pick(weights);
  acts[chosen]();
  return chosen;
}

// Who has written what of a whole model, one line for each range, entry and property, for comparing.
export function told(who, model) {
  const lines = [];
  const by = ({ user, sessionId, version, pending }) => `${user?.username} ${sessionId} v${version}${pending ? ' pending' : ''}`;
  const walk = (element, path) => {
    const of = who.of(element);
    switch (element.type()) {
      case 'string': for (const r of of) lines.push(`${path}[${r.from}-${r.to}] ${JSON.stringify(element.value().slice(r.from, r.to))} ${by(r)}`); break;
      case 'array': element.forEach((entry, i) => { lines.push(`${path}.${i} ${by(of[i])}`); walk(entry, `${path}.${i}`); }); break;
      case 'object': element.keys().forEach((key, i) => { lines.push(`${path}.${key} ${by(of[i])}`); walk(element.get(key), `${path}.${key}`); }); break;
      default: lines.push(`${path} ${by(of)}`);
    }
  };
  walk(model.root(), '');
  return lines;
}

// Resolves when all have what all have done.
export async function settled(clients, timeout = 20000) {
  const end = Date.now() + timeout;
  const version = clients[0].model.version.bind(clients[0].model);
  while (!clients.every(({ model }) => model.isCommitted() && model.version() === version())) {
    if (Date.now() > end) throw new Error(`the clients have not come together: ${clients.map(({ model }) => `${model.version()} ${model.isCommitted()}`)}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

// Three who follow who has written what edit, undo and redo through cuts. In the end each must tell the
// same as one who reads it anew. `opened` is told of each client, for looking into a failure.
export async function randomSession(server, seed, opened = () => {}) {
  const random = seeded(seed);
  const log = [];
  const id = freshId('random');
  const clients = [];
  try {
    for (const name of ['Ada', 'Bob', 'Cleo']) {
      const client = await Client.connect(server.realtime, name, random.chance(0.5) ? {} : { models: { merge: false } });
      clients.push(client);
      await client.open(id, { text: 'hello', list: [1, { t: 'one' }], map: { k: 'v' }, n: 0 });
      client.model.emitLocalEvents(random.chance(0.3));
      opened(client);
    }
    for (let step = 0; step < 60; step++) {
      const client = random.pick(clients);
      const { model, name } = client;
      if (!model.isBatchStarted() ? random.chance(0.05) : false) model.startBatch();
      else if (model.isBatchStarted() && model.batchSize() > 0 && random.chance(0.4)) model.completeBatch();
      if (random.chance(client.blocked ? 0.15 : 0.06)) {
        log.push(`${name} ${client.blocked ? 'mends' : 'cuts'}`);
        client.blocked ? client.mend() : client.cut();
      }
      log.push(`${name} ${editAtRandom(client, random)}`);
      if (random.chance(0.3)) await new Promise((resolve) => setTimeout(resolve, random.below(8)));
    }
    for (const { model, mend } of clients) {
      if (model.isBatchStarted()) model.batchSize() > 0 ? model.completeBatch() : model.cancelBatch();
      mend();
    }
    await settled(clients);
    const late = await Client.connect(server.realtime, 'Dan');
    clients.push(late);
    await late.open(id);
    const anew = told(late.who, late.model);
    for (const { who, model, name } of clients.slice(0, 3)) assert.deepEqual(told(who, model), anew, `what ${name} has followed`);
  } catch (error) {
    error.message = `SEED=${seed} ROUNDS=1: ${error.message}\n${log.join(', ')}`;
    throw error;
  } finally {
    await Promise.all(clients.map((client) => client.leave()));
  }
}
