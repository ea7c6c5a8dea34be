// Two people have one list of things to do. One of them reloads the page without a network.
import assert from 'node:assert/strict';

const drawn = () => [...document.querySelectorAll('.todo li')].map((line) => `${line.querySelector('[type=checkbox]').checked ? 'x' : '-'} ${line.querySelector('.field input').value}`);
const add = async (page, ...titles) => {
  for (const title of titles) {
    await page.getByLabel('Something new to do').fill(title);
    await page.keyboard.press('Enter');
  }
};
const title = (page, text) => page.getByLabel(`Title: ${text}`, { exact: true });

export default async function (world) {
  const ada = await world.visit('example/todo/', 'Ada Lovelace');
  world.account('bea', 'Bea Kahn'); // only who has an account has a store
  const bea = await world.visit(`example/todo/${new URL(ada.url()).hash}`, '', { username: 'bea' });
  const both = [ada, bea];
  const see = (...lines) => world.same(both, drawn, (all) => JSON.stringify(all) === JSON.stringify(lines));

  await world.act('add', async () => {
    await add(ada, 'Book the ferry', 'Ask Grace');
    await add(bea, 'Mend the tent');
    await world.same(both, drawn, (all) => all.length === 3);
    await see('- Book the ferry', '- Ask Grace', '- Mend the tent');
  });
  await world.act('tick off', async () => {
    await bea.getByLabel('Done: Ask Grace').check();
    await see('- Book the ferry', 'x Ask Grace', '- Mend the tent');
    await ada.getByText('2 to do', { exact: true }).waitFor();
  });
  await world.act('both write in one title, and see each other there', async () => {
    await title(ada, 'Mend the tent').focus();
    await ada.keyboard.press('Home');
    await title(bea, 'Mend the tent').focus();
    await bea.keyboard.press('End');
    await ada.locator('.convergence-name', { hasText: 'Bea Kahn' }).waitFor();
    await Promise.all([ada.keyboard.type('1. ', { delay: 8 }), bea.keyboard.type(' today', { delay: 8 })]);
    await see('- Book the ferry', 'x Ask Grace', '- 1. Mend the tent today');
  });
  await world.act('hide and remove what is done', async () => {
    await ada.getByLabel('Hide done').check();
    await ada.waitForFunction(() => document.querySelectorAll('.todo li').length === 2);
    await ada.getByLabel('Hide done').uncheck();
    await ada.getByRole('button', { name: 'Remove done' }).click();
    await see('- Book the ferry', '- 1. Mend the tent today');
    await bea.getByRole('button', { name: 'Remove Book the ferry' }).click();
    await see('- 1. Mend the tent today');
  });
  await world.act('undo what one has done oneself', async () => {
    await ada.waitForTimeout(600);
    await add(ada, 'Mine');
    await add(bea, 'Hers');
    await world.same(both, drawn, (all) => all.length === 3);
    await title(ada, 'Hers').press('End');
    await ada.keyboard.type('!');
    await ada.keyboard.press('Control+z');
    await world.same(both, drawn, (all) => all.includes('- Hers'));
    await ada.getByRole('button', { name: 'Undo', exact: true }).click();
    await see('- 1. Mend the tent today', '- Hers');
    await bea.getByRole('button', { name: 'Undo', exact: true }).click();
    await see('- 1. Mend the tent today');
  });
  await world.act('reload without a network, go on, and send it later', async () => {
    await bea.waitForFunction(async () => (await navigator.serviceWorker.ready) && navigator.serviceWorker.controller && (await caches.match('/client/convergence.wasm')));
    await bea.getByText('Saved', { exact: true }).waitFor();
    await world.cut(bea);
    await add(bea, 'Before the reload');
    await bea.getByText('Kept here, will be sent').waitFor();
    await bea.reload();
    await title(bea, 'Before the reload').waitFor();
    await bea.getByRole('button', { name: 'Undo', exact: true }).click(); // the steps are there again
    await title(bea, 'Before the reload').waitFor({ state: 'detached' });
    await bea.getByRole('button', { name: 'Redo', exact: true }).click();
    await title(bea, 'Before the reload').waitFor();
    await add(bea, 'After it');
    await bea.getByLabel('Done: 1. Mend the tent today').check();
    await bea.getByText('Kept here, will be sent').waitFor();
    await bea.getByText('Offline, your edits are kept').waitFor();
    assert.deepEqual(await bea.evaluate(drawn), ['x 1. Mend the tent today', '- Before the reload', '- After it']);
    await add(ada, 'Meanwhile');
    await bea.reload(); // and once more
    await title(bea, 'After it').waitFor();
    await world.mend(bea);
    await world.same(both, drawn, (all) => all.length === 4 && all[0] === 'x 1. Mend the tent today' && ['- Before the reload', '- After it', '- Meanwhile'].every((line) => all.includes(line)));
    await bea.getByText('Saved', { exact: true }).waitFor();
    assert.deepEqual((await world.stored(ada)).items.map((one) => one.title).sort(), ['1. Mend the tent today', 'After it', 'Before the reload', 'Meanwhile']);
  });
  await add(ada, 'Tell the neighbours', 'Borrow a second tent');
  await title(bea, 'Meanwhile').focus();
  await ada.locator('.convergence-name').first().waitFor();
  await world.look('todo', ada);
  await ada.mouse.move(5, 400);
  await world.picture('todo', ada);
  await Promise.all(both.map((page) => page.context().close()));
}
