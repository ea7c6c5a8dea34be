// Imports sources that packages have in common, for tests of their own.
import { build } from 'esbuild';
import { here } from '../build.mjs';

export async function importCommon(...names) {
  const contents = names.map((name) => `export * from "./text/${name}.ts"`).join('\n');
  const { outputFiles: [{ text }] } = await build({ stdin: { contents, resolveDir: here, loader: 'ts' }, bundle: true, write: false, format: 'esm', absWorkingDir: here });
  return import(`data:text/javascript;base64,${Buffer.from(text).toString('base64')}`);
}
