// Each example as two people use it, in Chromium and on a real server.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import board from './board.mjs';
import chat from './chat.mjs';
import editor from './editor.mjs';
import form from './form.mjs';
import { mustHave, scores } from '../lighthouse/scores.mjs';
import kanban from './kanban.mjs';
import keyboard from './keyboard.mjs';
import rights from './rights.mjs';
import sheet from './sheet.mjs';
import start from './start.mjs';
import todo from './todo.mjs';
import { World } from './world.mjs';

const examples = { editor, board, kanban, form, sheet, chat, todo, rights, keyboard, start };
const looked = Object.keys(examples).length - 2; // rights and keys are those of pages that were looked at

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
  assert.ok(world.looks >= looked, `only ${world.looks} pages were looked at`);
});
test('Lighthouse', { timeout: 900_000 }, async () => {
  const pages = { editor: 'example/', start: 'example/start/', ...Object.fromEntries(['board', 'kanban', 'form', 'sheet', 'chat', 'todo'].map((name) => [name, `example/${name}/`])) };
  const low = [];
  for (const [name, result] of Object.entries(await scores(world.server, pages))) {
    for (const [category, { score, lost }] of Object.entries(result)) {
      console.log(`figure lighthouse.${name}.${category} ${score} points`);
      if (score < 100) console.log(`${name}, ${category}, took points: ${lost.join(', ')}`);
      if (score < mustHave) low.push(`${name}: ${score} for ${category}: ${lost.join(', ')}`);
    }
  }
  assert.deepEqual(low, []);
});
