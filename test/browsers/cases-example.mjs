// The example page.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../harness/server.mjs';

async function visit(t, id, name) {
  const page = await t.open(t.browser, `/example/#${id}`);
  await page.evaluate(async (name) => {
    const until = async (condition, what) => {
      for (const end = Date.now() + 60000; !condition(); await new Promise((resolve) => setTimeout(resolve, 20))) {
        if (Date.now() > end) throw new Error(`gave up waiting for ${what}`);
      }
    };
    globalThis.until = until;
    localStorage.removeItem('convergence.example.name');
    if (!document.querySelector('#welcome[open]')) await until(() => document.querySelector('#welcome[open], .cm-content'), 'the page');
    if (document.querySelector('#welcome[open]')) {
      document.getElementById('name').value = name;
      document.querySelector('#welcome button[type=submit]').click();
    }
    await until(() => document.querySelector('.cm-content'), 'the editor');
    localStorage.removeItem('convergence.example.name'); // the next one is somebody else
  }, name);
  return page;
}

// Runs in the page: how far to the right of a person's caret the name begins that
// stands over it, by what is hit where. It is made of style alone, so nothing else tells.
async function labelOf() {
  const style = document.createElement('style');
  style.textContent = '.cm-person::after { pointer-events: auto !important; }';
  document.head.append(style);
  await new Promise((resolve) => setTimeout(resolve, 100));
  const caret = document.querySelector('.cm-person');
  const { left, top } = caret.getBoundingClientRect();
  const hit = [];
  for (let x = 0; x < innerWidth; x++) {
    if ([4, 8, 12].some((y) => document.elementFromPoint(x, top - y) === caret)) hit.push(x);
  }
  style.remove();
  return hit.length === 0 ? null : Math.round(hit[0] - left);
}

export const cases = {
  async 'the example: names, and where they stand'(t) {
    const id = t.id();
    const [ada, bob] = [await visit(t, id, 'Ada'), await visit(t, id, 'Bob Kahn')];
    await ada.evaluate(() => {
      document.querySelector('.cm-content').focus();
      document.execCommand('insertText', false, 'The tide was out by seven.');
    });
    const text = 'The tide was out by seven.';
    await t.until(() => bob.evaluate((text) => document.querySelector('.cm-content').textContent.includes(text), text));
    assert.deepEqual(await bob.evaluate(async () => {
      await until(() => document.querySelectorAll('.people .label').length === 2, 'both people');
      return [...document.querySelectorAll('.people .label')].map((label) => label.textContent);
    }), ['Ada', 'Bob Kahn (you)']);
    await t.until(() => bob.evaluate(() => document.querySelector('.cm-person') !== null));
    const label = await bob.evaluate(labelOf);
    t.figure('label.offset', label, 'px');
    assert.ok(label !== null && Math.abs(label) <= 4, `the name stands ${label} px from its caret`);
    fs.mkdirSync(path.join(root, 'build'), { recursive: true });
    await bob.picture(path.join(root, `build/example-${t.name}.png`));
  },
};
