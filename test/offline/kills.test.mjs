// Browsers are killed at random moments while somebody types offline. What was
// reported saved on this device is there afterwards, and once at the server.
// OFFLINE_KILLS says how often, SEED plays a run again. When the browser deletes
// its own database as damaged, what was saved before cannot be there: that is
// told and counted, and the kill that did it is made up for.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { seeded } from '../harness/random.mjs';
import { Server } from '../harness/server.mjs';
import { Lives } from './lives.mjs';
import { Profile } from './tabs.mjs';

const kills = Number(process.env.OFFLINE_KILLS ?? 3);
const random = seeded();
const figure = (name, value, unit) => console.log(`figure ${name} ${value} ${unit}`);
const count = (text, mark) => text.split(mark).length - 1;

let server;
before(async () => { server = await Server.start(); }, { timeout: 60000 });
after(async () => { await server?.dispose(); });

test(`${kills} kills, seed ${random.seed}`, { timeout: 60000 + kills * 30000 }, async () => {
  const profile = new Profile(server, { whole: true });
  const saved = new Set(); // what must be there
  const all = new Set();
  let made = 0;
  try {
    const model = `kills-${process.pid}`;
    const fill = (page) => page.evaluate(async (model) => {
      await e2e.signIn();
      await e2e.domain.models().openAutoCreate({ collection: 'tests', id: model, data: { text: '' } });
      await e2e.untilStored(model);
    }, model);
    const lives = new Lives(profile, kills, { fill, lost: () => saved.clear() });
    let page = await lives.begin(true);
    for (let left = kills; left > 0; left--) {
      const before = lives.deletions;
      const text = await page.evaluate((model) => e2e.openOffline(model), model);
      for (const mark of saved) {
        assert.equal(count(text, mark), 1, `${mark} with ${left} kills left`);
        all.add(mark);
      }
      // The page tells at once what the store has confirmed; what it could not
      // tell any more does not count.
      await page.exposeFunction('confirm_', (marks) => marks.forEach((mark) => saved.add(mark)));
      await page.evaluate((from) => {
        let n = from;
        let open = [];
        const burst = async () => {
          for (let i = 0; i < 8; i++) {
            const mark = `<${n++}>`;
            e2e.text.insert(0, mark);
            open.push(mark);
            await new Promise((resolve) => setTimeout(resolve, 4));
          }
          setTimeout(burst, 130); // an answer that includes all of them
        };
        burst();
        e2e.model.savedAsObservable().subscribe((state) => {
          if (state !== 'device') return;
          confirm_(open);
          open = [];
        });
      }, made);
      await new Promise((resolve) => setTimeout(resolve, 150 + random.below(1200)));
      await profile.kill();
      made += 100000;
      page = await lives.begin();
      if (lives.deletions > before) left++;
    }
    const text = await page.evaluate(async (model) => {
      await e2e.signIn();
      await e2e.waitSaved('server', 60000);
      return e2e.openOffline(model);
    }, model);
    const marks = text.match(/<\d+>/g) ?? [];
    const duplicated = marks.length - new Set(marks).size;
    const lost = [...saved].filter((mark) => !marks.includes(mark)).length;
    figure('offline.kills', kills, 'kills');
    figure('offline.deleted_by_browser', lives.deletions, 'databases');
    for (const mark of saved) all.add(mark);
    figure('offline.saved', all.size, 'edits');
    figure('offline.lost', lost, 'edits');
    figure('offline.duplicated', duplicated, 'edits');
    assert.ok(all.size > kills, 'hardly anything was saved: nothing was proved');
    assert.equal(lost, 0);
    assert.equal(duplicated, 0);
  } finally {
    await profile.dispose();
  }
});
