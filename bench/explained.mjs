// What stands behind the times of ours, after the rounds: where the time goes
// (profile.mjs), and what a process takes that has done the same before. The engine
// compiles the core again and better while a case runs, in threads of its own; the
// first time in a process pays for that, on few processors most.
import { libraries, OURS } from './libraries.mjs';
import { measure, recordingsOf } from './node-runs.mjs';

const explained = ['wire', 'local', 'live', 'json', 'open'];
const repeated = ['local', 'live', 'json'];
const tooSlow = ['automerge', 'prosemirror']; // twice of what takes a minute explains nothing

export async function runExplained(figures, { cases, chosen, say }) {
  for (const name of cases.filter((one) => explained.includes(one))) {
    for (const one of recordingsOf(name)) {
      for (const library of OURS.filter((ours) => !libraries[ours].not.includes(name))) {
        const { error, ...values } = await measure(library, [one], { environment: { BENCH_PROFILE: '1' } });
        if (error) figures.fail(`profile of ${name}`, library, error);
        for (const [key, value] of Object.entries(values)) figures.set(`profile.${key.replace(/\.([^.]+)\.share$/, `.${library}.$1`)}.share`, value, 'share');
        say(`profile of ${name}: ${library}${error ? ` FAILED: ${error}` : ''}`);
      }
    }
  }
  for (const name of cases.filter((one) => repeated.includes(one))) {
    for (const one of recordingsOf(name)) {
      for (const library of chosen.filter((library) => !libraries[library].not.includes(name) && !tooSlow.includes(library))) {
        const { error, ...values } = await measure(library, [one], { environment: { BENCH_AGAIN: '1' } });
        if (error) figures.fail(`${name} again`, library, error);
        figures.add(0, library, values);
        say(`${name} again: ${library}${error ? ` FAILED: ${error}` : ''}`);
      }
    }
  }
  figures.summarise();
}
