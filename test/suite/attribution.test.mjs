// Who wrote what: by those who were there from the start, and by who opens the model in the end.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { randomSession } from '../harness/attributed.mjs';
import { seeded } from '../harness/random.mjs';
import { Server } from '../harness/server.mjs';

let server;
before(async () => { server = await Server.start(); }, { timeout: 60000 });
after(() => server?.dispose());

const rounds = Number(process.env.ROUNDS) || 30;
const first = seeded().seed;

test(`what is followed is what is read anew: three edit, undo and redo through cuts, ${rounds} sessions`, { timeout: 20000 + rounds * 5000 }, async () => {
  for (let round = 0; round < rounds; round++) {
    const seed = first + round;
    await randomSession(server, seed);
  }
});
