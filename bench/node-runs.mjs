// Runs the cases in Node, each measurement in a fresh process. Within a round
// the libraries take turns, so that a noisy machine is noisy for all.
import { spawn } from 'node:child_process';
import path from 'node:path';
import readline from 'node:readline';
import { root } from '../test/harness/server.mjs';
import { endsWithThis } from '../test/harness/processes.mjs';
import { libraries } from './libraries.mjs';
import { prepare } from './traces.mjs';

const TIMEOUT = Number(process.env.BENCH_TIMEOUT ?? 180) * 1000;

// Resolves with what the process said, and with `error` if it failed. A case may
// have a file: `wire=FILE`.
export async function measure(library, cases, { timeout = TIMEOUT, environment = {} } = {}) {
  const child = spawn(process.execPath, ['--expose-gc', '--max-old-space-size=8192', path.join(root, 'bench/child.mjs'), library, ...cases],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...environment } });
  const ended = endsWithThis(child);
  const values = {};
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => { said = (said + text).slice(-2000); });
  readline.createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.startsWith('RESULT ')) Object.assign(values, JSON.parse(line.slice(7)));
  });
  let late = false;
  const timer = setTimeout(() => { late = true; child.kill('SIGKILL'); }, timeout);
  const closed = new Promise((resolve) => child.once('close', resolve));
  const { code } = await ended;
  await closed;
  clearTimeout(timer);
  if (late) values.error = `more than ${timeout / 1000} s`;
  else if (code !== 0) values.error ??= said.trim().split('\n').at(-1) || 'ended without a word';
  return values;
}

// The recordings of each case: one text, two sessions.
const recordings = {
  wire: ['automerge-paper'], local: ['automerge-paper'], json: [null], live: ['friendsforever', 'clownschool'], open: [null], listen: ['automerge-paper'],
};
export const nodeCases = Object.keys(recordings);

// What a process is given to run a case, once for each recording.
export const recordingsOf = (name) => recordings[name].map((trace) => (trace ? `${name}=${prepare(trace, { session: name === 'live' }).file}` : name));

// Names of the recordings that this machine has not, in whose place something is
// made up.
export function missingRecordings(cases) {
  return [...new Set(cases.flatMap((name) => recordings[name] ?? []))].filter((trace) => trace && !prepare(trace, { session: trace !== 'automerge-paper' }).recorded);
}

// Rounds are the outermost, so that a run cut short has all cases of some rounds;
// `after` is told when a case is complete.
export async function runNode(figures, { cases, chosen, reps, say, after }) {
  const failed = new Set();
  for (let round = 0; round < reps; round++) {
    for (const name of cases) {
      for (const [i, one] of recordingsOf(name).entries()) {
        const what = recordings[name][i] ? `${name} ${recordings[name][i]}` : name;
        for (const library of chosen) {
          if (libraries[library].not.includes(name) || failed.has(`${what} ${library}`)) continue;
          const { error, ...values } = await measure(library, [one]);
          figures.add(round, library, values);
          if (error) { failed.add(`${what} ${library}`); figures.fail(what, library, error); }
          say(`${what}, round ${round + 1}: ${library}${error ? ` FAILED: ${error}` : ''}`);
        }
      }
      after(round + 1);
    }
  }
}
