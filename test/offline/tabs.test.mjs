// Ten tabs edit three models without a connection; some die, then the browser is
// killed and started again. What was saved arrives once, and all replicas are
// equal.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { seeded } from '../harness/random.mjs';
import { Server } from '../harness/server.mjs';
import { Profile } from './tabs.mjs';

const TABS = 10;
const ROUNDS = 12;
const random = seeded();
const figure = (name, value, unit) => console.log(`figure ${name} ${value} ${unit}`);

let server;
before(async () => { server = await Server.start(); }, { timeout: 60000 });
after(async () => { await server?.dispose(); });

test(`ten tabs offline, seed ${random.seed}`, { timeout: 240000 }, async () => {
  const profile = new Profile(server);
  try {
    const ids = [1, 2, 3].map((n) => `tabs-${process.pid}-${n}`);
    await profile.start();
    const first = await profile.tab();
    await first.evaluate(async (ids) => {
      await e2e.signIn();
      for (const id of ids) await e2e.domain.models().openAutoCreate({ collection: 'tests', id, data: { text: '' } });
      await e2e.untilStored(...ids);
    }, ids);
    await first.close();
    const tabs = [];
    for (let i = 0; i < TABS; i++) {
      const page = await profile.tab();
      await page.evaluate(async (ids) => {
        e2e.models = [];
        for (const id of ids) e2e.models.push(await e2e.domain.models().open(id));
      }, ids);
      tabs.push(page);
    }
    const saved = new Set();
    let made = 0;
    for (let round = 0; round < ROUNDS; round++) {
      for (const [i, page] of tabs.entries()) {
        const marks = Array.from({ length: 3 }, () => [random.below(3), `<${++made}>`]);
        await page.evaluate((marks) => {
          for (const [model, mark] of marks) e2e.models[model].elementAt('text').insert(0, mark);
        }, marks);
        if (random.chance(0.5)) {
          await page.evaluate(() => e2e.waitSaved('device'));
          for (const [, mark] of marks) saved.add(mark);
        }
        if (round === ROUNDS / 2 && i % 3 === 0) await page.close();
      }
      if (round === ROUNDS / 2) tabs.splice(0, tabs.length, ...tabs.filter((page) => !page.isClosed()));
    }
    await profile.kill();
    await profile.start();
    const after_ = [await profile.tab(), await profile.tab()];
    for (const page of after_) await page.evaluate(() => e2e.signIn());
    const states = [];
    for (const page of after_) {
      await page.evaluate(() => e2e.waitSaved('server', 60000));
    }
    for (const page of after_) {
      states.push(await page.evaluate(async (ids) => {
        const texts = [];
        for (const id of ids) texts.push((await e2e.domain.models().open(id)).elementAt('text').value());
        return texts;
      }, ids));
    }
    const marks = states[0].join('').match(/<\d+>/g) ?? [];
    const lost = [...saved].filter((mark) => !marks.includes(mark)).length;
    const duplicated = marks.length - new Set(marks).size;
    const diverged = ids.filter((_, i) => states[0][i] !== states[1][i]).length;
    figure('tabs.count', TABS, 'tabs');
    figure('tabs.operations', made, 'edits');
    figure('tabs.lost', lost, 'edits');
    figure('tabs.duplicated', duplicated, 'edits');
    figure('tabs.diverged', diverged, 'models');
    assert.equal(lost, 0);
    assert.equal(duplicated, 0);
    assert.equal(diverged, 0);
  } finally {
    await profile.dispose();
  }
});
