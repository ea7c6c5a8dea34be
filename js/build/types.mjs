// The declarations: once for modules, once more, with the same text, for CommonJS.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

/** The script builds set a global of the same members. */
const AS_GLOBAL = "\nexport as namespace Convergence;\n";

/** Writes the declarations of the sources in `root` to its dist/types. */
export function writeTypes(root) {
  const target = path.join(root, "dist/types");
  // Beside, then swapped: who reads the types meanwhile always finds some.
  const fresh = `${target}.${process.pid}`;
  const tsc = path.join(root, "node_modules/typescript/bin/tsc");
  try {
    execFileSync(process.execPath, [tsc, "-p", path.join(root, "tsconfig.json"), "--emitDeclarationOnly", "--outDir", fresh], { stdio: "inherit" });
  } catch (error) {
    fs.rmSync(fresh, { recursive: true, force: true }); // where sources are wrong it has written some
    throw error;
  }
  for (const file of fs.readdirSync(fresh)) if (/^(?:entry-|testing|light|history-script)/.test(file)) fs.rmSync(path.join(fresh, file));
  fs.appendFileSync(path.join(fresh, "index.d.ts"), AS_GLOBAL);
  fs.copyFileSync(path.join(root, "src/into-global.d.ts"), path.join(fresh, "global.d.ts"));
  // The kind of a module is that of the nearest package.json.
  const commonJS = `${fresh}.commonjs`;
  fs.cpSync(fresh, commonJS, { recursive: true });
  fs.writeFileSync(path.join(commonJS, "package.json"), '{ "type": "commonjs" }\n');
  fs.renameSync(commonJS, path.join(fresh, "commonjs"));
  fs.rmSync(target, { recursive: true, force: true });
  fs.renameSync(fresh, target);
}
