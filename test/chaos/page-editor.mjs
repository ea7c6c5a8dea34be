// What one page of make chaos does: the same as a native editor, through the
// public API. Runs inside the page, so it refers to nothing outside itself.
export async function install({ name, seed, ids, data, chats }) {
  // mulberry32, as in ../harness/random.mjs
  let random = seed >>> 0;
  const next = () => {
    random = (random + 0x6d2b79f5) >>> 0;
    let t = random;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n) => Math.floor(next() * n);
  const problems = [];
  const domain = await e2e.connect(name, {
    connection: { timeout: 2, connectionRequestTimeout: 3 },
    protocol: { heartbeat: { enabled: true, pingInterval: 1, pongTimeout: 2 } },
    reconnect: { reconnectIntervals: [0, 0.1, 0.3, 1] },
  });
  for (const event of ['error', 'disconnected']) {
    domain.on(event, (e) => problems.push(`${name}: domain event ${event}: ${e.message ?? ''}`));
  }
  const models = [];
  for (const id of ids) {
    const model = await domain.models().openAutoCreate({ collection: 'chaos', id, data });
    for (const event of ['closed', 'deleted', 'error', 'resync_error']) {
      model.on(event, (e) => problems.push(`${name}: model ${id}: ${event}: ${e.message ?? e.reason ?? ''}`));
    }
    models.push(model);
  }
  const rooms = [];
  for (const id of chats) rooms.push(await domain.chat().join(id));
  const said = [];
  let refused = 0;
  let talking = 0;
  let messages = 0;
  async function say() {
    const chat = rooms[below(rooms.length)];
    const text = `${name} says ${messages++}`;
    talking++;
    try {
      const { eventNumber } = await chat.send(text);
      said.push({ chat: chat.info().chatId, text, number: eventNumber });
    } catch {
      refused++;
    }
    talking--;
  }

  const marks = ids.map(() => []);
  let edits = 0;
  let running = false;

  function mark(i) {
    const model = models[i];
    const text = `<${name}.${marks[i].length}>`;
    model.elementAt('text').insert(0, text);
    const list = model.elementAt('list');
    list.insert(below(list.length() + 1), text);
    model.elementAt('keys').set(text, true);
    model.elementAt('sum').add(1);
    marks[i].push(text);
  }

  const values = () => [null, false, below(50), 'text', [1, 'x'], { a: 'b' }, new Date(7)][below(7)];

  const edit = {
    string(e) {
      const at = below(e.length() + 1);
      if (below(2) && e.length() < 300) e.insert(at, 'ü'.repeat(1 + below(3)));
      else if (at < e.length()) e.remove(at, 1);
    },
    number(e) { below(3) ? e.add(below(9) - 4) : e.value(below(100)); },
    boolean(e) { e.value(below(2) === 0); },
    date(e) { e.value(new Date(below(1e9))); },
    array(e) {
      const n = e.length();
      if (n > 12 || (n && below(4) === 0)) e.remove(below(n));
      else if (n && below(3) === 0) e.reorder(below(n), below(n));
      else if (n && below(3) === 0) e.set(below(n), values());
      else e.insert(below(n + 1), values());
    },
    object(e) {
      const key = 'abcd'[below(4)];
      if (below(3) === 0) {
        if (e.hasKey(key)) e.remove(key);
      } else e.set(key, values());
    },
  };

  function play(model) {
    const found = [];
    const collect = (e) => {
      found.push(e);
      if (e.type() === 'array' || e.type() === 'object') e.forEach(collect);
    };
    collect(model.elementAt('play'));
    const e = found[below(found.length)];
    edit[e.type()]?.(e);
  }

  function step() {
    if (!running) return;
    try {
      for (let n = 1 + below(5); n > 0; n--) {
        const i = below(models.length);
        const batch = below(12) === 0;
        if (batch) models[i].startBatch();
        if (batch || below(5) === 0) mark(i);
        play(models[i]);
        if (batch) models[i].completeBatch();
        edits++;
      }
      if (below(3) === 0) say();
    } catch (error) {
      problems.push(`${name}: ${error.stack ?? error}`);
      return;
    }
    setTimeout(step, below(120));
  }

  globalThis.chaos = {
    start() { running = true; step(); },
    stop() { running = false; return { name, edits, marks }; },
    state: () => ({
      name,
      connected: domain.isConnected(),
      problems,
      said, refused, talking,
      models: models.map((model) => ({
        committed: model.isCommitted(), version: model.version(), value: JSON.stringify(model.root().value()),
      })),
    }),
  };
}
