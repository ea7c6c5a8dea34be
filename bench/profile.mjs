// Where the time of a measurement goes, for BENCH_PROFILE: the parts of the main
// thread's time that a sampling profiler sees between two looks at the clock, and
// the wall's time in which that thread did not run. Each case looks at the clock
// once before and once after what it measures.
import inspector from 'node:inspector';

const MICROSECONDS = 100; // between samples

// The part of what a frame belongs to.
function partOf({ functionName, url }) {
  if (functionName === '(garbage collector)') return 'gc';
  if (functionName === '(idle)') return 'waiting';
  if (url.startsWith('wasm://')) return 'core';
  if (url.includes('/js/dist/')) return 'shim';
  return url ? 'bench' : 'engine'; // what Node and V8 do, compiling among it
}

// A host whose clock profiles, and an emit that adds to each `X.ms` its `X.PART.share`.
// A measurement of more spans than names gives the last name those that are left.
export function profiled(host, emit) {
  const session = new inspector.Session();
  session.connect();
  let answer;
  const post = (method, params) => { session.post(method, params, (error, result) => { if (error) throw new Error(error.message); answer = result; }); return answer; };
  post('Profiler.enable');
  post('Profiler.setSamplingInterval', { interval: MICROSECONDS });
  let spans = [];
  let begun = 0;
  let ran = 0;
  const now = () => {
    if (!begun) {
      post('Profiler.start');
      ran = host.threadTime();
      return (begun = performance.now());
    }
    const end = performance.now();
    const thread = host.threadTime() - ran;
    spans.push({ wall: end - begun, thread, profile: post('Profiler.stop').profile });
    begun = 0;
    return end;
  };
  return {
    host: { ...host, now, fineNow: now },
    emit(values) {
      const names = Object.keys(values).filter((key) => key.endsWith('.ms')).map((key) => key.slice(0, -3));
      const out = {};
      names.forEach((name, i) => Object.assign(out, shares(name, i < names.length - 1 ? spans.slice(i, i + 1) : spans.slice(i))));
      if (names.length) spans = [];
      emit(out);
    },
  };
}

function shares(name, spans) {
  const parts = { core: 0, shim: 0, bench: 0, engine: 0, gc: 0, waiting: 0 };
  const functions = new Map();
  let all = 0;
  let wall = 0;
  let thread = 0;
  for (const { profile, ...span } of spans) {
    wall += span.wall;
    thread += span.thread;
    const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]));
    profile.samples.forEach((id, i) => {
      const frame = frames.get(id);
      if (frame.functionName === 'dispatch' && !frame.url) return; // the profiler's own start and end
      const took = profile.timeDeltas[i];
      const part = partOf(frame);
      parts[part] += took;
      all += took;
      const place = `${frame.functionName} ${frame.url} ${frame.lineNumber}`;
      if (part === 'core' || part === 'shim') functions.set(place, (functions.get(place) ?? 0) + took);
    });
  }
  const out = { [`${name}.stopped.share`]: Math.max(0, 1 - thread / wall), [`${name}.largest.share`]: Math.max(0, ...functions.values()) / all };
  for (const [part, took] of Object.entries(parts)) out[`${name}.${part}.share`] = took / all;
  return out;
}
