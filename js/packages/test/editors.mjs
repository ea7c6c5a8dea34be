// What every binding of an editor must do, in two pages of Chromium on one text of a real server. A file for each gives
// `mount`, which runs in a page with options of the binding and sets e2e.end and e2e.editor:
//   text()              the text that the editor shows
//   edit(...changes)    edits as its user does: { from, to, insert }, in ascending order, at once
//   select(...ranges)   focuses it and selects { anchor, head }, the last one as the main one
//   selection()         the main one
//   undo(), redo()      return whether there was something
//   isReadOnly()
//   cursors()           those of others that can be seen: [name, position, CSS colour]
//   selected()          the texts that others have selected, as they are drawn
//   onComposed(f)       calls f when a composition has ended
import assert from 'node:assert/strict';
import test from 'node:test';
import { bundle, converge, mayWrite, seed, setUpPages } from './pages.mjs';
import { random } from './random.mjs';

export const edit = (page, ...changes) => page.evaluate((changes) => e2e.editor.edit(...changes.map((one) => ({ to: one.from, insert: '', ...one }))), changes);
export const caret = (page, anchor, head = anchor) => page.evaluate((range) => e2e.editor.select(range), { anchor, head });

// Waits until both have the same, and expects both editors to show it.
export async function shows(pages, expected, what) {
  const { text } = JSON.parse(await converge(pages));
  const shown = await Promise.all(pages.map((page) => page.evaluate(() => [e2e.editor.text(), e2e.editor.shown?.(e2e.text.value()) ?? e2e.text.value()])));
  if (expected !== undefined) assert.equal(text, expected, what);
  for (const [is, should] of shown) assert.equal(is, should, what);
  for (const page of pages) assert.deepEqual([page.problems, page.errors], [[], []], what);
  return text;
}

const seesCursor = (page, name, at) => page.waitForFunction(([name, at]) => {
  const all = e2e.editor.cursors();
  return all.length === at.length && all.every((one, i) => one[0] === name && one[1] === at[i]);
}, [name, at], { polling: 20, timeout: 5000 }).catch(async () => assert.deepEqual(await page.evaluate(() => e2e.editor.cursors()), [name, at]));

