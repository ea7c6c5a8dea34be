// Signing in to the example with an account, and to a domain that the address names.
// Pictures of the form are left in build/.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { root } from '../harness/server.mjs';
import { freshId, setUp } from '../harness/suite.mjs';

const run = (args, input) => suite.server.command(args, input);
const suite = setUp({}, () => {
  run(['domain', 'add', 'acme/notes']);
  run(['user', 'add', 'ada', '--domain', 'acme/notes', '--display-name', 'Ada Lovelace'], 'long enough\n');
});
const pictures = path.join(root, 'build');
fs.mkdirSync(pictures, { recursive: true });

// Opens the example with a browser of one's own.
async function visit(address, { colorScheme = 'light', viewport = { width: 1180, height: 780 } } = {}) {
  const context = await suite.browser.newContext({ colorScheme, viewport });
  const page = await context.newPage();
  page.problems = [];
  page.on('pageerror', (error) => page.problems.push(String(error)));
  // What its content security policy does not let the page do is said in the console only.
  page.on('console', (line) => { if (/content security policy/i.test(line.text())) page.problems.push(line.text()); });
  await page.goto(`${suite.server.url}/example/${address}`);
  return page;
}

async function fill(page, { domain, username, password }) {
  if (domain !== undefined) await page.getByLabel('Domain').fill(domain);
  await page.getByLabel('User name').fill(username);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Open the document' }).click();
}
const disclosure = (page) => page.getByText('Sign in with an account');
const problem = (page, text) => page.getByRole('dialog').getByRole('alert').filter({ hasText: text }).waitFor();
const focused = (page, id) => page.waitForFunction((id) => document.activeElement.id === id, id);
const connected = (page) => page.locator('.state[data-state="connected"]').waitFor();
const own = (page) => page.locator('.people .label', { hasText: '(you)' });
const kept = (page) => page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));

async function signedIn(address) {
  const page = await visit(address);
  await disclosure(page).click();
  await fill(page, { username: 'ada', password: 'long enough' });
  await page.locator('.cm-content').waitFor();
  return page;
}

