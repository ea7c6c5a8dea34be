// Serves pages of the bench: each with scripts and, of the libraries that have
// some, WebAssembly. The pages are isolated from others, which gives them a clock
// that is fine to 5 microseconds instead of 100.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { transformSync } from 'esbuild';
import { root } from '../../test/harness/server.mjs';
import { wasmFiles } from '../host.mjs';

const types = { '.js': 'text/javascript', '.wasm': 'application/wasm', '.html': 'text/html' };

export class Site {
  constructor() {
    this.files = new Map();
    for (const [library, file] of Object.entries(wasmFiles)) this.add(`/${library}.wasm`, fs.readFileSync(file));
    // The script of our client finds its core beside itself. It is the build that makes
    // models without a server, minified as the one that ships is.
    this.add('/ours/convergence.wasm', fs.readFileSync(wasmFiles.ours));
    const script = fs.readFileSync(path.join(root, 'js/dist/convergence.testing.js'), 'utf8');
    this.add('/ours/library.js', transformSync(script, { minify: true, target: 'es2022' }).code);
    this.add('/empty.html', '<!doctype html><meta charset="utf-8"><title>bench</title>');
  }
  add(name, content) { this.files.set(name, Buffer.from(content)); }
  // A page with these scripts.
  page(name, ...scripts) {
    this.add(name, `<!doctype html><meta charset="utf-8"><title>bench</title>${scripts.map((src) => `<script src="${src}"></script>`).join('')}`);
  }
  async start() {
    this.server = http.createServer((request, response) => {
      const { pathname } = new URL(request.url, 'http://localhost');
      const content = this.files.get(pathname);
      if (!content) { response.writeHead(404).end(); return; }
      response.writeHead(200, { 'content-type': types[path.extname(pathname)] ?? 'application/octet-stream', 'cache-control': 'no-store',
        'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' }).end(content);
    });
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${this.server.address().port}`;
    return this;
  }
  stop() { this.server.closeAllConnections(); this.server.close(); }
}
