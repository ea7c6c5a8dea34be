// Measurements in a process of their own, one in a run of the bench:
//   node --expose-gc child.mjs ADAPTER CASE[=TRACEFILE] ...
// Results are written as they come, so that a run cut short keeps what it had.
// BENCH_PROFILE gives shares of the time instead of times, see profile.mjs, and
// BENCH_AGAIN the times of a second run in the same process, as `again.CASE`.
// For the smoke test BENCH_SCALE makes cases that make up their work smaller, and
// BENCH_SPOIL loses an edit of the recording, by which the check must notice.
import fs from 'node:fs';
import { cases } from './cases/all.mjs';
import { host } from './host.mjs';
import { profiled } from './profile.mjs';
import { readCompact } from './traces.mjs';

const [, , library, ...wanted] = process.argv;
const say = (values) => fs.writeSync(1, `RESULT ${JSON.stringify(values)}\n`);
const again = (values) => Object.fromEntries(Object.entries(values).filter(([key]) => key.endsWith('.ms')).map(([key, value]) => [`again.${key}`, value]));
try {
  const { default: adapter } = await import(`./adapters/${library}.mjs`);
  await adapter.init(host);
  const measured = process.env.BENCH_PROFILE ? profiled(host, say) : { host, emit: say };
  for (const [name, file] of wanted.map((one) => one.split('='))) {
    const trace = file && readCompact(file);
    if (process.env.BENCH_SPOIL) trace.count--;
    const run = { ...measured, adapter, trace, scale: Number(process.env.BENCH_SCALE ?? 1) };
    if (!process.env.BENCH_AGAIN) await cases[name](run);
    else {
      await cases[name]({ ...run, emit: () => {} });
      await cases[name]({ ...run, emit: (values) => run.emit(again(values)) });
    }
  }
  process.exit(0);
} catch (error) {
  process.stderr.write(`${error?.stack ?? error}\n`);
  say({ error: String(error?.message ?? error).slice(0, 200) });
  process.exit(1);
}
