// Compares the public surface of the built script with the list of names of the
// client that ours stands in for: classes, members, constants and their values,
// on prototypes and on live objects of a real server.
//   node scripts/parity.mjs
import fs from 'node:fs';
import path from 'node:path';
import { launch, openPage } from '../test/harness/browser.mjs';
import { root, Server } from '../test/harness/server.mjs';
import { compare, compareNames, liveObjects, liveServices } from './parity-in-page.mjs';

// What must be complete: a service is added here when it is done.
const DONE = new Set(['models', 'identity', 'presence', 'activities', 'chat']);
// Constants that are wrong in the older client, two events under one name, and
// right in ours.
const MENDED = { Activity: { DELETED: 'deleted' } };
const SERVICES = [
  ['offline', /^(Offline|Idb)/],
  ['identity', /^(IdentityService|UserGroup)$/],
  ['presence', /^(Presence|UserPresence)/],
  ['activities', /^Activity/],
  ['chat', /Chat|^User(Added|Joined|Left|Removed)Event$|^TopicChanged/],
  // Domain, models, elements, references, history, errors, emitters and their events.
  ['models', /./],
];

const file = path.join(root, '../shared/reference/api-inventory.json');
if (!fs.existsSync(file)) {
  console.log(`SKIP parity: the list of names, ${path.relative(root, file)}, is not here`);
  process.exit(0);
}
const inventory = JSON.parse(fs.readFileSync(file, 'utf8'));
for (const [name, events] of Object.entries(MENDED)) Object.assign(inventory.classes[name].Events, events);
const server = await Server.start();
const browser = await launch();
let rows, names;
try {
  const page = await openPage(browser, server);
  await page.addScriptTag({ content: `${liveServices}` });
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
for (const row of rows) {
  const service = SERVICES.find(([, pattern]) => pattern.test(row.name))[0];
  const sum = sums.get(service);
  sum.present += row.present;
  sum.total += row.total;
  sum.missing.push(...row.missing.map((what) => `${row.name}: ${what}`));
  const how = row.missingClass ? `, missing: ${DONE.has(service) ? 'it should be here' : `the service "${service}" does not exist yet`}` : row.live ? ', live' : '';
  console.log(`${row.name.padEnd(30)} ${row.present}/${row.total}${how}`);
}
sums.get('models').present += names.present;
sums.get('models').total += names.total;
sums.get('models').missing.push(...names.missing);

const percent = (sum) => Math.floor((sum.present / sum.total) * 1000) / 10;
const all = { present: 0, total: 0 };
let failed = false;
console.log('');
for (const [name, sum] of sums) {
  all.present += sum.present;
  all.total += sum.total;
  console.log(`${name.padEnd(12)} ${sum.present}/${sum.total} members, ${percent(sum)} %${DONE.has(name) ? '' : ' (not done yet)'}`);
  if (!DONE.has(name) || sum.missing.length === 0) continue;
  failed = true;
  for (const what of sum.missing) console.error(`  missing: ${what}`);
}
for (const name of DONE) console.log(`figure parity.${name}.percent ${percent(sums.get(name))} percent`);
console.log(`figure parity.members.percent ${percent(all)} percent`);
process.exit(failed ? 1 : 0);
