// Compares what the pages report of each round, tells of what is wrong in a form
// that can be looked into, and closes with the figures.
import { canonical } from './judge.mjs';

const TOLD = 6; // cases of each figure that are told in full, each of another kind

// What transformation makes of a call: an entry that was replaced while somebody
// removed it is inserted, and of a splice one half may be left.
const BECOMES = { insert: ['splice', 'set'], remove: ['splice'] };

export class Report {
  constructor(seed) {
    this.seed = seed;
    this.rounds = 0;
    this.heard = 0;
    this.counts = { 'mirrors.wrong': 0, foreign_events: 0, 'key_order.different': 0 };
    this.told = new Map(Object.keys(this.counts).map((figure) => [figure, new Set()]));
    this.sessions = new Map(); // session: page
  }

  // Takes in a round; false if something was wrong.
  round(round, plans, reports, problems) {
    this.rounds = round;
    const before = Object.values(this.counts).join();
    const tell = (figure, page, what, path) => this.tell(figure, round, plans, reports, page, what, path);
    for (const [page, { session }] of reports.entries()) this.sessions.set(session, page);
    for (const [page, { wrongs, wrong }] of reports.entries()) {
      this.counts['mirrors.wrong'] += wrong - wrongs.length;
      for (const { what, ...details } of wrongs) tell('mirrors.wrong', page, `${what}\n${Object.entries(details).map(([name, value]) => `      ${name}: ${Array.isArray(value) ? value.join('; ') : value}`).join('\n')}`);
      for (const problem of problems[page]) tell('mirrors.wrong', page, `an error in the page: ${problem}`);
    }
    this.foreign(reports, tell);
    this.states(reports, tell);
    return before === Object.values(this.counts).join();
  }

  foreign(reports, tell) {
    for (const [page, { heard }] of reports.entries()) {
      for (const [session, element, names] of heard) {
        const author = this.sessions.get(session);
        const called = new Map(author === undefined ? [] : reports[author].called).get(element) ?? [];
        for (const [name, path] of names) {
          this.heard++;
          if (![name, ...(BECOMES[name] ?? [])].some((call) => called.includes(call))) {
            tell('foreign_events', page, `hears ${name} of page ${author} on ${path}, which calls only: ${called.join(', ') || 'nothing'}`, path);
          }
        }
      }
    }
  }

  // Pages that have the same version, and nothing of their own beside it, have
  // the same state, with the same order of keys.
  states(reports, tell) {
    const first = new Map();
    for (const [page, { state, snapshots }] of reports.entries()) {
      for (const [version, json] of [...snapshots, ['the end', state]]) {
        if (!first.has(version)) first.set(version, [page, json]);
        const [other, expected] = first.get(version);
        if (json === expected) continue;
        const same = canonical(JSON.parse(json)) === canonical(JSON.parse(expected));
        tell(same ? 'key_order.different' : 'mirrors.wrong', page,
          `${same ? 'the keys are in another order' : 'a listener sees another state'} than in page ${other}, at version ${version}\n      here:  ${json}\n      there: ${expected}`);
      }
    }
  }

  tell(figure, round, plans, reports, page, what, path) {
    this.counts[figure]++;
    const told = this.told.get(figure);
    const kind = what.split('\n')[0].replace(/\d+/g, '');
    if (told.has(kind) || told.size >= TOLD) return;
    told.add(kind);
    const how = (i) => `${plans[i].events ? 'mirrors by events only' : 'mirrors apply own calls'}${plans[i].cut ? ', was cut off' : ''}`;
    console.log(`\n${figure}: SEED=${this.seed} round ${round}, page ${page}: ${what}`);
    for (const [i, { log }] of reports.entries()) console.log(`    page ${i} (${how(i)}): ${calls(log, path)}`);
  }

  // Prints the figures; true if one is not as it must be.
  figures() {
    console.log(`\n${this.heard} kinds of events were heard of ${this.sessions.size} sessions`);
    console.log(`figure fidelity.rounds ${this.rounds} count`);
    for (const [name, count] of Object.entries(this.counts)) console.log(`figure fidelity.${name} ${count} count`);
    return this.heard === 0 || Object.values(this.counts).some((count) => count > 0);
  }
}

// The calls of a page in words, turn by turn; of one element if there is a path.
function calls(log, path) {
  const turns = [[]];
  for (const entry of log) {
    if (!entry) turns.push([]);
    else if (path === undefined || entry.path === path) turns.at(-1).push(`${entry.path}.${entry.call}`);
  }
  return turns.filter((turn) => turn.length).map((turn) => turn.join('; ')).join(' | ') || 'nothing';
}
