// bench/RESULTS.md: what a whole run has found, as tables.
import { execFileSync } from 'node:child_process';
import os from 'node:os';
import { chromiumPath } from '../scripts/chromium-path.mjs';
import { root } from '../test/harness/server.mjs';
import { aims, judged } from './aims.mjs';
import { libraries, OURS, versionOf } from './libraries.mjs';
import { rounded } from './statistics.mjs';

const said = (command, ...args) => execFileSync(command, args, { cwd: root, encoding: 'utf8' }).trim();

function table(head, rows) {
  return [`| ${head.join(' | ')} |`, `|:-|${head.slice(1).map(() => '-:|').join('')}`, ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n');
}

// Of what is measured, not of what is there when it is written down.
const commit = said('git', 'rev-parse', '--short', 'HEAD') + (said('git', 'status', '--porcelain', '--', 'js/src', 'cmd', 'pkg') ? ', with changes' : '');

const show = (value) => (value === undefined ? '–' : rounded(value));

function aimsTable(figures) {
  const verdicts = aims.map((aim) => judged(aim, figures));
  const reached = verdicts.filter((verdict) => verdict.reached).length;
  const rows = verdicts.map(({ what, most, value, reached, over, again }) => [what, most, show(value),
    value === undefined ? 'not measured' : reached ? 'reached' : `missed: ${rounded(over)} times as much`, again === undefined ? '' : rounded(again)]);
  const absent = verdicts.filter(({ value }) => value === undefined).length;
  return `${reached} of ${aims.length} are reached, ${aims.length - reached - absent} are missed${absent ? `, ${absent} were not measured` : ''}.\n\n${table(['aim', 'at most', 'found', '', 'a second run'], rows)}`;
}

// One row for each case and unit, a column for each library; then ours beside
// the others.
function medians(figures, accept) {
  const names = Object.keys(libraries);
  const rows = new Map();
  for (const [name, { value }] of figures.figures) {
    const library = names.toSorted((a, b) => b.length - a.length).find((of) => name.includes(`.${of}.`));
    if (!name.startsWith('bench.') || !library) continue;
    const [what, unit] = name.slice('bench.'.length).split(`.${library}.`);
    if (!accept(what)) continue;
    const title = `${what.replaceAll('.', ' ')}, ${unit}`;
    if (!rows.has(title)) rows.set(title, {});
    rows.get(title)[library] = value;
  }
  const used = names.filter((name) => [...rows.values()].some((row) => row[name] !== undefined));
  return table(['', ...used], [...rows].map(([title, row]) => [title, ...used.map((name) => show(row[name]))]));
}

function ratios(figures, prefix, accept = () => true) {
  const others = Object.keys(libraries).filter((name) => !OURS.includes(name));
  const rows = new Map();
  for (const [name, { value }] of figures.figures) {
    const found = name.match(/^bench\.(.+)\.(turn_)?ratio_to_(.+)$/);
    if (!found || !name.startsWith(prefix) || !accept(found[1])) continue;
    const title = `${found[1].replaceAll('.', ' ')}${found[2] ? ', a turn for each edit' : ''}`;
    if (!rows.has(title)) rows.set(title, {});
    rows.get(title)[found[3]] = value;
  }
  const used = others.filter((name) => [...rows.values()].some((row) => row[name] !== undefined));
  return table(['ours beside', ...used], [...rows].map(([title, row]) => [title, ...used.map((name) => show(row[name]))]));
}

// Where the time of ours goes, a row for each case: shares of what the main thread
// did, and of the wall's time the share in which it did not run.
const shares = { core: 'core', shim: 'shim', bench: 'bench, stand-in', engine: 'Node, V8', gc: "V8's collector", waiting: 'waiting', largest: 'largest function of ours', stopped: 'did not run' };
function profiles(figures) {
  const rows = new Map();
  for (const [name, { value }] of figures.figures) {
    const found = name.match(/^profile\.(.+)\.(ours|ours-turn)\.(.+)\.share$/);
    if (!found) continue;
    const title = `${found[1].replaceAll('.', ' ')}${found[2] === 'ours' ? '' : ', a turn for each edit'}`;
    if (!rows.has(title)) rows.set(title, {});
    rows.get(title)[found[3]] = value;
  }
  return table(['', ...Object.values(shares)], [...rows].map(([title, row]) => [title, ...Object.keys(shares).map((part) => `${Math.round(100 * row[part])} %`)]));
}

function sizes(figures) {
  const rows = Object.keys(libraries).filter((name) => figures.value(`size.${name}.raw`) !== undefined)
    .map((name) => [name, ...['brotli', 'gzip', 'raw'].map((how) => show(figures.value(`size.${name}.${how}`) / 1000)), show(figures.value(`load.first_edit.${name}.ms`))]);
  return table(['', 'kB after brotli', 'kB after gzip', 'kB', 'load to first edit, ms'], rows);
}

const heavy = 1.5; // processes that want to run for each processor

export function report(figures, { reps, loads, missing }) {
  const [least, most] = [Math.min(...loads), Math.max(...loads)];
  const clock = process.env.BENCH_CLOCK === 'thread' ? 'processor time of the main thread in Node, the wall clock for latencies of single edits and in Chromium' : 'the wall clock';
  const lines = [
    '# Results', '', 'Written by `make bench`; what is measured and how is in [README.md](README.md).', '',
    table(['', ''], [
      ['this project', `${versionOf('ours')}, commit ${commit}`],
      ['libraries', Object.keys(libraries).filter((name) => !OURS.includes(name)).map((name) => `${libraries[name].package} ${versionOf(name)}`).join(', ')],
      ['machine', `${os.cpus().length} × ${os.cpus()[0].model.trim()}, ${(os.totalmem() / 2 ** 30).toFixed(0)} GB, ${os.type()}`],
      ['runtimes', `Node ${process.versions.node}, ${said(chromiumPath(), '--version')}`],
      ['rounds, clock', `${reps}, ${clock}`],
      ['load average', `${least.toFixed(1)} to ${most.toFixed(1)}`],
    ]), '',
    ...(most > heavy * os.cpus().length ? ['**The machine was busy with other work during this run**: times are longer than on a quiet one and vary; ratios, which are taken within each round, vary less.', ''] : []),
    ...(missing.length ? [`**Made up, not recorded**: ${missing.join(', ')}.`, ''] : []),
    '## Aims', '', 'Ratios are ours beside the other library: below 1 is faster or less.', '', aimsTable(figures), '',
    '## Ratios', '', ratios(figures, 'bench.', (what) => !what.startsWith('again.')), '',
    '## What stands behind them', '',
    'V8 compiles the functions of the core first quickly, and while they run again and better, in threads of its own. The first run in a process, which all tables but this one are of, '
    + 'shares the processors with that. **A second run in the same process, ours beside the others:**', '', ratios(figures, 'bench.again.'), '',
    'Where the time of ours goes in a first run, by a sampling profiler: shares of what the main thread did, and the share of the time in which it did not run, since others had the processors. ', '',
    profiles(figures), '',
    '## Medians in Node', '', medians(figures, (what) => !/^(chromium|memory\.models|again)/.test(what)), '',
    '## Medians in Chromium', '', medians(figures, (what) => what.startsWith('chromium')), '',
    '## Size and loading', '', sizes(figures), '',
    `The example over a slow line: asked for a name after ${show(figures.value('load.slow.named.seconds'))} s, first edit saved after ${show(figures.value('load.slow.seconds'))} s; ${show(figures.value('load.slow.bytes') / 1000)} kB came. `
    + `Somebody who was there before, and whose browser has kept no file, reads the text after ${show(figures.value('slow.read.seconds'))} s, and has an edit saved after ${show(figures.value('slow.edit.seconds'))} s.`, '',
    '## Memory of 1,000 open models of 1 kB', '',
    `Linear memory ${show(figures.value('bench.memory.models.linear.mb'))} MB, JavaScript's heap ${show(figures.value('bench.memory.models.heap.mb'))} MB; `
    + `opening them made the process of the page ${show(figures.value('bench.memory.models.growth.mb'))} MB larger.`, '',
    '## What did not come to its end', '',
    ...(figures.failures.length ? figures.failures.map(({ what, library, error }) => `- ${what}, ${library}: ${error}`) : ['Nothing.']), '',
  ];
  return lines.join('\n');
}
