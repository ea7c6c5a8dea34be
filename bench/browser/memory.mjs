// What a page with 1,000 open models of 1 kB holds in memory, against the real
// server: linear memory of the core and JavaScript's heap after collection, and
// by how much the memory of the page's process has grown since it connected.
import fs from 'node:fs';
import { launch, openPage } from '../../test/harness/browser.mjs';
import { Server } from '../../test/harness/server.mjs';

const MODELS = 1000;
const SIZE = 1000;

async function residentOf(browser) {
  const devtools = await browser.newBrowserCDPSession();
  const { processInfo } = await devtools.send('SystemInfo.getProcessInfo');
  const own = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => Number(fs.readFileSync(`/proc/${id}/smaps_rollup`, 'utf8').match(/Private_Dirty:\s+(\d+) kB/)[1]) * 1024);
  return Math.max(...own);
}

async function held(browser, page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  const linear = await page.evaluate(() => Convergence.__test.memory());
  return { heap: usedSize, linear, resident: await residentOf(browser) };
}

export async function runMemory(figures, { say }) {
  const server = await Server.start();
  const browser = await launch();
  try {
    const maker = await openPage(browser, server);
    await maker.evaluate(async ([models, size]) => {
      const domain = await e2e.connect('Maker');
      for (let i = 0; i < models; i++) {
        const model = await domain.models().openAutoCreate({ collection: 'bench', id: `m${i}`, data: { title: `Model ${i}`, body: 'x'.repeat(size) } });
        await model.close();
      }
    }, [MODELS, SIZE]);
    await maker.close();
    const fresh = await browser.newContext();
    const page = await openPage(browser, server, { context: fresh });
    await page.evaluate(() => e2e.connect('Reader'));
    const before = await held(browser, page);
    const right = await page.evaluate(async (models) => {
      globalThis.kept = [];
      for (let i = 0; i < models; i++) kept.push(await e2e.domain.models().open(`m${i}`));
      return kept.filter((model, i) => model.root().get('title').value() === `Model ${i}`).length;
    }, MODELS);
    if (right !== MODELS) throw new Error(`wrong result: ${right} of ${MODELS} models hold what was put in`);
    const after = await held(browser, page);
    const mb = (bytes) => bytes / 1e6;
    figures.set('bench.memory.models.ours.mb', mb(after.linear + after.heap), 'MB');
    figures.set('bench.memory.models.linear.mb', mb(after.linear), 'MB');
    figures.set('bench.memory.models.heap.mb', mb(after.heap), 'MB');
    figures.set('bench.memory.models.growth.mb', mb(after.resident - before.resident), 'MB');
    say(`memory of ${MODELS} models: ${mb(after.linear + after.heap).toFixed(1)} MB`);
  } finally {
    await browser.close();
    await server.dispose();
  }
}
