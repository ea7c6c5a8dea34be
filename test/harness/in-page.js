// Helpers that run inside a test page, under the global `e2e`. A script, not a
// module: the tests put it into the page as it is.
globalThis.e2e = {
  url: '',
  domain: null,
  model: null,

  async connect(name, options) {
    this.domain = await Convergence.connectAnonymously(this.url, name, options);
    return this.domain;
  },

  async open(id, data) {
    this.model = await this.domain.models().openAutoCreate({ collection: 'e2e', id, data });
    return this.model;
  },

  // Ends the session, so that the next test can have the page.
  async leave() {
    this.mend();
    const domain = this.domain;
    Object.assign(this, { domain: null, model: null });
    if (domain && !domain.isDisposed()) await domain.dispose();
  },

  get text() { return this.model.elementAt('text'); },

  // JSON.stringify escapes lone surrogates, so the value survives the way out.
  state() {
    return {
      committed: this.model.isCommitted(),
      version: this.model.version(),
      value: JSON.stringify(this.model.root().value()),
    };
  },

  // What the server has of a model, in the form of state(): the document that it
  // holds, and the one that the stored operations lead to, after they were all taken back.
  async atServer(id) {
    const history = await this.domain.models().history(id);
    const state = () => ({ committed: true, version: history.version(), value: JSON.stringify(history.root().value()) });
    const held = state();
    await history.playTo(1);
    await history.playTo(history.maxVersion());
    return { held, replayed: state() };
  },

  // Resolves when everything that was edited here is acknowledged.
  async committed(timeout = 15000) {
    await this.until(() => this.model.isCommitted(), timeout, 'the model to be committed');
  },

  // Waits until copies of models are stored, so that they can be opened without a
  // connection. What is known of a model comes before the copy, so it is read twice.
  async untilStored(...ids) {
    const end = Date.now() + 30000;
    for (let times = 0; times < 2;) {
      const known = await this.domain.models().getOfflineModelMetaData();
      const lacking = ids.filter((id) => !known.some((model) => model.modelId === id && model.available));
      const waiting = this.domain.storage().waiting();
      if (Date.now() > end) throw new Error(`waited for copies of ${lacking} and ${waiting} bytes`);
      times = lacking.length === 0 && waiting === 0 ? times + 1 : 0;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  },

  async until(condition, timeout = 15000, what = String(condition)) {
    const deadline = performance.now() + timeout;
    while (!condition()) {
      if (performance.now() > deadline) throw new Error(`gave up waiting for ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  },

  // Records the named events of an emitter as plain objects with the given fields.
  record(emitter, names, fields) {
    const log = [];
    for (const name of names) {
      emitter.on(name, (event) => {
        const entry = { name: event.name };
        for (const field of fields) {
          if (!(field in event)) continue;
          const value = event[field];
          entry[field] = value && typeof value.value === 'function' ? { type: value.type(), value: value.value() } : value;
        }
        log.push(entry);
      });
    }
    return log;
  },

  // Calls f and reports how it rejected, or null.
  async rejection(f) {
    try {
      await f();
      return null;
    } catch (error) {
      return {
        name: error.name,
        isConvergenceError: error instanceof Convergence.ConvergenceError,
        isError: error instanceof Error,
        code: error.code,
        message: error.message,
      };
    }
  },
};

// A WebSocket class for options.webSocket.class: counts what is sent, can cut
// the connection as a network does, and keeps it down while `blocked` is true.
e2e.wire = { sent: 0, blocked: false, sockets: new Set() };
e2e.Wire = class extends WebSocket {
  constructor(...args) {
    if (e2e.wire.blocked) throw new Error('the network is down');
    super(...args);
    e2e.wire.sockets.add(this);
  }

  send(data) {
    e2e.wire.sent++;
    super.send(data);
  }
};
// Cuts the connection without a word to the other side.
e2e.cut = () => {
  e2e.wire.blocked = true;
  for (const socket of e2e.wire.sockets) socket.close();
  e2e.wire.sockets.clear();
};
e2e.mend = () => {
  e2e.wire.blocked = false;
};
