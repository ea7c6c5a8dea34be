// The slow line of the tests: what comes through it is what was sent, in order, also while this process is busy.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import net from 'node:net';
import test from 'node:test';
import { openLine } from '../harness/line.mjs';

test('bytes keep their order on a line whose ends are busy', async () => {
  const sent = randomBytes(1 << 20);
  const far = net.createServer(async (socket) => {
    for (let at = 0, n = 1; at < sent.length; at += n) {
      n = 1 + ((at * 7919) % 4000);
      socket.write(sent.subarray(at, at + n));
      if (n % 3 === 0) await new Promise(setImmediate); // many small ones come one by one
    }
    socket.end();
  });
  await new Promise((resolve) => { far.listen(0, '127.0.0.1', resolve); });
  const line = await openLine(`http://127.0.0.1:${far.address().port}`, { bytesPerSecond: 4_000_000, latency: 20 });
  // Time passes within one turn of the event loop, as when the machine has other things to do.
  const busy = setInterval(() => { for (const end = performance.now() + 6; performance.now() < end;); }, 8);
  const hash = createHash('sha256');
  let got = 0;
  for await (const chunk of net.connect(Number(new URL(line.url).port), '127.0.0.1')) {
    for (const end = performance.now() + 2; performance.now() < end;);
    hash.update(chunk);
    got += chunk.length;
  }
  clearInterval(busy);
  line.close();
  far.close();
  assert.equal(got, sent.length);
  assert.equal(hash.digest('hex'), createHash('sha256').update(sent).digest('hex'));
});
