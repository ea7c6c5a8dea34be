// The main act of each example by keys alone, from the form on; another page sees what was done.
import assert from 'node:assert/strict';

// Comes in by keys.
async function enter(world, address, name) {
  const page = await world.page(address);
  await page.waitForFunction(() => document.activeElement?.id === 'name');
  await page.keyboard.type(name);
  await page.keyboard.press('Enter');
  await page.locator('.state[data-state="connected"]').waitFor();
  await page.getByText('Saved', { exact: true }).waitFor();
  return page;
}

// Goes on with a key until what has the focus matches.
async function reach(page, selector, key = 'Tab') {
  await page.locator(selector).first().waitFor();
  for (let i = 0; i < 40; i++) {
    if (await page.evaluate((selector) => document.activeElement.matches(selector), selector)) return;
    await page.keyboard.press(key);
  }
  assert.fail(`40 times ${key} do not lead to ${selector}`);
}

// What one begins with has the focus.
const begins = (page, selector) => page.waitForFunction((selector) => document.activeElement.matches(selector), selector);

async function press(page, ...keys) {
  for (const key of keys) await page.keyboard.press(key);
}

const acts = {
  '': async (page) => {
    await page.keyboard.type('By keys');
    return [() => document.querySelector('.cm-content').textContent, 'By keys'];
  },
  'board/': async (page) => {
    await press(page, 'n');
    await page.keyboard.type('By keys');
    await press(page, 'Escape', 'ArrowRight');
    return [() => document.querySelector('.shape')?.getAttribute('aria-label'), 'Note: By keys'];
  },
  'kanban/': async (page) => {
    await begins(page, '.add');
    await press(page, 'Enter');
    await page.keyboard.type('By keys');
    await press(page, 'Enter');
    await reach(page, '.card .grip', 'Shift+Tab');
    await press(page, 'ArrowRight');
    return [() => document.querySelectorAll('.list')[1].querySelector('.card textarea')?.value, 'By keys'];
  },
  'form/': async (page) => {
    await reach(page, '[name=group]');
    await page.keyboard.type('By keys');
    await reach(page, '[name=food]');
    await press(page, 'ArrowDown');
    return [() => `${document.querySelector('[name=group]').value}, ${document.querySelector('[name=food]:checked').value}`, 'By keys, vegetarian'];
  },
  'sheet/': async (page) => {
    await begins(page, 'td');
    for (const written of ['20', '22']) {
      await page.keyboard.type(written);
      await press(page, 'Enter');
    }
    await page.keyboard.type('=A1+A2');
    await press(page, 'Enter');
    return [() => document.querySelector('td[data-name=A3]').textContent, '42'];
  },
  'chat/': async (page) => {
    await begins(page, '#words');
    await page.keyboard.type('By keys');
    await press(page, 'Enter');
    return [() => document.querySelector('#said p')?.textContent, 'By keys'];
  },
  'todo/': async (page) => {
    await begins(page, '.add input');
    await page.keyboard.type('By keys');
    await press(page, 'Enter');
    await page.getByLabel('Done: By keys').waitFor();
    await reach(page, '.todo li [type=checkbox]');
    await press(page, 'Space');
    return [() => document.querySelector('.todo li.done .field input')?.value, 'By keys'];
  },
};

export default async function (world) {
  for (const [folder, act] of Object.entries(acts)) {
    await world.act(`by keys alone: ${folder || 'the editor'}`, async () => {
      const ada = await enter(world, `example/${folder}`, 'Ada');
      const [read, expected] = await act(ada);
      const bob = await enter(world, `example/${folder}${new URL(ada.url()).hash}`, 'Bob');
      await world.same([ada, bob], read, (seen) => seen === expected);
      // Each control has a name, as a screen reader says it, and nothing is said that is not so.
      const tree = await ada.locator('body').ariaSnapshot();
      assert.doesNotMatch(tree, /^ *- (button|textbox|checkbox|link|combobox|slider|spinbutton|searchbox)(:| \[|$)/m);
      assert.doesNotMatch(tree, /Nothing was said here yet/);
      await Promise.all([ada, bob].map((page) => page.context().close()));
    });
  }
}
