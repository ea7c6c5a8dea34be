// The package as it is published and installed.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { root } from "./page.mjs";

/** What would be published, packed once: the manifest, the names of all files and the archive. */
let packed;
export function published() {
  if (packed) return packed;
  const folder = scratch();
  const [{ filename, files }] = JSON.parse(execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
  const manifest = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8"));
  return (packed = { manifest, files: files.map((file) => file.path), archive: path.join(folder, filename) });
}

function scratch() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "convergence-app-"));
  process.on("exit", () => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A folder with an application's node_modules: the package as it would be installed from the registry. */
export function fixture() {
  const folder = scratch();
  const { manifest, archive } = published();
  const target = path.join(folder, "node_modules", manifest.name);
  fs.mkdirSync(target, { recursive: true });
  execFileSync("tar", ["-xzf", archive, "--strip-components=1", "-C", target]);
  for (const name of ["rxjs", "tslib"]) {
    fs.symlinkSync(path.join(root, "node_modules", name), path.join(folder, "node_modules", name));
  }
  fs.writeFileSync(path.join(folder, "package.json"), '{"type": "module"}');
  return folder;
}
