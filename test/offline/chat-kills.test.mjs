// Browsers are killed at random moments while somebody writes in a chat, with
// and without a connection. What a promise or the store has confirmed is in the
// history once, in the order in which it was written, and nothing is there
// twice. OFFLINE_KILLS says how often, SEED plays a run again. When the browser
// deletes its own database as damaged, what was only there is lost: that is told
// and counted, and all kills are made anew.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { seeded } from '../harness/random.mjs';
import { Server } from '../harness/server.mjs';
import { Lives } from './lives.mjs';
import { Profile } from './tabs.mjs';

const kills = Number(process.env.OFFLINE_KILLS ?? 3);
const random = seeded();
const figure = (name, value, unit) => console.log(`figure ${name} ${value} ${unit}`);

let server;
before(async () => { server = await Server.start(); }, { timeout: 60000 });
after(async () => { await server?.dispose(); });

test(`${kills} kills, seed ${random.seed}`, { timeout: 60000 + kills * 30000 }, async () => {
  const profile = new Profile(server, { whole: true });
  const safe = new Set();
  const arrived = new Set(); // those of them that the server has answered
  try {
    const fill = (page, first) => page.evaluate(async (first) => {
      await e2e.signIn();
      if (first) await e2e.domain.chat().create({ type: 'channel', membership: 'public', id: 'talk', members: ['demo'] });
      await e2e.domain.chat().get('talk');
      await e2e.until(() => e2e.domain.storage().waiting() === 0, 15000, 'the store');
    }, first);
    const forget = () => { for (const text of safe) if (!arrived.has(text)) safe.delete(text); };
    const lives = new Lives(profile, kills, { fill, lost: forget });
    let page = await lives.begin(true);
    for (let life = 0, left = kills; left > 0; life++, left--) {
      const before = lives.deletions;
      await page.exposeFunction('confirm_', (texts, answered) => {
        for (const text of texts) {
          safe.add(text);
          if (answered) arrived.add(text);
        }
      });
      await page.evaluate(async ([life, online]) => {
        const chat = await e2e.domain.chat().get('talk');
        if (online) void e2e.signIn();
        let open = [];
        let n = 0;
        const burst = async () => {
          for (let i = 0; i < 6; i++) {
            const text = `${life}/${n++}`;
            chat.send(text).then(() => confirm_([text], true));
            open.push(text);
            await new Promise((resolve) => setTimeout(resolve, 5));
          }
          if (e2e.domain.storage().saved() !== 'unsaved') {
            confirm_(open, false);
            open = [];
          }
          setTimeout(burst, 20);
        };
        burst();
      }, [life, random.below(2) === 0]);
      // However slow the machine is, something is confirmed in every life.
      for (const had = safe.size; safe.size < had + 6;) await new Promise((resolve) => setTimeout(resolve, 10));
      await new Promise((resolve) => setTimeout(resolve, random.below(1200)));
      await profile.kill();
      page = await lives.begin();
      if (lives.deletions > before) left = kills + 1; // nothing was looked at since
    }
    const said = await page.evaluate(async () => {
      await e2e.signIn();
      const chat = await e2e.domain.chat().get('talk');
      await chat.send('end'); // what was left is sent before
      await e2e.waitSaved('server', 60000);
      const entries = [];
      for (let offset = 0, total = 1; offset < total; offset = entries.length) {
        const part = await chat.getHistory({ forward: true, limit: 500, offset });
        total = part.totalResults;
        entries.push(...part.data);
      }
      return entries.map((e) => [e.eventNumber, e.message ?? null]);
    });
    assert.deepEqual(said.map(([number]) => number), said.map((_, i) => i), 'the numbers have gaps');
    const texts = said.map(([, text]) => text).filter((text) => text !== null && text !== 'end');
    const newest = new Map();
    for (const text of texts) {
      const [life, n] = text.split('/').map(Number);
      assert.ok(n > (newest.get(life) ?? -1), `${text} comes after ${life}/${newest.get(life)}`);
      newest.set(life, n);
    }
    const lost = [...safe].filter((text) => !texts.includes(text)).length;
    figure('offline.chat.kills', kills, 'kills');
    figure('offline.chat.deleted_by_browser', lives.deletions, 'databases');
    figure('offline.chat.safe', safe.size, 'messages');
    figure('offline.chat.lost', lost, 'messages');
    assert.ok(safe.size > kills * 5, `only ${safe.size} messages are known to be safe: nothing was proved`);
    assert.equal(lost, 0);
    assert.equal(new Set(texts).size, texts.length, 'something was said twice');
  } finally {
    await profile.dispose();
  }
});
