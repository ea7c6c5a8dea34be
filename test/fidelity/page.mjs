// What runs in each page: mirrors of one model, and rounds of random edits.
// Bundled into the page by main.mjs; `e2e` is there already.
import { seeded } from '../harness/random.mjs';
import { Editor } from './editor.mjs';
import { chooseCall, makeCall, vocabulary } from './edits.mjs';
import { Judge } from './judge.mjs';
import { ElementMirror, ModelCopy } from './mirrors.mjs';
import { Tree } from './tree.mjs';

const MIRRORED = ['text', 'list', 'map', 'count'];

let model;
let mirrors;
let copy;
let tree;
let editor;
let judge;
let byEvents; // whether own calls too reach the mirrors as events
let log; // what was called in this round, in words
let called; // element id: names of the calls on it
let heard; // session and element id: names of the events of others

// What a round begins with. Others may have begun before this page does, so it is
// made at the end of the round before.
function begin() {
  [log, called, heard] = [[], new Map(), new Map()];
}

// Makes the mirrors of the model that e2e has opened.
function bind() {
  begin();
  editor?.destroy();
  model = e2e.model;
  byEvents = false;
  model.emitLocalEvents(false);
  judge = new Judge(model, everyMirror);
  mirrors = new Map(MIRRORED.map((key) => {
    const element = model.elementAt(key);
    return [key, new ElementMirror(element, (e, mirror) => judge.heard(key, e, mirror, lookups(e)))];
  }));
  tree = new Tree(model.elementAt('tree'), (e, node) => judge.heard('tree', e, node, lookups(e)));
  editor = new Editor(model.elementAt('editor'), (...call) => own(...call), (e, mirror) => { if (!e.local) judge.heard('editor', e, mirror); });
  copy = new ModelCopy(model.root(), (e, mirror, path) => {
    judge.heard('copy', e, mirror, [['the path leads to the element', model.elementAt(...path) === e.element]]);
    if (e.local) return;
    const key = `${e.sessionId} ${e.element.id()}`;
    if (!heard.has(key)) heard.set(key, new Map());
    heard.get(key).set(e.name, e.element.path().join('/'));
  });
}

function* everyMirror() {
  yield* mirrors;
  yield ['tree', tree.top];
  yield ['copy', copy];
  yield ['editor', editor];
}

// What the model must say when an element was added or an element has changed.
function lookups(e) {
  const found = [['path() leads to the element', model.elementAt(...e.element.path()) === e.element]];
  if (e.element.type() === 'array' && (e.name === 'insert' || e.name === 'set')) {
    found.push([`get(${e.index}) is the value of the event`, e.index < e.element.length() && e.element.get(e.index) === e.value]);
    found.push(['the path of the value leads to it', model.elementAt(...e.value.path()) === e.value]);
  }
  if (e.element.type() === 'object' && e.name === 'set') found.push(['get(key) is the value of the event', e.element.get(e.key) === e.value]);
  return found;
}

// Makes a call of the application's own; mirrors that do not hear of it as an
// event apply it themselves.
function own(element, name, args) {
  const path = element.path();
  const id = element.id();
  const event = makeCall(element, name, args);
  if (!called.has(id)) called.set(id, new Set());
  called.get(id).add(name);
  log.push({ path: path.join('/'), call: `${name}(${args.map((arg) => JSON.stringify(arg)).join(', ')})` });
  if (byEvents) return;
  copy.apply(path, event);
  mirrors.get(path[0])?.apply(event);
  tree.nodes.get(element)?.apply(event);
}

function elementsOfTree() {
  const found = [];
  const collect = (element) => {
    found.push(element);
    if (element.type() === 'array' || element.type() === 'object') element.forEach(collect);
  };
  collect(model.elementAt('tree'));
  return found;
}

function chooseElement(random) {
  const key = random.pick([...MIRRORED, 'text', 'list', 'map', 'tree', 'tree', 'tree']);
  return key === 'tree' ? random.pick(elementsOfTree()) : model.elementAt(key);
}

const within = (element, set) => {
  for (let e = element; e; e = e.parent()) {
    if (set.has(e)) return true;
    if (e === model.root()) return false;
  }
  return false;
};

// One or more calls. What a listener reads within a batch it reads after the
// batch: an application that reads values of a batch's events keeps a true mirror
// only if the batch does not edit further what it has set or made.
function turn(random, words, near) {
  const batch = random.chance(0.15);
  const finished = new Set();
  if (batch) model.startBatch();
  for (let n = 1 + random.below(5); n > 0; n--) {
    if (!batch && random.chance(0.2)) {
      typeInEditor(random);
      continue;
    }
    const element = chooseElement(random);
    if (batch && within(element, finished)) continue;
    const call = chooseCall(element, random, words, near);
    if (!call) continue;
    own(element, ...call);
    if (call[0] === 'value' || element.type() === 'array' || element.type() === 'object') finished.add(element);
  }
  if (batch) model[model.batchSize() > 0 ? 'completeBatch' : 'cancelBatch']();
}

function typeInEditor(random) {
  const length = editor.value.length;
  const at = random.below(length + 1);
  const change = (from) => ({ from, to: length > 80 || random.chance(0.3) ? Math.min(from + random.below(6), length) : from, insert: random.pick(['', 'x', 'yz\n', '😀']) });
  const first = change(at);
  const second = first.to + random.below(5);
  editor.change(random.chance(0.2) && second < length ? [first, change(second)] : [first]);
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Plays one round; resolves when everything of this page is acknowledged.
async function round({ seed, events, turns, cut }) {
  const random = seeded(seed);
  byEvents = events;
  model.emitLocalEvents(events);
  const words = vocabulary(random);
  const near = new Map();
  if (cut) {
    e2e.cut();
    await e2e.until(() => !e2e.domain.isConnected());
  }
  for (let i = 0; i < turns; i++) {
    turn(random, words, near);
    judge.all('after a turn of own calls');
    log.push(null);
    await pause(random.below(4));
  }
  if (cut) {
    await pause(20);
    e2e.mend();
  }
  await e2e.committed(30000);
  return model.version();
}

// What came of the round, once the model has reached its last version.
async function report(version) {
  await e2e.until(() => model.version() >= version, 30000, `version ${version}`);
  judge.all('at the end of the round');
  const wrongs = judge.wrongs.splice(0);
  const told = {
    session: e2e.domain.session().sessionId(),
    state: JSON.stringify(model.root().value()),
    wrongs: wrongs.slice(0, 3), wrong: wrongs.length,
    snapshots: judge.snapshots.splice(0),
    called: [...called].map(([id, names]) => [id, [...names]]),
    heard: [...heard].map(([key, names]) => [...key.split(' '), [...names]]),
    log,
  };
  begin();
  return told;
}

globalThis.fidelity = { bind, round, report };
