// Two forms in two pages of Chromium on one model of a real server.
import assert from 'node:assert/strict';
import test from 'node:test';
import { bundle, converge, mayWrite, seed, setUpPages } from './pages.mjs';
import { random } from './random.mjs';

const open = setUpPages(bundle(`import * as inputs from '@convergence-wasm/inputs'; globalThis.Inputs = inputs;`));

const mount = (colour) => {
  const options = colour === undefined ? {} : { colour: () => colour };
  document.body.innerHTML = `<input id="elsewhere"><p style="position: relative; padding: 20px"><textarea id="text" rows="4" cols="30" style="font: 16px/20px monospace; border: 10px solid"></textarea></p>
    <input id="line" style="font: 16px monospace"><input id="mail" type="email">`;
  const ends = ['text', 'line', 'mail'].filter((id) => e2e.model.root().hasKey(id)).map((id) => Inputs.bindText(document.getElementById(id), e2e.model.elementAt(id), options));
  e2e.end = () => ends.forEach((end) => end());
};

// Waits until both have the same, and expects both to show it.
async function shows(pages, expected, what, shown = expected) {
  const value = JSON.parse(await converge(pages));
  if (expected !== undefined) assert.deepEqual(value, expected, what);
  for (const page of pages) {
    assert.deepEqual(await page.evaluate((ids) => Object.fromEntries(ids.map((id) => [id, document.getElementById(id).value])), Object.keys(value)), shown ?? value, what);
    assert.deepEqual([page.problems, page.errors], [[], []], what);
  }
  return value;
}
async function select(page, id, start, end = start, direction = 'forward') {
  await page.focus(`#${id}`);
  await page.evaluate(([id, start, end, direction]) => document.getElementById(id).setSelectionRange(start, end, direction), [id, start, end, direction]);
}
const caret = (page, id) => page.evaluate((id) => {
  const { selectionStart, selectionEnd, selectionDirection } = document.getElementById(id);
  return [selectionStart, selectionEnd, selectionDirection];
}, id);
const insert = (page, id, index, text) => page.evaluate(([id, index, text]) => {
  const control = document.getElementById(id);
  control.setRangeText(text, index, index, 'preserve');
  control.dispatchEvent(new Event('input', { bubbles: true }));
}, [id, index, text]);

const insertInMail = (page) => page.evaluate(() => {
  const control = document.getElementById('mail');
  control.value += '.d';
  control.dispatchEvent(new Event('input', { bubbles: true }));
});

test('keys typed in a line and in an area; carets and the focus stay', async () => {
  const [a, b] = await open('typing', { text: 'Hello world', line: '', mail: '' }, mount);
  await a.focus('#line');
  await a.keyboard.type('aaa😀');
  await select(b, 'text', 5);
  await insert(a, 'text', 0, 'Oh! ');
  await shows([a, b], { text: 'Oh! Hello world', line: 'aaa😀', mail: '' });
  await b.keyboard.type(',');
  await shows([a, b], { text: 'Oh! Hello, world', line: 'aaa😀', mail: '' });
  // Exactly at the caret, and at both ends of a selection.
  await insert(a, 'text', 10, '<A>');
  await shows([a, b], { text: 'Oh! Hello,<A> world', line: 'aaa😀', mail: '' });
  await b.keyboard.type('b');
  await shows([a, b], { text: 'Oh! Hello,b<A> world', line: 'aaa😀', mail: '' });
  await select(b, 'text', 4, 9, 'backward');
  await insert(a, 'text', 4, '[');
  await insert(a, 'text', 10, ']');
  await shows([a, b], { text: 'Oh! [Hello],b<A> world', line: 'aaa😀', mail: '' });
  assert.deepEqual(await caret(b, 'text'), [5, 10, 'backward']);
  await b.focus('#elsewhere');
  await insert(a, 'text', 0, '> ');
  await a.focus('#mail');
  await a.keyboard.type('ada@example.com');
  await shows([a, b], { text: '> Oh! [Hello],b<A> world', line: 'aaa😀', mail: 'ada@example.com' });
  assert.equal(await b.evaluate(() => document.activeElement.id), 'elsewhere');
  await select(b, 'text', 2, 5);
  await insert(a, 'text', 5, '>');
  await insert(a, 'text', 2, '<');
  await shows([a, b], undefined);
  assert.deepEqual(await caret(b, 'text'), [3, 6, 'forward']);
  // Which of several equal characters was typed, the caret tells.
  await select(a, 'line', 2);
  await select(b, 'line', 1);
  await b.keyboard.type('a');
  await shows([a, b], undefined);
  assert.deepEqual((await caret(a, 'line')).slice(0, 2), [3, 3]);
});

