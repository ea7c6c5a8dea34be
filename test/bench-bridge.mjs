// make bench-bridge: what a call into the client costs, in Chromium, without a
// network. A stand-in inside the client acknowledges what is sent, so the time
// is the client's alone. Each figure is the best of several loops after a
// warm-up; the trace is replayed by turns with Yjs in the same page.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { build } from 'esbuild';
import { launch } from './harness/browser.mjs';
import { root } from './harness/server.mjs';
import { readTrace } from './harness/typing.mjs';

const here = path.join(root, 'test');
const traceFile = path.join(root, '../shared/traces/automerge-paper.json.gz');

// Serves js/dist and the two bundles; it knows nothing of the realtime protocol.
async function serve() {
  const bundle = async (contents, globalName) => (await build({
    stdin: { contents, resolveDir: here }, bundle: true, format: 'iife', globalName, write: false, minify: true,
  })).outputFiles[0].contents;
  const files = new Map([
    ['/', ['text/html', '<!doctype html><meta charset="utf-8"><script src="/client/convergence.testing.js"></script><script src="/yjs.js"></script><script src="/loops.js"></script>']],
    ['/yjs.js', ['text/javascript', await bundle("export * from 'yjs'", 'Y')]],
    ['/loops.js', ['text/javascript', await bundle("export * from './harness/bridge-loops.mjs'", 'loops')]],
  ]);
  const types = { '.js': 'text/javascript', '.wasm': 'application/wasm' };
  const server = http.createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    const known = files.get(pathname);
    const file = path.join(root, 'js/dist', path.basename(pathname));
    if (known) response.writeHead(200, { 'content-type': known[0] }).end(known[1]);
    else if (pathname.startsWith('/client/') && fs.existsSync(file)) {
      response.writeHead(200, { 'content-type': types[path.extname(file)] ?? 'application/octet-stream' }).end(fs.readFileSync(file));
    } else response.writeHead(404).end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

const server = await serve();
const browser = await launch();
// A fresh page is a fresh instance of the core: memory of one case never counts for another.
async function inFreshPage(run, argument) {
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(String(error)));
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  try {
    return await page.evaluate(run, argument);
  } finally {
    await page.close();
  }
}
const figure = (name, value, unit) => console.log(`figure bridge.${name} ${value.toFixed(value < 100 ? 1 : 0)} ${unit}`);

try {
  const calls = await inFreshPage(() => loops.calls());
  for (const [name, nanoseconds] of Object.entries(calls)) figure(`${name}.ns`, nanoseconds, 'ns');

  if (fs.existsSync(traceFile)) {
    const trace = readTrace(traceFile);
    const { ours, yjs, settle } = await inFreshPage((trace) => loops.trace(trace), trace);
    const list = (times) => times.map((ms) => ms.toFixed(1)).join(', ');
    console.log(`trace, ms per round: ours ${list(ours)} (until acknowledged ${list(settle)}); yjs ${list(yjs)}`);
    figure('trace.ms', Math.min(...ours), 'ms');
    figure('trace_yjs.ms', Math.min(...yjs), 'ms');
  } else {
    console.log('SKIP bridge.trace: the recordings are not beside the repository (../shared/traces)');
  }

  // The cost of an edit must not grow with the document.
  for (const size of [1, 100]) figure(`edit${size}mb.ns`, await inFreshPage((size) => loops.scattered(size), size), 'ns');

  const megabytes = (bytes) => bytes / 2 ** 20;
  const inserts = await inFreshPage(() => loops.insertLoop(1e6, 1e5));
  const reads = await inFreshPage(() => loops.readLoop(1000, 1e5));
  console.log(`linear memory: ${megabytes(inserts.memory).toFixed(1)} MB after 1,000,000 inserts in ${inserts.ms.toFixed(0)} ms, ` +
    `${megabytes(reads.memory).toFixed(1)} MB after 1,000 reads of 100,000 characters in ${reads.ms.toFixed(0)} ms`);
  figure('loop_memory.mb', megabytes(Math.max(inserts.memory, reads.memory)), 'MB');
} finally {
  await browser.close();
  server.close();
}
