// Two people meet and talk in rooms, together and apart.
import assert from 'node:assert/strict';

const said = () => [...document.querySelectorAll('#said li')].map((line) => `${line.querySelector('b').textContent}: ${line.querySelector('p').textContent}`);
const buddies = () => [...document.querySelectorAll('#buddies li')].map((one) => `${one.querySelector('b').textContent}: ${one.querySelector('span').textContent}`);
const say = async (page, text) => {
  await page.getByLabel('Message').fill(text);
  await page.getByRole('button', { name: 'Send' }).click();
};
const sees = (page, read, line) => page.waitForFunction(([f, text]) => new Function(`return (${f})()`)().includes(text), [read.toString(), line]);

export default async function (world) {
  const ada = await world.visit('example/chat/', 'Ada Lovelace', { bypassCSP: true }); // for what the test asks
  world.account('bob', 'Bob Kahn'); // who has an account can say something without a connection
  const bob = await world.visit(`example/chat/${new URL(ada.url()).hash}`, '', { username: 'bob', bypassCSP: true });
  const both = [ada, bob];
  const see = (...lines) => world.same(both, said, (all) => JSON.stringify(all) === JSON.stringify(lines));
  const room = (page, name) => page.getByRole('button', { name, exact: false }).and(page.locator('#rooms button'));

  await world.act('see who is there, and what they are up to', async () => {
    await sees(ada, buddies, 'Bob Kahn: here');
    await sees(bob, buddies, 'Ada Lovelace: here');
    await bob.getByLabel('What you are up to').fill('Drinking tea');
    await sees(ada, buddies, 'Bob Kahn: Drinking tea');
  });
  await world.act('talk', async () => {
    await say(ada, 'Hello Bob');
    await sees(bob, said, 'Ada Lovelace: Hello Bob');
    await say(bob, 'Hello! <b>😀</b>');
    await see('Ada Lovelace: Hello Bob', 'Bob Kahn: Hello! <b>😀</b>');
    const listed = await ada.locator('.people li', { hasText: 'Bob Kahn' }).evaluate((e) => e.style.getPropertyValue('--person'));
    assert.equal(await ada.locator('#said li', { hasText: 'Hello!' }).evaluate((e) => e.style.getPropertyValue('--person')), listed);
  });
  await world.act('make a room, and see where something was said', async () => {
    await ada.getByLabel('Name of a new room').fill('The boat');
    await ada.keyboard.press('Enter');
    await ada.getByRole('heading', { name: 'The boat' }).waitFor();
    await room(bob, 'The boat').waitFor();
    await say(ada, 'Grace has one');
    await say(ada, 'with a sail');
    await bob.locator('#rooms button', { hasText: 'The boat' }).locator('.unread', { hasText: '2' }).waitFor();
    await room(bob, 'The boat').click();
    await see('Ada Lovelace: Grace has one', 'Ada Lovelace: with a sail');
    assert.equal(await bob.locator('.unread').count(), 0);
  });
  await world.act('talk without a connection, and hear what was missed', async () => {
    await world.cut(bob);
    await say(bob, 'I am in a tunnel');
    await bob.getByText('waits for a connection').waitFor();
    await say(ada, 'Are you there?');
    await sees(ada, said, 'Ada Lovelace: Are you there?');
    await world.mend(bob);
    await see('Ada Lovelace: Grace has one', 'Ada Lovelace: with a sail', 'Ada Lovelace: Are you there?', 'Bob Kahn: I am in a tunnel');
    await sees(ada, buddies, 'Bob Kahn: Drinking tea');
  });
  await world.act('a guest without a connection is told so, and keeps the words', async () => {
    await world.cut(ada);
    await say(ada, 'Nobody hears me');
    await ada.getByRole('alert').filter({ hasText: 'There is no connection' }).waitFor();
    assert.equal(await ada.getByLabel('Message').inputValue(), 'Nobody hears me');
    await world.mend(ada);
    await ada.getByRole('alert').waitFor({ state: 'hidden' });
    await ada.getByLabel('Message').fill('');
  });
  await world.act('who comes later has what was said', async () => {
    const eve = await world.visit(`example/chat/${new URL(ada.url()).hash}`, 'Eve');
    await eve.locator('#said li').nth(1).waitFor();
    assert.deepEqual(await eve.evaluate(said), ['Ada Lovelace: Hello Bob', 'Bob Kahn: Hello! <b>😀</b>']);
    await sees(ada, buddies, 'Eve: here');
    await eve.context().close();
  });
  await world.act('who goes stays in the list as away', async () => {
    await sees(ada, buddies, 'Eve: away');
    assert.deepEqual((await ada.evaluate(buddies)).sort(), ['Bob Kahn: Drinking tea', 'Eve: away']);
  });
  await world.act('after a reload one is the same person', async () => {
    await bob.reload();
    await bob.locator('.state[data-state="connected"]').waitFor();
    await sees(ada, buddies, 'Bob Kahn: here');
    await sees(bob, said, 'Bob Kahn: Hello! <b>😀</b>');
    await room(bob, 'The boat').click();
    await say(bob, 'Back again');
    await sees(ada, said, 'Bob Kahn: Back again');
    assert.deepEqual((await ada.evaluate(buddies)).map((one) => one.split(':')[0]).sort(), ['Bob Kahn', 'Eve']);
  });
  await world.look('chat', ada);
  await ada.getByLabel('Message').focus();
  await world.picture('chat', ada);
  await Promise.all(both.map((page) => page.context().close()));
}
