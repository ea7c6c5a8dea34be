// Who wrote what: by those who were there from the start, and by who opens the model in the end.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { Client, editAtRandom, settled, told } from '../harness/attributed.mjs';
import { seeded } from '../harness/random.mjs';
import { Server } from '../harness/server.mjs';
import { freshId } from '../harness/suite.mjs';

let server;
before(async () => { server = await Server.start(); }, { timeout: 60000 });
after(() => server?.dispose());

const rounds = Number(process.env.ROUNDS) || 30;
const first = seeded().seed;

test(`what is followed is what is read anew: three edit, undo and redo through cuts, ${rounds} sessions`, { timeout: 20000 + rounds * 5000 }, async () => {
  for (let round = 0; round < rounds; round++) {
    const seed = first + round;
    const random = seeded(seed);
    const log = [];
    const id = freshId('random');
    const clients = [];
    try {
      for (const name of ['Ada', 'Bob', 'Cleo']) {
        const client = await Client.connect(server.realtime, name, random.chance(0.5) ? {} : { models: { merge: false } });
        clients.push(client);
        await client.open(id, { text: 'hello', list: [1, { t: 'one' }], map: { k: 'v' }, n: 0 });
        client.model.emitLocalEvents(random.chance(0.3));
      }
      for (let step = 0; step < 60; step++) {
        const client = random.pick(clients);
        if (client.model.isBatchStarted()) {
          if (client.model.batchSize() > 0 && random.chance(0.4)) client.model.completeBatch();
        } else if (random.chance(0.05)) client.model.startBatch();
        if (client.blocked ? random.chance(0.15) : random.chance(0.06)) {
          log.push(`${client.name} ${client.blocked ? 'mends' : 'cuts'}`);
          client.blocked ? client.mend() : client.cut();
        }
        let did;
        try { did = editAtRandom(client, random); } catch (error) {
          if (!/batch is in progress/.test(error.message)) throw error;
          did = 'no undo in a batch';
        }
        log.push(`${client.name} ${did}`);
        if (random.chance(0.3)) await new Promise((resolve) => setTimeout(resolve, random.below(8)));
      }
      for (const client of clients) {
        if (client.model.isBatchStarted()) client.model.batchSize() > 0 ? client.model.completeBatch() : client.model.cancelBatch();
        client.mend();
      }
      await settled(clients);
      const late = await Client.connect(server.realtime, 'Dan');
      clients.push(late);
      await late.open(id);
      const anew = told(late.who, late.model);
      for (const client of clients.slice(0, 3)) assert.deepEqual(told(client.who, client.model), anew, `what ${client.name} has followed`);
    } catch (error) {
      error.message = `SEED=${seed} ROUNDS=1: ${error.message}\n${log.join(', ')}`;
      throw error;
    } finally {
      await Promise.all(clients.map((client) => client.leave()));
    }
  }
});
