// Many models with operations that wait for the server. They come into the store
// as in an application: some are copies that were subscribed, some were opened
// while there was a connection, some were created without one; then all are
// opened from the store, edited and closed.

// What every fifth operation adds to instead of the text.
const OTHERS = 5;

export class ManyModels {
  // `edits` operations for each of `count` models. None of them composes with
  // the one before: they go to the two ends of a text, a number and a list by turns.
  constructor(count, edits, say = () => {}) {
    Object.assign(this, { count, edits, say });
    this.collection = 'many';
    this.ids = Array.from({ length: count }, (_, i) => `m${String(i).padStart(6, '0')}`);
    this.created = this.ids.filter((_, i) => i % 10 === 0);
    this.subscribed = this.ids.filter((_, i) => i % 10 === 1 || i % 10 === 2);
    this.opened = this.ids.filter((_, i) => i % 10 > 2);
  }

  // Puts the page's part of this in place.
  async install(page) {
    await page.evaluate(({ collection, edits, OTHERS }) => {
      const models = () => e2e.domain.models();
      e2e.many = {
        // Calls f for each, `width` at a time.
        async each(list, width, f) {
          let next = 0;
          await Promise.all(Array.from({ length: width }, async () => {
            while (next < list.length) await f(list[next++]);
          }));
        },
        data: () => ({ text: '|', count: 0, list: [] }),
        create: (id) => models().create({ collection, id, data: e2e.many.data() }),
        async openAndClose(id) {
          const model = await models().open(id);
          await model.close();
        },
        edit(model) {
          const text = model.elementAt('text');
          for (let i = 0; i < edits; i++) {
            if (i % (2 * OTHERS) === OTHERS - 1) model.elementAt('count').increment();
            else if (i % (2 * OTHERS) === 2 * OTHERS - 1) model.elementAt('list').push(i);
            else text.insert(i % 2 === 0 ? 0 : text.length(), String.fromCharCode(97 + (i % 26)));
          }
        },
        async editOffline(id, local, keep = false) {
          const model = local ? await models().openAutoCreate({ collection, id, data: e2e.many.data() }) : await models().open(id);
          e2e.many.edit(model);
          if (keep) return;
          await model.close();
        },
      };
    }, { collection: this.collection, edits: this.edits, OTHERS });
  }

  // What the data of a model must be when every operation has arrived once.
  expected() {
    const value = { text: '|', count: 0, list: [] };
    for (let i = 0; i < this.edits; i++) {
      const letter = String.fromCharCode(97 + (i % 26));
      if (i % (2 * OTHERS) === OTHERS - 1) value.count++;
      else if (i % (2 * OTHERS) === 2 * OTHERS - 1) value.list.push(i);
      else value.text = i % 2 === 0 ? letter + value.text : value.text + letter;
    }
    return value;
  }

  // In a page that is signed in: the models that the server knows, and the
  // copies of them.
  async prepare(page) {
    await this.install(page);
    await this.portions('at the server', [...this.subscribed, ...this.opened],
      (ids) => page.evaluate((ids) => e2e.many.each(ids, 100, e2e.many.create), ids));
    await this.portions('subscribed', this.subscribed, (ids) => page.evaluate(async (ids) => {
      let left = ids.length;
      const subscription = e2e.domain.models().events().subscribe((e) => { if (e.name === 'offline_model_downloaded') left--; });
      await e2e.domain.models().subscribeOffline(ids);
      await e2e.until(() => left === 0, 300000, 'the copies');
      subscription.unsubscribe();
    }, ids));
    await this.portions('opened', this.opened, (ids) => page.evaluate((ids) => e2e.many.each(ids, 16, e2e.many.openAndClose), ids));
  }

  // In a page without a connection: all edits, model after model.
  async editAll(page, keepOpen = []) {
    const created = new Set(this.created);
    await this.portions('edited', this.ids.filter((id) => !keepOpen.includes(id)), (ids) => page.evaluate(async (list) => {
      await e2e.many.each(list, 8, ([id, local]) => e2e.many.editOffline(id, local));
      await e2e.waitSaved('device', 60000);
    }, ids.map((id) => [id, created.has(id)])));
  }

  // Calls f for portions of a list and says how it goes on.
  async portions(what, list, f) {
    const begin = Date.now();
    const size = 1000;
    for (let i = 0; i < list.length; i += size) {
      await f(list.slice(i, i + size));
      this.say(`  ${what}: ${Math.min(i + size, list.length)} of ${list.length} models, ${((Date.now() - begin) / 1000).toFixed(1)} s`);
    }
  }

  // Compares all models at the server with what they must be, through a client
  // that has nothing stored. Each operation takes one version, the creation the first.
  async verify(page) {
    const wanted = JSON.stringify(this.expected());
    const found = new Map();
    for (let offset = 0; ; offset = found.size) {
      const results = await page.evaluate(async ([collection, offset]) => {
        const found = await e2e.domain.models().query(`SELECT * FROM ${collection} ORDER BY @id LIMIT 500 OFFSET ${offset}`);
        return found.data.map((r) => [r.modelId, r.version, JSON.stringify({ text: r.data.text, count: r.data.count, list: r.data.list })]);
      }, [this.collection, offset]);
      if (results.length === 0) break;
      for (const [id, version, value] of results) found.set(id, { version, value });
    }
    const result = { missing: [], operations: 0, versions: [], different: [] };
    for (const id of this.ids) {
      const model = found.get(id);
      if (model === undefined) result.missing.push(id);
      else {
        result.operations += model.version - 1;
        if (model.version !== 1 + this.edits) result.versions.push(`${id}: version ${model.version} instead of ${1 + this.edits}`);
        if (model.value !== wanted) result.different.push(`${id}: ${model.value} instead of ${wanted}`);
      }
    }
    return result;
  }
}

// What the store of a page still has for the server: marks of queues, pending
// operations and models to be created, counted by plain IndexedDB calls. The
// layout is in pkg/storage/doc.go.
export function leftInStore(page) {
  return page.evaluate(async () => {
    const [{ name }] = (await indexedDB.databases()).filter((one) => one.name.endsWith('/demo'));
    const db = await new Promise((resolve, reject) => {
      const request = indexedDB.open(name);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const objects = db.objectStoreNames[0];
    const store = db.transaction(objects).objectStore(objects);
    const keys = await new Promise((resolve, reject) => {
      const request = store.getAllKeys();
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    db.close();
    const left = { marks: 0, pending: 0, creations: 0, models: 0, records: keys.length };
    for (const buffer of keys) {
      const key = new Uint8Array(buffer);
      if (key[0] === 0x12) left.marks++;
      if (key[0] !== 0x11) continue;
      let end = 1;
      while (!(key[end] === 0 && key[end + 1] === 1)) end++;
      const part = key[end + 2];
      if (part === 1) left.models++;
      if (part === 4) left.creations++;
      if (part === 5 || part === 6) left.pending++;
    }
    return left;
  });
}
