// Programs that the browser tests start.
import { execFileSync } from 'node:child_process';

// The path of the first of these that is there, or which ones are missing.
export function program(names) {
  for (const name of names) {
    try {
      return { path: execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim() };
    } catch { /* the next one */ }
  }
  return { missing: names[0] };
}
