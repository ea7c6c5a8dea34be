// The tasks of a page's main thread between two moments, from the browser's own
// trace: how long each kept the page, and how long of that it really computed. On a
// machine that others use too, the difference is theirs.

const CATEGORIES = ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline', 'blink.user_timing', 'v8.execute'];
const MARKS = ['stretches-begin', 'stretches-end'];

// Runs `work` while the page is watched. Resolves with what it resolves with, and the
// tasks, longest first: milliseconds kept, milliseconds computed, when it began, and
// what was most of it.
export async function watched(browser, page, work) {
  await browser.startTracing(page, { categories: CATEGORIES });
  let result;
  let trace;
  try {
    await page.evaluate((name) => performance.mark(name), MARKS[0]);
    result = await work();
    await page.evaluate((name) => performance.mark(name), MARKS[1]);
  } finally {
    trace = await browser.stopTracing();
  }
  return { result, tasks: tasksOf(JSON.parse(trace.toString()).traceEvents) };
}

function tasksOf(events) {
  const [begin, end] = MARKS.map((name) => events.find((event) => event.name === name && event.cat.includes('user_timing')));
  const ours = events.filter((event) => event.ph === 'X' && event.pid === begin.pid && event.tid === begin.tid && event.ts + event.dur > begin.ts && event.ts < end.ts);
  const tasks = ours.filter(({ name }) => name === 'RunTask').toSorted((a, b) => b.dur - a.dur);
  return tasks.map((task) => {
    const within = ours.filter(({ name, ts, dur }) => name !== 'RunTask' && !name.startsWith('ThreadController') && ts >= task.ts && ts + dur <= task.ts + task.dur);
    const most = within.toSorted((a, b) => b.dur - a.dur)[0];
    return { kept: task.dur / 1000, computed: (task.tdur ?? task.dur) / 1000, at: (task.ts - begin.ts) / 1000, what: most?.name ?? '' };
  });
}

export const longest = (tasks, what) => Math.max(0, ...tasks.map((task) => task[what]));

// The longest tasks in words.
export const told = (tasks) => tasks.slice(0, 6)
  .map(({ kept, computed, at, what }) => `${kept.toFixed(0)} ms (${computed.toFixed(0)} computed) after ${(at / 1000).toFixed(2)} s${what && `, ${what}`}`).join('; ');
