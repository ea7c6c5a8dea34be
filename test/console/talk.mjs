// Chats, activities, sessions and logs, with a user who is there.
import assert from 'node:assert/strict';
import { openPage } from '../harness/browser.mjs';

export default async function talk(w) {
  await w.visit('Chats');
  await w.act('create a chat', async () => {
    await w.press('Create chat');
    await w.look('chats-create');
    await w.fill({ Id: 'general', Name: 'General', Topic: 'This and that', Members: 'ada' }, 'Create chat');
    await w.on('General');
  });
  const ada = await openPage(w.browser, { url: w.server.url, realtime: `${w.server.url}/api/realtime/acme/notes` });
  await ada.evaluate(async (url) => {
    e2e.domain = await Convergence.connect(url, 'ada', 'long enough');
    const chat = await e2e.domain.chat().get('general');
    await chat.send('Good morning, everybody.');
    e2e.activity = await e2e.domain.activities().join('drawing', 'board', { autoCreate: { ephemeral: true } });
    e2e.activity.setState('cursor', { x: 10, y: 20 });
  }, `${w.server.url}/api/realtime/acme/notes`);
  await w.act('read what is said', async () => w.says('Good morning, everybody.'));
  await w.act('keep what was loaded and typed while time passes', async (page) => {
    await ada.evaluate(async () => {
      const chat = await e2e.domain.chat().get('general');
      for (let i = 1; i <= 70; i++) await chat.send(`line ${i}.`);
    });
    const line = (i) => page.locator('.events').getByText(`line ${i}.`, { exact: true });
    await line(70).waitFor();
    assert.equal(await line(1).count(), 0, 'all is there at once');
    await w.press('Show earlier');
    await line(1).waitFor();
    await page.getByLabel('Name of a user').fill('half a na');
    await ada.evaluate(async () => (await e2e.domain.chat().get('general')).send('line 71.'));
    await line(71).waitFor(); // the list has been got again
    assert.equal(await line(1).count(), 1, 'what was loaded is folded back');
    const chats = (answer) => answer.url().includes('/chats/general/events') && !answer.url().includes('cursor');
    await page.waitForResponse(chats, { timeout: 15_000 });
    for (const i of [1, 71]) assert.equal(await line(i).count(), 1, `line ${i} is there once`);
    assert.equal(await page.getByLabel('Name of a user').inputValue(), 'half a na');
    await page.getByLabel('Name of a user').fill('');
  });
  await w.act('ask the server for nothing in a hidden tab', async (page) => {
    let asked = 0;
    const counts = (request) => { if (request.url().includes('/events')) asked++; };
    const hide = (hidden) => page.evaluate((hidden) => {
      // The automation shows every page, so that it is told here what a hidden one is.
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
    await page.waitForRequest(/events/, { timeout: 10_000 });
    await hide(true);
    await page.waitForTimeout(1000); // what was under way
    page.on('request', counts);
    await ada.evaluate(async () => (await e2e.domain.chat().get('general')).send('Nobody looks.'));
    await page.waitForTimeout(5500); // of which 5 are between two looks
    assert.equal(asked, 0, 'a hidden tab asks the server');
    await hide(false);
    await page.locator('.events').getByText('Nobody looks.').waitFor({ timeout: 2000 });
    page.off('request', counts);
  });
  await w.act('add a member to a chat and remove one', async (page) => {
    await page.getByLabel('Name of a user').fill('bob');
    await w.press('Add member');
    await page.getByRole('button', { name: 'Remove bob' }).waitFor();
    await w.look('chat');
    await w.press('Remove bob');
    await w.press('Remove member', w.dialog);
    await page.getByRole('button', { name: 'Remove bob' }).waitFor({ state: 'detached' });
  });
  await w.act('rename a chat', async () => {
    await w.press('Edit');
    await w.fill({ Name: 'Lounge' }, 'Save');
    await w.on('Lounge');
  });
  await w.act('find a chat', async (page) => {
    await w.visit('Chats');
    await w.row('Lounge').waitFor();
    await w.look('chats');
    await page.getByLabel('Find chats').fill('nothing');
    await w.says('No chat is called');
    await page.getByLabel('Find chats').fill('LOUNGE');
    await w.row('Lounge').waitFor();
  });
  await w.act('remove a chat', async (page) => {
    await page.getByRole('link', { name: 'Lounge' }).click();
    await w.on('Lounge');
    await w.press('Remove', page.locator('.head'));
    await w.press('Remove chat', w.dialog);
    await w.says('There is no chat yet');
  });

  await w.act('look into an activity', async (page) => {
    await w.visit('Activities');
    await w.row('board').waitFor();
    await w.look('activities');
    await page.getByRole('link', { name: 'board' }).click();
    await w.on('board');
    await page.getByLabel('State of ada').getByText('"x": 10').waitFor();
    await ada.evaluate(() => e2e.activity.setState('cursor', { x: 11, y: 20 }));
    await page.getByLabel('State of ada').getByText('"x": 11').waitFor();
  });
  await w.act('keep a long list as far as it was shown', async (page) => {
    await ada.evaluate(() => Promise.all(Array.from({ length: 120 }, (_, i) => e2e.domain.activities()
      .join('walk', `step ${String(i).padStart(3, '0')}`, { autoCreate: { ephemeral: true } }))));
    await w.visit('Activities');
    await w.press('Show more');
    await w.row('step 119').waitFor();
    await ada.evaluate(async () => { await (await e2e.domain.activities().join('walk', 'step 119')).leave(); });
    await w.row('step 119').waitFor({ state: 'detached' }); // it was the last one
    await w.row('step 118').waitFor();
    assert.equal(await page.getByRole('rowheader').count(), 120);
  });
  await w.look('activity');

  await w.act('end a session', async () => {
    await w.visit('Sessions');
    await w.row('ada').waitFor();
    await w.look('sessions');
    const end = await w.row('ada').getByRole('button').boundingBox();
    const table = await w.page.getByRole('region', { name: 'Sessions' }).boundingBox();
    assert.ok(end.x + end.width <= table.x + table.width, 'the button is cut at the edge of the table');
    await w.row('ada').getByRole('button').click();
    await w.press('End session', w.dialog);
    await w.says('Nobody is connected');
    await ada.waitForFunction(() => !e2e.domain.isConnected());
  });
  await ada.close();
  await w.act('read who signed in', async () => {
    await w.visit('Sign-ins');
    const row = (...texts) => texts.reduce((rows, text) => rows.filter({ hasText: text }), w.row(/today|20\d\d/)).first().waitFor();
    await row('ada', 'password');
    await row('admission');
  });
  await w.look('sign-ins');
  await w.act('read what administrators did in a domain', async () => {
    await w.visit('Log');
    await w.says('remove chat');
  });
  await w.look('log-of-domain');
  await w.page.getByRole('navigation', { name: 'Server' }).getByRole('link', { name: 'Log' }).click();
  await w.act('read what administrators did on the server', async () => {
    await w.says('login by link');
    await w.says('add domain');
  });
  await w.look('log');
}