test('undo and redo take back one\'s own edits only, by keys and by the menu', async () => {
  const [a, b] = await open('undo', { text: '|' }, mount);
  await select(a, 'text', 0);
  await a.keyboard.type('ada ');
  await shows([a, b], { text: 'ada |' });
  await select(b, 'text', 5);
  await b.keyboard.type(' bob');
  await shows([a, b], { text: 'ada | bob' });
  // Within what Ada has typed.
  await select(b, 'text', 2);
  await b.keyboard.type('BOB');
  await shows([a, b], { text: 'adBOBa | bob' });
  await a.keyboard.press('Control+z');
  await shows([a, b], { text: 'BOB| bob' });
  await a.keyboard.press('Control+z');
  await shows([a, b], { text: 'BOB| bob' });
  await a.keyboard.press('Control+Shift+z');
  await shows([a, b], undefined);
  assert.match(await a.inputValue('#text'), /^(ada BOB|adBOBa )\| bob$/);
  const before = await a.inputValue('#text');
  await b.keyboard.press('Control+z');
  await shows([a, b], { text: before.replace('BOB', '') });
  await b.evaluate(() => document.getElementById('text').dispatchEvent(new InputEvent('beforeinput', { inputType: 'historyUndo', cancelable: true })));
  await shows([a, b], { text: 'ada |' });
  await b.keyboard.press('Control+y');
  await shows([a, b], { text: 'ada | bob' });
  assert.deepEqual((await caret(b, 'text')).slice(0, 2), [9, 9]);
  // A new edit ends what could be redone; a pause and another place are a step of their own.
  await select(a, 'text', 0);
  await a.keyboard.type('x');
  await select(a, 'text', 6);
  await a.keyboard.type('y');
  await a.keyboard.press('Control+z');
  await shows([a, b], { text: 'xada | bob' });
  await a.keyboard.press('Control+z');
  await a.keyboard.press('Control+y');
  await shows([a, b], { text: 'xada | bob' });
  await a.keyboard.type('1');
  await a.waitForTimeout(800);
  await a.keyboard.type('2');
  await a.keyboard.press('Control+z');
  await shows([a, b], { text: 'x1ada | bob' });
});

test('an input that tells no caret is written in, and undone, like others', async () => {
  const [a, b] = await open('mail', { mail: 'b@c' }, mount);
  await a.focus('#mail');
  await a.keyboard.press('Home');
  await a.keyboard.type('a');
  await insertInMail(b);
  await shows([a, b], { mail: 'ab@c.d' });
  await a.keyboard.press('Control+z');
  await shows([a, b], { mail: 'b@c.d' });
  await a.keyboard.press('Control+y');
  await shows([a, b], { mail: 'ab@c.d' });
});

test('a composition is not disturbed by what others write', async () => {
  const [a, b] = await open('ime', { text: 'first' }, mount);
  await select(a, 'text', 5);
  await a.evaluate(() => { e2e.ends = 0; document.getElementById('text').addEventListener('compositionend', () => e2e.ends++); });
  const ime = await a.context().newCDPSession(a);
  const compose = (text) => ime.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
  await compose('に');
  await insert(b, 'text', 0, '<here>');
  await a.waitForFunction(() => e2e.text.value().startsWith('<here>'));
  await compose('にほ');
  await b.waitForFunction(() => document.getElementById('text').value === '<here>firstにほ');
  assert.equal(await a.inputValue('#text'), 'firstにほ');
  await insert(b, 'text', 13, '*');
  // What is not there yet can stand within what is replaced, and goes with it.
  await a.waitForFunction(() => e2e.text.value().includes('*'));
  await compose('にほん');
  assert.equal(await a.evaluate(() => e2e.ends), 0);
  await ime.send('Input.insertText', { text: '日本' });
  await a.waitForFunction(() => document.getElementById('text').value.startsWith('<here>'), undefined, { timeout: 2000 });
  assert.equal(await a.evaluate(() => e2e.ends), 1);
  await a.keyboard.type('!');
  await shows([a, b], { text: '<here>first日本!*' });
});

