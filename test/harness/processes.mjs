// Processes that the tests start, none of which may outlive them.

const running = new Map();

process.on('exit', () => { for (const end of running.values()) end(); });
// By themselves these end this program without a word to anybody.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(130));

// Has a process end with this program, and resolves when it has ended: with its
// exit code and signal. One that was started detached ends with all of its own.
export function endsWithThis(child) {
  running.set(child, () => killAll(child));
  return new Promise((resolve) => child.once('exit', (code, signal) => {
    running.delete(child);
    resolve({ code, signal });
  }));
}

// Ends a process, and those of its group if it leads one, as a crash would.
export function killAll(child) {
  if (child.pid === undefined) return; // it was never there
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL'); // it leads no group, or is gone
  }
}
