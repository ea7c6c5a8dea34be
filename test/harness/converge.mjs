// Whether pages and the server have come to the same model, in whichever browser:
// a page is what evaluates a function, with in-page.js loaded.

// What `make` resolves with, made once for each key. A failure is forgotten: the
// next one who asks tries again.
export function madeOnce(map, key, make) {
  if (!map.has(key)) {
    const making = make();
    map.set(key, making);
    making.catch(() => map.delete(key));
  }
  return map.get(key);
}

// Resolves when every page's model is committed and all have the same value, and
// the server as well, by what the page says that `observer` resolves with. The value
// is returned as JSON. Text is compared by UTF-16 unit, inside the pages' own JSON,
// where lone surrogates are escaped.
export async function sameEverywhere(pages, observer, timeout) {
  const deadline = Date.now() + timeout;
  for (;;) {
    const seen = Object.fromEntries((await Promise.all(pages.map((page) => page.evaluate(() => e2e.state())))).map((state, i) => [`page ${i}`, state]));
    const one = seen['page 0'];
    const same = () => Object.values(seen).every((state) => state.committed && state.version === one.version && state.value === one.value);
    if (same()) {
      const id = await pages[0].evaluate(() => e2e.model.modelId());
      Object.assign(seen, await (await observer()).evaluate((id) => e2e.atServer(id), id));
      if (same()) return one.value;
    }
    if (Date.now() > deadline) {
      const list = Object.entries(seen).map(([who, state]) => `${who} ${JSON.stringify(state).slice(0, 600)}`);
      throw new Error(`the pages and the server do not converge:\n${list.join('\n')}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