test('with an account: by keyboard, resumed after a reload, and out', async () => {
  const page = await visit(`#${freshId('account')}`);
  await page.getByLabel('Display name').focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await focused(page, 'domain');
  await page.keyboard.type('acme/notes');
  await page.keyboard.press('Tab');
  await page.keyboard.type('ada');
  await page.keyboard.press('Tab');
  await page.keyboard.type('long enough');
  await page.keyboard.press('Enter');
  await connected(page);
  await own(page).waitFor();
  assert.equal(await own(page).textContent(), 'Ada Lovelace (you)');
  assert.equal(new URL(page.url()).search, '?domain=acme/notes', 'the link leads others to the domain');
  assert.equal(new URL(await page.locator('.brand').getAttribute('href'), page.url()).search, '?domain=acme/notes');
  await page.locator('.cm-content').click();
  await page.keyboard.type('Kept');
  await page.getByText('Saved', { exact: true }).waitFor();
  assert.doesNotMatch(await kept(page), /long enough|token/, 'nothing is kept while the page is there');

  for (let i = 0; i < 2; i++) { // a token is good once
    await page.reload();
    await own(page).filter({ hasText: 'Ada Lovelace' }).waitFor();
    await page.locator('.cm-line', { hasText: 'Kept' }).waitFor();
  }
  await page.reload({ waitUntil: 'commit' });
  assert.doesNotMatch(await kept(page), /long enough/);
  await own(page).waitFor();

  await page.getByRole('button', { name: 'Your account' }).click();
  await page.getByText('Signed in as ada in acme/notes').waitFor();
  await page.screenshot({ path: path.join(pictures, 'example-signed-in.png') });
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Sign out' }).click()]);
  await page.getByRole('heading', { name: 'Write together' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Write together' }).waitFor();
  assert.equal(await own(page).count(), 0);
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test('what is wrong is said at the form, and the field that mends it has the focus', async () => {
  const page = await visit('?domain=acme/notes#wrong', { viewport: { width: 390, height: 844 } });
  await page.screenshot({ path: path.join(pictures, 'example-sign-in-closed.png') });
  await page.getByLabel('Display name').fill('Cleo');
  await page.keyboard.press('Enter');
  await problem(page, 'acme/notes lets no guests in');
  await focused(page, 'username');
  await fill(page, { username: 'ada', password: 'wrong' });
  await problem(page, 'The user name or the password is wrong.');
  await focused(page, 'password');
  assert.equal(await page.getByLabel('Password').getAttribute('aria-invalid'), 'true');
  for (const [colorScheme, viewport] of [['light', { width: 390, height: 844 }], ['dark', { width: 390, height: 844 }], ['light', { width: 1180, height: 780 }], ['dark', { width: 1180, height: 780 }]]) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: path.join(pictures, `example-sign-in-${colorScheme}-${viewport.width}.png`) });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  }
  await fill(page, { domain: 'acme/nothing', username: 'ada', password: 'long enough' });
  await problem(page, 'There is no domain acme/nothing on this server.');
  await focused(page, 'domain');
  await fill(page, { domain: 'acme', username: 'ada', password: 'long enough' });
  await problem(page, 'Write the domain as namespace/id');
  await focused(page, 'domain');
  run(['domain', 'edit', 'acme/notes', '--availability', 'offline']);
  await fill(page, { domain: 'acme/notes', username: 'ada', password: 'long enough' });
  await problem(page, 'Domain acme/notes is offline for now. Try again later.');
  await focused(page, 'open');
  run(['domain', 'edit', 'acme/notes', '--availability', 'online']);
  await page.getByRole('button', { name: 'Open the document' }).click();
  await connected(page);
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test('a guest comes into the domain of the address where guests may, by Escape too', async () => {
  run(['domain', 'add', 'acme/open', '--anonymous']);
  const page = await visit('?domain=acme/open#guests');
  await page.getByRole('heading', { name: 'Write together' }).waitFor();
  await page.keyboard.press('Escape');
  await connected(page);
  assert.match(await page.locator('#document-id').textContent(), /^acme\/open · guests$/);
  const closed = await visit('?domain=acme/notes#guests');
  await closed.getByRole('heading', { name: 'Write together' }).waitFor();
  await closed.keyboard.press('Escape');
  await problem(closed, 'acme/notes lets no guests in');
  const wrong = await visit('?domain=nothing');
  await problem(wrong, 'Write the domain as namespace/id');
  for (const p of [page, closed, wrong]) {
    assert.deepEqual(p.problems, []);
    await p.context().close();
  }
});

test('a session that was ended meanwhile asks for the password again, and what was not sent is', async () => {
  const page = await signedIn('?domain=acme/notes#ended');
  await suite.server.kill();
  await page.locator('.state[data-state="interrupted"]').waitFor({ timeout: 20000 });
  await page.locator('.cm-content').click();
  await page.keyboard.type('not sent yet');
  await page.getByText('Kept here, will be sent').waitFor();
  await page.goto('about:blank');
  await suite.server.run();
  run(['user', 'password', 'ada', '--domain', 'acme/notes'], 'long enough\n');
  await page.goto(`${suite.server.url}/example/?domain=acme/notes#ended`);
  await problem(page, 'Your session has ended. Sign in again.');
  await focused(page, 'password');
  assert.equal(await page.getByLabel('User name').inputValue(), 'ada');
  await page.keyboard.type('long enough');
  await page.keyboard.press('Enter');
  await connected(page);
  await page.locator('.cm-line', { hasText: 'not sent yet' }).waitFor();
  await page.getByText('Saved', { exact: true }).waitFor();
  await page.context().close();
});

test('a domain that is gone is asked for', async () => {
  run(['domain', 'add', 'acme/gone']);
  run(['user', 'add', 'ada', '--domain', 'acme/gone'], 'long enough\n');
  const page = await signedIn('?domain=acme/gone#gone');
  await page.locator('.cm-content').click();
  await page.keyboard.type('Kept');
  await page.getByText('Saved', { exact: true }).waitFor();
  await page.goto('about:blank');
  run(['domain', 'remove', 'acme/gone', '--yes']);
  await page.goto(`${suite.server.url}/example/?domain=acme/gone#gone`);
  await problem(page, 'There is no domain acme/gone on this server.');
  await focused(page, 'domain');
  await fill(page, { domain: 'acme/notes', username: 'ada', password: 'long enough' });
  await connected(page);
  await own(page).waitFor();
  assert.equal(new URL(page.url()).search, '?domain=acme/notes');
  assert.doesNotMatch(await page.locator('.cm-content').textContent(), /Kept/, 'the document is another one');
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test('edits that an account makes without a connection arrive, with the server back and after a reload', async () => {
  const page = await signedIn('?domain=acme/notes#offline');
  await page.locator('.cm-content').click();
  await page.keyboard.type('before');
  await page.getByText('Saved', { exact: true }).waitFor();
  await suite.server.kill();
  await page.locator('.state[data-state="interrupted"]').waitFor({ timeout: 20000 });
  await page.keyboard.type(' and while away');
  await suite.server.run();
  await connected(page);
  await page.getByText('Saved', { exact: true }).waitFor();
  await page.reload();
  await page.locator('.cm-line', { hasText: 'before and while away' }).waitFor();
  assert.equal(await own(page).textContent(), 'Ada Lovelace (you)');
  await page.context().close();
});

test('who dismisses the form while it connects stays who they were, and the connection goes', async () => {
  run(['domain', 'edit', 'acme/notes', '--anonymous']);
  const page = await visit(`?domain=acme/notes#${freshId('dismissed')}`);
  const sockets = [];
  page.on('websocket', (socket) => sockets.push(socket));
  await page.reload();
  await page.getByLabel('Display name').fill('Cleo');
  await page.keyboard.press('Enter');
  await own(page).filter({ hasText: 'Cleo' }).waitFor();
  assert.equal(sockets.length, 1);
  const asked = () => page.getByRole('dialog');
  const dismissed = async (fillIn) => {
    await page.getByRole('button', { name: 'Change your name' }).click();
    await fillIn();
    suite.server.signal('SIGSTOP'); // it answers late
    try {
      await page.getByRole('button', { name: 'Open the document' }).click();
      await page.getByRole('button', { name: 'Connecting…' }).waitFor();
      await page.keyboard.press('Escape');
      await asked().waitFor({ state: 'hidden' });
    } finally {
      suite.server.signal('SIGCONT');
    }
  };
  await dismissed(() => page.getByLabel('Display name').fill('Somebody else'));
  const until = async (what, holds) => {
    for (const end = Date.now() + 10_000; !holds(); await page.waitForTimeout(50)) assert.ok(Date.now() < end, what);
  };
  await until('the late connection stays', () => sockets.length === 2 && sockets[1].isClosed());
  assert.ok(!sockets[0].isClosed(), 'the connection of the page goes too');
  assert.equal(await page.evaluate(() => localStorage.getItem('convergence.example.name')), 'Cleo');

  // What is refused late does not bring the form back.
  await dismissed(async () => {
    if (!await page.getByLabel('User name').isVisible()) await disclosure(page).click();
    await page.getByLabel('User name').fill('ada');
    await page.getByLabel('Password').fill('wrong');
  });
  await until('the refused connection stays', () => sockets.length === 3 && sockets[2].isClosed());
  await page.waitForTimeout(200);
  assert.ok(await asked().isHidden(), 'the form comes back');
  await page.getByRole('button', { name: 'Change your name' }).click();
  assert.equal(await page.getByLabel('Display name').inputValue(), 'Cleo');
  assert.ok(await page.getByRole('button', { name: 'Open the document' }).isEnabled());
  assert.deepEqual(page.problems, []);
  await page.context().close();
  run(['domain', 'edit', 'acme/notes', '--anonymous=false']);
});
