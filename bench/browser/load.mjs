// From asking for the script of a library to its first edit: a browser of its own for
// each measurement, by turns. A script and its WebAssembly come from this
// machine; ours connects to a stand-in for the server inside the page.
import { launch } from '../../test/harness/browser.mjs';
import { bundle } from './bundles.mjs';
import { Site } from './site.mjs';

const LIBRARIES = ['ours', 'automerge', 'loro', 'yjs', 'json-joy'];

async function once(site, library) {
  const browser = await launch();
  try {
    const page = await browser.newPage();
    await page.goto(`${site.url}/empty.html`);
    return await page.evaluate(async (library) => {
      const begun = performance.now();
      await new Promise((resolve, reject) => {
        const script = document.createElement('script');
        script.onload = resolve;
        script.onerror = reject;
        script.src = `/${library}/library.js`;
        document.head.append(script);
      });
      let text;
      if (library === 'ours') {
        const model = await Convergence.__test.localModel({ text: '' });
        const element = model.elementAt('text');
        element.insert(0, 'a');
        text = element.value();
      } else text = await globalThis.library.start(`/${library}.wasm`);
      const ms = performance.now() - begun;
      if (text !== 'a') throw new Error(`wrong result: ${JSON.stringify(text)} after the first edit`);
      return ms;
    }, library);
  } finally {
    await browser.close();
  }
}

export async function runLoad(figures, { chosen, reps, say }) {
  const site = await new Site().start();
  try {
    const libraries = LIBRARIES.filter((name) => chosen.includes(name));
    for (const library of libraries) if (library !== 'ours') site.add(`/${library}/library.js`, await bundle(library));
    const times = Object.fromEntries(libraries.map((name) => [name, []]));
    for (let round = 0; round < 2 * reps + 1; round++) {
      for (const library of libraries) times[library].push(await once(site, library));
      say(`load, round ${round + 1}`);
    }
    figures.setTimes('load', 'first_edit', times);
  } finally {
    site.stop();
  }
}
