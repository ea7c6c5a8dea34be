// Runs a command while a server process is up:  node scripts/with-server.mjs COMMAND [ARGUMENT...]
// The command finds the server's address in CONVERGENCE_TEST_URL (http://host:port).
import { spawn } from 'node:child_process';
import { Server } from '../test/harness/server.mjs';

const [command, ...args] = process.argv.slice(2);
const server = await Server.start();
try {
  const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, CONVERGENCE_TEST_URL: server.url } });
  process.exitCode = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
} finally {
  if (process.exitCode !== 0) process.stderr.write(`\nthe server's log:\n${server.log}\n`);
  await server.dispose();
}
