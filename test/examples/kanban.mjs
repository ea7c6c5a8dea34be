// Two people plan with one board of cards, by mouse, finger and keys, together and apart.
import assert from 'node:assert/strict';

// The plan as it is drawn: lists with their cards.
const drawn = () => [...document.querySelectorAll('.list')].map((list) => [
  list.querySelector('header textarea').value,
  ...[...list.querySelectorAll('.card textarea')].map((title) => title.value),
]);
const plan = (...lists) => (seen) => JSON.stringify(seen) === JSON.stringify(lists);

const list = (page, title) => page.getByRole('region', { name: title, exact: true }).or(page.locator(`section[aria-label="${title}"]`)).first();
const grip = (page, title) => page.getByRole('button', { name: `Move ${title}`, exact: true });
const card = (page, title) => page.locator(`.card[aria-label="${title}"]`);

async function add(page, to, ...titles) {
  for (const title of titles) {
    await list(page, to).getByRole('button', { name: 'Add a card' }).click();
    await page.keyboard.type(title);
    await page.keyboard.press('Enter');
    await grip(page, title).waitFor();
  }
}

const middle = async (at) => {
  const { x, y, width, height } = await at.boundingBox();
  return [x + width / 2, y + height / 2];
};

async function drag(page, from, [x, y]) {
  await page.mouse.move(...await middle(from));
  await page.mouse.down();
  await page.mouse.move(x, y, { steps: 8 });
  await page.mouse.up();
}

