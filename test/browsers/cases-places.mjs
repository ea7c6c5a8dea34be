// Places other than an ordinary page: workers, frames, pages that may keep nothing.
import assert from 'node:assert/strict';
import { liveText } from '../harness/living.mjs';

// What `liveText` tells of a place that has a store, or none.
const lived = (state) => ({ state, left: 'server', before: '', text: 'online offline ' });

export const cases = {
  async 'a worker'(t) {
    // In a profile in which no other case has left anything to be sent.
    const page = await t.open(await t.fresh());
    const seen = await page.evaluate((live, id) => new Promise((resolve, reject) => {
      const code = `
        importScripts('${location.origin}/client/convergence.global.js');
        Convergence.configure({ wasm: '${location.origin}/client/convergence.wasm' });
        (${live})(Convergence, '${e2e.url}', '${id}').then((seen) => postMessage({ seen }), (error) => postMessage({ error: String(error) }));`;
      const worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));
      worker.onmessage = ({ data }) => (data.seen ? resolve(data.seen) : reject(new Error(data.error)));
      worker.onerror = (event) => reject(new Error(event.message));
    }), liveText, t.id());
    // Who asks is a page: a worker may only look whether the data is kept.
    assert.ok(['best-effort', 'durable'].includes(seen.state), seen.state);
    assert.deepEqual(seen, lived(seen.state));
  },

  async 'a sandboxed frame'(t) {
    const page = await t.open();
    const seen = await page.evaluate((live, id) => new Promise((resolve) => {
      const frame = document.createElement('iframe');
      frame.sandbox = 'allow-scripts';
      frame.src = '/framed';
      addEventListener('message', ({ data }) => {
        if (data.ready) frame.contentWindow.postMessage(`(${live})(Convergence, e2e.url, '${id}')`, '*');
        else resolve(data);
      });
      document.body.append(frame);
    }), liveText, t.id());
    assert.deepEqual(seen, { value: lived('memory'), problems: [] });
  },

  async 'a page whose site data is blocked'(t) {
    const page = await t.open(await t.fresh({ siteData: false }));
    const allowed = await page.evaluate(() => { try { return localStorage !== null; } catch { return false; } });
    assert.equal(allowed, false, 'the browser does not block the site data');
    assert.deepEqual(await page.evaluate(`(id) => (${liveText})(Convergence, e2e.url, id)`, t.id()), lived('memory'));
  },
};