// `several`: whether it has more than one caret.
export function testEditor({ name, script, mount, several = true }) {
  const open = setUpPages(bundle(script));

  test('keys typed in both editors, in lines and with characters of two units', async () => {
    const [a, b] = await open('keys', { text: 'one\ntwo' }, mount);
    await caret(a, 3);
    await a.keyboard.type(' more 😀');
    await caret(b, 0);
    await b.keyboard.type('Zero');
    await b.keyboard.press('Enter');
    await shows([a, b], 'Zero\none more 😀\ntwo');
    await a.keyboard.press('Backspace');
    await b.keyboard.press('Delete');
    await shows([a, b], 'Zero\nne more \ntwo');
    // Lines that become one.
    await b.keyboard.press('Backspace');
    await shows([a, b], 'Zerone more \ntwo');
    await a.keyboard.press('Delete');
    await shows([a, b], 'Zerone more two');
  });

  test('the caret stays where the next key lands, and the focus where it is', async () => {
    const [a, b] = await open('carets', { text: 'Hello world' }, mount);
    await caret(b, 5);
    await edit(a, { from: 0, insert: 'Oh! ' });
    await shows([a, b], 'Oh! Hello world');
    await b.keyboard.type(',');
    await shows([a, b], 'Oh! Hello, world');
    // Exactly at the caret.
    await edit(a, { from: 10, insert: '<A>' });
    await shows([a, b], 'Oh! Hello,<A> world');
    await seesCursor(a, 'Bob', [10]);
    await b.keyboard.type('b');
    await shows([a, b], 'Oh! Hello,b<A> world');
    await seesCursor(a, 'Bob', [11]);
    await b.focus('#other');
    await b.keyboard.type('x');
    await edit(a, { from: 0, to: 4 });
    await shows([a, b], 'Hello,b<A> world');
    await b.keyboard.type('y');
    assert.deepEqual(await b.evaluate(() => [document.activeElement.id, document.activeElement.value]), ['other', 'xy']);
    await seesCursor(a, 'Bob', []);
  });

  test('cursors and selections of others, in the colours that are asked for', async () => {
    const [a, b] = await open('cursors', { text: 'abcdefghij\nklm' }, mount);
    await seesCursor(a, 'Bob', []);
    await caret(b, 8, 2);
    await seesCursor(a, 'Bob', [2]);
    assert.deepEqual(await a.evaluate(() => e2e.editor.selected()), ['cdefgh']);
    const [[, , colour]] = await a.evaluate(() => e2e.editor.cursors());
    assert.match(colour, /^oklch\(0\.5 0\.11 \d+/);
    if (several) {
      await b.evaluate(() => e2e.editor.select(...[1, 4, 12].map((at) => ({ anchor: at, head: at }))));
      await seesCursor(a, 'Bob', [1, 4, 12]);
      // Typed at all of them: one change for others.
      await a.evaluate(() => { e2e.versions = 0; e2e.model.on('version_changed', () => e2e.versions++); });
      await b.keyboard.type('!');
      await shows([a, b], 'a!bcd!efghij\nk!lm');
      await seesCursor(a, 'Bob', [2, 6, 15]);
      assert.equal(await a.evaluate(() => e2e.versions), 1);
    }
    const there = await a.evaluate(() => e2e.editor.cursors().map(([, at]) => at));
    // Those that were there before the editor.
    await a.evaluate(() => e2e.end());
    await a.evaluate(mount);
    await seesCursor(a, 'Bob', there);
    await b.evaluate(() => e2e.end());
    await seesCursor(a, 'Bob', []);
    const [c, d] = await open('colours', { text: 'x' }, mount, { key: 'other', looks: true });
    await caret(d, 1);
    await seesCursor(c, 'BOB', [1]);
    assert.equal((await c.evaluate(() => e2e.editor.cursors()))[0][2], 'rgb(1, 2, 3)');
  });

  test('undo and redo take back one\'s own edits only', async () => {
    const [a, b] = await open('undo', { text: '|' }, mount);
    for (const [page, at, words] of [[a, 0, 'ada '], [b, 5, ' bob'], [a, 0, 'more ']]) {
      await edit(page, { from: at, insert: words });
      await shows([a, b], undefined);
    }
    await caret(a, 0);
    await a.keyboard.press('Control+z');
    await shows([a, b], 'ada | bob');
    await a.keyboard.press('Control+z');
    await shows([a, b], '| bob');
    await a.keyboard.press('Control+z');
    await shows([a, b], '| bob');
    await caret(b, 0);
    await b.keyboard.press('Control+z');
    await shows([a, b], '|');
    await a.keyboard.press('Control+y');
    await b.keyboard.press('Control+y');
    await shows([a, b], 'ada | bob');
    // What somebody has deleted of it is not there any more to be taken back.
    await edit(b, { from: 0, to: 2 });
    await shows([a, b], 'a | bob');
    await a.keyboard.press('Control+z');
    await shows([a, b], '| bob');
  });

  test('undo brings the cursor back to where it was before the edit, wherever that has come to', async () => {
    const [a, b] = await open('returns', { text: 'one two three' }, mount);
    const selects = async (anchor, head, what) => {
      await a.waitForFunction(([anchor, head]) => { const now = e2e.editor.selection(); return now.anchor === anchor && now.head === head; }, [anchor, head], { timeout: 2000 })
        .catch(async () => assert.deepEqual(await a.evaluate(() => { const { anchor, head } = e2e.editor.selection(); return [anchor, head]; }), [anchor, head], what));
    };
    await caret(a, 7, 4);
    await a.keyboard.type('2');
    await shows([a, b], 'one 2 three');
    await edit(b, { from: 0, insert: '<b>' });
    await shows([a, b], '<b>one 2 three');
    await caret(a, 14);
    await a.keyboard.press('Control+z');
    await shows([a, b], '<b>one two three');
    await selects(10, 7, 'what was typed over is selected, as it was');
    await a.keyboard.press('Control+y');
    await shows([a, b], '<b>one 2 three');
    await selects(8, 8, 'behind what is there again');
    // Deleted to the left, and typed.
    await caret(a, 6);
    for (let i = 0; i < 3; i++) await a.keyboard.press('Backspace');
    await shows([a, b], '<b> 2 three');
    await caret(a, 11);
    await a.keyboard.type('!');
    await shows([a, b], '<b> 2 three!');
    await caret(a, 0);
    await a.keyboard.press('Control+z');
    await shows([a, b], '<b> 2 three');
    await selects(11, 11, 'typed');
    await a.keyboard.press('Control+z');
    await shows([a, b], '<b>one 2 three');
    await selects(6, 6, 'deleted');
    // It stays there when others write before it.
    await edit(b, { from: 0, to: 3 });
    await shows([a, b], 'one 2 three');
    await selects(3, 3, 'carried');
  });

  test('undo by a manager of the application, and none', async () => {
    const [a, b] = await open('manager', { text: 'text', title: 'title' }, mount);
    await a.evaluate((mount) => {
      e2e.end();
      e2e.undo = e2e.model.undoManager({ captureTimeout: 0 });
      e2e.mount = new Function(`return (${mount})`)();
      e2e.mount({ undo: e2e.undo });
    }, String(mount));
    await shows([a, b], 'text');
    await a.evaluate(() => {
      e2e.editor.edit({ from: 4, to: 4, insert: '!' });
      e2e.model.elementAt('title').insert(0, 'new ');
    });
    await shows([a, b], 'text!');
    await caret(a, 0);
    await a.keyboard.press('Control+z');
    assert.equal(await a.evaluate(() => e2e.model.elementAt('title').value()), 'title', 'the last step, wherever it was');
    await a.evaluate(() => e2e.undo.undo());
    await shows([a, b], 'text');
    assert.deepEqual(await a.evaluate(() => [e2e.editor.selection().head, e2e.editor.undo(), e2e.editor.redo()]), [4, false, true]);
    await a.evaluate(() => {
      e2e.end();
      e2e.made = 0;
      e2e.model.undoManager = function (...options) {
        e2e.made++;
        return Object.getPrototypeOf(this).undoManager.apply(this, options);
      };
      e2e.mount({ undo: false });
    });
    await shows([a, b], 'text!');
    assert.equal(await a.evaluate(() => e2e.made), 0);
    await a.evaluate(() => { e2e.end(); e2e.mount(); });
    await shows([a, b], 'text!');
    assert.equal(await a.evaluate(() => e2e.made), 1);
  });

  test('a composition is not disturbed by what others write, in its line and elsewhere', async () => {
    const [a, b] = await open('ime', { text: 'first\nsecond' }, mount);
    await caret(a, 5);
    await a.evaluate(() => { e2e.ends = 0; e2e.editor.onComposed(() => e2e.ends++); });
    const ime = await a.context().newCDPSession(a);
    const compose = (text) => ime.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
    await compose('に');
    await edit(b, { from: 0, insert: '<here>' });
    await a.waitForFunction(() => e2e.text.value().startsWith('<here>'));
    await compose('にほ');
    await b.waitForFunction(() => e2e.text.value().includes('にほ'));
    assert.equal(await a.evaluate(() => e2e.editor.text()), 'firstにほ\nsecond', 'what others write in the line waits');
    // Exactly where the caret is: behind what is composed there.
    await b.waitForFunction(() => e2e.text.value() === '<here>firstにほ\nsecond');
    await edit(b, { from: 13, insert: '*' });
    // What is not there yet can stand within what is replaced, and goes with it.
    await a.waitForFunction(() => e2e.text.value().includes('*'));
    await edit(b, { from: 21, insert: '<there>' });
    await seesCursor(b, 'Ada', [13]);
    await compose('にほん');
    assert.equal(await a.evaluate(() => e2e.ends), 0);
    await ime.send('Input.insertText', { text: '日本' });
    await a.waitForFunction(() => e2e.editor.text().startsWith('<here>'), undefined, { timeout: 2000 });
    assert.equal(await a.evaluate(() => e2e.ends), 1);
    await a.keyboard.type('!');
    await shows([a, b], '<here>first日本!*\nsecond<there>');
    // In another line it is shown at once.
    await compose('ご');
    await b.evaluate(() => e2e.editor.edit({ from: e2e.editor.text().length, to: e2e.editor.text().length, insert: '.' }));
    await a.waitForFunction(() => e2e.editor.text().endsWith('.'), undefined, { timeout: 2000 });
    assert.equal(await a.evaluate(() => e2e.ends), 1);
    await ime.send('Input.insertText', { text: '語' });
    await shows([a, b], '<here>first日本!語*\nsecond<there>.');
  });

  test('an editor that begins with another text shows that of the model, and sends none of its own', async () => {
    const [a, b] = await open('beginning', { text: 'shared' }, mount, { doc: 'draft' });
    await shows([a, b], 'shared');
    // Told at once, to whoever reads the text.
    assert.equal(await a.evaluate(() => {
      e2e.editor.edit({ from: 6, to: 6, insert: '!' });
      return e2e.text.value();
    }), 'shared!');
    await shows([a, b], 'shared!');
    // What is edited before it shows the text is edited in no text that others have.
    await a.evaluate(() => e2e.end());
    await a.evaluate(`(${mount})({ doc: 'draft' }); e2e.editor.edit({ from: 0, to: 0, insert: 'early ' })`);
    await shows([a, b], 'shared!');
  });

  test('a text that is set as a whole, and edited in the same batch', async () => {
    const [a, b] = await open('whole', { text: 'short' }, mount);
    await caret(b, 5);
    await a.evaluate(() => {
      e2e.model.emitLocalEvents(true);
      e2e.model.startBatch();
      e2e.text.value('something longer');
      e2e.text.insert(16, ' still');
      e2e.model.completeBatch();
    });
    await shows([a, b], 'something longer still');
    await b.keyboard.type('.');
    await shows([a, b]);
    await seesCursor(a, 'Bob', [await b.evaluate(() => e2e.editor.selection().head)]);
  });

  test('line breaks of every kind are as in the model, and what is pasted has only one kind', async () => {
    const [a, b] = await open('breaks', { text: 'a\r\nb\rc\nd\u2028e' }, mount);
    await shows([a, b], 'a\r\nb\rc\nd\u2028e');
    await caret(a, await a.evaluate(() => e2e.editor.text().length));
    await a.evaluate(() => {
      const data = new DataTransfer();
      data.setData('text/plain', '1\r\n2\r\r3');
      document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    });
    await shows([a, b], 'a\r\nb\rc\nd\u2028e1\n2\n\n3');
  });

  test('nobody edits what may not be written, nor what is gone; everything is let go at the end', async () => {
    const [a, b] = await open('rights', { text: 'fixed' }, mount);
    await mayWrite(a, false);
    await b.waitForFunction(() => e2e.editor.isReadOnly());
    await caret(b, 0);
    await b.keyboard.type('no');
    await edit(b, { from: 0, insert: 'no' });
    await edit(a, { from: 5, insert: '!' });
    await shows([a, b], 'fixed!');
    await mayWrite(a, true);
    await b.waitForFunction(() => !e2e.editor.isReadOnly());
    await caret(b, 0);
    await b.keyboard.type('yes ');
    await shows([a, b], 'yes fixed!');
    await b.evaluate(() => e2e.model.root().set('text', 'another'));
    for (const page of [a, b]) {
      await page.waitForFunction(() => e2e.editor.isReadOnly());
      await edit(page, { from: 0, insert: 'lost' });
      assert.equal(await page.evaluate(() => e2e.editor.text()), 'yes fixed!');
      await page.evaluate(() => e2e.end());
      assert.deepEqual([page.problems, page.errors], [[], []]);
    }
    await assert.rejects(a.evaluate(() => Editor.bind(e2e.model.elementAt('nowhere'))), /text must be a RealTimeString/);
  });

  test('what is written while the server is killed and comes back', async () => {
    const [a, b] = await open('killed', { text: 'start' }, mount);
    await open.suite.server.kill();
    await edit(a, { from: 0, insert: 'ada ' });
    await edit(b, { from: 5, insert: ' bob' });
    assert.deepEqual(await a.evaluate(() => [e2e.editor.undo(), e2e.editor.redo()]), [true, true]);
    await open.suite.server.run();
    await shows([a, b], 'ada start bob');
  });

  test('random edits of both, through cuts, batches, undo and redo', { timeout: 300000 }, async () => {
    const rounds = Number(process.env.ROUNDS ?? 25);
    console.log(`seed ${seed}`);
    const pick = random(seed);
    let diverged = 0;
    for (let round = 0; round < rounds; round++) {
      const pages = await open('random', { text: 'The quick brown fox\njumps over\nthe lazy dog 😀\n' }, mount);
      await Promise.all(pages.map((page) => page.evaluate(random.edits, { seed: pick(2 ** 31), steps: 40, tells: round % 2 === 1 })));
      try {
        await shows(pages, undefined, `round ${round}`);
        // Everything that can be undone, and redone.
        await Promise.all(pages.map((page) => page.evaluate(() => { for (let i = 0; i < 200 && e2e.editor.undo(); i++); })));
        await shows(pages, undefined, `round ${round}, undone`);
        await Promise.all(pages.map((page) => page.evaluate(() => { for (let i = 0; i < 200 && e2e.editor.redo(); i++); })));
        await shows(pages, undefined, `round ${round}, redone`);
      } catch (error) {
        diverged++;
        console.log(`round ${round} of seed ${seed}: ${error.message}`);
      }
    }
    console.log(`figure bindings.${name}.diverged ${diverged}`);
    assert.equal(diverged, 0);
  });
  return open;
}
