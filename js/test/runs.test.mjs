// The runs of a text against a plain array with a value for each unit.
import assert from "node:assert/strict";
import test from "node:test";
import { random, source } from "./source.mjs";

const { runs } = await source({ runs: "past/runs.ts" });
const seed = Number(process.env.SEED) || Date.now() % 1e6;

const units = (all, from, to) => {
  const list = [];
  all.forEach(from, to, (a, b, value) => {
    assert.equal(a, from + list.length, "the runs follow each other");
    assert.ok(b > a, "no run is empty");
    for (let i = a; i < b; i++) list.push(value);
  });
  return list;
};

test(`runs are what an array of units is (SEED=${seed})`, () => {
  const below = random(seed);
  for (const length of [0, 40, 3000]) {
    const all = new runs.Runs(length, "base");
    const plain = Array(length).fill("base");
    for (let step = 0; step < 4000; step++) {
      const at = below(plain.length + 1);
      const removed = below(8) === 0 ? Math.min(plain.length - at, below(900)) : below(Math.min(3, plain.length - at) + 1);
      const inserted = below(4);
      const value = below(40);
      all.splice(at, removed, inserted, value);
      plain.splice(at, removed, ...Array(inserted).fill(value));
    }
    assert.deepEqual(units(all, 0, plain.length), plain);
    const from = below(plain.length);
    const to = from + below(plain.length - from) + 1;
    assert.deepEqual(units(all, from, to), plain.slice(from, to));
  }
});

test("a text of unknown length ends where it is said to", () => {
  const all = new runs.Runs(Infinity, "old");
  all.splice(3, 2, 4, "new");
  for (let i = 0; i < 2000; i++) all.splice(50 + 2 * i, 1, 1, i);
  assert.deepEqual(units(all, 0, 9), ["old", "old", "old", "new", "new", "new", "new", "old", "old"]);
  assert.deepEqual(units(all, 4046, 4051), [1998, "old", 1999, "old", "old"]);
});

test("memory is that of the runs", () => {
  const all = new runs.Runs(1e9, "old");
  for (let i = 0; i < 1000; i++) all.splice(i, 0, 1, "typed");
  assert.equal(all.size, 2);
  for (let i = 0; i < 1000; i++) all.splice(5000 + i * 10, 2, 3, i);
  assert.ok(all.size <= 2010, `${all.size} runs`);
  all.splice(0, 20000, 0, "old");
  assert.ok(all.size <= 10, `${all.size} runs`);
});
