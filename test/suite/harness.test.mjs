// The harness itself: what converts and invents typing must be right before
// anything that is compared with it means something.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import zlib from 'node:zlib';
import { madeOnce } from '../harness/converge.mjs';
import { seeded } from '../harness/random.mjs';
import { inventTrace, readTrace } from '../harness/typing.mjs';

const play = ({ start, edits }) => edits.reduce((text, [at, gone, added]) => text.slice(0, at) + added + text.slice(at + gone), start);

test('a recording counted in code points becomes edits counted in UTF-16 units', () => {
  const random = seeded();
  const letters = ['a', 'é', '😀', '你', '𝒳', '\n'];
  const file = path.join(os.tmpdir(), `convergence-trace-${process.pid}.json.gz`);
  for (let round = 0; round < 50; round++) {
    const characters = Array.from({ length: random.below(8) }, () => random.pick(letters));
    const startContent = characters.join('');
    const patches = Array.from({ length: 30 }, () => {
      const at = random.below(characters.length + 1);
      const gone = Math.min(random.below(3), characters.length - at);
      const added = Array.from({ length: random.below(3) }, () => random.pick(letters));
      characters.splice(at, gone, ...added);
      return [at, gone, added.join('')];
    });
    fs.writeFileSync(file, zlib.gzipSync(JSON.stringify({ startContent, endContent: characters.join(''), txns: [{ patches }] })));
    const trace = readTrace(file);
    assert.equal(play(trace), trace.end, `SEED=${random.seed} round ${round}: ${JSON.stringify({ startContent, patches })}`);
  }
  fs.rmSync(file);
});

test('an invented author deletes, jumps and types characters of two units', () => {
  const trace = inventTrace(seeded(7), 3000);
  assert.equal(play(trace), trace.end);
  assert.ok(trace.edits.filter(([, gone]) => gone > 0).length > 300);
  assert.match(trace.end, /😀|𝒳/u);
});

test('what is made once is made again after a failure, and only then', async () => {
  const made = new Map();
  const results = [() => { throw new Error('no'); }, () => 'yes'];
  const make = async () => results.shift()();
  await assert.rejects(madeOnce(made, 'key', make), /no/);
  assert.deepEqual(await Promise.all([madeOnce(made, 'key', make), madeOnce(made, 'key', make)]), ['yes', 'yes']);
  assert.equal(results.length, 0);
});
