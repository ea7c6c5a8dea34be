// The browser pages of make chaos. The program in this folder starts it, tells
// it what to do line by line, and gets one line of JSON as the answer to each.
//   node test/chaos/pages.mjs '{"server", "realtime", "ids", "pages", "seed", "data", "chats"}'
import readline from 'node:readline';
import { launch, openPage } from '../harness/browser.mjs';
import * as editing from './page-editor.mjs';

const options = JSON.parse(process.argv[2]);
const browser = await launch();
const pages = [];
for (let i = 0; i < options.pages; i++) {
  const page = await openPage(browser, { url: options.server, realtime: options.realtime });
  await page.evaluate(editing.install, { name: `p${i}`, seed: options.seed + i, ids: options.ids, data: options.data, chats: options.chats });
  pages.push(page);
}

const all = (f) => Promise.all(pages.map((page) => page.evaluate(f)));
const commands = {
  start: () => all(() => chaos.start()),
  stop: () => all(() => chaos.stop()),
  state: () => all(() => chaos.state()),
};

console.log(JSON.stringify('ready'));
for await (const line of readline.createInterface({ input: process.stdin })) {
  if (line === 'quit') break;
  console.log(JSON.stringify(await commands[line]()));
}
await browser.close();
