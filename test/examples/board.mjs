// Two people draw on one board, with mouse, finger and keys, together and apart.
import assert from 'node:assert/strict';

// Every shape as it is drawn, in an order that does not depend on the page.
const drawn = () => [...document.querySelectorAll('.shape')].map((shape) => {
  const { left, top, width, height, zIndex } = shape.style;
  return `${shape.dataset.id} ${shape.className} ${left} ${top} ${width} ${height} ${zIndex} ${shape.textContent}`;
}).sort();

const shape = (page, label) => page.getByRole('button', { name: label, exact: true });
const tool = (page, name) => page.getByRole('toolbar').getByRole('button', { name, exact: true });

// Where a point of the board is in the window.
async function at(page, x, y) {
  const { left, top } = await page.evaluate(() => document.getElementById('surface').getBoundingClientRect().toJSON());
  return [left + x, top + y];
}

async function drag(page, from, to, steps = 12) {
  await page.mouse.move(...await at(page, ...from));
  await page.mouse.down();
  await page.mouse.move(...await at(page, ...to), { steps });
  await page.mouse.up();
}

export default async function (world) {
  const ada = await world.visit('example/board/', 'Ada Lovelace');
  const bob = await world.visit(`example/board/${new URL(ada.url()).hash}`, 'Bob Kahn');
  const both = [ada, bob];
  const place = (page, label) => shape(page, label).evaluate((e) => [parseInt(e.style.left, 10), parseInt(e.style.top, 10), parseInt(e.style.width, 10), parseInt(e.style.height, 10)]);

  await world.act('draw a box', async () => {
    await tool(ada, 'Box').click();
    await drag(ada, [60, 90], [300, 230]);
    await shape(bob, 'Empty box').waitFor();
    await world.same(both, drawn, (all) => all.length === 1 && /60px 90px 240px 140px/.test(all[0]));
  });
  await world.act('write into it', async () => {
    await ada.keyboard.press('Enter');
    await ada.keyboard.type('Ideas');
    await ada.keyboard.press('Escape');
    await shape(bob, 'Box: Ideas').waitFor();
  });
  await world.act('a note by a click, which one writes into', async () => {
    await tool(bob, 'Mint').click();
    await tool(bob, 'Note').click();
    await bob.mouse.click(...await at(bob, 500, 160));
    await bob.keyboard.type('Ask Grace 😀');
    await bob.keyboard.press('Escape');
    await shape(ada, 'Note: Ask Grace 😀').waitFor();
    assert.match(await shape(ada, 'Note: Ask Grace 😀').getAttribute('class'), /mint/);
  });
  await world.act('see who points where, in the same colour as in the list', async () => {
    await bob.mouse.move(...await at(bob, 420, 300));
    const pointer = ada.locator('.pointer', { hasText: 'Bob Kahn' });
    await pointer.waitFor();
    await ada.waitForFunction(() => document.querySelector('.pointer').style.transform === 'translate(420px, 300px)');
    const listed = await ada.locator('.people li', { hasText: 'Bob Kahn' }).evaluate((e) => e.style.getPropertyValue('--person'));
    assert.equal(await pointer.evaluate((e) => e.style.getPropertyValue('--person')), listed);
  });
  await world.act('see what the other has selected', async () => {
    await shape(bob, 'Box: Ideas').click();
    await ada.waitForFunction(() => document.querySelector('[aria-label="Box: Ideas"]').style.getPropertyValue('--person') !== '');
  });
  await world.act('see it move while it is moved, once per frame', async () => {
    await ada.evaluate(() => {
      window.seen = new Set();
      const watched = document.querySelector('.note');
      new MutationObserver(() => window.seen.add(watched.style.left)).observe(watched, { attributes: true });
    });
    await drag(bob, [500, 160], [760, 300], 40);
    await world.same(both, drawn, (all) => all.some((one) => / 675px 240px /.test(one)));
    const seen = await ada.evaluate(() => window.seen.size);
    assert.ok(seen >= 3, `Ada saw ${seen} places on the way`);
  });
  await world.act('resize by the corner', async () => {
    await shape(bob, 'Box: Ideas').click();
    await drag(bob, [294, 224], [344, 254]);
    await world.same(both, drawn, (all) => all.some((one) => / 290px 170px /.test(one)));
  });
  await world.act('draw and move by keys', async () => {
    await tool(ada, 'Select').click();
    await ada.keyboard.press('o');
    await shape(ada, 'Empty oval').waitFor();
    const before = await place(ada, 'Empty oval');
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowLeft', 'Shift+ArrowLeft', 'Alt+ArrowRight']) await ada.keyboard.press(key);
    assert.deepEqual(await place(ada, 'Empty oval'), [before[0] - 11, before[1] + 20, before[2] + 10, before[3]]);
    await world.same(both, drawn, (all) => all.length === 3);
  });
  await world.act('undo takes back only what is one\'s own', async () => {
    const steps = ['Alt+ArrowRight', 'Shift+ArrowLeft', 'ArrowLeft'].length;
    await shape(bob, 'Empty oval').focus();
    await tool(bob, 'Rose').click(); // Ada's undo leaves that
    await ada.waitForFunction(() => document.querySelector('.oval').classList.contains('rose'));
    const [x, , w] = await place(ada, 'Empty oval');
    for (let i = 0; i < steps; i++) await ada.keyboard.press('Control+z');
    assert.deepEqual((await place(ada, 'Empty oval')).filter((_, i) => i !== 1 && i !== 3), [x + 11, w - 10]);
    for (let i = 0; i < steps; i++) await ada.keyboard.press('Control+Shift+Z');
    assert.deepEqual((await place(ada, 'Empty oval'))[0], x);
    await world.same(both, drawn, (all) => all.some((one) => /oval rose/.test(one)));
  });
  await world.act('undo does not undo what somebody has set since', async () => {
    await shape(ada, 'Empty oval').focus();
    await ada.keyboard.press('ArrowRight');
    await world.same(both, drawn);
    await shape(bob, 'Empty oval').focus();
    await bob.keyboard.press('ArrowRight');
    await world.same(both, drawn);
    const there = await place(ada, 'Empty oval');
    await ada.keyboard.press('Control+z'); // what she did before that, to make it wider, which is left to be undone
    assert.deepEqual(await place(ada, 'Empty oval'), [there[0], there[1], there[2] - 10, there[3]]);
  });
  await world.act('remove, and have it back as it was', async () => {
    const before = await world.same(both, drawn);
    await shape(bob, 'Note: Ask Grace 😀').focus();
    await bob.keyboard.press('Delete');
    await world.same(both, drawn, (all) => all.length === 2);
    await tool(bob, 'Undo').click();
    assert.deepEqual(await world.same(both, drawn, (all) => all.length === 3), before);
  });
  await world.act('both write into one note', async () => {
    await shape(ada, 'Note: Ask Grace 😀').focus();
    await ada.keyboard.press('Enter');
    await ada.keyboard.press('End');
    await shape(bob, 'Note: Ask Grace 😀').focus();
    await bob.keyboard.press('Enter');
    await bob.keyboard.press('Home');
    await Promise.all([ada.keyboard.type(' today', { delay: 8 }), bob.keyboard.type('1. ', { delay: 8 })]);
    await Promise.all(both.map((page) => shape(page, 'Note: 1. Ask Grace 😀 today').waitFor()));
    await Promise.all(both.map((page) => page.keyboard.press('Escape')));
  });
  await world.act('a note that is removed while one writes into it is gone, and undo has it back', async () => {
    await shape(ada, 'Note: 1. Ask Grace 😀 today').focus();
    await ada.keyboard.press('Enter');
    await ada.keyboard.press('End');
    await ada.keyboard.type('!');
    await shape(bob, 'Note: 1. Ask Grace 😀 today!').focus();
    await bob.keyboard.press('Delete');
    await world.same(both, drawn, (all) => all.length === 2);
    await ada.getByLabel('Text of the shape').waitFor({ state: 'hidden' });
    await bob.keyboard.press('Control+z');
    await Promise.all(both.map((page) => shape(page, 'Note: 1. Ask Grace 😀 today!').waitFor()));
  });
  await world.act('by finger, on a phone', async () => {
    const eve = await world.visit(`example/board/${new URL(ada.url()).hash}`, 'Eve', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    const touch = await eve.context().newCDPSession(eve);
    const send = (type, ...points) => touch.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y]) => ({ x, y })) });
    const before = await place(eve, 'Box: Ideas');
    await send('touchStart', await at(eve, 150, 150));
    for (let i = 1; i <= 10; i++) await send('touchMove', await at(eve, 150 + 3 * i, 150 + 20 * i));
    await send('touchEnd');
    await world.same([...both, eve], drawn);
    assert.deepEqual(await place(ada, 'Box: Ideas'), [before[0] + 30, before[1] + 200, before[2], before[3]]);
    await eve.context().close();
  });
  await world.act('draw without a connection, while the other does too', async () => {
    await world.cut(bob);
    await shape(bob, 'Box: Ideas').focus();
    await bob.keyboard.press('ArrowRight');
    await bob.keyboard.press('n');
    await bob.keyboard.type('Away');
    await bob.keyboard.press('Escape');
    await bob.getByText('Will be sent').waitFor();
    await shape(ada, 'Box: Ideas').focus();
    await ada.keyboard.press('ArrowUp');
    await tool(ada, 'Sky').click();
    assert.equal(await shape(ada, 'Note: Away').count(), 0);
    await world.mend(bob);
    await shape(ada, 'Note: Away').waitFor();
    await bob.getByText('Saved', { exact: true }).waitFor();
    const fresh = await world.visit(`example/board/${new URL(ada.url()).hash}`, 'Fresh');
    await world.same([...both, fresh], drawn, (all) => all.length === 4 && all.some((one) => /box sky/.test(one)));
    await fresh.context().close();
  });
  await shape(bob, 'Note: Away').click();
  await world.look('board', ada);
  await world.act('see the code', async () => {
    await ada.getByRole('button', { name: 'Code', exact: true }).click();
    await ada.getByText('A drawing board: notes and shapes').waitFor();
    await world.look('board-code', ada);
  });
  await Promise.all(both.map((page) => page.context().close()));
  await picture(world);
}

