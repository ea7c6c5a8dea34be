// Each example as two people use it, in Chromium and on a real server.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import board from './board.mjs';
import editor from './editor.mjs';
import kanban from './kanban.mjs';
import start from './start.mjs';
import { World } from './world.mjs';

const examples = { editor, board, kanban, start };

let world;
before(async () => { world = await World.start(); });
after(async () => {
  await world.end();
  console.log(`figure examples.acts ${world.acts} acts`);
  console.log(`figure examples.axe.serious ${world.serious.length} findings`);
});

for (const [name, part] of Object.entries(examples)) {
  test(name, { timeout: 240_000 }, async () => {
    await part(world);
    assert.deepEqual(world.problems.splice(0), [], 'errors of the page');
  });
}
test('axe finds nothing serious', () => {
  assert.deepEqual(world.serious, []);
  assert.ok(world.looks >= Object.keys(examples).length, `only ${world.looks} pages were looked at`);
});
