// Two people write one document. What the editor does besides is in test/suite/example.test.mjs.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../harness/server.mjs';

// As the page has it.
const { readRecording, replay } = await import(pathToFileURL(path.join(root, 'web/example/dist/devtools.js')));

const drawn = () => [...document.querySelectorAll('.cm-line')].map((line) => line.textContent).join('\n');

export default async function (world) {
  const ada = await world.visit('example/', 'Ada Lovelace');
  const bob = await world.visit(`example/${new URL(ada.url()).hash}`, 'Bob Kahn');
  const both = [ada, bob];
  const see = (text) => world.same(both, drawn, (seen) => seen === text);
  const opening = '# The trip to the islands\n\nThe ferry leaves at seven, and *nobody* waits for us.';

  await world.act('write', async () => {
    await ada.locator('.cm-content').click();
    await ada.keyboard.type(opening);
    await see(opening);
  });
  await world.act('see where the other is', async () => {
    await bob.locator('.cm-content').click();
    await bob.keyboard.press('Control+End');
    await ada.locator('.cm-person[data-name="Bob Kahn"]').waitFor();
  });
  await world.act('both write without each other, and both texts are there', async () => {
    await world.cut(bob);
    await bob.keyboard.type(' Bring a coat.');
    await bob.getByText('Will be sent').waitFor();
    await ada.keyboard.press('Control+Home');
    await ada.keyboard.press('End');
    await ada.keyboard.type(' in May');
    await world.mend(bob);
    await see(`${opening.replace('islands', 'islands in May')} Bring a coat.`);
  });
  const whole = `${opening.replace('islands', 'islands in May')} Bring a coat.`;
  await world.act('go offline by the switch, and online', async () => {
    await bob.getByRole('button', { name: 'Go offline' }).click();
    await bob.locator('.state[data-state="interrupted"]').waitFor();
    await bob.locator('.cm-content').press('Control+End');
    await bob.keyboard.type(' And a hat.');
    await bob.getByText('Will be sent').waitFor();
    await bob.waitForTimeout(1500); // it does not come back by itself
    assert.equal(await bob.locator('.state').getAttribute('data-state'), 'interrupted');
    await bob.getByRole('button', { name: 'Go online' }).click();
    await see(`${whole} And a hat.`);
    await bob.getByText('Saved', { exact: true }).waitFor();
  });
  await world.act('see who wrote what, also what is written then', async () => {
    await ada.getByRole('button', { name: 'Authors' }).click();
    const told = () => Object.fromEntries(['Ada Lovelace', 'Bob Kahn'].map((name) =>
      [name, [...document.querySelectorAll(`.by[title^="${name}, "]`)].map((mark) => mark.textContent).join('')]));
    const text = `${whole} And a hat.`.replaceAll('\n', '');
    const [others] = /Bring a coat\. And a hat\./.exec(text);
    const by = (hers, his) => world.same([ada], told, (seen) => seen['Ada Lovelace'] === hers && seen['Bob Kahn'] === his);
    await by(text.slice(0, -others.length - 1), ` ${others}`);
    await bob.locator('.cm-content').press('Control+Home');
    await bob.keyboard.press('End');
    await bob.keyboard.type('!');
    await by(text.slice(0, -others.length - 1), `! ${others}`);
    await world.look('editor-authors', ada);
    await bob.keyboard.press('Backspace');
    await see(`${whole} And a hat.`);
    await ada.getByRole('button', { name: 'Authors' }).click();
    await by('', '');
  });
  await world.act('go through the history, and have a text of before again', async () => {
    await bob.getByRole('button', { name: 'History' }).click();
    await bob.getByText(/^Version \d+ of \d+, /).waitFor();
    const text = () => bob.locator('#past-text').textContent();
    assert.equal(await text(), `${whole} And a hat.`);
    const [, newest] = /of (\d+),/.exec(await bob.locator('#when').textContent());
    await bob.keyboard.press('Home');
    await bob.getByText(`Version 1 of ${newest}`).waitFor();
    assert.equal(await text(), '');
    await world.look('editor-history', bob);
    for (let version = 1; version < Number(newest) && (await text()) !== whole; version++) {
      await bob.locator('#version').press('ArrowRight');
      await bob.getByText(`Version ${version + 1} of ${newest}`).waitFor();
    }
    await bob.getByLabel('Name this version').fill('Without a hat');
    await bob.getByRole('button', { name: 'Keep the name' }).click();
    await bob.getByRole('button', { name: 'Without a hat', exact: true }).waitFor();
    await bob.getByLabel('Name this version').fill('Without a hat');
    await bob.getByRole('button', { name: 'Keep the name' }).click();
    await bob.getByText('Another version has that name.').waitFor();
    await bob.locator('#version').press('Home');
    await bob.getByText(`Version 1 of ${newest}`).waitFor();
    await bob.getByRole('button', { name: 'Without a hat', exact: true }).click();
    await bob.waitForFunction((text) => document.getElementById('past-text').textContent === text, whole);
    await world.look('editor-versions', bob);
    await bob.getByRole('button', { name: 'Restore this version' }).click();
    await see(whole);
    await bob.getByRole('button', { name: 'History' }).click();
    await bob.getByRole('button', { name: 'Remove the name Without a hat' }).click();
    await bob.waitForFunction(() => document.querySelectorAll('#named li').length === 0);
    await bob.getByRole('button', { name: 'History' }).click();
  });
  await world.act('undo takes back what is one\'s own, and the caret returns there', async () => {
    await ada.locator('.cm-content').press('Control+End');
    await ada.keyboard.type(' Mine.');
    await bob.locator('.cm-content').press('Control+Home');
    await bob.keyboard.type('His: ');
    await see(`His: ${whole} Mine.`);
    await ada.keyboard.press('Control+Home');
    await ada.keyboard.press('Control+z');
    await see(`His: ${whole}`);
    await ada.keyboard.type('!');
    await see(`His: ${whole}!`);
    await bob.getByRole('button', { name: 'Undo', exact: true }).click();
    await see(`${whole}!`);
    await bob.getByRole('button', { name: 'Redo', exact: true }).click();
    await see(`His: ${whole}!`);
    for (const page of both) await page.locator('.cm-content').press('Control+z');
    await see(whole);
  });
  await world.act('with an account, undo after a reload what was written before it', async () => {
    world.account('cleo', 'Cleo Hart'); // only who has an account has a store
    const cleo = await world.visit(`example/${new URL(ada.url()).hash}`, '', { username: 'cleo' });
    await cleo.locator('.cm-content').press('Control+End');
    await cleo.getByText('Saved', { exact: true }).waitFor();
    await world.cut(cleo);
    await cleo.keyboard.type(' Hers.');
    await cleo.getByText('Kept here, will be sent').waitFor(); // with what undoes it
    await world.mend(cleo);
    await see(`${whole} Hers.`);
    await cleo.reload();
    await cleo.locator('.cm-content').press('Control+z');
    await see(whole);
    await cleo.getByRole('button', { name: 'Redo', exact: true }).click();
    await see(`${whole} Hers.`);
    await cleo.getByRole('button', { name: 'Undo', exact: true }).click();
    await see(whole);
    await cleo.close();
  });
  await world.act('two panes side by side', async () => {
    await ada.getByRole('button', { name: 'Side by side' }).click();
    const pane = ada.frameLocator('iframe');
    await pane.locator('.cm-content').click();
    assert.equal(await pane.getByRole('button', { name: 'Side by side' }).count(), 0);
    await ada.keyboard.press('Control+End');
    await ada.keyboard.type(' Yes.');
    await see(`${whole} Yes.`);
    await ada.screenshot({ path: 'build/example-side-by-side.png' });
    await ada.getByRole('button', { name: 'Code', exact: true }).click(); // one at a time
    assert.equal(await ada.locator('iframe').count(), 0);
    await ada.getByText('The page: one shared string').waitFor();
    await ada.getByRole('button', { name: 'Code', exact: true }).click();
  });
  await world.act('record what happens, and replay the file', async () => {
    await ada.getByRole('button', { name: 'Inspect' }).click();
    const panel = ada.locator('.convergence-inspector');
    await panel.getByText('connected', { exact: true }).waitFor();
    await bob.locator('.cm-content').press('Control+Home');
    await bob.keyboard.type('Bob: ');
    await panel.locator('li', { hasText: /changed\s+model.*"insert":"B"/ }).waitFor();
    await ada.locator('.cm-content').press('Control+End');
    await ada.keyboard.type(' Ada.');
    await see(`Bob: ${whole} Yes. Ada.`);
    await world.cut(ada);
    await ada.keyboard.type(' Away.');
    await panel.getByText('edits, in this page').waitFor();
    await world.mend(ada);
    await see(`Bob: ${whole} Yes. Ada. Away.`);
    await ada.locator('#saved', { hasText: /^Saved$/ }).waitFor();
    await world.look('editor-inspector', ada);
    await world.picture('inspector', ada, { width: 1152, height: 720 });
    const waiting = ada.waitForEvent('download');
    await panel.getByRole('button', { name: 'Save recording' }).click();
    const recording = readRecording(fs.readFileSync(await (await waiting).path(), 'utf8'));
    const states = replay(recording, recording.models[0].id).map(({ text }) => text);
    assert.equal(states[0], `${whole} Yes.`);
    assert.equal(states.at(-1), `Bob: ${whole} Yes. Ada. Away.`);
    const names = recording.entries.map(({ name }) => name);
    for (const name of ['interrupted', 'connected', 'offline', 'online', 'committed']) assert.ok(names.includes(name), name);
    assert.deepEqual([...new Set(recording.entries.filter(({ name }) => name === 'changed').flatMap(({ detail }) => detail.by.includes('here')))].sort(), [false, true]);
    await panel.getByRole('button', { name: 'Close' }).click();
  });
  await world.act('talk about it, beside it', async () => {
    await ada.getByRole('button', { name: 'Chat', exact: true }).click();
    await ada.getByLabel('Say something').fill('Shall we take the early one?');
    await ada.keyboard.press('Enter');
    await bob.getByRole('button', { name: 'Chat (1)' }).click();
    const said = (page, text) => page.getByLabel('Chat about the document').locator('li', { hasText: text }).waitFor();
    await said(bob, 'Shall we take the early one?');
    await bob.keyboard.type('Yes!'); // the focus is there
    await bob.keyboard.press('Enter');
    await Promise.all(both.map((page) => said(page, 'Yes!')));
    await ada.getByText('Bob Kahn', { exact: true }).first().waitFor();
    await world.look('editor-chat', ada);
    await bob.getByRole('button', { name: 'Chat', exact: true }).click();
    await ada.getByLabel('Chat about the document').getByRole('button', { name: 'Close' }).click();
    await see(`Bob: ${whole} Yes. Ada. Away.`);
  });
  await world.act('who comes back, or may read as a guest, reads the text before the client is there, and nobody else does', async () => {
    await ada.route('**/client/**', () => {}); // never comes
    await ada.reload({ waitUntil: 'commit' });
    await ada.getByLabel('The document as you saw it last').getByText('Bob: # The trip').waitFor();
    assert.equal(await ada.evaluate(() => 'Convergence' in window), false);
    const eve = await world.page('example/start/');
    await eve.route('**/client/**', () => {});
    await eve.goto(ada.url(), { waitUntil: 'commit' });
    await eve.getByLabel('The document, which can be edited soon').getByText('Bob: # The trip').waitFor();
    assert.equal(await eve.evaluate(() => 'Convergence' in window), false);
    const secret = await world.made({ text: 'Nobody else reads this.' });
    await secret.allow(false, false);
    await eve.goto('about:blank');
    const answered = eve.waitForResponse(/api\/public/);
    await eve.goto(`${world.server.url}/example/#${secret.id}`, { waitUntil: 'commit' });
    assert.equal((await answered).status(), 404);
    await eve.getByText('Opening the document').waitFor();
    assert.equal(await eve.getByText('Nobody else').count(), 0);
    await secret.end();
    // Who is asked for a name reads meanwhile.
    await eve.unroute('**/client/**');
    await eve.goto('about:blank');
    await eve.goto(ada.url());
    await eve.getByLabel('Display name').waitFor();
    assert.equal(await eve.locator('#before').textContent(), `Bob: ${whole} Yes. Ada. Away.`);
    await eve.screenshot({ path: 'build/example-early.png' });
    await eve.getByLabel('Display name').fill('Eve');
    await eve.keyboard.press('Enter');
    await eve.locator('.cm-content').waitFor();
    assert.equal(await eve.locator('#before').count(), 0);
    await eve.context().close();
    await ada.unroute('**/client/**');
    await ada.reload();
    await ada.locator('.state[data-state="connected"]').waitFor();
    await ada.locator('.cm-content').click();
    assert.equal(await ada.locator('#before').count(), 0);
    await ada.keyboard.press('Control+Home');
    for (let i = 0; i < 5; i++) await ada.keyboard.press('Delete');
    await see(`${whole} Yes. Ada. Away.`);
  });
  await ada.mouse.move(5, 400);
  await world.look('editor', ada);
  await Promise.all(both.map((page) => page.context().close()));
  await picture(world);
}

