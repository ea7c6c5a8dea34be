// make bench-undo: what undo() and redo() cost in a text in which somebody else has
// written between all of one's own steps, and after them.
// STEPS says how many steps there are, and as many edits of the other one; TAKEN how many
// of them are undone, and done again.
import { launch, openPage } from './harness/browser.mjs';
import { Server } from './harness/server.mjs';

const steps = Number(process.env.STEPS ?? 100_000);
const taken = Number(process.env.TAKEN ?? 20_000);
const PORTION = 500; // edits before it is the other one's turn

const server = await Server.start();
const browsers = [await launch(), await launch()]; // a process for each, as for two people
try {
  const pages = [];
  for (const browser of browsers) {
    const page = await openPage(browser, server);
    await page.evaluate(() => e2e.connect('Somebody'));
    pages.push(page);
  }
  const [own, other] = pages;
  for (const page of pages) {
    await page.evaluate(async () => {
      e2e.model = await e2e.domain.models().openAutoCreate({ collection: 'undo', id: 'busy', data: { text: 'begun.' } });
      e2e.text = e2e.model.elementAt('text');
    });
  }
  await own.evaluate(() => {
    e2e.undo = e2e.model.undoManager({ captureTimeout: 0, maxSteps: 1e6, maxBytes: 1 << 30 });
  });
  const write = (page, unit, count) => page.evaluate(async ([unit, count]) => {
    for (let i = 0; i < count; i++) {
      const at = Math.floor(Math.random() * (e2e.text.length() + 1));
      if (i % 10 === 9 && at > 0) e2e.text.remove(at - 1, 1);
      else e2e.text.insert(at, unit);
    }
    await e2e.until(() => e2e.model.isCommitted(), 60000);
  }, [unit, count]);
  for (let i = 0; i < steps; i += PORTION) {
    await write(own, 'x', PORTION);
    await write(other, 'y', PORTION);
  }
  await own.evaluate((version) => e2e.until(() => e2e.model.version() >= version, 60000), await other.evaluate(() => e2e.model.version()));
  const before = await own.evaluate(() => e2e.text.value());

  for (const what of ['undo', 'redo']) {
    // A place in a list for each: the clock of a page has steps of a tenth of a millisecond.
    const { millis, total } = await own.evaluate(async ([what, taken]) => {
      const millis = [];
      let total = 0;
      for (let i = 0; i < taken; i++) {
        const start = performance.now();
        if (!e2e.undo[what]()) throw new Error(`there is nothing left to ${what}`);
        millis.push(performance.now() - start);
        total += millis[i];
        if (i % 200 === 199) await new Promise((resolve) => setTimeout(resolve)); // what is sent is sent
      }
      await e2e.until(() => e2e.model.isCommitted(), 120000);
      return { millis, total };
    }, [what, taken]);
    millis.sort((a, b) => a - b);
    const figure = (name, value, unit) => console.log(`figure ${what}.${name} ${value} ${unit}`);
    figure('mean', ((1000 * total) / taken).toFixed(0), 'us');
    figure('p99', (1000 * millis[Math.floor(0.99 * taken)]).toFixed(0), 'us');
    figure('slowest', millis.at(-1).toFixed(1), 'ms');
    figure('longer', millis.filter((ms) => ms > 1).length, 'calls'); // than a millisecond
  }
  if ((await own.evaluate(() => e2e.text.value())) !== before) throw new Error('what was undone and done again is another text');
} finally {
  for (const browser of browsers) await browser.close();
  await server.dispose();
}