// A board that is worth a picture.
async function picture(world) {
  if (!world.pictures) return;
  const ada = await world.visit('example/board/', 'Ada Lovelace');
  const bob = await world.visit(`example/board/${new URL(ada.url()).hash}`, 'Bob Kahn');
  for (const [kind, colour, from, to, text] of [
    ['Box', 'Sky', [60, 60], [290, 140], 'Our trip to the islands'],
    ['Note', 'Sand', [70, 190], [240, 310], 'Book the ferry before Friday'],
    ['Note', 'Mint', [270, 230], [440, 350], 'Ada brings the tent, Bob the stove'],
    ['Oval', 'Rose', [400, 50], [640, 190], 'Where do we sleep?'],
    ['Note', 'Sky', [500, 250], [680, 370], 'Grace knows a place by the lake'],
    ['Box', 'Mint', [710, 80], [900, 160], 'Saturday'],
    ['Box', 'Sand', [710, 190], [900, 270], 'Sunday'],
  ]) {
    await tool(ada, colour).click();
    await tool(ada, kind).click();
    await drag(ada, from, to);
    if (kind !== 'Note') await ada.keyboard.press('Enter');
    await ada.keyboard.type(text);
    await ada.keyboard.press('Escape');
    await ada.keyboard.press('Escape'); // nothing is selected, so the next colour is for what is drawn next
  }
  await shape(bob, 'Note: Grace knows a place by the lake').click();
  await bob.mouse.move(...await at(bob, 640, 340));
  await shape(ada, 'Box: Saturday').focus();
  await ada.mouse.move(5, 300);
  await world.same([ada, bob], drawn, (all) => all.length === 7);
  await ada.locator('.pointer').waitFor();
  await world.picture('board', ada);
  await Promise.all([ada, bob].map((page) => page.context().close()));
}
