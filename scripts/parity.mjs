// Compares the public surface of the built script with the list of names of the
// client that ours stands in for: functions, enumerations, classes and what they
// are called at run time, members, constants and their values, on prototypes and
// on live objects of a real server.
//   node scripts/parity.mjs
import fs from 'node:fs';
import path from 'node:path';
import { launch, openPage } from '../test/harness/browser.mjs';
import { root, Server } from '../test/harness/server.mjs';
import { compare, compareNames, liveObjects, liveOffline, liveServices } from './parity-in-page.mjs';
import { OURS } from './parity-ours.mjs';

// Classes of which there are no objects.
const STATIC = new Set(['Convergence']);
const SERVICES = [
  ['offline', /^(Offline|Idb)/],
  ['identity', /^(IdentityService|UserGroup)$/],
  ['presence', /^(Presence|UserPresence)/],
  ['activities', /^Activity/],
  ['chat', /Chat|^User(Added|Joined|Left|Removed)Event$|^TopicChanged/],
  // Domain, models, elements, references, history, errors, emitters and their events.
  ['models', /./],
];
// Functions and enumerations, which belong to no class.
const NAMES = 'names';

const file = path.join(root, '../shared/reference/api-inventory.json');
if (!fs.existsSync(file)) {
  console.log(`SKIP parity: the list of names, ${path.relative(root, file)}, is not here`);
  process.exit(0);
}
const inventory = JSON.parse(fs.readFileSync(file, 'utf8'));
for (const [name, constants] of Object.entries(OURS)) Object.assign(inventory.enums[name] ?? inventory.classes[name].Events, constants);
const server = await Server.start();
const browser = await launch();
let rows, names;
try {
  const page = await openPage(browser, server);
  await page.addScriptTag({ content: `${liveServices}\n${liveOffline}` });
  const live = await page.evaluate(liveObjects);
  names = await page.evaluate(compareNames, inventory);
  rows = await page.evaluate(compare, inventory.classes);
  console.log(`${live.objects} classes have live objects, ${live.events} of them events that the server caused`);
  if (page.problems.length > 0) throw new Error(`errors of the page: ${page.problems.join('; ')}`);
} finally {
  await browser.close();
  await server.dispose();
}

const sums = new Map(SERVICES.map(([name]) => [name, { present: 0, total: 0, missing: [] }]));
sums.set(NAMES, names);
const constants = { present: names.constants.present, total: names.constants.total };
for (const row of rows) {
  const service = SERVICES.find(([, pattern]) => pattern.test(row.name))[0];
  const sum = sums.get(service);
  sum.present += row.present;
  sum.total += row.total;
  sum.missing.push(...row.missing.map((what) => `${row.name}: ${what}`));
  constants.present += row.constants.present;
  constants.total += row.constants.total;
  if (!row.live && !STATIC.has(row.name)) sum.missing.push(`${row.name}: a live object`);
  console.log(`${row.name.padEnd(30)} ${row.present}/${row.total}${row.live ? ', live' : ''}`);
}

const percent = (sum) => Math.floor((sum.present / sum.total) * 1000) / 10;
const all = { present: 0, total: 0 };
let failed = false;
console.log('');
for (const [name, sum] of sums) {
  all.present += sum.present;
  all.total += sum.total;
  console.log(`${name.padEnd(12)} ${sum.present}/${sum.total} members, ${percent(sum)} %`);
  if (sum.missing.length > 0) failed = true;
  for (const what of sum.missing) console.error(`  missing: ${what}`);
}
for (const [name, sum] of sums) console.log(`figure parity.${name}.percent ${percent(sum)} percent`);
console.log(`figure parity.live.classes ${rows.filter((row) => row.live).length} classes`);
console.log(`figure parity.constants.percent ${percent(constants)} percent`);
console.log(`figure parity.members.percent ${percent(all)} percent`);
process.exit(failed ? 1 : 0);
