// What the READMEs of the repository and of the package print works as it is printed.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { bundled } from '../harness/bundle.mjs';
import { openPage } from '../harness/browser.mjs';
import { root } from '../harness/server.mjs';
import { setUp } from '../harness/suite.mjs';

const suite = setUp();
const HERE = 'http://localhost:8000/'; // what they call the server

/** The only snippet of a kind in a page, with the server of the tests in it. */
function snippet(file, kind) {
  const all = [...fs.readFileSync(path.join(root, file), 'utf8').matchAll(/```(\w+)\n([^]*?)```/g)];
  assert.deepEqual(all.map(([, found]) => found), [kind], 'snippets that are tried here');
  const [[, , text]] = all;
  assert.ok(text.includes(HERE));
  return text.replaceAll(HERE, `${suite.server.url}/`);
}

async function blankPage() {
  const page = await suite.browser.newPage();
  page.problems = [];
  page.on('pageerror', (error) => page.problems.push(String(error)));
  await page.goto(`${suite.server.url}/client/nothing`); // beside the core, where a bundler would put what it makes
  await page.setContent('<!doctype html>');
  return page;
}

async function openReadmePage() {
  const page = await blankPage();
  await page.setContent(`<!doctype html>${snippet('README.md', 'html')}`);
  return page;
}

const shows = (page, text) => page.waitForFunction((text) => document.getElementById('text').value === text, text, { timeout: 15000 });

test('two people who open the page of the README see what the other types', async () => {
  const a = await openReadmePage();
  const b = await openReadmePage();
  for (const page of [a, b]) await page.locator('#text:enabled').waitFor();
  await a.locator('#text').fill('Hello 😀');
  await shows(b, 'Hello 😀');
  await b.locator('#text').focus();
  await b.keyboard.press('Home');
  await b.keyboard.type('Oh, ');
  await shows(a, 'Oh, Hello 😀');
  await a.locator('#text').fill('Oh, Hello 😁');
  await shows(b, 'Oh, Hello 😁');
  assert.deepEqual([...a.problems, ...b.problems], []);
});

test('the module of the README of the package, and its script tag', async () => {
  const page = await blankPage();
  const printed = [];
  page.on('console', (message) => printed.push(message.text()));
  await page.addScriptTag({ type: 'module', content: await bundled(snippet('js/README.md', 'js')) });
  const other = await openPage(suite.browser, suite.server);
  await other.evaluate(async () => {
    await e2e.connect('Bob');
    e2e.model = await e2e.domain.models().openAutoCreate({ collection: 'notes', id: 'first', data: { text: '' } });
    await e2e.until(() => e2e.text.value().startsWith('Hello'));
    e2e.text.insert(5, ', Ada');
  });
  for (let n = 0; n < 750 && printed.length === 0; n++) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual(printed.filter((line) => !/404/.test(line)), ['5 , Ada']);

  const [tag] = /<script src="[^"]+"><\/script>/.exec(fs.readFileSync(path.join(root, 'js/README.md'), 'utf8'));
  assert.ok(tag.includes(HERE));
  const plain = await blankPage();
  await plain.setContent(`<!doctype html>${tag.replace(HERE, `${suite.server.url}/`)}`);
  assert.equal(await plain.evaluate(async (url) => {
    const domain = await Convergence.connectAnonymously(url, 'Ada');
    return domain.isConnected();
  }, suite.server.realtime), true);
  assert.deepEqual([...page.problems, ...other.problems, ...plain.problems], []);
});
