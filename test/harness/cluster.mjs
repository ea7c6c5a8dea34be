// Several servers on one database, which the tests of the end-to-end suite take for one: each
// new connection goes to the next of them. make cluster-e2e says where PostgreSQL and the
// program of NATS are. Each set of servers has a schema and a NATS of its own.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { endsWithThis } from './processes.mjs';
import { freePort, Server } from './server.mjs';

const SERVERS = 3;
let made = 0;

export class Cluster extends Server {
  static async start({ args = [] } = {}) {
    const cluster = new Cluster(await freePort(), fs.mkdtempSync(path.join(os.tmpdir(), 'convergence-e2e-')));
    cluster.store = `${process.env.CLUSTER_STORE}&schema=e2e_${process.pid}_${++made}`;
    cluster.environment = { ...process.env, CONVERGENCE_STORE: cluster.store };
    const nats = await cluster.startNats();
    for (let i = 0; i < SERVERS; i++) {
      const data = path.join(cluster.data, String(i));
      fs.mkdirSync(data);
      cluster.servers.push(new Server(await freePort(), data, { args: ['--store', cluster.store, '--nats', nats, '--drain', '0', ...args] }));
    }
    await cluster.run();
    return cluster;
  }

  constructor(port, data) {
    super(port, data);
    this.servers = [];
    this.connections = new Set();
    this.next = 0;
  }

  get log() { return this.servers.map((server, i) => `server ${i}:\n${server.log}`).join('\n'); }

  set log(_) { /* it is that of the servers */ }

  async startNats() {
    const port = await freePort();
    this.nats = spawn(process.env.CLUSTER_NATS, ['--addr', '127.0.0.1', '--port', String(port)], { stdio: 'ignore' });
    this.natsEnded = endsWithThis(this.nats);
    for (const end = Date.now() + 10000; ; await new Promise((resolve) => setTimeout(resolve, 20))) {
      const reached = await new Promise((resolve) => {
        const probe = net.connect(port, '127.0.0.1', () => { probe.destroy(); resolve(true); });
        probe.once('error', () => resolve(false));
      });
      if (reached) return `nats://127.0.0.1:${port}`;
      if (Date.now() > end) throw new Error('nats-server does not listen');
    }
  }

  // Starts the servers, and resolves when they answer.
  async run() {
    await Promise.all(this.servers.map((server) => server.run()));
    this.front = net.createServer((from) => this.carry(from));
    await new Promise((resolve) => this.front.listen(this.port, '127.0.0.1', resolve));
  }

  // Carries a connection to and from the next server.
  carry(from) {
    const to = net.connect(this.servers[this.next++ % SERVERS].port, '127.0.0.1');
    for (const [one, other] of [[from, to], [to, from]]) {
      this.connections.add(one);
      one.setNoDelay(true);
      one.on('error', () => other.destroy());
      one.on('close', () => { this.connections.delete(one); other.destroy(); });
      one.pipe(other);
    }
  }

  // Takes no connections any more, and ends those that there are.
  async shut() {
    const closed = new Promise((resolve) => this.front.close(resolve));
    for (const connection of this.connections) connection.destroy();
    await closed;
  }

  signal(name) { for (const server of this.servers) server.signal(name); }

  async kill() {
    await Promise.all(this.servers.map((server) => server.kill()));
    await this.shut();
  }

  // Ends all servers in the orderly way; resolves as one does that was not well.
  async terminate() {
    const ends = await Promise.all(this.servers.map((server) => server.terminate()));
    await this.shut();
    return ends.find(({ code }) => code !== 0) ?? ends[0];
  }

  async dispose() {
    if (this.front?.listening) await this.kill();
    this.nats.kill('SIGKILL');
    await this.natsEnded;
    fs.rmSync(this.data, { recursive: true, force: true });
  }
}
