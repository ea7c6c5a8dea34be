// The example page as two people use it. Pictures of it are left in build/.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { openPage } from '../harness/browser.mjs';
import { root } from '../harness/server.mjs';
import { freshId, setUp } from '../harness/suite.mjs';

const suite = setUp();
const pictures = path.join(root, 'build');
fs.mkdirSync(pictures, { recursive: true });

// Opens the example as a person with a browser of their own.
async function visit(name, { hash = '', colorScheme = 'light', viewport = { width: 1180, height: 780 } } = {}) {
  const context = await suite.browser.newContext({ colorScheme, viewport });
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: suite.server.url });
  const page = await context.newPage();
  page.problems = [];
  page.on('pageerror', (error) => page.problems.push(String(error)));
  // What its content security policy does not let the page do is said in the console only.
  page.on('console', (line) => { if (/content security policy/i.test(line.text())) page.problems.push(line.text()); });
  await page.goto(`${suite.server.url}/example/${hash}`);
  if (name) {
    await page.getByLabel('Display name').fill(name);
    await page.getByRole('button', { name: 'Open the document' }).click();
    await page.locator('.state[data-state="connected"]').waitFor();
    await page.locator('.cm-content').waitFor();
  }
  return page;
}

const textOf = (page) => page.evaluate(() => [...document.querySelectorAll('.cm-line')].map((line) => line.textContent).join('\n'));
async function untilText(page, expected) {
  const deadline = Date.now() + 15000;
  let text;
  while ((text = await textOf(page)) !== expected) {
    assert.ok(Date.now() < deadline, `the page shows ${JSON.stringify(text)} instead of ${JSON.stringify(expected)}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

// Where a page has its own caret, and where it draws that of somebody else, in
// units of the text; null when there is none.
const places = (page, name) => page.evaluate((name) => {
  const lines = [...document.querySelectorAll('.cm-line')];
  const offset = (node, at) => {
    const line = lines.findIndex((line) => line.contains(node));
    if (line < 0) return null;
    const range = document.createRange();
    range.setStart(lines[line], 0);
    range.setEnd(node, at);
    return lines.slice(0, line).reduce((sum, line) => sum + line.textContent.length + 1, 0) + range.toString().length;
  };
  const { focusNode, focusOffset } = getSelection();
  const picture = document.querySelector(`.cm-person[data-name="${name}"]`);
  return { own: focusNode && offset(focusNode, focusOffset), other: picture && offset(picture, 0) };
}, name);

// Waits until each of two pages draws the other's caret where it is, and both
// carets are at the places that are given.
async function untilCarets(what, [ada, adaAt], [bob, bobAt]) {
  const expected = { ada: { own: adaAt, other: bobAt }, bob: { own: bobAt, other: adaAt } };
  const deadline = Date.now() + 30000;
  for (;;) {
    const seen = { ada: await places(ada, 'Bob'), bob: await places(bob, 'Ada') };
    if (JSON.stringify(seen) === JSON.stringify(expected)) return;
    if (Date.now() > deadline) assert.deepEqual(seen, expected, what);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

async function putCaret(page, at) {
  await page.locator('.cm-content').click();
  await page.keyboard.press('Control+Home');
  for (let i = 0; i < at; i++) await page.keyboard.press('ArrowRight');
}

test('two people write one document', async () => {
  const ada = await visit('Ada Lovelace');
  assert.match(new URL(ada.url()).hash, /^#[a-z0-9]{12}$/, 'a page without an id makes one');
  await ada.getByRole('button', { name: 'Copy link' }).click();
  const link = await ada.evaluate(() => navigator.clipboard.readText());
  assert.equal(link, ada.url());

  const bob = await visit('Bob Kahn', { hash: new URL(link).hash, colorScheme: 'dark' });
  await bob.locator('.people li').nth(1).waitFor();
  assert.deepEqual(await bob.locator('.people .label').allTextContents(), ['Ada Lovelace', 'Bob Kahn (you)']);
  const colours = (page) => page.evaluate(() => Object.fromEntries([...document.querySelectorAll('.people li')]
    .map((li) => [li.querySelector('.label').textContent.replace(' (you)', ''), li.style.getPropertyValue('--person')])));
  assert.deepEqual(await colours(ada), await colours(bob), 'a person has one colour on every screen');

  await ada.locator('.cm-content').click();
  await ada.keyboard.type('# Field notes\n\nThe tide was *out* by seven.');
  await untilText(bob, '# Field notes\n\nThe tide was *out* by seven.');
  await bob.locator('.cm-content').click();
  await bob.keyboard.press('Control+End');
  // Ada sees where Bob is, if not at once: she may have seen first where he has clicked.
  await ada.waitForFunction(() => document.querySelector('.cm-person[data-name="Bob Kahn"]')?.closest('.cm-line').textContent === 'The tide was *out* by seven.');
  await bob.keyboard.type(' We walked to the 🏝 and back.');
  const together = '# Field notes\n\nThe tide was *out* by seven. We walked to the 🏝 and back.';
  await untilText(ada, together);
  await ada.getByText('Saved', { exact: true }).waitFor();

  // Undo takes back only one's own words.
  await ada.keyboard.press('Control+z');
  const undone = await textOf(ada);
  assert.match(undone, / We walked to the 🏝 and back\.$/);
  assert.notEqual(undone, together);
  await untilText(bob, undone);
  await ada.keyboard.press('Control+Shift+Z');
  await untilText(bob, together);

  // One action that changes several places arrives in order.
  await bob.keyboard.press('Control+Home');
  await ada.keyboard.press('Control+a');
  await ada.keyboard.press('Control+]');
  const indented = await textOf(ada);
  assert.notEqual(indented, together);
  await untilText(bob, indented);
  await ada.keyboard.press('Control+[');
  await untilText(bob, together);

  await ada.keyboard.press('Control+End');
  await ada.mouse.move(5, 400);
  await bob.mouse.move(5, 400);
  await ada.screenshot({ path: path.join(pictures, 'example-light.png') });
  await bob.screenshot({ path: path.join(pictures, 'example-dark.png') });
  assert.deepEqual([...ada.problems, ...bob.problems], []);

  // Somebody who leaves disappears from the list.
  await bob.context().close();
  await ada.waitForFunction(() => document.querySelectorAll('.people li').length === 1);
  await ada.context().close();
});

test('two carets at one place: both pages show where the next key of each lands', async () => {
  const hash = `#${freshId('carets')}`;
  const [ada, bob] = [await visit('Ada', { hash }), await visit('Bob', { hash })];
  await ada.locator('.cm-content').click();
  await ada.keyboard.type('hello world');
  await untilText(bob, 'hello world');
  await Promise.all([putCaret(ada, 5), putCaret(bob, 5)]);
  await untilCarets('both at one place', [ada, 5], [bob, 5]);
  await ada.keyboard.type(', dear, ');
  await untilCarets('Ada has typed, Bob stays where he is', [ada, 13], [bob, 5]);
  await ada.mouse.move(5, 400);
  await ada.screenshot({ path: path.join(pictures, 'example-carets-ada.png') });
  await bob.screenshot({ path: path.join(pictures, 'example-carets-bob.png') });
  await bob.keyboard.type('!');
  await untilText(ada, 'hello!, dear,  world');
  await untilCarets('Bob has typed where Ada saw his caret', [ada, 14], [bob, 6]);

  // A selection whose end is where the other types.
  await bob.keyboard.press('Control+Home');
  for (let i = 0; i < 14; i++) await bob.keyboard.press('Shift+ArrowRight');
  await untilCarets('Bob selects up to the caret of Ada', [ada, 14], [bob, 14]);
  await ada.keyboard.type('my');
  await untilCarets('what Ada types is not in the selection', [ada, 16], [bob, 14]);
  await bob.keyboard.type('Dear ');
  await untilText(ada, 'Dear my world');
  await untilCarets('the selection is replaced', [ada, 7], [bob, 5]);

  // Both write at one place at once: whose letters come first is the server's to say,
  // each has written in order, and both pages show the same carets in the same text.
  await Promise.all([ada.keyboard.press('Control+End'), bob.keyboard.press('Control+End')]);
  await untilCarets('both at the end', [ada, 13], [bob, 13]);
  const words = [' and so writes Ada', ' and so writes Bob'];
  await Promise.all([ada.keyboard.type(words[0], { delay: 5 }), bob.keyboard.type(words[1], { delay: 5 })]);
  const length = `Dear my world${words.join('')}`.length;
  const deadline = Date.now() + 30000;
  let texts, carets;
  do {
    texts = [await textOf(ada), await textOf(bob)];
    carets = [await places(ada, 'Bob'), await places(bob, 'Ada')];
  } while ((texts[0] !== texts[1] || texts[0].length !== length || carets[0].own !== carets[1].other || carets[1].own !== carets[0].other) && Date.now() < deadline);
  assert.equal(texts[0], texts[1]);
  assert.equal(texts[0].length, length);
  for (const word of words) {
    let at = 12;
    assert.ok([...word].every((letter) => (at = texts[0].indexOf(letter, at + 1)) >= 0), `${word} in ${texts[0]}`);
  }
  assert.deepEqual([carets[0].other, carets[1].other], [carets[1].own, carets[0].own]);
  assert.deepEqual([...ada.problems, ...bob.problems], []);
  await Promise.all([ada.context().close(), bob.context().close()]);
});

test('carets are there again after another page has set the whole text', async () => {
  const id = freshId('whole');
  const [ada, bob] = [await visit('Ada', { hash: `#${id}` }), await visit('Bob', { hash: `#${id}` })];
  await ada.locator('.cm-content').click();
  await ada.keyboard.type('one two three');
  await untilText(bob, 'one two three');
  await Promise.all([putCaret(ada, 3), putCaret(bob, 13)]);
  await untilCarets('before', [ada, 3], [bob, 13]);
  const other = await openPage(suite.browser, suite.server);
  const set = async (value) => {
    await other.evaluate((value) => { e2e.model.elementAt('text').value(value); }, value);
    await Promise.all([untilText(ada, value), untilText(bob, value)]);
  };
  await other.evaluate(async (id) => {
    await e2e.connect('Other');
    e2e.model = await e2e.domain.models().open(id);
  }, id);
  await set('one, two and three');
  await untilCarets('what was not changed keeps its carets', [ada, 3], [bob, 18]);
  await ada.keyboard.type('!');
  await untilCarets('and they move on', [ada, 4], [bob, 19]);
  await set('quite another text');
  await untilCarets('nothing is left where the carets were', [ada, 0], [bob, 18]);
  await bob.screenshot({ path: path.join(pictures, 'example-carets-whole.png') });
  await bob.keyboard.press('Home');
  await untilCarets('a caret that is moved afterwards is seen', [ada, 0], [bob, 0]);
  assert.deepEqual([...ada.problems, ...bob.problems], []);
  await Promise.all([ada.context().close(), bob.context().close(), other.close()]);
});

test('the name is remembered and can be changed; an id in the address opens that document', async () => {
  const id = freshId('shared');
  const page = await visit('Cleo', { hash: `?id=${id}`, viewport: { width: 390, height: 760 } });
  assert.equal(await page.locator('#document-id').textContent(), id);
  await page.locator('.cm-content').click();
  await page.keyboard.type('Kept');
  await page.getByText('Saved', { exact: true }).waitFor();
  await page.screenshot({ path: path.join(pictures, 'example-narrow.png') });
  await page.reload();
  await untilText(page, 'Kept');
  assert.equal(await page.locator('.people .label').textContent(), 'Cleo (you)');
  await page.getByRole('button', { name: 'Change your name' }).click();
  await page.getByLabel('Display name').fill('Cleopatra');
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Open the document' }).click()]);
  await page.locator('.people .label', { hasText: 'Cleopatra (you)' }).waitFor();
  await page.context().close();
});

test('a crash of the server shows, typing goes on, and everything arrives afterwards', async () => {
  const hash = `#${freshId('crash')}`;
  const ada = await visit('Ada', { hash });
  const bob = await visit('Bob', { hash });
  await ada.locator('.cm-content').click();
  await ada.keyboard.type('before');
  await untilText(bob, 'before');
  await suite.server.kill();
  await ada.locator('.state[data-state="interrupted"]').waitFor({ timeout: 20000 });
  await ada.keyboard.type(' and while away');
  await ada.getByText('Will be sent').waitFor();
  await suite.server.run();
  await ada.locator('.state[data-state="connected"]').waitFor({ timeout: 30000 });
  await bob.locator('.state[data-state="connected"]').waitFor({ timeout: 30000 });
  await untilText(bob, 'before and while away');
  await Promise.all([ada.context().close(), bob.context().close()]);
});

test('the first visit asks for a name', async () => {
  const page = await visit(null);
  await page.getByRole('heading', { name: 'Write together' }).waitFor();
  await page.screenshot({ path: path.join(pictures, 'example-welcome.png') });
  await page.context().close();
});

test('a document that is no text says so instead of showing an empty page', async () => {
  const id = freshId('no-text');
  const maker = await openPage(suite.browser, suite.server);
  await maker.evaluate(async (id) => {
    await e2e.connect('Maker');
    await e2e.domain.models().create({ collection: 'example', id, data: { text: 7 } });
  }, id);
  const page = await visit(null, { hash: `#${id}` });
  await page.getByLabel('Display name').fill('Ada');
  await page.getByRole('button', { name: 'Open the document' }).click();
  await page.getByRole('alert').filter({ hasText: `The document ${id} has no text in it.` }).waitFor();
  assert.equal(await page.locator('.cm-content').count(), 0);
  await page.context().close();
});
