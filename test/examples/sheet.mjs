// Two people calculate in one sheet, by keys, mouse and finger, together and apart.
import assert from 'node:assert/strict';

const shown = () => Object.fromEntries([...document.querySelectorAll('td')].filter((cell) => cell.textContent).map((cell) => [cell.dataset.name, cell.textContent]));
const cell = (page, name) => page.locator(`td[data-name="${name}"]`);

/** Writes into cells from one on, downwards. */
async function write(page, name, ...texts) {
  await cell(page, name).click();
  for (const text of texts) {
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
  }
}

export default async function (world) {
  const ada = await world.visit('example/sheet/', 'Ada Lovelace');
  const bob = await world.visit(`example/sheet/${new URL(ada.url()).hash}`, 'Bob Kahn');
  const both = [ada, bob];
  const see = (cells) => world.same(both, shown, (all) => Object.entries(cells).every(([name, text]) => (all[name] ?? '') === text));

  await world.act('there are a thousand cells', async () => {
    assert.equal(await ada.locator('td').count(), 1000);
  });
  await world.act('write numbers and texts', async () => {
    await write(ada, 'A1', 'Tents', 'Boats', 'Ferry');
    await write(bob, 'B1', '3', '2', '14');
    await write(bob, 'C1', '25', '40.5', '9');
    await see({ A1: 'Tents', A3: 'Ferry', B2: '2', C2: '40.5' });
  });
  await world.act('formulas follow what others write', async () => {
    await write(ada, 'D1', '=B1*C1', '=b2*c2', '=B3*C3', '=SUM(D1:D3)', '=D4/SUM(B1:B2)');
    await see({ D1: '75', D2: '81', D4: '282', D5: '56.4' });
    await write(bob, 'B3', '20');
    await see({ D3: '180', D4: '336', D5: '67.2' });
  });
  await world.act('what is wrong says why', async () => {
    await write(ada, 'F1', '=F2', '=F1', '=A1+1', '=1/0', '=AVERAGE(B1)');
    await see({ F1: '#CIRCLE', F3: '#TEXT', F4: '#DIV/0', F5: '#FORMULA' });
    assert.equal(await cell(bob, 'F3').getAttribute('title'), 'There is a text in A1');
    for (const name of ['F1', 'F2', 'F3', 'F4', 'F5']) {
      await cell(ada, name).click();
      await ada.keyboard.press('Delete');
    }
    await see({ F1: '', F5: '' });
  });
  await world.act('go by keys, and see where the other is', async () => {
    await cell(bob, 'B2').click();
    for (const key of ['ArrowRight', 'ArrowDown', 'ArrowUp', 'ArrowUp', 'ArrowUp']) await bob.keyboard.press(key);
    assert.equal(await bob.evaluate(() => document.activeElement.dataset.name), 'C1', 'the sheet has an end');
    assert.equal(await bob.locator('#written').textContent(), '25');
    await ada.waitForFunction(() => document.querySelector('td[data-name=C1]').dataset.person === 'Bob Kahn');
  });
  await world.act('he stays where he is when what is there is written', async () => {
    await write(ada, 'C1', '30');
    await see({ C1: '30', D1: '90' });
    await ada.waitForFunction(() => document.querySelector('td[data-name=C1]').dataset.person === 'Bob Kahn');
    await cell(bob, 'H9').click();
    await ada.waitForFunction(() => document.querySelector('td[data-name=H9]').dataset.person === 'Bob Kahn');
    await write(ada, 'H9', 'new');
    await see({ H9: 'new' });
    await ada.waitForFunction(() => document.querySelector('td[data-name=H9]').dataset.person === 'Bob Kahn');
  });
  await world.act('give up what was begun, and go on in what is there', async () => {
    await cell(ada, 'A1').click();
    await ada.keyboard.type('nothing');
    await ada.keyboard.press('Escape');
    await ada.keyboard.press('F2');
    await ada.keyboard.press('End');
    await ada.keyboard.type(' for two');
    await ada.keyboard.press('Tab');
    assert.equal(await ada.evaluate(() => document.activeElement.dataset.name), 'B1');
    await see({ A1: 'Tents for two' });
  });
  await world.act('write without a connection, while the other does too', async () => {
    await world.cut(bob);
    await write(bob, 'B1', '4');
    await write(bob, 'A6', 'Away');
    await bob.getByText('Will be sent').waitFor();
    assert.equal(await cell(bob, 'D1').textContent(), '120', 'it calculates all the same');
    await write(ada, 'C3', '10');
    await write(ada, 'A7', 'Here');
    await world.mend(bob);
    await see({ B1: '4', A6: 'Away', A7: 'Here', D1: '120', D3: '200', D4: '401' });
    await bob.getByText('Saved', { exact: true }).waitFor();
    const { cells } = await world.stored(ada);
    assert.deepEqual([cells.B1, cells.A6, cells.A7, cells.D4], ['4', 'Away', 'Here', '=SUM(D1:D3)']);
  });
  await world.act('undo what one has written oneself', async () => {
    await write(ada, 'A9', 'Ada');
    await write(ada, 'B9', '7');
    await write(bob, 'C9', '8');
    await write(bob, 'B9', '9');
    await see({ A9: 'Ada', B9: '9', C9: '8' });
    await ada.keyboard.press('Control+z'); // not the 7, which somebody has written over
    await see({ A9: '', B9: '9', C9: '8' });
    await ada.keyboard.press('Control+Shift+z');
    await see({ A9: 'Ada', B9: '9', C9: '8' });
    await ada.keyboard.press('Control+z');
    for (const name of ['Undo', 'Undo']) await bob.getByRole('button', { name, exact: true }).click();
    await see({ A9: '', C9: '' });
  });
  await world.act('by finger, on a phone', async () => {
    const eve = await world.visit(`example/sheet/${new URL(ada.url()).hash}`, 'Eve', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    await cell(eve, 'A8').tap();
    await cell(eve, 'A8').tap();
    await eve.locator('td input').fill('By train');
    await eve.keyboard.press('Enter');
    await see({ A8: 'By train' });
    await eve.context().close();
  });
  for (const name of ['H9', 'A6', 'A7', 'A8']) {
    await cell(ada, name).click();
    await ada.keyboard.press('Delete');
  }
  await write(ada, 'A4', 'All');
  await write(ada, 'A5', 'For each one');
  await cell(bob, 'B3').click();
  await ada.waitForFunction(() => document.querySelector('td[data-name=B3]').dataset.person === 'Bob Kahn');
  await world.same(both, shown, (all) => all.A5 && !all.A8);
  await cell(ada, 'D4').click();
  await world.look('sheet', ada);
  await ada.mouse.move(5, 5);
  await world.picture('sheet', ada);
  await Promise.all(both.map((page) => page.context().close()));
}
