// make bench-latency: from an edit in one client to the event of it in another,
// both in one page of Chromium, through the real server on loopback with
// durable commits; beside it the round trip of a bare WebSocket of the same
// page, and one commit on the same disk. The edits come one at a time, so that
// none waits for another. The aim is two raw round trips, one commit and a
// millisecond: there and back is one round trip, so the other one and the
// millisecond are what our code may take.
import { spawn } from 'node:child_process';
import path from 'node:path';
import readline from 'node:readline';
import { launch, openPage } from './harness/browser.mjs';
import { Server, root } from './harness/server.mjs';

const edits = 2000;
const server = await Server.start();
const helper = spawn('go', ['run', './test/latency', path.join(server.data, 'beside')], { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] });
const [line] = await new Promise((resolve) => readline.createInterface({ input: helper.stdout }).once('line', (...args) => resolve(args)));
const { echo, commits } = JSON.parse(line);
const browser = await launch();
try {
  const page = await openPage(browser, server);
  const measured = await page.evaluate(async ([echo, edits]) => {
    const pause = () => new Promise((resolve) => setTimeout(resolve, 2));
    // Bytes of about the size of an operation, there and back.
    const socket = new WebSocket(echo);
    socket.binaryType = 'arraybuffer';
    await new Promise((resolve, reject) => { socket.onopen = resolve; socket.onerror = reject; });
    const raw = async (n) => {
      const times = [];
      for (let i = 0; i < n; i++) {
        await pause();
        const start = performance.now();
        await new Promise((resolve) => { socket.onmessage = resolve; socket.send(new Uint8Array(40)); });
        times.push(performance.now() - start);
      }
      return times;
    };
    // Two clients: as two pages have them, each with a connection of its own.
    const open = async (name) => {
      const domain = await Convergence.connectAnonymously(e2e.url, name);
      return domain.models().openAutoCreate({ collection: 'bench', id: 'latency', data: { text: '' } });
    };
    const writer = await open('writer');
    const reader = await open('reader');
    const out = writer.elementAt('text');
    let heard;
    reader.elementAt('text').on('insert', () => heard());
    const ours = async (n) => {
      const times = [];
      for (let i = 0; i < n; i++) {
        await pause();
        const start = performance.now();
        await new Promise((resolve) => { heard = resolve; out.insert(i % 100, 'x'); });
        times.push(performance.now() - start);
      }
      return times;
    };
    await raw(200); // warm up
    await ours(200);
    // By turns, so that whatever else the machine does is the same for both.
    const times = { raw: [], ours: [] };
    for (let i = 0; i < edits; i += 200) {
      times.raw.push(...await raw(200));
      times.ours.push(...await ours(200));
    }
    return times;
  }, [echo, edits]);
  const at = (times, share) => Math.round(1000 * times.toSorted((a, b) => a - b)[Math.floor(times.length * share)]);
  const commit = Math.round(commits.toSorted((a, b) => a - b)[commits.length >> 1]);
  const [p50, p99, rtt] = [at(measured.ours, 0.5), at(measured.ours, 0.99), at(measured.raw, 0.5)];
  console.log(`${edits} edits; p90 ${at(measured.ours, 0.9)} us; raw round trip p99 ${at(measured.raw, 0.99)} us`);
  console.log(`aim: 2 x ${rtt} + ${commit} + 1000 = ${2 * rtt + commit + 1000} us at p50: ${p50 <= 2 * rtt + commit + 1000 ? 'reached' : 'MISSED'}`);
  console.log(`figure latency.p50.us ${p50} us`);
  console.log(`figure latency.p99.us ${p99} us`);
  console.log(`figure latency.raw_rtt.p50.us ${rtt} us`);
  console.log(`figure latency.commit.p50.us ${commit} us`);
} finally {
  helper.stdin.end();
  await browser.close();
  await server.dispose();
}
