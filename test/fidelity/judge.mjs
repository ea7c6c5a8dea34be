// Decides whether what listeners saw is right, and keeps what is not.
//
// The rule: an operation of somebody else is told by one event, in whose listener
// the model is as that operation left it. A batch is one operation and told by
// several events, after all of it: a listener that hears several between two
// version changes finds the model as it is after the last. Then version_changed
// is told. In every listener of these events model.version() is the version that
// the operation made.

// A value with sorted keys, as JSON: the order of keys is a question of its own.
export const canonical = (value) => JSON.stringify(value, (_, v) => (v && typeof v === 'object' && !Array.isArray(v)
  ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1))) : v));

export class Judge {
  constructor(model, mirrors) {
    this.model = model;
    this.mirrors = mirrors; // returns [name, mirror] of all of them
    this.wrongs = [];
    this.snapshots = []; // [version, JSON] when nothing of our own was on its way
    this.begin();
    model.root().on('model_changed', (e) => { if (!e.local) this.told(e.childEvent); });
    model.on('version_changed', (e) => this.versionChanged(e));
  }

  begin() {
    this.events = [];
    this.doubts = [];
    this.seen = null;
  }

  wrong(what, details) {
    this.wrongs.push({ what, version: this.model.version(), events: this.events.map(describe), ...details });
  }

  // A mirror has applied an event; further conditions are [text, truth].
  heard(name, e, mirror, conditions = []) {
    const found = conditions.filter(([, holds]) => !holds).map(([text]) => ({ what: `${name}: ${text}`, event: describe(e) }));
    const difference = this.difference(mirror);
    if (difference) found.push({ what: name, event: describe(e), ...difference });
    if (e.local) for (const { what, ...details } of found) this.wrong(what, details);
    else this.doubts.push(...found);
  }

  difference(mirror) {
    const [shown, model] = [mirror.value, mirror.expected()];
    // Mostly the keys stand in one order, and sorting them costs most of all.
    if (JSON.stringify(shown) === JSON.stringify(model) || canonical(shown) === canonical(model)) return null;
    return { mirror: canonical(shown), model: canonical(model) };
  }

  // Called once for each event of others, after all mirrors have applied it.
  told(e) {
    this.events.push(e);
    const now = JSON.stringify(this.model.root().value());
    if (this.seen && this.seen.state !== now) this.wrong('the model changes between two events of one operation', { event: describe(e), before: this.seen.state, model: now });
    if (this.seen && this.seen.version !== this.model.version()) this.wrong('the version changes between two events of one operation', { event: describe(e) });
    this.seen = { state: now, version: this.model.version() };
  }

  versionChanged({ version }) {
    if (this.model.version() !== version) this.wrong(`version_changed says ${version}, and the model ${this.model.version()}`, {});
    if (this.seen && this.seen.version !== version) this.wrong(`events tell of version ${version} while the model says ${this.seen.version}`, {});
    if (this.events.length === 1) for (const { what, ...details } of this.doubts) this.wrong(what, details);
    this.all(`at the version change to ${version}`);
    if (this.model.isCommitted()) this.snapshots.push([version, JSON.stringify(this.model.root().value())]);
    this.begin();
  }

  // All mirrors must agree with the model now.
  all(when) {
    for (const [name, mirror] of this.mirrors()) {
      const difference = this.difference(mirror);
      if (difference) this.wrong(`${name} ${when}`, difference);
    }
  }
}

// An event in few words.
export function describe(e) {
  const fields = ['index', 'fromIndex', 'toIndex', 'deleteCount', 'key', 'insertValue', 'value']
    .filter((field) => e[field] !== undefined).map((field) => `${field} ${JSON.stringify(typeof e[field]?.value === 'function' ? e[field].value() : e[field])}`);
  return `${e.name} of ${e.element.path().join('/') || 'the root'}${fields.length ? `: ${fields.join(', ')}` : ''}`;
}
