// Two pages with a form that the published package for input elements binds to
// one model, unmodified, in both of its generations: what is typed, replaced,
// pasted and chosen by real keys and clicks is the same in both and in the model.
import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { build } from 'esbuild';
import { converge } from '../harness/browser.mjs';
import { setUpPair } from '../harness/pair.mjs';
import { root } from '../harness/server.mjs';

const pair = setUpPair();
const VERSIONS = ['0.3', '0.4'];

// The package as one script that defines `Bindings`. What it imports as the
// older client is the client that the page has.
async function bundle(version) {
  const ours = { name: 'our client', setup(build) {
    build.onResolve({ filter: /^@convergence\/convergence$/ }, () => ({ path: 'client', namespace: 'ours' }));
    build.onLoad({ filter: /.*/, namespace: 'ours' }, () => ({ contents: 'module.exports = globalThis.Convergence', loader: 'js' }));
  } };
  const { outputFiles: [{ text }] } = await build({
    stdin: { contents: `export * from 'input-bindings-${version}'`, resolveDir: path.join(root, 'test') },
    bundle: true, write: false, format: 'iife', globalName: 'Bindings', plugins: [ours],
  });
  return text;
}

const FORM = `<input id="line"><textarea id="area" rows="6" cols="40"></textarea>
  <select id="one"><option>red<option>green<option>blue</select>
  <select id="many" multiple><option>a<option>b<option>c</select>
  <input type="checkbox" id="done"><input type="number" id="number"><input type="range" id="range"><input type="color" id="colour">
  <input type="radio" name="size" value="small"><input type="radio" name="size" value="large">`;
const DATA = { line: '', area: '', one: 'red', many: ['a'], done: false, number: 1, range: 50, colour: '#000000', size: 'small' };

// Opens the form in both pages, bound to one new model.
async function forms(version, what, data = {}) {
  const pages = await pair(`${what}-${version.replace('.', '-')}`, { ...DATA, ...data });
  const script = await bundle(version);
  for (const page of pages) {
    page.problems.length = 0;
    await page.evaluate((form) => { document.body.innerHTML = form; }, FORM);
    await page.addScriptTag({ content: script });
    await page.evaluate(() => {
      e2e.errors ??= (e2e.domain.on('error', (e) => e2e.errors.push(e.message)), []);
      e2e.errors.length = 0;
      const bind = (f, id) => f(document.getElementById(id), e2e.model.elementAt(id));
      bind(Bindings.bindTextInput, 'line');
      bind(Bindings.bindTextInput, 'area');
      bind(Bindings.bindSingleSelect, 'one');
      bind(Bindings.bindMultiSelect, 'many');
      bind(Bindings.bindCheckboxInput, 'done');
      bind(Bindings.bindNumberInput, 'number');
      bind(Bindings.bindRangeInput, 'range');
      bind(Bindings.bindColorInput, 'colour');
      Bindings.bindRadioInputs([...document.querySelectorAll('[name=size]')], e2e.model.elementAt('size'));
    });
  }
  return pages;
}

// Waits until the models are equal, expects them to hold what is given beside
// the initial data, and both forms to show just that.
async function shows(pages, what, expected) {
  const model = JSON.parse(await converge(pages));
  const shown = await Promise.all(pages.map((page) => page.evaluate(() => {
    const value = (id) => document.getElementById(id).value;
    return {
      line: value('line'), area: value('area'), one: value('one'),
      many: [...document.getElementById('many').selectedOptions].map((option) => option.value),
      done: document.getElementById('done').checked, number: Number(value('number')), range: Number(value('range')), colour: value('colour'),
      size: document.querySelector('[name=size]:checked')?.value,
    };
  })));
  assert.deepEqual({ model, ada: shown[0], bob: shown[1] }, { model: { ...DATA, ...expected }, ada: { ...DATA, ...expected }, bob: { ...DATA, ...expected } }, what);
  for (const page of pages) {
    assert.deepEqual(page.problems, [], what);
    assert.deepEqual(await page.evaluate(() => e2e.errors), [], what);
  }
}

// Puts the caret or a selection of a text field where it is wanted.
async function select(page, id, start, end = start) {
  await page.focus(`#${id}`);
  await page.evaluate(([id, start, end]) => document.getElementById(id).setSelectionRange(start, end), [id, start, end]);
}

