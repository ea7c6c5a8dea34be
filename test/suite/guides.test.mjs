// The code in the guides of the older client runs as it is printed: in a page that
// has the client by a script tag, and in a module of a bundler. All that comes
// before it is the line that brings the bare names in, and the domain it is about.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { WebSocket } from 'ws';
import { bundled } from '../harness/bundle.mjs';
import * as guide from '../harness/guide-snippets.mjs';
import { root } from '../harness/server.mjs';
import { setUp } from '../harness/suite.mjs';

const PASSWORD = '1AmBatman!';
const PEOPLE = ['Bruce Wayne', 'username1', 'username2', 'username'];
const suite = setUp({}, ({ server }) => {
  for (const name of PEOPLE) server.command(['user', 'add', name], `${PASSWORD}\n`);
});
const rxjs = fs.readFileSync(path.join(root, 'js/node_modules/rxjs/dist/bundles/rxjs.umd.min.js'), 'utf8');
const { Convergence } = await import(pathToFileURL(path.join(root, 'js/dist/convergence.esm.js')).href);

let profile; // one for all pages: with one for each they take three times as long

/** An empty page of the server; what it prints is in `printed`, and what nobody caught in `problems`. */
async function blank() {
  const page = await (await (profile ??= suite.browser.newContext())).newPage();
  page.problems = [];
  page.printed = [];
  page.on('pageerror', (error) => page.problems.push(String(error)));
  page.on('console', (message) => { if (message.type() === 'log') page.printed.push(message); });
  await page.goto(`${suite.server.url}/client/nothing`); // beside the core, where a bundler would put what it makes
  await page.setContent('<!doctype html><meta charset="utf-8"><title>guide</title>');
  return page;
}

/** The two ways in. Each runs lines that bring names in, one that makes what the snippet is about, and the snippet. */
const WAYS = {
  async 'by script tag'({ about = '', text, names = {} }) {
    const page = await blank();
    await page.addScriptTag({ content: rxjs });
    await page.addScriptTag({ url: '/client/convergence.global.js' });
    const line = Object.entries(names).map(([from, list]) => `const { ${list} } = ${{ package: 'Convergence', rxjs: 'rxjs', 'rxjs/operators': 'rxjs.operators' }[from]};`).join('\n');
    if (line !== '') await page.addScriptTag({ content: line });
    if (about !== '') await page.evaluate(`(async () => { ${about} globalThis.domain = domain; })()`);
    await page.addScriptTag({ content: text });
    return page;
  },
  async 'in a module'({ about = '', text, names = {} }) {
    const page = await blank();
    const lines = Object.entries(names).map(([from, list]) => `import { ${list} } from '${from === 'package' ? '@convergence-wasm/client' : from}';\n`).join('');
    const kept = '\nif (typeof domain !== "undefined") globalThis.domain = domain;\n';
    await page.addScriptTag({ type: 'module', content: await bundled(`import Convergence from '@convergence-wasm/client';\n${lines}${about}\n${text}${kept}`) });
    return page;
  },
};

/** A test of a snippet in both ways; `check` is given the page. */
function snippet(title, { way, ...parts }, check) {
  for (const [name, run] of Object.entries(WAYS)) {
    if (way !== undefined && way !== name) continue;
    test(`${title}, ${name}`, async () => {
      const page = await run(Object.fromEntries(Object.entries(parts).map(([key, value]) => [key, typeof value === 'function' ? value() : value])));
      await check(page);
      assert.deepEqual(page.problems, []);
      await page.close();
    });
  }
}