test('what an input does not show stays in the text', async () => {
  const [a, b] = await open('breaks', { text: 'a\r\nb\rc', line: 'x\ny\r\nz', mail: ' a@b.c ' }, mount);
  const shown = { text: 'a\nb\nc', line: 'xyz', mail: 'a@b.c' };
  await shows([a, b], { text: 'a\r\nb\rc', line: 'x\ny\r\nz', mail: ' a@b.c ' }, 'as it is', shown);
  await select(a, 'text', 4);
  await a.keyboard.type('!');
  await select(b, 'line', 2);
  await b.keyboard.type('+');
  await insert(b, 'line', 0, '-');
  await shows([a, b], { text: 'a\r\nb\r!c', line: '-x\ny+\r\nz', mail: ' a@b.c ' }, 'edited', { text: 'a\nb\n!c', line: '-xy+z', mail: 'a@b.c' });
  assert.deepEqual((await caret(a, 'text')).slice(0, 2), [5, 5]);
  // Behind a break that stands for itself another makes one of the two.
  await select(a, 'text', 4);
  await a.keyboard.press('Enter');
  await a.keyboard.type('?');
  await shows([a, b], { text: 'a\r\nb\r\n?!c', line: '-x\ny+\r\nz', mail: ' a@b.c ' }, 'joined', { text: 'a\nb\n?!c', line: '-xy+z', mail: 'a@b.c' });
});

