// Some of the cases in Chromium: one text, one list, and the latency. Each
// measurement has a browser of its own, by turns.
import { launch } from '../../test/harness/browser.mjs';
import { prepare, readCompact } from '../traces.mjs';
import { bundleCases } from './bundles.mjs';
import { Site } from './site.mjs';

const LIBRARIES = ['ours', 'ours-turn', 'yjs', 'json-joy', 'loro'];
const CASES = [['wire', { trace: '/trace.json' }], ['json', { kinds: ['insert'] }], ['latency', {}]];

// Without the turns the client sends what it has gathered, not each edit.
const skip = (library, name) => name === 'latency' && library === 'ours';

async function once(site, library, name, options) {
  const browser = await launch({ flags: ['--js-flags=--expose-gc'] });
  try {
    const page = await browser.newPage();
    await page.goto(`${site.url}/cases.html`);
    return await page.evaluate(([library, name, options]) => bench.run(library, name, options), [library, name, options]);
  } finally {
    await browser.close();
  }
}

export async function runChromium(figures, { chosen, reps, say, invent = false }) {
  const site = await new Site().start();
  try {
    site.add('/cases.js', await bundleCases());
    site.page('/cases.html', '/ours/library.js', '/cases.js');
    const { numbers, ...trace } = readCompact(prepare('automerge-paper', { invent, ...(invent && { edits: 2000 }) }).file);
    site.add('/trace.json', JSON.stringify({ ...trace, numbers: [...numbers] }));
    for (const [name, options] of CASES) {
      for (let round = 0; round < reps; round++) {
        for (const library of LIBRARIES) {
          if (!chosen.includes(library) || skip(library, name)) continue;
          try {
            const values = await once(site, library, name, options);
            figures.add(round, library, Object.fromEntries(Object.entries(values).map(([key, value]) => [`chromium.${key}`, value])));
            say(`chromium ${name}, round ${round + 1}: ${library}`);
          } catch (error) {
            figures.fail(`chromium ${name}`, library, String(error.message).split('\n')[0]);
            say(`chromium ${name}: ${library} FAILED: ${error.message}`);
          }
        }
      }
    }
  } finally {
    site.stop();
  }
}
