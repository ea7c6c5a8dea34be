// make e2e-trace: a recorded paper, 259,778 edits, typed in one page while
// another has it open. Skipped, with the reason, where the recording is absent.
import fs from 'node:fs';
import path from 'node:path';
import { launch } from './harness/browser.mjs';
import { Server, root } from './harness/server.mjs';
import { typeAndCompare } from './harness/type-and-compare.mjs';
import { readTrace } from './harness/typing.mjs';

const file = path.join(root, '../shared/traces/automerge-paper.json.gz');
if (!fs.existsSync(path.dirname(file))) {
  console.log('SKIP e2e-trace: the recordings are not beside the repository (../shared/traces)');
  process.exit(0);
}

const trace = readTrace(file);
console.log(`figure trace.edits ${trace.edits.length} edits`);
const server = await Server.start();
const browser = await launch();
const progress = { pagesEqual: false, afterKillEqual: false };
try {
  const { seconds, acknowledged, version } = await typeAndCompare(browser, server, trace, 'paper', progress);
  console.log(`typed and acknowledged in ${acknowledged.toFixed(1)} s, in ${version - 1} operations`);
  console.log(`figure trace.seconds ${seconds.toFixed(1)} s`);
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  console.log(`figure trace.pages_equal ${Number(progress.pagesEqual)} bool`);
  console.log(`figure trace.after_kill_equal ${Number(progress.afterKillEqual)} bool`);
  await browser.close();
  await server.dispose();
}