test('cursors and selections of others are drawn where they are', async () => {
  const [a, b] = await open('cursors', { text: 'first line\nsecond', line: 'one line' }, mount, 'rgb(1, 2, 3)');
  const people = () => a.evaluate(() => {
    const area = document.getElementById('text');
    const box = area.getBoundingClientRect();
    const style = getComputedStyle(area);
    const context = document.createElement('canvas').getContext('2d');
    context.font = style.font;
    const unit = context.measureText('x').width;
    const place = (element) => {
      const rect = element.getBoundingClientRect();
      return [Math.round((rect.top + rect.height / 2 - box.top - parseFloat(style.paddingTop) - area.clientTop - 10) / 20) + 0, Math.round((rect.left - box.left - parseFloat(style.paddingLeft) - area.clientLeft) / unit)];
    };
    return {
      carets: [...document.querySelectorAll('.convergence-caret')].map((caret) => [caret.dataset.name, ...place(caret), getComputedStyle(caret).backgroundColor]),
      selections: [...document.querySelectorAll('.convergence-selection')].map((one) => [...place(one), Math.round(one.getBoundingClientRect().width / unit)]),
      names: [...document.querySelectorAll('.convergence-name')].map((name) => name.textContent),
    };
  });
  const sees = async (expected) => {
    const end = Date.now() + 4000;
    while (JSON.stringify(await people()) !== JSON.stringify(expected) && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.deepEqual(await people(), expected);
  };
  const none = { carets: [], selections: [], names: [] };
  await sees(none);
  await select(b, 'text', 13);
  await sees({ carets: [['Bob', 1, 2, 'rgb(1, 2, 3)']], selections: [], names: ['Bob'] });
  await insert(a, 'text', 11, '>> ');
  await sees({ carets: [['Bob', 1, 5, 'rgb(1, 2, 3)']], selections: [], names: ['Bob'] });
  await select(b, 'text', 2, 5, 'backward');
  await sees({ carets: [['Bob', 0, 2, 'rgb(1, 2, 3)']], selections: [[0, 2, 3]], names: ['Bob'] });
  await select(b, 'text', 20);
  await sees({ carets: [['Bob', 1, 9, 'rgb(1, 2, 3)']], selections: [], names: ['Bob'] });
  await b.focus('#elsewhere');
  await sees(none);
  await select(b, 'line', 3);
  await a.waitForSelector('#line + .convergence-people .convergence-caret');
  await b.evaluate(() => e2e.end());
  await a.waitForFunction(() => document.querySelector('.convergence-people') === null);
});

test('nobody types where the session may not write', async () => {
  const [a, b] = await open('rights', { text: 'fixed' }, mount);
  await mayWrite(a, false);
  await b.waitForFunction(() => document.getElementById('text').readOnly);
  await select(b, 'text', 0);
  await b.keyboard.type('no');
  await insert(b, 'text', 0, 'no');
  await b.waitForFunction(() => document.getElementById('text').value === 'fixed');
  assert.match(b.errors.concat(b.problems).join(), /permission|write|allowed/i, 'a program that writes all the same is told');
  b.problems.length = b.errors.length = 0;
  await mayWrite(a, true);
  await b.waitForFunction(() => !document.getElementById('text').readOnly);
  await b.keyboard.type('yes ');
  await shows([a, b], { text: 'yes fixed' });
});

test('random edits of both, through cuts, batches, undo and redo', { timeout: 300000 }, async () => {
  const rounds = Number(process.env.ROUNDS ?? 25);
  console.log(`seed ${seed}`);
  const pick = random(seed);
  let diverged = 0;
  for (let round = 0; round < rounds; round++) {
    const pages = await open('random', { text: 'The quick\nbrown fox\njumps 😀\r\n', line: 'over the\r lazy dog' }, () => {
      document.body.innerHTML = '<textarea id="text"></textarea><input id="line">';
      const controls = ['text', 'line'].map((id) => document.getElementById(id));
      const ends = controls.map((control) => Inputs.bindText(control, e2e.model.elementAt(control.id)));
      e2e.end = () => ends.forEach((end) => end());
      let pick;
      const press = (control, key) => control.dispatchEvent(new KeyboardEvent('keydown', { key, ctrlKey: true, cancelable: true }));
      e2e.seed = (seed) => { pick = e2e.random(seed); };
      e2e.all = (key) => { for (const control of controls) for (let i = 0; i < 60; i++) press(control, key); };
      e2e.edit = (insert) => {
        const control = controls[pick(2)];
        const from = pick(control.value.length + 1);
        const to = Math.min(control.value.length, from + (pick(2) ? 0 : pick(5)));
        control.setRangeText(insert, from, to, 'end');
        control.dispatchEvent(new Event('input', { bubbles: true }));
      };
      // As an editor has them, for the random edits of editors.
      e2e.editor = {
        text: () => 'a text',
        edit: (...changes) => { for (const change of changes) e2e.edit(change.insert.replaceAll('\r', '')); },
        select: () => {},
        undo: () => press(controls[pick(2)], 'z'),
        redo: () => press(controls[pick(2)], 'y'),
      };
    });
    const seen = async () => {
      const value = JSON.parse(await converge(pages));
      const shown = { text: value.text.replace(/\r\n?/g, '\n'), line: value.line.replace(/[\r\n]/g, '') };
      for (const page of pages) {
        assert.deepEqual(await page.evaluate(() => ({ text: document.getElementById('text').value, line: document.getElementById('line').value })), shown);
        assert.deepEqual([page.problems, page.errors], [[], []]);
      }
    };
    try {
      for (const page of pages) await page.evaluate((seed) => e2e.seed(seed), pick(2 ** 31));
      await Promise.all(pages.map((page) => page.evaluate(random.edits, { seed: pick(2 ** 31), steps: 40, tells: round % 2 === 1 })));
      await seen();
      await Promise.all(pages.map((page) => page.evaluate(() => e2e.all('z'))));
      await seen();
      await Promise.all(pages.map((page) => page.evaluate(() => e2e.all('y'))));
      await seen();
    } catch (error) {
      diverged++;
      console.log(`round ${round} of seed ${seed}: ${error.message}`);
    }
  }
  console.log(`figure bindings.inputs.diverged ${diverged}`);
  assert.equal(diverged, 0);
});
