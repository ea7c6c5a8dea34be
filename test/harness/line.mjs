// A line between a browser and a server, on which bytes take their time.
import net from 'node:net';

const PIECE = 16_384; // bytes

/** As Lighthouse takes a slow line of a phone to be: 1.6 Mbit/s, and 150 ms there and back. */
export const slowPhone = { bytesPerSecond: 200_000, latency: 150 };

/** Opens a line to an address: so many bytes a second to the browser for all connections together, each `latency` milliseconds later. */
export async function openLine(url, { bytesPerSecond, latency = 0 }) {
  const { hostname, port } = new URL(url);
  let free = 0; // when the line is, in milliseconds
  const sockets = new Set();
  const server = net.createServer((near) => {
    const far = net.connect({ host: hostname, port });
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => { sockets.delete(socket); if (socket === near) far.destroy(); });
    }
    near.pipe(far);
    // One timer for all that is on its way: of several, on a busy machine, a later one may be over first.
    const way = [];
    let waits = false;
    const arrive = () => {
      while (way.length > 0 && way[0].at <= performance.now()) way.shift().what();
      if (way.length === 0) waits = false;
      else setTimeout(arrive, Math.ceil(way[0].at - performance.now()));
    };
    const later = (what) => {
      way.push({ at: free + latency, what: () => { if (!near.destroyed) what(); } });
      if (waits) return;
      waits = true;
      arrive();
    };
    (async () => {
      for await (const chunk of far) {
        for (let at = 0; at < chunk.length; at += PIECE) {
          const piece = chunk.subarray(at, at + PIECE);
          free = Math.max(free, performance.now()) + piece.length / bytesPerSecond * 1000;
          later(() => near.write(piece));
          await new Promise((resolve) => { setTimeout(resolve, free - performance.now()); });
        }
      }
      later(() => near.end());
    })().catch(() => near.destroy());
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => { for (const socket of sockets) socket.destroy(); server.close(); },
  };
}
