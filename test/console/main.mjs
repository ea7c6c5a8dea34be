// Acts as an administrator does, page after page, in Chromium and on a real server. The
// parts follow each other: what one makes, the next ones use.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import collections from './collections.mjs';
import domains from './domains.mjs';
import ending from './ending.mjs';
import firstMinutes from './first-minutes.mjs';
import keys from './keys.mjs';
import models from './models.mjs';
import overview from './overview.mjs';
import people from './people.mjs';
import signingIn from './signing-in.mjs';
import talk from './talk.mjs';
import { looking, World } from './world.mjs';

const parts = { 'signing in': signingIn, domains, people, keys, collections, models, talk, overview, ending, 'first minutes': firstMinutes };

let world;
before(async () => { world = await World.start(); });
after(async () => {
  await world.end();
  console.log(`figure console.acts ${world.acts} acts`);
  if (looking) console.log(`figure console.axe.serious ${world.serious.length} findings`);
});

let failed = false;
for (const [name, part] of Object.entries(parts)) {
  test(name, { timeout: 600_000 }, async (t) => {
    if (failed) return t.skip('a part before it has failed');
    failed = true;
    await part(world);
    assert.deepEqual(world.problems, [], 'errors of the page');
    failed = false;
  });
}
test('axe finds nothing serious', { skip: !looking && 'LOOK=0: no page was looked at' }, () => {
  assert.deepEqual(world.serious, []);
  assert.ok(world.looks > 30, `only ${world.looks} pages were looked at`);
});