// A text that is worth a picture, in the colours of who wrote what.
async function picture(world) {
  if (!world.pictures) return;
  const ada = await world.visit('example/', 'Ada Lovelace');
  const bob = await world.visit(`example/${new URL(ada.url()).hash}`, 'Bob Kahn');
  await ada.locator('.cm-content').click();
  await ada.keyboard.insertText('# Three days on the islands\n\nThe ferry leaves at **seven**, and nobody waits for us. Everyone brings a coat and a lamp.\n\n- Grace knows a place by the lake\n');
  await bob.locator('.cm-line', { hasText: 'Grace' }).waitFor();
  await bob.locator('.cm-content').click();
  await bob.keyboard.press('Control+End');
  await bob.keyboard.insertText('- I bring the stove and the *big* pot\n- Who has a second tent?');
  await ada.locator('.cm-line', { hasText: 'second tent' }).waitFor();
  await ada.keyboard.press('Control+End');
  await ada.getByRole('button', { name: 'Authors' }).click();
  await ada.locator('.by').first().waitFor();
  for (const key of ['Control+Home', 'End', 'Shift+Control+ArrowLeft']) await bob.keyboard.press(key);
  await ada.mouse.move(5, 400);
  await ada.waitForTimeout(500);
  await world.picture('editor', ada);
  await Promise.all([ada, bob].map((page) => page.context().close()));
}