export default async function (world) {
  const ada = await world.visit('example/kanban/', 'Ada Lovelace');
  const bob = await world.visit(`example/kanban/${new URL(ada.url()).hash}`, 'Bob Kahn');
  const both = [ada, bob];
  const see = (...lists) => world.same(both, drawn, plan(...lists));

  await world.act('add cards', async () => {
    await add(ada, 'To do', 'Book the ferry', 'Mend the tent', 'Ask Grace');
    await see(['To do', 'Book the ferry', 'Mend the tent', 'Ask Grace'], ['Doing'], ['Done']);
  });
  await world.act('drag one to another list', async () => {
    const [x, y] = await middle(list(bob, 'Doing'));
    await drag(bob, grip(bob, 'Mend the tent'), [x, y]);
    await see(['To do', 'Book the ferry', 'Ask Grace'], ['Doing', 'Mend the tent'], ['Done']);
  });
  await world.act('drag one within its list', async () => {
    const { x, y } = await card(ada, 'Book the ferry').boundingBox();
    await drag(ada, grip(ada, 'Ask Grace'), [x + 20, y + 2]);
    await see(['To do', 'Ask Grace', 'Book the ferry'], ['Doing', 'Mend the tent'], ['Done']);
  });
  await world.act('move by keys, which keep the focus', async () => {
    await grip(bob, 'Book the ferry').focus();
    for (const key of ['ArrowRight', 'ArrowDown', 'ArrowUp']) await bob.keyboard.press(key);
    await see(['To do', 'Ask Grace'], ['Doing', 'Book the ferry', 'Mend the tent'], ['Done']);
    assert.equal(await bob.evaluate(() => document.activeElement.getAttribute('aria-label')), 'Move Book the ferry');
    assert.equal(await bob.getByRole('status').last().textContent(), 'Doing, 1 of 2');
  });
  await world.act('undo what one has moved oneself', async () => {
    await grip(ada, 'Ask Grace').focus();
    await ada.keyboard.press('Delete');
    await see(['To do'], ['Doing', 'Book the ferry', 'Mend the tent'], ['Done']);
    for (let i = 0; i < 2; i++) await bob.keyboard.press('Control+z'); // up, and to the right
    await see(['To do', 'Book the ferry'], ['Doing', 'Mend the tent'], ['Done']);
    await ada.keyboard.press('Control+z');
    await see(['To do', 'Ask Grace', 'Book the ferry'], ['Doing', 'Mend the tent'], ['Done']);
    for (let i = 0; i < 2; i++) await bob.keyboard.press('Control+y');
    await see(['To do', 'Ask Grace'], ['Doing', 'Book the ferry', 'Mend the tent'], ['Done']);
    await grip(bob, 'Book the ferry').focus();
  });
  await world.act('see which card the other has', async () => {
    await ada.waitForFunction(() => document.querySelector('.card[aria-label="Book the ferry"]').dataset.person === 'Bob Kahn');
  });
  await world.act('both write into one title', async () => {
    const title = (page) => card(page, 'Ask Grace').locator('textarea');
    await Promise.all(both.map((page) => title(page).focus()));
    await ada.keyboard.press('Home');
    await bob.keyboard.press('End');
    await Promise.all([ada.keyboard.type('1. ', { delay: 8 }), bob.keyboard.type(' today', { delay: 8 })]);
    await see(['To do', '1. Ask Grace today'], ['Doing', 'Book the ferry', 'Mend the tent'], ['Done']);
  });
  await world.act('who writes goes on where a card is that somebody else moves', async () => {
    await card(ada, '1. Ask Grace today').locator('textarea').focus();
    await ada.keyboard.press('End');
    await grip(bob, '1. Ask Grace today').focus();
    await bob.keyboard.press('ArrowRight');
    await see(['To do'], ['Doing', '1. Ask Grace today', 'Book the ferry', 'Mend the tent'], ['Done']);
    await ada.keyboard.type('!');
    await see(['To do'], ['Doing', '1. Ask Grace today!', 'Book the ferry', 'Mend the tent'], ['Done']);
  });
  await world.act('a new list, moved in front and named', async () => {
    await ada.getByRole('button', { name: 'Add a list' }).click();
    await ada.keyboard.type('Ideas');
    await ada.keyboard.press('Enter');
    for (let i = 0; i < 3; i++) await ada.keyboard.press('ArrowLeft');
    await see(['Ideas'], ['To do'], ['Doing', '1. Ask Grace today!', 'Book the ferry', 'Mend the tent'], ['Done']);
    await list(bob, 'Ideas').locator('textarea').fill('Some day');
    await see(['Some day'], ['To do'], ['Doing', '1. Ask Grace today!', 'Book the ferry', 'Mend the tent'], ['Done']);
    const { x, y, width } = await list(bob, 'To do').boundingBox();
    await drag(bob, grip(bob, 'Some day'), [x + width - 20, y + 20]);
    await see(['To do'], ['Some day'], ['Doing', '1. Ask Grace today!', 'Book the ferry', 'Mend the tent'], ['Done']);
  });
  await world.act('remove a card, and a list that is empty', async () => {
    assert.ok(await ada.getByRole('button', { name: 'Remove Doing' }).isDisabled());
    await ada.getByRole('button', { name: 'Remove Book the ferry' }).click();
    await grip(ada, 'Some day').focus();
    await ada.keyboard.press('Delete');
    await see(['To do'], ['Doing', '1. Ask Grace today!', 'Mend the tent'], ['Done']);
  });
  await world.act('both move one card to different lists: it is there once', async () => {
    await world.cut(bob);
    await grip(bob, 'Mend the tent').focus();
    await bob.keyboard.press('ArrowRight');
    await add(bob, 'To do', 'Away');
    await bob.getByText('Will be sent').waitFor();
    await grip(ada, 'Mend the tent').focus();
    await ada.keyboard.press('ArrowLeft');
    await grip(ada, '1. Ask Grace today!').focus();
    await ada.keyboard.press('ArrowRight');
    await world.mend(bob);
    await card(ada, 'Away').waitFor();
    await bob.getByText('Saved', { exact: true }).waitFor();
    await ada.getByText('Saved', { exact: true }).waitFor();
    const fresh = await world.visit(`example/kanban/${new URL(ada.url()).hash}`, 'Fresh');
    const all = ['1. Ask Grace today!', 'Away', 'Mend the tent'];
    const titles = (seen) => seen.flatMap((one) => one.slice(1)).sort();
    await world.same([...both, fresh], drawn, (seen) => JSON.stringify(titles(seen)) === JSON.stringify(all));
    // Pages draw it once even before one of the two is removed.
    const stored = async () => (await world.stored(ada)).lists.flatMap(({ cards }) => cards.map((one) => one.title)).sort();
    for (let i = 0; i < 10 && (await stored()).length > all.length; i++) await new Promise((resolve) => setTimeout(resolve, 300));
    assert.deepEqual(await stored(), all);
    await fresh.context().close();
  });
  await world.act('by finger, on a phone', async () => {
    const eve = await world.visit(`example/kanban/${new URL(ada.url()).hash}`, 'Eve', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    const touch = await eve.context().newCDPSession(eve);
    const send = (type, ...points) => touch.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y]) => ({ x, y })) });
    const titles = () => world.same([...both, eve], drawn);
    await add(ada, 'To do', 'First');
    await card(eve, 'First').waitFor();
    const before = (await titles())[0];
    const [x, y] = await middle(grip(eve, 'First'));
    const top = (await list(eve, 'To do').locator('.card').first().boundingBox()).y;
    await send('touchStart', [x, y]);
    for (let i = 1; i <= 6; i++) await send('touchMove', [x + i, y + (top - y) * i / 6]);
    await send('touchEnd');
    await world.same([...both, eve], drawn, ([todo]) => JSON.stringify(todo) === JSON.stringify([before[0], 'First', ...before.slice(1, -1)]));
    await eve.context().close();
  });
  await card(bob, 'Away').locator('textarea').focus();
  await world.look('kanban', ada);
  await ada.getByRole('button', { name: 'Code', exact: true }).click();
  await ada.getByText('A kanban board: lists of cards').waitFor();
  await world.look('kanban-code', ada);
  await Promise.all(both.map((page) => page.context().close()));
  await picture(world);
}

// A plan that is worth a picture.
async function picture(world) {
  if (!world.pictures) return;
  const ada = await world.visit('example/kanban/', 'Ada Lovelace');
  const bob = await world.visit(`example/kanban/${new URL(ada.url()).hash}`, 'Bob Kahn');
  await add(ada, 'To do', 'Find a place to sleep by the lake', 'Borrow a second tent', 'Tell the neighbours');
  await add(ada, 'Doing', 'Book the ferry before Friday', 'Ask Grace about the boat');
  await add(ada, 'Done', 'Choose the island', 'Ask for three days off');
  await card(bob, 'Ask Grace about the boat').locator('textarea').focus();
  await ada.locator('[data-person]').waitFor();
  await ada.mouse.move(5, 600);
  await world.picture('kanban', ada);
  await Promise.all([ada, bob].map((page) => page.context().close()));
}
