// What of the end-to-end suite does not hold over several servers: by how the name of the test
// begins, in its file, each with the reason. It is skipped by make cluster-e2e, which says so.
// `''` stands for all tests of a file.
import path from 'node:path';
import test from 'node:test';

const NOT = {
  // See docs/scale.md.
  'model-endings.test.mjs': { 'data callbacks: ': 'two servers may each ask a client for the data of a model that is opened at both at once, and take one answer' },
  'presence.test.mjs': { 'two sessions of a user who together set': 'of what two sessions of a user set at two servers in the same moment one wins, and nobody is told' },
  'references.test.mjs': { 'filters select by session and key': 'who opens a model first at a server hears of references at others some milliseconds after it is open, and the test looks at once' },
  'reference-moving.test.mjs': { 'who comes later sees': 'the same: the third one opens the model first at a server' },
  'permissions.test.mjs': { 'a group gives and takes': 'what is allowed at one server is allowed at the others 0.4 s later, and the test asks for it at once' },
};

const file = path.basename(process.argv[1] ?? '');
const used = new Set();

function skipping(name, options, run) {
  if (typeof options === 'function') [options, run] = [{}, options];
  const listed = Object.entries(NOT[file] ?? {}).filter(([begin]) => name.startsWith(begin));
  for (const [begin] of listed) used.add(begin);
  return test(name, listed.length > 0 ? { ...options, skip: listed[0][1] } : options, run);
}

// What no test is called any more, somebody has called something else.
process.on('exit', () => {
  const left = Object.keys(NOT[file] ?? {}).filter((name) => !used.has(name));
  if (left.length > 0) {
    console.error(`not-over-servers.mjs names tests that ${file} has not: ${left.join('; ')}`);
    process.exitCode = 1;
  }
});

export * from 'node:test';
export { skipping as test, skipping as it };
export default Object.assign(skipping, { skip: test.skip, only: test.only, todo: test.todo });
