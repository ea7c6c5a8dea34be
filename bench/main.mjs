// make bench: the client beside other libraries, through the same work, every
// result checked. Prints medians and ratios as `figure NAME VALUE UNIT` and, when
// all parts ran, writes bench/RESULTS.md.
//
//   BENCH_ONLY=wire,json   some of the parts (see below; the whole if not given)
//   BENCH_LIBS=yjs,loro    some of the other libraries
//   BENCH_REPS=5           rounds, 3 if not given
//   BENCH_TIMEOUT=300      seconds that one measurement may take
//   BENCH_EXPLAIN=1        where the time of ours goes, and a second run in a process: in a whole run always
//   BENCH_CLOCK=thread     processor time of the main thread, in Node, see host.mjs
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from '../test/harness/server.mjs';
import { aims, judged } from './aims.mjs';
import { runChromium } from './browser/cases.mjs';
import { runLoad } from './browser/load.mjs';
import { runExplained } from './explained.mjs';
import { runMemory } from './browser/memory.mjs';
import { runSlow } from './browser/slow.mjs';
import { Figures } from './figures.mjs';
import { libraries, OURS } from './libraries.mjs';
import { missingRecordings, nodeCases, runNode } from './node-runs.mjs';
import { report } from './report.mjs';
import { runSize } from './size.mjs';
import { rounded } from './statistics.mjs';

// What is measured together with something else is asked for by its own name too.
const alias = { remote: 'wire', batch: 'wire', latency: 'chromium' };
const others = { load: runLoad, slow: runSlow, models: runMemory, size: runSize, chromium: runChromium };
const parts = [...Object.keys(others), ...nodeCases];

const list = (name) => process.env[name]?.split(',').filter(Boolean);
function chosenOf(asked, known, what) {
  if (!asked) return known;
  for (const name of asked) if (!known.includes(name)) throw new Error(`no ${what} is called ${name}: there are ${known.join(', ')}`);
  return known.filter((name) => asked.includes(name));
}

const wanted = chosenOf(list('BENCH_ONLY')?.map((name) => alias[name] ?? name).flatMap((name) => (name === 'memory' ? ['local', 'models'] : name)), parts, 'part');
const peers = list('BENCH_LIBS');
const chosen = chosenOf(peers && [...OURS, ...peers], Object.keys(libraries), 'library');
const reps = Number(process.env.BENCH_REPS ?? 3);
const loads = [os.loadavg()[0]];
const figures = new Figures();
const begun = Date.now();
const say = (line) => {
  loads.push(os.loadavg()[0]);
  console.log(`${((Date.now() - begun) / 1000).toFixed(0).padStart(5)} s  ${line}`);
};
const run = { chosen, reps, say };

const whole = wanted.length === parts.length && !peers;
const cases = wanted.filter((name) => nodeCases.includes(name));
const missing = missingRecordings(cases);
for (const name of missing) console.log(`SKIP the recording ${name} is not on this machine: something made up takes its place (bench/README.md)`);

// Written as a run goes on: one that is cut short leaves what it had.
const results = path.join(root, 'bench/RESULTS.md');
function write(rounds) {
  figures.summarise();
  if (whole) fs.writeFileSync(results, report(figures, { reps: rounds, loads, missing }));
}

async function runPart(part) {
  try {
    await others[part](figures, run);
  } catch (error) {
    figures.fail(part, 'ours', String(error.message).split('\n')[0]);
    say(`${part} FAILED: ${error.stack}`);
  }
  write(reps);
}

const rest = wanted.filter((name) => others[name]);
for (const part of rest.filter((name) => name !== 'chromium')) await runPart(part);
await runNode(figures, { ...run, cases, after: write });
if (whole || process.env.BENCH_EXPLAIN) {
  await runExplained(figures, { ...run, cases });
  write(reps);
}
if (rest.includes('chromium')) await runPart('chromium');

for (const line of figures.lines()) console.log(line);
for (const { what, library, error } of figures.failures) console.log(`FAILED ${what}: ${library}: ${error}`);
for (const { what, most, value, reached, over } of aims.map((aim) => judged(aim, figures)).filter(({ value }) => value !== undefined)) {
  console.log(`aim: ${what}: ${rounded(value)}, at most ${most}: ${reached ? 'reached' : `MISSED, ${rounded(over)} times as much`}`);
}
console.log(whole ? `written: ${path.relative(root, results)}` : 'bench/RESULTS.md is as it was: this was not a whole run');
// What ours got wrong is a failure; that another library did not come to its end
// in time is a result.
process.exit(figures.failures.some(({ library }) => OURS.includes(library)) ? 1 : 0);
