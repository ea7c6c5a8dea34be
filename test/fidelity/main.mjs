// Three pages edit one model at random and keep mirrors of it by what their
// listeners are told: is every mirror right, and does a listener see the model as
// the operation that it hears of has left it? See docs/development.md.
//   node test/fidelity/main.mjs [--rounds 1000 | --seconds 15]
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { launch, openPage } from '../harness/browser.mjs';
import { seeded } from '../harness/random.mjs';
import { Server, root } from '../harness/server.mjs';
import { Report } from './report.mjs';

const PAGES = 3;
const ROUNDS_OF_A_MODEL = 12;
const DATA = {
  text: 'begin', editor: 'first\nsecond', list: [1, 'two', [3]], map: { a: 1, b: [2] }, count: 0,
  tree: { a: { deep: { er: 'text' } }, list: [{ n: 1 }, 'x'], s: 'text', n: 1, b: true },
};

const { values: options } = parseArgs({ options: { rounds: { type: 'string', default: '0' }, seconds: { type: 'string', default: '0' } } });
const [rounds, seconds] = [Number(options.rounds), Number(options.seconds)];
if (!(rounds > 0 || seconds > 0)) throw new Error('say how long: --rounds or --seconds, a number above 0');

const random = seeded();
console.log(`SEED=${random.seed} plays this run again`);

const { outputFiles: [{ text: script }] } = await build({
  entryPoints: [path.join(root, 'test/fidelity/page.mjs')], bundle: true, write: false, format: 'iife', target: 'es2022',
  // The binding as its sources, with the one CodeMirror that the example has installed.
  absWorkingDir: path.join(root, 'web/example'),
  alias: { '@convergence-wasm/codemirror': path.join(root, 'js/packages/codemirror/src/index.ts'), ...Object.fromEntries(['state', 'view'].map((name) => [`@codemirror/${name}`, `@codemirror/${name}`])) },
});
const server = await Server.start();
const browser = await launch();
let failed = false;
try {
  failed = await run();
} finally {
  await browser.close();
  await server.dispose();
}
process.exitCode = failed ? 1 : 0;

async function run() {
  const pages = [];
  for (let i = 0; i < PAGES; i++) {
    const page = await openPage(browser, server);
    await page.addScriptTag({ content: script });
    await page.evaluate((name) => e2e.connect(name, { webSocket: { class: e2e.Wire }, reconnect: { reconnectIntervals: [0.05] } }), `Page ${i}`);
    pages.push(page);
  }
  const report = new Report(random.seed);
  const deadline = Date.now() + seconds * 1000;
  let left = 0;
  for (let round = 1; rounds > 0 ? round <= rounds : Date.now() < deadline; round++) {
    if (left-- === 0) {
      await open(pages, `fidelity-${round}`);
      left = ROUNDS_OF_A_MODEL - 1;
    }
    const cut = random.chance(0.2) ? random.below(PAGES) : -1;
    const plans = pages.map((_, i) => ({ seed: random.below(2 ** 31), events: random.chance(0.5), turns: 2 + random.below(3), cut: i === cut }));
    const versions = await Promise.all(pages.map((page, i) => page.evaluate((plan) => fidelity.round(plan), plans[i])));
    const reports = await Promise.all(pages.map((page) => page.evaluate((version) => fidelity.report(version), Math.max(...versions))));
    const problems = pages.map((page) => page.problems.splice(0));
    // What has gone wrong would go on so in the mirrors that it was in.
    if (!report.round(round, plans, reports, problems)) left = 0;
  }
  return report.figures();
}

// Opens a new model in all pages.
async function open(pages, id) {
  const opening = (page, data) => page.evaluate(async ([id, data]) => {
    await e2e.model?.close();
    await e2e.open(id, data);
    fidelity.bind();
  }, [id, data]);
  await opening(pages[0], DATA);
  await Promise.all(pages.slice(1).map((page) => opening(page)));
}
