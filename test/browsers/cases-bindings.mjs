// The bindings of js/packages, as `make bindings` has built them: two pages write in each, on a screen and on a phone.
import assert from 'node:assert/strict';
import { labelOf } from './labels.mjs';
import { madeOnce } from '../harness/converge.mjs';

const EDITORS = { codemirror: '.cm-content', monaco: '.view-lines', prosemirror: '.ProseMirror', inputs: 'textarea' };
// The caret of somebody, which has the name in it.
const CARETS = { codemirror: '.cm-person', monaco: '.convergence-cursor', prosemirror: '.convergence-cursor' };
const FRAMEWORKS = ['react', 'vue', 'svelte'];
const PACKAGES = '../../js/packages/test';
const ROUNDS = 3;

// The modules are made once for all browsers, and only when they are asked for: what they are made with is installed for `make bindings`.
const made = new Map();
const built = (name, make) => madeOnce(made, name, make);
async function load(t, page, name, make) {
  t.site.serve(`/bindings/${name}.js`, await built(name, make));
  await page.evaluate(async (name) => { await import(`/bindings/${name}.js`); }, name);
}

// A page that is connected, whose connection can be cut.
async function connected(t, browser, name) {
  const page = await t.open(browser);
  await page.evaluate(async (name) => { await e2e.connect(name, { webSocket: { class: e2e.Wire }, reconnect: { reconnectIntervals: [0.05] } }); }, name);
  return page;
}

async function editors(t, browser, binding, text) {
  const { bundle } = await import(`${PACKAGES}/pages.mjs`);
  const { mount, script } = await import(`${PACKAGES}/${binding}-page.mjs`);
  const id = t.id();
  const pages = [];
  for (const name of ['Ada', 'Bob']) {
    const page = await connected(t, browser, name);
    await load(t, page, binding, () => bundle(script));
    await page.evaluate(async (id, text) => { await e2e.open(id, { text }); }, id, text);
    await page.evaluate(mount);
    pages.push(page);
  }
  return pages;
}

// Waits until both have the same, and show it.
async function shows(t, pages, expected) {
  const { text } = JSON.parse(await t.converged(...pages));
  if (expected !== undefined) assert.equal(text, expected);
  for (const page of pages) assert.equal(...await page.evaluate(() => [e2e.editor.text(), e2e.editor.shown?.(e2e.text.value()) ?? e2e.text.value()]));
}

async function write(t, browser, binding, enter) {
  const pages = await editors(t, browser, binding, 'Hello world');
  const [ada, bob] = pages;
  // The last page is the one in front.
  await enter(bob, EDITORS[binding]);
  await bob.evaluate(() => e2e.editor.select({ anchor: 5, head: 5 }));
  await bob.type(', wide');
  await shows(t, pages, 'Hello, wide world');
  await t.until(() => ada.evaluate(() => e2e.editor.cursors().some(([name]) => name === 'Bob')));
  if (binding in CARETS) {
    const label = await ada.evaluate(labelOf, CARETS[binding]);
    assert.ok(label !== null && Math.abs(label) <= 4, `the name stands ${label} px from its caret`);
  }
  await ada.evaluate(() => e2e.editor.edit({ from: 0, to: 0, insert: 'Oh! ' }));
  await shows(t, pages, 'Oh! Hello, wide world');
  await bob.type('r');
  await shows(t, pages, 'Oh! Hello, wider world');
  return pages;
}

// The pages are as wide as a phone, and what is on them is not wider.
async function isOfPhone(pages) {
  for (const page of pages) {
    const { wide, most, inner } = await page.evaluate(() => ({ wide: document.scrollingElement.scrollWidth, most: document.scrollingElement.clientWidth, inner: innerWidth }));
    assert.ok(inner <= 400, `the page is ${inner} px wide, which is no phone`);
    assert.ok(wide <= most, `the page is ${wide} px wide, and shows ${most}`);
  }
}

export const cases = {};
for (const binding of Object.keys(EDITORS)) {
  cases[`bindings: ${binding}`] = async (t) => {
    const { random } = await import(`${PACKAGES}/random.mjs`);
    const pages = await write(t, t.browser, binding, async (page, selector) => { await page.evaluate((selector) => document.querySelector(selector).click(), selector); });
    for (const page of pages) await page.evaluate(`() => { e2e.random = ${random}; }`);
    const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
    console.log(`${t.name} ${binding}: SEED=${seed}`);
    const pick = random(seed);
    for (let round = 0; round < ROUNDS; round++) {
      await Promise.all(pages.map((page) => page.evaluate(random.edits, { seed: pick(2 ** 31), steps: 30, tells: round % 2 === 1 })));
      await shows(t, pages);
    }
  };
  cases[`bindings: ${binding}, on a phone`] = async (t) => {
    const phone = await t.fresh({ phone: true });
    const pages = await write(t, phone, binding, (page, selector) => page.tap(selector));
    await isOfPhone(pages);
  };
}