for (const version of VERSIONS) {
  test(`bindings ${version}: typing in both pages, in a line and in an area`, async () => {
    const [a, b] = await forms(version, 'typing');
    await a.focus('#line');
    await a.keyboard.type('Hello world');
    await shows([a, b], 'one types', { line: 'Hello world' });
    await select(b, 'line', 5);
    await b.keyboard.type(', wide');
    await b.keyboard.press('End');
    await b.keyboard.press('Backspace');
    await shows([a, b], 'the other types in the middle and deletes at the end', { line: 'Hello, wide worl' });
    await b.focus('#area');
    await b.keyboard.type('First 😀\nsecond');
    await shows([a, b], 'lines and an emoji', { line: 'Hello, wide worl', area: 'First 😀\nsecond' });
    await a.focus('#line');
    await a.keyboard.press('End');
    await a.keyboard.type('d');
    await shows([a, b], 'the first again', { line: 'Hello, wide world', area: 'First 😀\nsecond' });
  });

  test(`bindings ${version}: a selection is typed over, pasted over, and the whole text is replaced`, async () => {
    const [a, b] = await forms(version, 'replacing', { line: 'one two three', area: 'alpha\nbeta\ngamma' });
    await select(a, 'line', 4, 7);
    await a.keyboard.type('2');
    await shows([a, b], 'one key over a selection', { line: 'one 2 three', area: 'alpha\nbeta\ngamma' });
    await select(b, 'line', 0, 3);
    await b.keyboard.type('some');
    await shows([a, b], 'a word over a selection', { line: 'some 2 three', area: 'alpha\nbeta\ngamma' });
    await select(a, 'line', 5, 12);
    await a.keyboard.press('Control+c');
    await select(a, 'area', 6, 10);
    await a.keyboard.press('Control+v');
    await shows([a, b], 'pasted over a selection', { line: 'some 2 three', area: 'alpha\n2 three\ngamma' });
    await b.focus('#area');
    await b.keyboard.press('Control+a');
    await b.keyboard.insertText('all\nnew');
    await shows([a, b], 'everything is replaced', { line: 'some 2 three', area: 'all\nnew' });
    await a.focus('#area');
    await a.keyboard.press('Control+a');
    await a.keyboard.press('Delete');
    await shows([a, b], 'everything is deleted', { line: 'some 2 three', area: '' });
  });

  test(`bindings ${version}: bursts from both ends at once`, async () => {
    const [a, b] = await forms(version, 'bursts', { line: '|', area: '[middle]' });
    let expected = { line: '|', area: '[middle]' };
    for (const [round, front] of [a, b, a].entries()) {
      const back = front === a ? b : a;
      for (const id of ['line', 'area']) {
        await Promise.all([select(front, id, 0), select(back, id, expected[id].length)]);
        const [head, tail] = [`<front ${round} of ${id} writes and writes>`, `<back ${round} of ${id} writes too>`];
        await Promise.all([front.keyboard.type(head), back.keyboard.type(tail)]);
        expected = { ...expected, [id]: head + expected[id] + tail };
        await shows([a, b], `round ${round}, ${id}`, expected);
      }
    }
    // Replacing at both ends at once.
    await Promise.all([select(a, 'line', 0, 6), select(b, 'line', expected.line.length - 4, expected.line.length)]);
    await Promise.all([a.keyboard.type('<FRONT'), b.keyboard.type('TOO>')]);
    expected.line = `<FRONT${expected.line.slice(6, -4)}TOO>`;
    await shows([a, b], 'both replace at once', expected);
  });

  test(`bindings ${version}: selects, boxes, numbers, colours and radio buttons, from both sides`, async () => {
    const [a, b] = await forms(version, 'choices');
    await a.selectOption('#one', 'green');
    await b.check('#done');
    await shows([a, b], 'each chooses', { one: 'green', done: true });
    await b.selectOption('#one', 'blue');
    await a.uncheck('#done');
    await a.selectOption('#many', ['a', 'c']);
    await shows([a, b], 'the other way round', { one: 'blue', many: ['a', 'c'] });
    await b.selectOption('#many', ['b']);
    await b.fill('#number', '42');
    await a.focus('#range');
    await a.keyboard.press('ArrowRight');
    await b.fill('#colour', '#123456');
    await a.check('[value=large]');
    await shows([a, b], 'the others', { one: 'blue', many: ['b'], number: 42, range: 51, colour: '#123456', size: 'large' });
    // At once: both show the same, whatever it is.
    await Promise.all([a.selectOption('#one', 'red'), b.selectOption('#one', 'green'), a.check('#done')]);
    const { one } = JSON.parse(await converge([a, b]));
    assert.ok(['red', 'green'].includes(one), one);
    await shows([a, b], 'at once', { one, done: true, many: ['b'], number: 42, range: 51, colour: '#123456', size: 'large' });
  });
}
