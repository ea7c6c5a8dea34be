// Programs that the browser tests start.
import { execFileSync } from 'node:child_process';

// The path of the first of these that is there, or which one to ask for. A name
// may be a path with asterisks.
export function program(names) {
  for (const name of names) {
    try {
      return { path: execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).split('\n')[0] };
    } catch { /* the next one */ }
  }
  return { missing: names[0] };
}
