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
  const bob = await world.visit(`example/todo/${new URL(ada.url()).hash}`, 'Bob Kahn');
  const both = [ada, bob];
  const see = (...lines) => world.same(both, drawn, (all) => JSON.stringify(all) === JSON.stringify(lines));

  await world.act('add', async () => {
    await add(ada, 'Book the ferry', 'Ask Grace');
    await add(bob, 'Mend the tent');
    await world.same(both, drawn, (all) => all.length === 3);
    await see('- Book the ferry', '- Ask Grace', '- Mend the tent');
  });
  await world.act('tick off', async () => {
    await bob.getByLabel('Done: Ask Grace').check();
    await see('- Book the ferry', 'x Ask Grace', '- Mend the tent');
    await ada.getByText('2 to do', { exact: true }).waitFor();
  });
  await world.act('both write in one title, and see each other there', async () => {
    await title(ada, 'Mend the tent').focus();
    await ada.keyboard.press('Home');
    await title(bob, 'Mend the tent').focus();
    await bob.keyboard.press('End');
    await ada.locator('.convergence-name', { hasText: 'Bob Kahn' }).waitFor();
    await Promise.all([ada.keyboard.type('1. ', { delay: 8 }), bob.keyboard.type(' today', { delay: 8 })]);
    await see('- Book the ferry', 'x Ask Grace', '- 1. Mend the tent today');
  });
  await world.act('hide and remove what is done', async () => {
    await ada.getByLabel('Hide what is done').check();
    await ada.waitForFunction(() => document.querySelectorAll('.todo li').length === 2);
    await ada.getByLabel('Hide what is done').uncheck();
    await ada.getByRole('button', { name: 'Remove what is done' }).click();
    await see('- Book the ferry', '- 1. Mend the tent today');
    await bob.getByRole('button', { name: 'Remove Book the ferry' }).click();
    await see('- 1. Mend the tent today');
  });
  await world.act('reload without a network, go on, and send it later', async () => {
    await bob.waitForFunction(async () => (await navigator.serviceWorker.ready) && navigator.serviceWorker.controller && (await caches.match('/client/convergence.wasm')));
    await bob.getByText('Saved', { exact: true }).waitFor();
    await bob.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500))); // what is stored is stored within a tenth of a second
    await world.cut(bob);
    await add(bob, 'Before the reload');
    await bob.reload();
    await title(bob, 'Before the reload').waitFor();
    await add(bob, 'After it');
    await bob.getByLabel('Done: 1. Mend the tent today').check();
    assert.deepEqual(await bob.evaluate(drawn), ['x 1. Mend the tent today', '- Before the reload', '- After it']);
    await add(ada, 'Meanwhile');
    await bob.reload(); // and once more
    await title(bob, 'After it').waitFor();
    await world.mend(bob);
    await world.same(both, drawn, (all) => all.length === 4 && all[0] === 'x 1. Mend the tent today' && ['- Before the reload', '- After it', '- Meanwhile'].every((line) => all.includes(line)));
    await bob.getByText('Saved', { exact: true }).waitFor();
    assert.deepEqual((await world.stored(ada)).items.map((one) => one.title).sort(), ['1. Mend the tent today', 'After it', 'Before the reload', 'Meanwhile']);
  });
  await add(ada, 'Tell the neighbours', 'Borrow a second tent');
  await title(bob, 'Meanwhile').focus();
  await ada.locator('.convergence-name').first().waitFor();
  await world.look('todo', ada);
  await ada.mouse.move(5, 400);
  await world.picture('todo', ada);
  await Promise.all(both.map((page) => page.context().close()));
}
