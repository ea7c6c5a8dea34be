// Applications bring their own store: one in memory, written in JavaScript, goes
// through a life offline; a slow one; one that refuses.
import assert from 'node:assert/strict';
import test from 'node:test';
import { openPage } from '../harness/browser.mjs';
import { setUp } from '../harness/suite.mjs';

const suite = setUp();
let page;

const id = (what) => `${what}-${process.pid}`;

// Opens a page with a class of adapters: their records outlive a domain.
async function withAdapters() {
  page = await openPage(suite.browser, suite.server);
  await page.evaluate(() => {
    const compare = (a, b) => {
      for (let i = 0; i < a.length && i < b.length; i++) if (a[i] !== b[i]) return a[i] - b[i];
      return a.length - b.length;
    };
    e2e.Adapter = class {
      constructor({ data = new Map(), delay = 0 } = {}) {
        Object.assign(this, { data, delay, opened: 0, closed: 0, applied: 0, busy: 0, refuse: null, refuseOpening: null });
      }
      async initialize(...user) { this.user = user; }
      async openRecords() {
        if (this.refuseOpening) throw this.refuseOpening;
        this.opened++;
        const one = async (f) => {
          if (this.busy++ > 0) throw new Error('called while another call is under way');
          await new Promise((resolve) => setTimeout(resolve, this.delay));
          this.busy--;
          return f();
        };
        const key = (bytes) => String.fromCharCode(...bytes);
        const bytes = (text) => Uint8Array.from(text, (c) => c.charCodeAt(0));
        return {
          apply: (changes) => one(() => {
            this.applied++;
            if (this.refuse) throw this.refuse;
            for (const c of changes) {
              if (c.type !== 'check') continue;
              const found = this.data.get(key(c.key)) ?? null;
              if ((found === null) !== (c.value === null) || found && compare(found, c.value) !== 0) return false;
            }
            for (const c of changes) {
              if (c.type === 'put') this.data.set(key(c.key), c.value.slice());
              if (c.type === 'delete') this.data.delete(key(c.key));
              if (c.type === 'delete-range') {
                for (const k of [...this.data.keys()]) if (k >= key(c.from) && (c.to === null || k < key(c.to))) this.data.delete(k);
              }
            }
          }),
          range: (from, to, limit) => one(() => [...this.data.keys()].sort((a, b) => compare(bytes(a), bytes(b)))
            .filter((k) => k >= key(from) && (to === null || k < key(to))).slice(0, limit || undefined)
            .map((k) => ({ key: bytes(k), value: this.data.get(k) }))),
          state: () => 'durable',
          close: async () => { this.closed++; },
        };
      }
    };
    e2e.start = async (adapter) => {
      e2e.domain = new Convergence.ConvergenceDomain(e2e.url, { offline: { storage: adapter } });
      e2e.heard = [];
      e2e.domain.storage().events().subscribe((event) => e2e.heard.push([event.name, event.state, event.error?.message ?? null]));
      await e2e.domain.initializeOffline('demo');
    };
    e2e.signIn = () => e2e.domain.connectWithPassword({ username: 'demo', password: 'demo' });
    e2e.saved = (what) => e2e.until(() => e2e.domain.storage().saved() === what, 15000, `all to be ${what}`);
    // Makes a model at the server and in the store, and disconnects.
    e2e.prepare = async (id) => {
      await e2e.signIn();
      e2e.model = await e2e.domain.models().openAutoCreate({ collection: 'tests', id, data: { text: '' } });
      await e2e.untilStored(id);
      await e2e.domain.disconnect();
    };
  });
}

test('a store in JavaScript: edited offline, loaded anew from the same records, connected: everything arrives once', async () => {
  await withAdapters();
  const seen = await page.evaluate(async (id) => {
    const first = new e2e.Adapter();
    await e2e.start(first);
    const state = e2e.domain.storage().state();
    await e2e.prepare(id);
    for (let i = 0; i < 40; i++) {
      e2e.text.insert(e2e.text.length(), `<${i}>`);
      if (i % 10 === 9) await e2e.saved('device');
    }
    const made = await e2e.domain.models().create({ collection: 'tests', data: { text: 'made' } });
    await e2e.domain.dispose();
    // As a reload does: another adapter on the same records.
    const second = new e2e.Adapter({ data: first.data });
    await e2e.start(second);
    const before = e2e.domain.storage().saved();
    e2e.model = await e2e.domain.models().open(id);
    const offline = e2e.text.value();
    e2e.text.insert(0, 'again ');
    await e2e.saved('device');
    await e2e.signIn();
    await e2e.saved('server');
    const model = await e2e.domain.models().open(made);
    const result = { state, user: first.user, closed: first.closed, opened: second.opened, before, offline, made: model.elementAt('text').value() };
    await e2e.domain.dispose();
    await e2e.connect('Somebody');
    result.server = (await e2e.open(id)).root().value().text;
    return result;
  }, id('own'));
  const marks = Array.from({ length: 40 }, (_, i) => `<${i}>`).join('');
  assert.deepEqual(seen, {
    state: 'durable', user: ['convergence', 'default', 'demo'], closed: 1, opened: 1, before: 'device',
    offline: marks, made: 'made', server: `again ${marks}`,
  });
});

