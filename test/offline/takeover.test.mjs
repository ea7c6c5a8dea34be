// Tabs of one browser take over what others have left: with Web Locks, without,
// and from tabs that are not as dead as they seem.
import assert from 'node:assert/strict';
import test from 'node:test';
import { openPage } from '../harness/browser.mjs';
import { setUp } from '../harness/suite.mjs';

const suite = setUp();
let context;

const id = (what) => `${what}-${process.pid}`;

// Opens a tab of the present context that is not connected; `spoil` runs first.
async function tab(spoil = () => {}, options = {}) {
  const page = await openPage(suite.browser, suite.server, { context });
  await page.evaluate(spoil);
  await page.evaluate(async (options) => {
    e2e.domain = new Convergence.ConvergenceDomain(e2e.url, { offline: { storage: new Convergence.IdbStorageAdapter() }, ...options });
    await e2e.domain.initializeOffline('demo');
    e2e.signIn = () => e2e.domain.connectWithPassword({ username: 'demo', password: 'demo' });
    e2e.openOffline = async (id) => {
      e2e.model = await e2e.domain.models().open(id);
      return e2e.text.value();
    };
    e2e.insert = async (at, text) => {
      e2e.text.insert(at, text);
      await e2e.until(() => e2e.model.saved() === 'device', 15000, 'the edit to be saved');
    };
    e2e.all = (what) => e2e.until(() => e2e.domain.storage().saved() === what, 15000, `all to be ${what}`);
  }, options);
  return page;
}

// A context with a model that is in its store, and nobody connected.
async function begin(model) {
  context = await suite.browser.newContext();
  const page = await tab();
  await page.evaluate(async (model) => {
    await e2e.signIn();
    await e2e.domain.models().openAutoCreate({ collection: 'tests', id: model, data: { text: '|' } });
    await e2e.untilStored(model);
  }, model);
  await page.close();
}

const atServer = (page, model) => page.evaluate(async (model) => {
  await e2e.connect('Somebody');
  return (await e2e.domain.models().open(model)).elementAt('text').value();
}, model);

// A tab whose locks are lost, as after a freeze of hours.
const withoutHold = () => {
  const { request } = LockManager.prototype;
  LockManager.prototype.request = function (name, ...rest) {
    return rest.length === 1 ? Promise.resolve() : request.call(this, name, ...rest);
  };
};
const withoutLocks = () => Object.defineProperty(Navigator.prototype, 'locks', { get: () => undefined });

test('the last write of a dying tab comes after its queue was taken over: nothing of it is there', async () => {
  const model = id('late');
  await begin(model);
  const dying = await tab(withoutHold);
  await dying.evaluate((model) => e2e.openOffline(model), model);
  await dying.evaluate(() => e2e.insert(0, '<one>'));
  const heir = await tab();
  assert.equal(await heir.evaluate((model) => e2e.openOffline(model), model), '<one>|');
  await heir.evaluate(() => e2e.insert(0, '<two>'));
  // It dies as soon as its write has ended in whatever way.
  const end = await dying.evaluate(() => new Promise((resolve) => {
    const { transaction } = IDBDatabase.prototype;
    let written = false;
    IDBDatabase.prototype.transaction = function (names, mode, ...rest) {
      if (written) throw new DOMException('dead', 'UnknownError');
      const made = transaction.call(this, names, mode, ...rest);
      if (mode === 'readwrite') {
        written = true;
        made.addEventListener('complete', () => resolve('complete'));
        made.addEventListener('abort', () => resolve('abort'));
      }
      return made;
    };
    e2e.text.insert(5, 'late');
  }));
  assert.equal(end, 'abort');
  await dying.close();
  await heir.evaluate(() => e2e.insert(0, '<three>'));
  await heir.close();
  const last = await tab();
  assert.equal(await last.evaluate((model) => e2e.openOffline(model), model), '<three><two><one>|');
  await last.evaluate(async () => { await e2e.signIn(); await e2e.all('server'); });
  assert.equal(await atServer(last, model), '<three><two><one>|');
});

