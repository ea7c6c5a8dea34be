// What a run has found, by name: `bench.CASE.LIBRARY.UNIT`, `bench.CASE.ratio_to_LIBRARY`
// (ours beside a library), `bench.CASE.turn_ratio_to_LIBRARY` (ours with a turn
// for each edit), `size.*`, `load.*`.
import { median, rounded } from './statistics.mjs';
import { OURS } from './libraries.mjs';

export class Figures {
  constructor() {
    this.figures = new Map();
    this.samples = new Map(); // by case and unit: the values of each library, round by round
    this.failures = [];
  }

  set(name, value, unit) { this.figures.set(name, { value, unit }); }
  value(name) { return this.figures.get(name)?.value; }

  // A measurement of one round. The key ends in its unit: `wire.p99.us`.
  add(round, library, values) {
    for (const [key, value] of Object.entries(values)) {
      if (!this.samples.has(key)) this.samples.set(key, {});
      ((this.samples.get(key))[library] ??= [])[round] = value;
    }
  }

  // Times of each library, round by round, under a name of their own.
  setTimes(prefix, name, times) {
    for (const [library, values] of Object.entries(times)) {
      this.set(`${prefix}.${name}.${library}.ms`, median(values), 'ms');
      if (library === 'ours' || !times.ours) continue;
      this.set(`${prefix}.ratio_to_${library}`, median(times.ours.map((value, round) => value / values[round])), 'ratio');
    }
  }

  fail(what, library, error) {
    if (!this.failures.some((f) => f.what === what && f.library === library)) this.failures.push({ what, library, error });
  }

  // The medians of what was added, and ours beside each other library: the median
  // of the ratios of each round, so that what disturbs a round disturbs both.
  summarise() {
    for (const [key, of] of this.samples) {
      const [, name, unit] = key.match(/^(.*)\.([^.]+)$/);
      for (const [library, values] of Object.entries(of)) {
        this.set(`bench.${name}.${library}.${unit}`, median(values.filter((v) => v !== undefined)), unit);
      }
      if (!['ms', 'us', 'mb'].includes(unit)) continue;
      for (const ours of OURS) {
        for (const [library, values] of Object.entries(of)) {
          if (!of[ours] || OURS.includes(library)) continue;
          const ratios = of[ours].map((value, round) => value / values[round]).filter(Number.isFinite);
          if (ratios.length) this.set(`bench.${name}.${ours === 'ours' ? '' : 'turn_'}ratio_to_${library}`, median(ratios), 'ratio');
        }
      }
    }
  }

  lines(prefix = '') {
    return [...this.figures].filter(([name]) => name.startsWith(prefix)).map(([name, { value, unit }]) => `figure ${name} ${rounded(value)} ${unit}`);
  }
}
