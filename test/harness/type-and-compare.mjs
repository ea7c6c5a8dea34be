// One page types a trace while another has the document open. Both must end
// with the trace's text, and so must a page that opens afterwards and one that
// opens after the server was killed and started again. `progress` is told how
// far it came: pagesEqual, afterKillEqual.
import assert from 'node:assert/strict';
import { openModelPage } from './browser.mjs';
import { replay } from './typing.mjs';

// Reads a page's text by UTF-16 unit in JSON, where lone surrogates are escaped.
const read = async (page) => JSON.parse(await page.evaluate(() => JSON.stringify(e2e.text.value())));

function sameText(actual, expected, where) {
  if (actual === expected) return;
  let at = 0;
  while (actual[at] === expected[at]) at++;
  assert.fail(`${where} differs at ${at} (${actual.length} units, expected ${expected.length}): ` +
    `${JSON.stringify(actual.slice(at, at + 40))} instead of ${JSON.stringify(expected.slice(at, at + 40))}`);
}

export async function typeAndCompare(browser, server, trace, id, progress = {}) {
  const open = (name) => openModelPage(browser, server, { id, name, data: { text: trace.start } });
  const author = await open('Author');
  const reader = await open('Reader');
  const start = performance.now();
  const acknowledged = await replay(author, trace.edits);
  const version = await author.evaluate(() => e2e.model.version());
  await reader.evaluate(([version]) => e2e.until(() => e2e.model.version() >= version, 120000, `version ${version}`), [version]);
  const seconds = (performance.now() - start) / 1000;
  sameText(await read(author), trace.end, 'the page that typed');
  sameText(await read(reader), trace.end, 'the page that had it open');
  const later = await open('Later');
  sameText(await read(later), trace.end, 'the page that opened afterwards');
  for (const page of [author, reader, later]) assert.deepEqual(page.problems, []);
  progress.pagesEqual = true;

  await server.kill();
  await Promise.all([author, reader, later].map((page) => page.close()));
  await server.run();
  const after = await open('After');
  sameText(await read(after), trace.end, 'the page that opened after kill -9 and a restart');
  await after.close();
  progress.afterKillEqual = true;
  return { seconds, acknowledged: acknowledged / 1000, version };
}
