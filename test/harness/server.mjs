// Starts the real server process on a free port with a data directory of its
// own, and can kill and restart it on the same port and data.
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { endsWithThis } from './processes.mjs';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const binary = path.join(root, 'bin/convergence');

export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

export class Server {
  // With CLUSTER_STORE, which make cluster-e2e sets, the tests get several servers that
  // they take for one.
  static async start(options = {}) {
    if (process.env.CLUSTER_STORE) return (await import('./cluster.mjs')).Cluster.start(options);
    const data = fs.mkdtempSync(path.join(os.tmpdir(), 'convergence-e2e-'));
    const server = new Server(await freePort(), data, options);
    await server.run();
    return server;
  }

  constructor(port, data, { args = [] } = {}) {
    this.port = port;
    this.data = data;
    this.args = args;
    this.url = `http://127.0.0.1:${port}`;
    this.realtime = `${this.url}/api/realtime/convergence/default`;
    this.log = '';
    this.environment = process.env; // of commands, which --data leads to what the server has
  }

  // Runs a command of the program on what the server has, and returns what it prints.
  command(args, input = '') {
    return execFileSync(binary, [...args, '--data', this.data], { input, env: this.environment, encoding: 'utf8', stdio: 'pipe' });
  }

  // Starts the process and resolves when it answers /health.
  async run() {
    this.process = spawn(binary, ['serve', '--dev', '--addr', `127.0.0.1:${this.port}`, '--data', this.data, ...this.args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.exited = endsWithThis(this.process);
    this.process.once('error', (error) => { this.log += `${error}\n`; });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => { this.log = (this.log + text).slice(-20000); });
    }
    const deadline = Date.now() + 20000;
    for (;;) {
      if (this.process.exitCode !== null) throw new Error(`the server exited at start:\n${this.log}`);
      try {
        const answer = await fetch(`${this.url}/health`);
        await answer.arrayBuffer();
        if (answer.ok) return;
      } catch { /* not listening yet */ }
      if (Date.now() > deadline) throw new Error(`the server does not answer ${this.url}/health:\n${this.log}`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  // Sends the process a signal, such as SIGSTOP.
  signal(name) { this.process.kill(name); }

  // Ends the process as a crash would: nothing is flushed, nobody is told.
  async kill() {
    this.process.kill('SIGKILL');
    await this.exited;
  }

  // Starts it again on the same port and data.
  async restart() {
    await this.kill();
    await this.run();
  }

  // Ends the process in the orderly way; resolves with its exit code and signal.
  async terminate() {
    this.process.kill('SIGTERM');
    const timer = setTimeout(() => this.process.kill('SIGKILL'), 10000);
    const end = await this.exited;
    clearTimeout(timer);
    return end;
  }

  // Ends the process and removes its data.
  async dispose() {
    if (this.process.exitCode === null && this.process.signalCode === null) await this.kill();
    fs.rmSync(this.data, { recursive: true, force: true });
  }
}