for (const [what, spoil] of [['whose locks are lost', withoutHold], ['without Web Locks', withoutLocks]]) {
  test(`a tab ${what} lives on after another one has taken its queue over: everything arrives once`, async () => {
    const model = id(`fenced-${spoil.name}`);
    await begin(model);
    const first = await tab(spoil);
    await first.evaluate((model) => e2e.openOffline(model), model);
    await first.evaluate(() => e2e.insert(0, '<one>'));
    const second = await tab(spoil);
    assert.equal(await second.evaluate((model) => e2e.openOffline(model), model), '<one>|');
    await second.evaluate(() => e2e.insert(0, '<two>'));
    await first.evaluate(() => e2e.insert(4, 'a'));
    await first.evaluate(() => e2e.insert(0, '<three>'));
    await second.evaluate(() => e2e.insert(0, '<four>'));
    for (const page of [first, second]) await page.evaluate(async () => { await e2e.signIn(); });
    for (const page of [first, second]) await page.evaluate(() => e2e.all('server'));
    const expected = ['<onea>', '<two>', '<three>', '<four>', '|'].sort();
    await first.evaluate((length) => e2e.until(() => e2e.text.length() === length), expected.join('').length);
    const texts = [await first.evaluate(() => e2e.text.value()), await second.evaluate(() => e2e.text.value()), await atServer(await tab(spoil), model)];
    assert.deepEqual(texts[0].match(/<\w+>|\|/g).sort(), expected);
    assert.equal(texts[1], texts[0]);
    assert.equal(texts[2], texts[0]);
    assert.deepEqual([...first.problems, ...second.problems], []);
  });
}

test('without Web Locks a tab takes over at its start what was there, and nothing later', async () => {
  const model = id('start');
  await begin(model);
  const early = await tab(withoutLocks);
  const dying = await tab(withoutLocks);
  await dying.evaluate((model) => e2e.openOffline(model), model);
  await dying.evaluate(() => e2e.insert(0, '<one>'));
  await dying.close();
  assert.equal(await early.evaluate((model) => e2e.openOffline(model), model), '|', 'a tab that came later may be alive');
  await early.close();
  const late = await tab(withoutLocks);
  assert.equal(await late.evaluate((model) => e2e.openOffline(model), model), '<one>|');
  await late.evaluate(async () => { await e2e.signIn(); await e2e.all('server'); });
  assert.equal(await atServer(late, model), '<one>|');
});

test('what a dead tab has left for a model arrives in a tab that has it open, without another connect', async () => {
  const model = id('open');
  await begin(model);
  const living = await tab();
  await living.evaluate(async (model) => { await e2e.signIn(); await e2e.openOffline(model); e2e.heard = e2e.record(e2e.domain, ['connected'], []); }, model);
  const dying = await tab();
  await dying.evaluate((model) => e2e.openOffline(model), model);
  await dying.evaluate(() => e2e.insert(0, '<left>'));
  await living.evaluate(() => e2e.text.insert(1, '<here>'));
  const begun = Date.now();
  await dying.close();
  await living.evaluate(() => e2e.until(() => e2e.text.value() === '<left>|<here>'));
  console.log(`figure tabs.dead_tab_arrives.ms ${Date.now() - begun} ms`);
  await living.evaluate(async () => { e2e.text.insert(0, 'on '); await e2e.all('server'); });
  assert.deepEqual(await living.evaluate(() => e2e.heard), []);
  assert.equal(await atServer(living, model), 'on <left>|<here>');
});

test('two tabs without a connection see what the other has done as soon as one of them has one', async () => {
  const model = id('both');
  await begin(model);
  // Left to itself, each would try again after a minute.
  const options = { reconnect: { reconnectIntervals: [60] } };
  const pages = [await tab(undefined, options), await tab(undefined, options)];
  for (const page of pages) await page.evaluate(async (model) => { await e2e.signIn(); await e2e.openOffline(model); }, model);
  await suite.server.kill();
  for (const [i, page] of pages.entries()) {
    await page.evaluate((i) => e2e.until(() => !e2e.domain.isConnected()).then(() => e2e.insert(i, `<${i}>`)), i);
  }
  await new Promise((resolve) => setTimeout(resolve, 1500));
  await suite.server.run();
  const begun = Date.now();
  await pages[0].evaluate(() => globalThis.dispatchEvent(new Event('online')));
  for (const page of pages) await page.evaluate(() => e2e.until(() => /<0>/.test(e2e.text.value()) && /<1>/.test(e2e.text.value())));
  console.log(`figure tabs.both_online.ms ${Date.now() - begun} ms`);
  for (const page of pages) await page.evaluate(() => e2e.all('server'));
  assert.equal(await pages[0].evaluate(() => e2e.text.value()), await pages[1].evaluate(() => e2e.text.value()));
});
