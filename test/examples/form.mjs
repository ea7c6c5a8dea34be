// Two people fill in one form with fields of every kind, together and apart.
import assert from 'node:assert/strict';

// Every field as it is shown.
const shown = () => [...document.getElementById('form').elements].filter(({ name, tagName }) => name && tagName !== 'FIELDSET').map((one) => {
  if (one.type === 'checkbox' || one.type === 'radio') return `${one.name} ${one.value} ${one.checked}`;
  return `${one.name} ${one.multiple && one.selectedOptions ? [...one.selectedOptions].map(({ value }) => value).sort() : one.value}`;
});
const has = (...lines) => (all) => lines.every((line) => all.includes(line));
const field = (page, name) => page.locator(`[name="${name}"]`);

export default async function (world) {
  const ada = await world.visit('example/form/', 'Ada Lovelace');
  const bob = await world.visit(`example/form/${new URL(ada.url()).hash}`, 'Bob Kahn');
  const both = [ada, bob];
  const see = (...lines) => world.same(both, shown, has(...lines));

  await world.act('write into texts of every kind', async () => {
    for (const [name, text] of [['group', 'The early swimmers'], ['village', 'Altenhof'], ['email', 'ada@example.org'], ['phone', '+49 30 1234'], ['page', 'https://example.org'], ['wishes', 'Two boats.\nA quiet tent 😀']]) {
      await field(ada, name).click();
      await ada.keyboard.type(text);
    }
    await see('group The early swimmers', 'village Altenhof', 'email ada@example.org', 'phone +49 30 1234', 'page https://example.org', 'wishes Two boats.\nA quiet tent 😀');
  });
  await world.act('choose numbers, dates and times', async () => {
    for (const [name, value] of [['people', '12'], ['nights', '9'], ['arrival', '2027-08-01'], ['breakfast', '07:15'], ['ferry', '2027-08-01T16:40'], ['month', '2028-05'], ['week', '2027-W33'], ['flag', '#aa3311']]) await field(bob, name).fill(value);
    await see('people 12', 'nights 9', 'shown 9', 'arrival 2027-08-01', 'breakfast 07:15', 'ferry 2027-08-01T16:40', 'month 2028-05', 'week 2027-W33', 'flag #aa3311');
  });
  await world.act('choose one of some, some of many, yes and no', async () => {
    await ada.getByLabel('House').selectOption('tents');
    await ada.getByLabel('Vegetarian').check();
    await bob.getByLabel('We bring a dog').check();
    await bob.getByLabel('We need a boat').uncheck();
    await ada.getByLabel('Courses').selectOption(['sailing', 'stars']);
    await see('house tents', 'food vegetarian true', 'food all false', 'dogs on true', 'boat on false', 'courses sailing,stars');
    await bob.getByLabel('Courses').selectOption(['birds', 'stars']);
    await see('courses birds,stars');
  });
  await world.act('see who is in which field, by a caret or a frame', async () => {
    await bob.getByLabel('First day').focus();
    await ada.waitForFunction(() => document.querySelector('[data-person="Bob Kahn"] [name=arrival]'));
    await bob.getByLabel('Wishes').focus();
    await ada.locator('.convergence-name', { hasText: 'Bob Kahn' }).waitFor();
    await ada.waitForFunction(() => !document.querySelector('[data-person]'));
    const colour = await ada.locator('.people li', { hasText: 'Bob Kahn' }).evaluate((e) => getComputedStyle(e).backgroundColor);
    assert.equal(await ada.locator('.convergence-name', { hasText: 'Bob Kahn' }).evaluate((e) => getComputedStyle(e).backgroundColor), colour);
  });
  await world.act('both write in one field', async () => {
    await field(ada, 'group').focus();
    await ada.keyboard.press('Home');
    await field(bob, 'group').focus();
    await bob.keyboard.press('End');
    await Promise.all([ada.keyboard.type('We, ', { delay: 8 }), bob.keyboard.type(' of May', { delay: 8 })]);
    await see('group We, The early swimmers of May');
  });
  await world.act('undo what one has done oneself, in whichever field it was', async () => {
    await field(ada, 'group').press('End');
    await ada.keyboard.type(', all');
    await field(ada, 'people').fill('13');
    await ada.getByLabel('Vegan').check();
    await field(bob, 'group').press('Home');
    await bob.keyboard.type('> ');
    await field(bob, 'nights').fill('8');
    await see('group > We, The early swimmers of May, all', 'people 13', 'food vegan true', 'nights 8');
    await ada.waitForTimeout(600); // a step of its own
    await ada.getByLabel('Vegetarian').check();
    await ada.keyboard.press('Control+z');
    await see('food vegan true', 'people 13');
    const before = await world.same(both, shown);
    for (let i = 0; i < 3; i++) await ada.keyboard.press('Control+z');
    await see('group > We, The early swimmers of May', 'people 12', 'food vegetarian true', 'nights 8');
    for (let i = 0; i < 3; i++) await ada.keyboard.press('Control+y');
    assert.deepEqual(await world.same(both, shown, has('people 13')), before);
    await ada.getByLabel('Vegetarian').check();
    await bob.getByRole('button', { name: 'Undo', exact: true }).click();
    await see('nights 9', 'people 13', 'food vegetarian true');
  });
  await world.act('both fill in without each other, and all of it is there', async () => {
    await world.cut(bob);
    await field(bob, 'people').fill('14');
    await bob.getByLabel('Vegan').check();
    await field(bob, 'wishes').focus();
    await bob.keyboard.press('Control+End');
    await bob.keyboard.type(' and a stove');
    await bob.getByText('Will be sent').waitFor();
    await field(ada, 'nights').fill('5');
    await field(ada, 'wishes').focus();
    await ada.keyboard.press('Control+Home');
    await ada.keyboard.type('Please: ');
    await world.mend(bob);
    await see('people 14', 'nights 5', 'food vegan true', 'wishes Please: Two boats.\nA quiet tent 😀 and a stove');
    await bob.getByText('Saved', { exact: true }).waitFor();
    const stored = await world.stored(ada);
    assert.equal(stored.food, 'vegan');
    assert.equal(stored.people, 14);
    assert.deepEqual([...stored.courses].sort(), ['birds', 'stars']);
  });
  await bob.getByLabel('Breakfast at').focus();
  await ada.waitForFunction(() => document.querySelector('[data-person]'));
  await ada.evaluate(() => document.activeElement.blur());
  await world.look('form', ada);
  await ada.mouse.move(5, 400);
  await ada.evaluate(() => scrollTo(0, 0));
  await world.picture('form', ada);
  await Promise.all(both.map((page) => page.context().close()));
}