const until = async (condition, what) => {
  for (const deadline = Date.now() + 15000; ;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`gave up waiting for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};
const texts = (page) => page.printed.map((message) => message.text());
const prints = (page, ...lines) => until(() => lines.every((line) => texts(page).includes(line)), `${lines} in ${texts(page)}`);

/** Somebody else, from Node. */
const others = [];
async function connected(username) {
  const domain = await Convergence.connect(suite.server.realtime, username, PASSWORD, { webSocket: { class: WebSocket } });
  others.push(domain);
  return domain;
}
after(() => Promise.all(others.map((domain) => domain.dispose())));
/** What the server says of a user, as another one sees it. */
let observer;
const seen = async (username) => (await (observer ??= await connected('username')).presence().presence(username));

const printedAs = (object) => `console.log(JSON.stringify(${object}));\n`;
const services = printedAs('[identityService, presenceService, modelService, activtiyService, chatService].map((service) => service.constructor.name)');
snippet('getting started: connect, the services, and the end', {
  text: () => guide.CONNECT.replace('<username>/<domainId>', 'convergence/default')
    .replace(guide.SUCCESS, `${guide.SERVICES}${services}${guide.CLEAN_UP}${printedAs('domain.isDisposed()')}`),
}, async (page) => {
  await prints(page, '["IdentityService","PresenceService","ModelService","ActivityService","ChatService"]', 'true');
});

snippet('offline: a domain without a connection', {
  names: { package: 'ConvergenceDomain, IdbStorageAdapter' },
  text: guide.OFFLINE_DOMAIN + guide.INITIALIZE_OFFLINE,
}, async (page) => {
  assert.deepEqual(await page.evaluate(async () => {
    let model;
    for (let n = 0; n < 500 && model === undefined; n++) { // the snippet does not wait for the store
      model = await domain.models().openAutoCreate({ collection: 'c', id: 'guide', data: { text: 'kept' } }).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return [domain.namespace(), domain.id(), domain.isConnected(), domain.session().user().username, model?.root().value(), domain.storage().state() === 'memory'];
  }), ['namespace', 'domain', false, 'username', { text: 'kept' }, false]);
});

snippet('offline: initialized by connecting', {
  names: { package: 'ConvergenceDomain, IdbStorageAdapter' },
  text: () => guide.OFFLINE_DOMAIN.replace('https://myhost/namespace/domain', suite.server.realtime),
}, async (page) => {
  assert.deepEqual(await page.evaluate(async (password) => {
    await domain.connectWithPassword({ username: 'username', password });
    const model = await domain.models().openAutoCreate({ collection: 'c', id: 'guide-online', data: { text: 'kept' } });
    for (let n = 0; n < 1000 && model.saved() !== 'server'; n++) await new Promise((resolve) => setTimeout(resolve, 10));
    return [(await domain.models().getOfflineModelMetaData()).map((known) => known.modelId), model.saved()];
  }, PASSWORD), [['guide-online'], 'server']);
});

/** The presence guide is about a domain that is connected. */
const about = (username) => () => `const domain = await Convergence.connect("${suite.server.realtime}", "${username}", "${PASSWORD}");`;

snippet('presence: publishing state', { about: about('Bruce Wayne'), text: guide.SET_STATE }, async () => {
  await until(async () => (await seen('Bruce Wayne')).state.get('status') === 'away', 'the state at the server');
});

snippet('presence: clearing state', { about: about('Bruce Wayne'), text: () => guide.SET_STATE + guide.CLEAR_STATE + printedAs('[...service.state().keys()]') }, async (page) => {
  await prints(page, '[]');
  await until(async () => !(await seen('Bruce Wayne')).state.has('status'), 'the state at the server');
});

snippet('presence: the own presence as a stream', { about: about('Bruce Wayne'), text: guide.OWN_STREAM }, async (page) => {
  const other = await connected('Bruce Wayne'); // another session of the same user
  other.presence().setState('mood', `dark ${page.printed.length}`);
  const states = () => Promise.all(page.printed.map((message) => message.args()[1].evaluate((state) => state.get('mood') ?? null)));
  await until(async () => (await states()).some((mood) => mood?.startsWith('dark')), 'the new state');
  other.presence().clear();
  await until(async () => (await states()).at(-1) === null, 'the state to be gone');
});

const shape = (message) => message.args()[0].evaluate((presence) => [presence.username, presence.isAvailable, presence.state instanceof Map]);

snippet('presence: of a user, and of several', { about: about('username2'), text: guide.ONE_USER + guide.SEVERAL_USERS }, async (page) => {
  await until(() => page.printed.length === 3, 'three presences');
  assert.deepEqual(guide.USER_PRESENCE.match(/\w+(?=:)/g), ['username', 'isAvailable', 'state'], 'the members that the guide lists');
  assert.deepEqual(await Promise.all(page.printed.map(shape)), [['username1', false, true], ['username1', false, true], ['username2', true, true]]);
});

const comesAndGoes = async (page) => {
  await prints(page, 'username1 here now? false');
  const other = await connected('username1');
  await prints(page, 'username1 here now? true');
  other.presence().setState('nothing', 'about availability');
  await other.dispose();
  await until(() => texts(page).length === 3, 'three lines');
  assert.deepEqual(texts(page), ['username1 here now? false', 'username1 here now? true', 'username1 here now? false']);
};
snippet('presence: a stream', { way: 'by script tag', about: about('Bruce Wayne'), names: { 'rxjs/operators': 'distinctUntilKeyChanged' }, text: guide.STREAM }, comesAndGoes);
snippet('presence: a stream, with its import', { way: 'in a module', about: about('Bruce Wayne'), text: guide.STREAM_OPERATORS + guide.STREAM }, comesAndGoes);

snippet('presence: streams of several users', { about: about('username2'), names: { rxjs: 'merge' }, text: guide.SEVERAL_STREAMS }, async (page) => {
  await prints(page, 'Is username1 available? false', 'Is username2 available? true');
  const other = await connected('username1');
  await prints(page, 'Is username1 available? true');
  await other.dispose();
});
