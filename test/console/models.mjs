// Models: finding them, seeing and editing one live beside a user, its history and rights.
import assert from 'node:assert/strict';
import { openPage } from '../harness/browser.mjs';

const data = { title: 'Plan', done: false, count: 3, tags: ['a', 'b'], author: { name: 'Ada' }, none: null };

export default async function models(w) {
  await w.visit('Models');
  await w.act('create a model', async () => {
    await w.press('Create model');
    await w.fill({ Collection: 'papers', Id: 'plan', Data: JSON.stringify(data) }, 'Create model');
    await w.on('plan');
  });
  await w.act('open it live', async () => w.tagged('live'));
  const tree = w.page.getByRole('region', { name: 'Tree' });

  const ada = await openPage(w.browser, { ...w.server, url: w.server.url, realtime: `${w.server.url}/api/realtime/acme/notes` });
  await ada.evaluate(async (url) => {
    e2e.domain = await Convergence.connect(url, 'ada', 'long enough');
    e2e.model = await e2e.domain.models().open('plan');
  }, `${w.server.url}/api/realtime/acme/notes`);
  await w.act('see who has it open', async (page) => {
    await page.getByText('Ada Lovelace').waitFor();
    await page.getByText('root (server)').waitFor();
  });
  await w.act('watch what a user does', async () => {
    await ada.evaluate(() => {
      e2e.model.elementAt('title').insert(4, ' of work');
      e2e.model.root().set('added', 'by Ada');
    });
    await tree.getByLabel('added', { exact: true }).waitFor();
    assert.equal(await tree.getByLabel('title', { exact: true }).inputValue(), 'Plan of work');
    assert.equal(await tree.getByLabel('added', { exact: true }).inputValue(), 'by Ada');
  });
  const has = (what, value) => ada.waitForFunction(([what, value]) => JSON.stringify(e2e.model.elementAt(...what).value()) === value, [what, JSON.stringify(value)]);
  await w.act('type in the tree', async (page) => {
    const title = tree.getByLabel('title', { exact: true });
    await title.focus();
    await page.keyboard.press('End');
    await page.keyboard.type(' today');
    await has(['title'], 'Plan of work today');
    // What a user writes before the cursor moves it along.
    await ada.evaluate(() => e2e.model.elementAt('title').insert(0, 'Our '));
    await page.waitForFunction(() => document.activeElement.value.startsWith('Our '));
    await page.keyboard.type('!');
    await has(['title'], 'Our Plan of work today!');
    assert.equal(await title.inputValue(), 'Our Plan of work today!');
  });
  await w.act('edit values in the tree', async (page) => {
    await tree.getByLabel('done', { exact: true }).check();
    await has(['done'], true);
    await tree.getByLabel('count', { exact: true }).fill('7');
    await page.keyboard.press('Enter');
    await has(['count'], 7);
  });
  await w.act('add and remove in the tree', async () => {
    await w.press('Add to tags', tree);
    await w.fill({ Value: 'c' }, 'Add');
    await has(['tags'], ['a', 'b', 'c']);
    await w.press('Add to author', tree);
    await w.look('model-add');
    await w.fill({ 'Name of the property': 'born', Value: '1815' }, 'Add');
    await has(['author'], { name: 'Ada', born: 1815 });
    await w.press('Remove none', tree);
    await w.press('Cancel', w.dialog);
    await w.dialog.waitFor({ state: 'detached' });
    assert.ok(await ada.evaluate(() => e2e.model.root().hasKey('none')), 'it is removed before one is asked');
    await w.press('Remove 0', tree);
    await w.dialog.locator('pre').getByText('"a"').waitFor();
    await ada.evaluate(() => e2e.model.elementAt('tags').insert(0, 'new')); // it is elsewhere now
    await tree.getByRole('button', { name: /tags 4 entries/ }).waitFor();
    await w.press('Remove', w.dialog);
    await has(['tags'], ['new', 'b', 'c']);
    await w.press('Remove none', tree);
    await w.press('Remove', w.dialog);
    await tree.getByText('none').waitFor({ state: 'detached' });
    await ada.waitForFunction(() => !e2e.model.root().hasKey('none'));
  });
  await w.look('model');
  await w.act('draw what has changed, and not the whole again', async (page) => {
    await ada.evaluate(() => e2e.model.root().set('many', Array.from({ length: 300 }, (_, n) => ({ n, text: `entry ${n}` }))));
    await tree.getByRole('button', { name: 'Show more of 300 entries' }).waitFor();
    await tree.getByRole('button', { name: '7 2 properties', exact: true }).click();
    await tree.getByLabel('text', { exact: true }).waitFor();
    const counted = async (act) => {
      await page.evaluate(() => {
        const { RealTimeArray, RealTimeObject, RealTimeString } = Convergence;
        globalThis.calls = {};
        globalThis.undo = [];
        for (const [type, name] of [[RealTimeArray, 'get'], [RealTimeObject, 'get'], [RealTimeString, 'value'], [RealTimeObject, 'toJSON']]) {
          const before = type.prototype[name];
          calls[name] ??= 0;
          type.prototype[name] = function (...given) { calls[name]++; return before.apply(this, given); };
          undo.push(() => { if (Object.hasOwn(type.prototype, name)) type.prototype[name] = before; });
        }
      });
      await act();
      return page.evaluate(() => { for (const u of undo) u(); return calls; });
    };
    const calls = await counted(async () => {
      for (let i = 0; i < 20; i++) await ada.evaluate((i) => e2e.model.elementAt('many', 7, 'text').insert(0, String(i % 10)), i);
      await page.waitForFunction(() => [...document.querySelectorAll('.tree textarea')].some((t) => t.value.endsWith('0entry 7') && t.value.startsWith('9')));
    });
    assert.equal(calls.get, 0, `an edit of one text reads ${calls.get} other elements`);
    assert.ok(calls.value > 0 && calls.value <= 120, `20 edits read texts ${calls.value} times`);
    assert.equal(calls.toJSON, 0, 'the tree reads the whole model');
    await ada.evaluate(() => e2e.model.elementAt('many').insert(0, 'first'));
    await tree.getByRole('button', { name: /many 301 entries/ }).waitFor();
    const first = (label) => page.waitForFunction((label) => [...document.querySelectorAll('.tree textarea')].find((t) => t.value === 'first')?.ariaLabel === label, label);
    await first('0');
    await ada.evaluate(() => e2e.model.elementAt('many').reorder(0, 1));
    await first('1');
    await ada.evaluate(() => e2e.model.root().remove('many'));
    await tree.getByRole('button', { name: /many/ }).first().waitFor({ state: 'detached' });
  });
  await w.act('see and edit it as JSON', async (page) => {
    await w.press('JSON');
    await page.getByLabel('Data of the model').getByText('"born": 1815').waitFor();
    await ada.evaluate(() => e2e.model.root().set('live', 1));
    await page.getByLabel('Data of the model').getByText('"live": 1').waitFor();
    await w.look('model-json');
    await w.press('Edit as JSON');
    await page.getByLabel('Data', { exact: true }).fill('{"title"');
    await w.press('Save as one change');
    await w.says('This is not JSON');
    await page.getByLabel('Data', { exact: true }).fill(JSON.stringify({ ...data, title: 'By JSON' }));
    await w.press('Save as one change');
    await has(['title'], 'By JSON');
  });
  await w.act('be refused when somebody else was faster', async (page) => {
    await w.press('Edit as JSON');
    const whole = page.getByLabel('Data', { exact: true });
    await whole.fill('{"title": "too late"}');
    const version = page.locator('.facts dd').first();
    const before = Number(await version.textContent());
    await ada.evaluate(() => e2e.model.elementAt('count').value(8));
    await version.getByText(String(before + 1)).waitFor(); // the page has been drawn again
    assert.equal(await whole.inputValue(), '{"title": "too late"}', 'what one types is lost when others edit');
    await w.press('Save as one change');
    await page.locator('.problem:visible').waitFor();
    await w.press('Cancel');
    await has(['title'], 'By JSON');
  });
  await w.act('add to a number while others edit', async (page) => {
    await w.press('Tree');
    const count = tree.getByLabel('count', { exact: true });
    await count.fill('41');
    await ada.evaluate(() => e2e.model.root().set('other', 'x'));
    await tree.getByLabel('other', { exact: true }).waitFor();
    assert.equal(await count.inputValue(), '41', 'what one types is lost when others edit');
    await page.keyboard.press('Enter');
    await has(['count'], 41);
  });
  await w.act('go through the history', async (page) => {
    await w.press('History');
    const slider = page.getByLabel('Version', { exact: true });
    const newest = Number(await slider.getAttribute('max'));
    assert.ok(newest > 5);
    await slider.fill('1');
    await page.getByLabel('Data at version 1', { exact: true }).getByText('"title": "Plan"').waitFor();
    await w.press('Later');
    await page.getByText('ada inserted " of work" at 4').waitFor();
    await w.look('model-history');
    await w.press('Earlier');
    await page.locator('.moment').getByText(/^Version 1 of \d+ · created /).waitFor();
  });
  await w.act('restore a version', async (page) => {
    await page.getByLabel('Data at version 1', { exact: true }).waitFor();
    await w.press('Restore this version');
    await w.press('Restore', w.dialog);
    await has(['title'], 'Plan');
  });
  await w.act('change the rights on a model', async (page) => {
    await w.press('Rights');
    await page.getByLabel('Only what this table says').check();
    await page.getByLabel('Name of a user or group').fill('ada');
    await w.press('Add to the table');
    await page.getByLabel('ada: Write').check();
    await w.press('Save rights');
    await w.says('The rights are saved.');
    await w.look('model-rights');
    await ada.waitForFunction(() => !e2e.model.permissions().remove && e2e.model.permissions().write);
  });
  await w.act('come back when the connection was lost', async (page) => {
    await w.press('Tree');
    await w.server.kill();
    await w.tagged('reconnecting');
    await w.says('The server does not answer');
    await w.server.run();
    await w.tagged('live');
  });
  await ada.close();

  await w.act('find models by what is in them', async (page) => {
    await w.visit('Models');
    await page.getByText('Find models by what is in them').click();
    await w.press('Find'); // as it stands
    await w.says('1 found.');
    await page.getByLabel('Query').fill("SELECT * FROM papers WHERE title = 'Plan'");
    await w.press('Find');
    await page.getByRole('region', { name: 'Found models' }).getByRole('link', { name: 'plan' }).waitFor();
    await w.look('models');
    await page.getByLabel('Query').fill('SELECT nonsense');
    await w.press('Find');
    await w.page.locator('.problem:visible').waitFor();
  });
  await w.act('list the models of a collection', async (page) => {
    // Not in the table of what was found, which stays.
    const listed = (...ids) => page.waitForFunction((ids) => [...document.querySelectorAll('[role=region][aria-label=Models] tbody th')].map((cell) => cell.textContent).sort().join() === ids, ids.join());
    await w.press('Create model');
    await w.fill({ Collection: 'drafts', Id: 'sketch', Data: '{}' }, 'Create model');
    await w.on('sketch');
    await w.visit('Models');
    await listed('plan', 'sketch');
    await page.getByLabel('Collection').selectOption('papers');
    await page.waitForURL('**/in/papers');
    await listed('plan');
    await w.visit('Models');
    await page.getByRole('link', { name: 'sketch', exact: true }).click();
    await w.on('sketch');
    await w.press('Remove', page.locator('.head'));
    await w.press('Remove model', w.dialog);
    await w.on('Models');
    await listed('plan');
  });
  await w.act('open a model by its id', async (page) => {
    await page.getByLabel('Id of a model').fill('nothing');
    await w.press('Open');
    await page.locator('.bar .problem:visible').waitFor();
    await page.getByLabel('Id of a model').fill('plan');
    await w.press('Open');
    await w.on('plan');
  });
  await w.act('remove a model', async () => {
    await w.press('Remove', w.page.locator('.head'));
    await w.press('Remove model', w.dialog);
    await w.on('Models');
    await w.says('There is no model yet');
  });
}
