// A long made-up session of typing, shared live: the short form of `make e2e-trace`.
import test from 'node:test';
import { setUp } from '../harness/suite.mjs';
import { seeded } from '../harness/random.mjs';
import { inventTrace } from '../harness/typing.mjs';
import { typeAndCompare } from '../harness/type-and-compare.mjs';

const suite = setUp();

test('20,000 edits of an invented author are the same in every page, also after kill -9', async () => {
  const random = seeded();
  try {
    await typeAndCompare(suite.browser, suite.server, inventTrace(random, 20000), 'invented');
  } catch (error) {
    throw new Error(`SEED=${random.seed}: ${error.message}`, { cause: error });
  }
});