// A page with components of a framework, by the name of somebody; `parts` are those of framework-pages.mjs.
async function components(t, browser, framework, name, parts) {
  const { pageOf } = await import(`${PACKAGES}/framework-pages.mjs`);
  const page = await t.open(browser);
  await load(t, page, framework, () => pageOf(framework));
  await page.evaluate((name, parts) => {
    App.connect = () => e2e.connect(name, { webSocket: { class: e2e.Wire }, reconnect: { reconnectIntervals: [0.05] } });
    document.body.innerHTML = '<div id="root"></div>';
    App.start(document.getElementById('root'));
    App.show(parts);
  }, name, parts);
  return page;
}

// Waits until each page has a text in an element.
async function read(t, pages, id, text) {
  const shown = () => Promise.all(pages.map((page) => page.evaluate((id) => document.getElementById(id)?.textContent.trim() ?? null, id)));
  await t.until(async () => (await shown()).every((one) => one === text), 30000).catch(async () => assert.deepEqual(await shown(), pages.map(() => text)));
}
const readTitle = (t, pages, title) => read(t, pages, 'all', JSON.stringify({ title }));

// The components of a page have had no errors, and end.
async function end(page) {
  assert.deepEqual(await page.evaluate(() => App.errors), []);
  await page.evaluate(() => App.end());
}

for (const framework of FRAMEWORKS) {
  cases[`bindings: ${framework}`] = async (t) => {
    const id = t.id();
    const ada = await components(t, t.browser, framework, 'Ada', [['Note', { id, data: { title: 'Hello' } }]]);
    const bob = await connected(t, t.browser, 'Bob');
    await readTitle(t, [ada], 'Hello');
    await bob.evaluate(async (id) => {
      await e2e.open(id);
      e2e.model.elementAt('title').insert(5, ' you');
    }, id);
    await readTitle(t, [ada], 'Hello you');
    await ada.evaluate(() => {
      const title = document.getElementById('title');
      title.focus();
      title.setSelectionRange(5, 5);
      document.execCommand('insertText', false, ', dear');
    });
    await readTitle(t, [ada], 'Hello, dear you');
    assert.equal(await ada.evaluate(() => document.getElementById('title').selectionStart), 11, 'the caret stays');
    // What two set at once only one has set.
    await t.until(() => bob.evaluate(() => e2e.model.elementAt('title').value() === 'Hello, dear you'));
    await ada.evaluate(() => e2e.cut());
    await bob.evaluate(() => e2e.model.elementAt('title').value('While you were away'));
    await ada.evaluate(() => e2e.mend());
    await readTitle(t, [ada], 'While you were away');
    await end(ada);
  };
  // Two phones on a slow line, with all that components share: a model, an activity, presence. One of them is without a network for a while.
  cases[`bindings: ${framework}, on a phone`] = async (t) => {
    const phone = await t.fresh({ phone: true });
    const id = t.id();
    const pages = [];
    for (const name of ['Ada', 'Bob']) {
      pages.push(await components(t, phone, framework, name, [['Note', { id, data: { title: 'Hello' } }], ['Board', { id }], ['Own', {}]]));
      await readTitle(t, pages, 'Hello');
    }
    const [ada, bob] = pages; // the last page is the one in front
    const write = async (at, text) => {
      await bob.tap('#title');
      await t.until(() => bob.evaluate(() => document.activeElement.id === 'title'), 10000);
      await bob.evaluate((at) => document.getElementById('title').setSelectionRange(at, at), at);
      await bob.type(text);
    };
    await write(5, ', dear');
    await readTitle(t, pages, 'Hello, dear');
    assert.equal(await bob.evaluate(() => document.getElementById('title').selectionStart), 11, 'the caret stays');
    await read(t, pages, 'board', 'Ada:-,Bob:-');
    await bob.tap('#board');
    await read(t, pages, 'board', 'Ada:-,Bob:7');
    await bob.tap('#own');
    await read(t, [bob], 'own', 'good');
    await read(t, [ada], 'own', 'none');
    // One of them goes on without a network.
    await bob.evaluate(() => e2e.cut());
    await t.until(() => bob.evaluate(() => !e2e.domain.isConnected()));
    await write(11, ' all');
    await readTitle(t, [bob], 'Hello, dear all');
    await readTitle(t, [ada], 'Hello, dear');
    assert.equal(await bob.evaluate(() => App.model.isCommitted()), false, 'it waits to be sent');
    await bob.evaluate(() => e2e.mend());
    await readTitle(t, pages, 'Hello, dear all');
    await t.until(() => bob.evaluate(() => App.model.isCommitted()));
    await read(t, pages, 'board', 'Ada:-,Bob:7');
    await isOfPhone(pages);
    for (const page of pages) await end(page);
  };
}
