// Reading a history of which the server has not kept all, and one that cannot be read.
import assert from "node:assert/strict";
import test from "node:test";
import { source } from "./source.mjs";

const { reading } = await source({ reading: "past/attribution-reading.ts" });

/** A model of which the history goes back to a version, and then fails with a code. */
function kept(oldest, code) {
  const text = { id: () => "t", type: () => "string", parent: () => null };
  let version = 30;
  let listener = () => {};
  const history = {
    version: () => version,
    maxVersion: () => 30,
    time: () => new Date(version),
    createdTime: () => new Date(1),
    root: () => ({ on: (_, l) => (listener = l), removeAllListeners: () => {} }),
    playTo: async (to) => {
      if (to < oldest) {
        version = oldest;
        throw Object.assign(new Error("gone"), { code });
      }
      while (version < to) {
        version++;
        if (version === 25) listener({ childEvent: { name: "insert", element: text, index: 2, value: "new", user: "ada", sessionId: "s" } });
      }
    },
  };
  return [{ modelId: () => "m", session: () => ({ domain: () => ({ models: () => ({ history: async () => history }) }) }) }, text];
}

test("what is older than what is kept is nobody's", async () => {
  const [model, text] = kept(20, "invalid_message");
  const authors = await reading.readHistory(model, 30);
  const told = [];
  authors.forEach(text, 0, 7, (from, to, { user, version }) => told.push([from, to, user, version]));
  assert.deepEqual(told, [[0, 2, undefined, undefined], [2, 5, "ada", 25], [5, 7, undefined, undefined]]);
});

test("a history that cannot be read is an error", async () => {
  const [lost] = kept(20, "offline");
  await assert.rejects(reading.readHistory(lost, 30), { code: "offline" });
  const [none] = kept(30, "invalid_message");
  await assert.rejects(reading.readHistory(none, 30), { code: "invalid_message" });
});
