// Reading a history of which the server has not kept all, and one that cannot be read.
import assert from "node:assert/strict";
import test from "node:test";
import { source } from "./source.mjs";

const { reading } = await source({ reading: "past/attribution-reading.ts" });

/** A model of which the server keeps the history from a version on, 0 for all of it, and cannot show what is before `readable`. */
function kept(oldest, readable, code) {
  const text = { id: () => "t", type: () => "string", parent: () => null };
  let version = 30;
  let listener = () => {};
  const history = {
    version: () => version,
    minVersion: () => oldest,
    time: () => new Date(version),
    createdTime: () => new Date(1),
    root: () => ({ on: (_, l) => (listener = l), removeAllListeners: () => {} }),
    playTo: async (to) => {
      to ||= oldest || 1;
      if (to < oldest) throw Object.assign(new Error("gone"), { code: "version_not_kept" });
      if (to < readable) throw Object.assign(new Error("cannot be read"), { code });
      version = Math.min(version, to);
      while (version < to) {
        version++;
        if (version === 25) listener({ childEvent: { name: "insert", element: text, index: 2, value: "new", user: "ada", sessionId: "s" } });
      }
    },
  };
  return [{ modelId: () => "m", session: () => ({ domain: () => ({ models: () => ({ history: async () => history }) }) }) }, text];
}

/** Who has written what of the text, as [from, to, user, version, time]. */
async function written([model, text]) {
  const authors = await reading.readHistory(model, 30);
  const told = [];
  authors.forEach(text, 0, 7, (from, to, { user, version, millis }) => told.push([from, to, user, version, millis]));
  return told;
}

test("what is older than what is kept is nobody's", async () => {
  const nobody = [undefined, undefined, undefined];
  assert.deepEqual(await written(kept(20, 0)), [[0, 2, ...nobody], [2, 5, "ada", 25, 25], [5, 7, ...nobody]]);
  assert.deepEqual(await written(kept(30, 0)), [[0, 7, ...nobody]], "nothing is kept but the present");
});

test("with the whole history it is of the creation", async () => {
  const created = [undefined, 1, 1];
  assert.deepEqual(await written(kept(0, 0)), [[0, 2, ...created], [2, 5, "ada", 25, 25], [5, 7, ...created]]);
});

test("a history that cannot be read is an error", async () => {
  for (const code of ["offline", "invalid_message"]) {
    const [lost] = kept(0, 20, code);
    await assert.rejects(reading.readHistory(lost, 30), { code });
  }
});
