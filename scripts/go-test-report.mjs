// Reads `go test -json` and prints what a reader wants: a line per package, all
// output of what failed, every figure, and every skipped test with its reason; also
// the reason of a package that skips all its tests, in a line that begins with SKIP.
// Exits with 1 when anything failed.
import readline from 'node:readline';

const output = new Map(); // of tests and packages still running
let failed = false;
let passes = 0;

const key = (event) => `${event.Package ?? event.ImportPath} ${event.Test ?? ''}`;
const take = (event) => {
  const text = (output.get(key(event)) ?? []).join('');
  output.delete(key(event));
  return text;
};

for await (const line of readline.createInterface({ input: process.stdin })) {
  let event;
  try {
    event = JSON.parse(line);
  } catch {
    console.log(line);
    continue;
  }
  switch (event.Action) {
    case 'output':
    case 'build-output':
      output.set(key(event), [...(output.get(key(event)) ?? []), event.Output]);
      break;
    case 'build-fail':
      failed = true;
      process.stdout.write(take(event));
      break;
    case 'fail':
      failed = true;
      process.stdout.write(take(event));
      break;
    case 'skip': {
      const reason = take(event).split('\n').filter((l) => l.trim() && !/^\s*(===|---)/.test(l)).join(' ').trim();
      if (event.Test) console.log(`SKIP ${event.Package} ${event.Test}: ${reason}`);
      break;
    }
    case 'pass': {
      const text = take(event);
      process.stdout.write(text.split('\n').filter((l) => l.startsWith('figure ')).map((l) => `${l}\n`).join(''));
      if (event.Test) passes++;
      else process.stdout.write(text.split('\n').filter((l) => /^(ok|FAIL|SKIP|\?)\s/.test(l)).map((l) => `${l}\n`).join(''));
      break;
    }
  }
}
console.log(`${passes} Go tests passed${failed ? ', others failed: see above' : ''}`);
process.exit(failed ? 1 : 0);
