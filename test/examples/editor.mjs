// Two people write one document. What the editor does besides is in test/suite/example.test.mjs.
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
  await ada.mouse.move(5, 400);
  await world.look('editor', ada);
  await world.picture('editor', ada);
  await Promise.all(both.map((page) => page.context().close()));
}
