// Imported before a test file (node --import), this has it and all that it imports get `test`
// from not-over-servers.mjs in the place of node:test.
import { register } from 'node:module';

const instead = new URL('./not-over-servers.mjs', import.meta.url).href;
register(`data:text/javascript,${encodeURIComponent(`export const resolve = (specifier, context, next) =>
  specifier === 'node:test' && context.parentURL !== ${JSON.stringify(instead)} ? { url: ${JSON.stringify(instead)}, shortCircuit: true } : next(specifier, context);`)}`);
