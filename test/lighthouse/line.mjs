// A line between a browser and a server, on which bytes take their time: over the loopback interface 700 kB come in
// less time than a frame takes to be drawn, and Lighthouse reckons that what came before the first picture was needed for it.
import net from 'node:net';

const PIECE = 16_384; // bytes

/** Opens a line to an address, of so many bytes a second for all its connections together. */
export async function openLine(url, bytesPerSecond) {
  const { hostname, port } = new URL(url);
  let free = 0; // when the line is, in milliseconds
  const sockets = new Set();
  const server = net.createServer((near) => {
    const far = net.connect({ host: hostname, port });
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => { sockets.delete(socket); near.destroy(); far.destroy(); });
    }
    near.pipe(far);
    (async () => {
      for await (const chunk of far) {
        for (let at = 0; at < chunk.length; at += PIECE) {
          const piece = chunk.subarray(at, at + PIECE);
          free = Math.max(free, performance.now()) + piece.length / bytesPerSecond * 1000;
          await new Promise((resolve) => { setTimeout(resolve, free - performance.now()); });
          near.write(piece);
        }
      }
      near.end();
    })().catch(() => near.destroy());
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => { for (const socket of sockets) socket.destroy(); server.close(); },
  };
}