test('a slow store: nothing is called saved too early, calls do not overlap, everything arrives', async () => {
  await withAdapters();
  const seen = await page.evaluate(async (id) => {
    const slow = new e2e.Adapter({ delay: 150 });
    await e2e.start(slow);
    await e2e.prepare(id);
    await e2e.until(() => slow.busy === 0);
    const early = [];
    for (let i = 0; i < 5; i++) {
      const applied = slow.applied;
      e2e.text.insert(0, 'x');
      await e2e.until(() => e2e.model.saved() === 'device');
      early.push(slow.applied > applied);
    }
    await e2e.signIn();
    await e2e.saved('server');
    const heard = e2e.heard.filter(([name]) => name === 'write_failed');
    await e2e.domain.dispose();
    await e2e.connect('Somebody');
    return { early, heard, server: (await e2e.open(id)).root().value().text };
  }, id('slow'));
  assert.deepEqual(seen, { early: [true, true, true, true, true], heard: [], server: 'xxxxx' });
});

test('a store that refuses: each refusal is told, nothing is called saved, and it is tried again', async () => {
  await withAdapters();
  const seen = await page.evaluate(async (id) => {
    const adapter = new e2e.Adapter();
    await e2e.start(adapter);
    await e2e.prepare(id);
    e2e.heard.length = 0;
    const states = {};
    for (const [name, error] of Object.entries({
      other: new Error('the disk is on fire'),
      full: Object.assign(new Error('no room'), { name: 'QuotaExceededError' }),
      lost: Object.assign(new Error('it is gone'), { code: 'lost' }),
    })) {
      if (name === 'lost') adapter.data.clear();
      adapter.refuse = error;
      e2e.text.insert(0, `${name} `);
      await e2e.until(() => e2e.heard.some(([, , message]) => message?.includes(error.message)), 15000, `to be told of ${name}`);
      states[name] = [e2e.domain.storage().state(), e2e.model.saved()];
      adapter.refuse = null;
      await e2e.until(() => e2e.model.saved() === 'device');
    }
    const after = e2e.domain.storage().state();
    await e2e.domain.dispose();
    await e2e.start(new e2e.Adapter({ data: adapter.data }));
    await e2e.signIn();
    await e2e.saved('server');
    const model = await e2e.domain.models().open(id);
    const result = { states, after, text: model.elementAt('text').value(), opened: adapter.opened };
    await e2e.domain.dispose();
    return result;
  }, id('refusing'));
  assert.deepEqual(seen, {
    states: { other: ['durable', 'unsaved'], full: ['full', 'unsaved'], lost: ['lost', 'unsaved'] },
    after: 'durable', text: 'lost full other ', opened: 2,
  });
});

test('a store that cannot be opened: work goes on in memory and is told', async () => {
  await withAdapters();
  const seen = await page.evaluate(async () => {
    const adapter = new e2e.Adapter();
    adapter.refuseOpening = Object.assign(new Error('not here'), { code: 'unavailable' });
    await e2e.start(adapter);
    return { state: e2e.domain.storage().state(), heard: e2e.heard[0] };
  });
  assert.equal(seen.state, 'memory');
  assert.deepEqual(seen.heard.slice(0, 2), ['state_changed', 'memory']);
  assert.match(seen.heard[2], /not here/);
});

test('what is no store is refused at once', async () => {
  await withAdapters();
  const message = await page.evaluate(() => {
    try {
      new Convergence.ConvergenceDomain(e2e.url, { offline: { storage: { modelStore() {} } } });
      return null;
    } catch (error) {
      return error.message;
    }
  });
  assert.match(message, /offline\.storage must be an IdbStorageAdapter or an IStorageAdapter/);
});
