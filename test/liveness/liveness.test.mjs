// Who is there and who is not, with the default options of server and client:
// browsers that are killed, cables that are cut, pages that are hidden.
// HIDDEN_SECONDS says for how long the last ones are; 65 if it is not set.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import test, { after, before } from 'node:test';
import { launch, openPage } from '../harness/browser.mjs';
import { addPeople } from '../harness/people.mjs';
import { root, Server } from '../harness/server.mjs';
import { Profile } from '../offline/tabs.mjs';
import { enter, seen, where } from './people.mjs';

const hiddenSeconds = Number(process.env.HIDDEN_SECONDS ?? 65);
const sleep = (millis) => new Promise((resolve) => setTimeout(resolve, millis));
const figure = (name, value, unit) => console.log(`figure liveness.${name} ${value} ${unit}`);
const GONE = [false, 0, false];
const THERE = [true, 2, true];

let server, browser;
before(async () => {
  server = await Server.start();
  addPeople(server);
  browser = await launch();
}, { timeout: 60000 });
after(async () => {
  await browser?.close();
  await server?.dispose();
}, { timeout: 60000 });

// A page in which ada watches bob with two sessions.
async function watching() {
  const page = await openPage(browser, server);
  await enter(page, { username: 'ada', follows: 'bob' });
  return page;
}

test('a browser that is killed is gone for everybody within ten seconds', async () => {
  const watcher = await watching();
  const profile = new Profile(server);
  try {
    await profile.start();
    const page = await openPage(profile.browser, server, { context: profile.context });
    await enter(page, { username: 'bob', follows: 'ada' });
    await seen(watcher, THERE);
    const start = Date.now();
    await profile.kill();
    await seen(watcher, GONE);
    const took = Date.now() - start;
    figure('killed_browser.ms', took, 'ms');
    assert.ok(took <= 10000, `it took ${took} ms`);
    assert.deepEqual(await watcher.evaluate(() => sessions.map((s) => s.interrupted.length)), [0, 0]);
  } finally {
    await profile.dispose();
    await watcher.close();
  }
});

test('whose cable is cut is gone for everybody within ten seconds, and back when it is mended', async () => {
  const watcher = await watching();
  const cable = spawn('go', ['run', './test/cable', '-to', `127.0.0.1:${server.port}`], { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] });
  const gone = new Promise((resolve) => cable.once('exit', resolve));
  try {
    const address = String(await new Promise((resolve, reject) => {
      cable.stdout.once('data', resolve);
      cable.once('exit', (code) => reject(new Error(`the cable ended with code ${code}`)));
    })).trim();
    const page = await openPage(browser, server);
    await enter(page, { username: 'bob', follows: 'ada', url: server.realtime.replace(`127.0.0.1:${server.port}`, address) });
    await seen(watcher, THERE);
    let worst = 0;
    for (const idle of [0, 3500]) { // milliseconds since the last message
      await page.evaluate(() => sessions.forEach((s) => s.domain.presence().setState('k', Math.random())));
      await sleep(300 + idle);
      cable.stdin.write('freeze\n');
      const start = Date.now();
      await seen(watcher, GONE);
      worst = Math.max(worst, Date.now() - start);
      cable.stdin.write('thaw\n');
      figure('mended_cable.ms', await seen(watcher, THERE), 'ms');
    }
    figure('cut_cable.ms', worst, 'ms');
    assert.ok(worst <= 10000, `it took ${worst} ms`);
    await page.close();
  } finally {
    cable.stdin.end();
    await gone;
    await watcher.close();
  }
});

test(`a page that is hidden for ${hiddenSeconds} s never goes and comes`, { timeout: 180000 + hiddenSeconds * 1000 }, async () => {
  const watcher = await watching();
  const profile = new Profile(server, { throttled: true });
  try {
    await profile.start();
    const page = profile.context.pages()[0] ?? await profile.context.newPage();
    await openPage(profile.browser, server, { page });
    await enter(page, { username: 'bob', follows: 'ada' });
    await page.evaluate(() => {
      globalThis.ticks = [performance.now()];
      setInterval(() => ticks.push(Math.round(performance.now())), 500);
    });
    await seen(watcher, THERE);
    const front = await profile.context.newPage();
    await front.bringToFront();
    assert.equal(await page.evaluate(() => document.visibilityState), 'hidden');
    // Chromium throttles after a while; the test begins when it does.
    const begin = Date.now();
    while (await page.evaluate(() => performance.now() - ticks.at(-1) < 5000)) {
      assert.ok(Date.now() - begin < 120000, 'the timers of the hidden page are never throttled');
      await sleep(500);
    }
    await page.evaluate(() => { ticks.length = 0; });
    await watcher.evaluate(() => sessions.forEach((s) => { s.log.length = 0; }));
    for (let left = hiddenSeconds; left > 0; left -= 5) {
      await sleep(Math.min(5, left) * 1000);
      assert.deepEqual([...new Set(await where(watcher))], [JSON.stringify(THERE)]);
    }
    const ticks = await page.evaluate(() => ticks);
    figure('hidden.seconds', hiddenSeconds, 's');
    figure('hidden.timers', ticks.length, 'timers');
    assert.ok(ticks.length <= 2 + hiddenSeconds / 60, `the page's timers are not throttled: ${ticks}`);
    assert.deepEqual(await watcher.evaluate(() => sessions.map((s) => s.log)), [[], []]);
    assert.deepEqual(await page.evaluate(() => sessions.map((s) => [s.interrupted.length, s.log.length])), [[0, 0], [0, 0]]);
    // It hears and says what there is to hear and say.
    await page.evaluate(() => { globalThis.heard = new Promise((resolve) => { sessions[1].room.on('message', (e) => resolve(e.message)); }); });
    await watcher.evaluate(() => sessions[0].room.send('still there?'));
    assert.equal(await page.evaluate(() => heard), 'still there?');
  } finally {
    await profile.dispose();
    await watcher.close();
  }
});
