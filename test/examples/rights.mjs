// Pages whose visitor may not write any more say so and take nothing, until it is allowed again.
import assert from 'node:assert/strict';

const disabled = (of) => async (page) => of(page).isDisabled();
const pages = {
  form: {
    data: () => ({
      group: '', village: '', email: '', phone: '', page: '', people: 4, arrival: new Date(0), breakfast: new Date(0), ferry: new Date(0), month: new Date(0), week: new Date(0),
      nights: 7, house: 'lake', courses: [], food: 'all', dogs: false, boat: true, flag: '#1f6f66', wishes: '',
    }),
    checks: [disabled((page) => page.getByLabel('House')), disabled((page) => page.getByLabel('Vegan')), (page) => page.getByLabel('Wishes').evaluate((one) => one.readOnly)],
  },
  sheet: {
    data: () => ({ cells: { A1: 'here' } }),
    checks: [async (page) => {
      const cell = page.locator('td[data-name=A1]');
      await cell.click();
      await page.keyboard.press('Delete');
      await page.keyboard.press('Enter');
      const writes = await page.locator('td input').count();
      if (writes) await page.keyboard.press('Escape');
      return writes === 0 && await cell.textContent() === 'here';
    }],
  },
  chat: { data: () => ({ rooms: [{ id: 'general', name: 'General' }] }), checks: [disabled((page) => page.getByLabel('Name of a new room'))] },
  todo: {
    data: () => ({ items: [{ title: 'Book the ferry', done: false }] }),
    checks: [disabled((page) => page.getByLabel('Something new to do')), disabled((page) => page.getByRole('button', { name: 'Remove Book the ferry' })), (page) => page.getByLabel('Title: Book the ferry').evaluate((one) => one.readOnly)],
  },
  board: { data: () => ({ shapes: {} }), checks: [(page) => page.locator('#board').evaluate((one) => one.inert)] },
  kanban: { data: () => ({ lists: [] }), checks: [(page) => page.locator('#kanban').evaluate((one) => one.inert)] },
};

export default async function (world) {
  for (const [name, { data, checks }] of Object.entries(pages)) {
    const { id, allow, end } = await world.made(await data());
    const page = await world.visit(`example/${name}/#${id}`, 'Bob Kahn');
    const closed = () => Promise.all(checks.map((check) => check(page)));
    const none = checks.map(() => false);
    const notice = page.getByRole('alert').filter({ hasText: 'You may read this document, but not write in it.' });
    await world.act(`${name}: read-only while one may not write`, async () => {
      await page.getByText('Saved', { exact: true }).waitFor();
      await allow(false);
      await notice.waitFor();
      assert.deepEqual(await closed(), checks.map(() => true));
      await allow(true);
      await notice.waitFor({ state: 'hidden' });
      assert.deepEqual(await closed(), none);
    });
    await page.context().close();
    await end();
  }
}
