// A Chromium page that has loaded the client, for tests in a real browser.
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { chromiumPath } from "../../scripts/chromium-path.mjs";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
export const dist = path.join(root, "dist");
const TYPES = { ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm", ".html": "text/html" };

/** Serves dist/ and the given extra files; `headers` go out with every page. */
export async function serve(files = {}, headers = {}) {
  const server = http.createServer((request, response) => {
    const name = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    const file = path.join(dist, path.basename(name));
    const body = files[name] ?? (name.startsWith("/dist/") && fs.existsSync(file) ? fs.readFileSync(file) : undefined);
    const type = TYPES[path.extname(name)] ?? "text/html";
    response.writeHead(body === undefined ? 404 : 200, { "content-type": type, ...(type === "text/html" ? headers : {}) });
    response.end(body ?? "not found");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

/** Opens a browser. The caller closes it. */
export function launch() {
  return chromium.launch({ executablePath: chromiumPath(), args: ["--no-sandbox"] });
}

/** A page with the script build for tests, which has `__test`; errors of the page end up in `errors`. */
export async function open(browser, { files = {}, headers = {}, html } = {}) {
  const page0 = html ?? '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script src="/dist/convergence.testing.js"></script>';
  const server = await serve({ "/": page0, ...files }, headers);
  const page = await browser.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  await page.goto(`${server.origin}/`);
  return { page, errors, origin: server.origin, close: () => (server.close(), page.close()) };
}

/** Whether the core is there; tests that need it print this reason when it is not. */
export const noCore = fs.existsSync(path.join(dist, "convergence.wasm"))
  ? false
  : "dist/convergence.wasm is missing: run make wasm first";
