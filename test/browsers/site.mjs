// What the browsers load: everything of the server under test, and pages of the
// tests, from one origin. Pages that carry an agent get their commands from here.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const here = path.dirname(fileURLToPath(import.meta.url));
const read = (...parts) => fs.readFileSync(path.join(here, ...parts), 'utf8');
const inPage = read('..', 'harness', 'in-page.js');
const agent = read('agent.js');
const pageTools = read('page-tools.js');

// Errors that nobody caught, in every browser by the same means.
const problems = `
  globalThis.problems = [];
  addEventListener('error', (event) => { if (event.error || event.message) problems.push('error: ' + (event.message || event.error)); });
  addEventListener('unhandledrejection', (event) => { problems.push('unhandled rejection: ' + event.reason); });`;

const blank = `<!doctype html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>e2e</title></head><body>
  <script src="/client/convergence.global.js"></script>
  <script>${inPage}</script><script>${pageTools}</script></body></html>`;

// A page in a frame of no origin, which tells its parent what came of it.
const framed = blank.replace('</body>', `<script>
  addEventListener('message', async ({ data }) => {
    try { parent.postMessage({ value: await (0, eval)(data), problems }, '*'); } catch (error) { parent.postMessage({ error: String(error), problems }, '*'); }
  });
  parent.postMessage({ ready: true }, '*');</script></body>`);

// Agents ask at ports of their own: browsers have six connections to one.
const AGENT_PORTS = 8;

export class Site {
  static async start(server) {
    const site = new Site(server);
    for (const one of [site.http, ...site.agentPorts]) await new Promise((resolve) => one.listen(0, '127.0.0.1', resolve));
    site.url = `http://127.0.0.1:${site.http.address().port}`;
    return site;
  }

  constructor(server) {
    this.server = server;
    this.agents = new Map();
    this.scripts = new Map();
    this.http = http.createServer((request, response) => this.answer(request, response));
    this.http.on('upgrade', (request, socket, head) => this.tunnel(request, socket, head));
    this.agentPorts = Array.from({ length: AGENT_PORTS }, () => http.createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url, this.url);
      response.setHeader('Access-Control-Allow-Origin', '*');
      this.agentSays(pathname.slice('/agent/'.length), searchParams.get('id'), request, response);
    }));
  }

  // Has pages find a module at this path.
  serve(path, text) { this.scripts.set(path, gzipSync(text)); }

  // The id of another agent, which says where it asks.
  agentId() {
    const number = this.agents.size + 1;
    const id = `${number}-${this.agentPorts[number % AGENT_PORTS].address().port}`;
    this.agents.set(id, { load: null, number: 0, commands: [], answers: new Map(), polls: [], hellos: [] });
    return id;
  }

  answer(request, response) {
    const { pathname, searchParams } = new URL(request.url, this.url);
    const html = (text, policy) => {
      const script = `${problems}${searchParams.has('agent') ? agent : ''}`;
      response.setHeader('Content-Type', 'text/html; charset=utf-8');
      // The page is held to its policy, but for the script of the tests, what that evaluates and asks.
      const own = `'sha256-${createHash('sha256').update(script).digest('base64')}' 'unsafe-eval'`;
      if (policy) response.setHeader('Content-Security-Policy', policy.replace('script-src ', `$&${own} `).replace('connect-src ', '$&http://127.0.0.1:* '));
      response.end(text.replace('<head>', () => `<head><script>${script}</script>`));
    };
    if (pathname === '/blank') return html(blank);
    if (pathname === '/framed') return html(framed);
    if (this.scripts.has(pathname)) {
      response.setHeader('Content-Type', 'text/javascript; charset=utf-8');
      response.setHeader('Content-Encoding', 'gzip');
      return response.end(this.scripts.get(pathname));
    }
    if (pathname === '/elsewhere') return html('<!doctype html><html><head><title>elsewhere</title></head><body></body></html>');
    const isExample = /^\/example\/(\w+\/)?$/.test(pathname);
    const headers = isExample ? { ...request.headers, 'accept-encoding': 'identity' } : request.headers; // to be written into
    const forward = http.request({ port: this.server.port, host: '127.0.0.1', path: request.url, method: request.method, headers }, (answer) => {
      if (!isExample) {
        response.writeHead(answer.statusCode, answer.headers);
        answer.pipe(response);
        return;
      }
      let text = '';
      answer.setEncoding('utf8').on('data', (part) => { text += part; }).on('end', () => html(text, answer.headers['content-security-policy']));
    });
    forward.on('error', () => response.destroy());
    request.pipe(forward);
  }

  tunnel(request, socket, head) {
    const to = net.connect(this.server.port, '127.0.0.1', () => {
      const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}\r\n`).join('');
      to.write(`GET ${request.url} HTTP/1.1\r\n${headers}\r\n`);
      to.write(head);
      socket.pipe(to).pipe(socket);
    });
    for (const [one, other] of [[to, socket], [socket, to]]) one.on('error', () => other.destroy()).on('close', () => other.destroy());
  }

  agentSays(what, id, request, response) {
    const page = this.agents.get(id);
    let body = '';
    request.setEncoding('utf8').on('data', (part) => { body += part; }).on('end', () => {
      if (what === 'hello') {
        page.load = body;
        for (const poll of page.polls.splice(0)) poll.end('null');
        for (const heard of page.hellos.splice(0)) heard();
        response.end();
      } else if (what === 'next') {
        if (body !== page.load) return response.end('null'); // of a page that was left
        const timer = setTimeout(() => {
          page.polls = page.polls.filter((poll) => poll !== response);
          response.end('null');
        }, 20000);
        response.on('close', () => {
          clearTimeout(timer);
          page.polls = page.polls.filter((poll) => poll !== response);
        });
        page.polls.push(response);
        this.hand(page);
      } else {
        const { number, value, error } = JSON.parse(body);
        const [resolve, reject] = page.answers.get(number) ?? [];
        page.answers.delete(number);
        if (error === undefined) resolve?.(value);
        else reject?.(new Error(error));
        response.end();
      }
    });
  }

  hand(page) {
    while (page.polls.length > 0 && page.commands.length > 0) page.polls.shift().end(JSON.stringify(page.commands.shift()));
  }

  // Has a page evaluate a source; resolves with what it evaluates to.
  command(id, source) {
    const page = this.agents.get(id);
    const number = ++page.number;
    return new Promise((resolve, reject) => {
      page.answers.set(number, [resolve, reject]);
      page.commands.push({ number, source });
      this.hand(page);
    });
  }

  // Resolves when a page is there that was not: loaded, or come back.
  async hello(id, timeout = 60000) {
    let timer;
    await Promise.race([
      new Promise((resolve) => { this.agents.get(id).hellos.push(resolve); }),
      new Promise((_, reject) => { timer = setTimeout(() => reject(new Error(`the page ${id} does not come`)), timeout); }),
    ]).finally(() => clearTimeout(timer));
  }

  async close() {
    for (const one of [this.http, ...this.agentPorts]) {
      one.closeAllConnections();
      await new Promise((resolve) => one.close(resolve));
    }
  }
}
