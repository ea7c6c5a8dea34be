import assert from "node:assert/strict";
import test from "node:test";
import vm from "node:vm";
import { source } from "./source.mjs";

const { value, frames, errors } = await source({ value: "model/value.ts", frames: "core/frames.ts", errors: "errors.ts" });
const STRICT = { undefinedObjectValues: "error", undefinedArrayValues: "error" };

function convert(input, policy = STRICT) {
  const writer = new frames.FrameWriter();
  value.writeValue(writer, input, policy);
  const bytes = writer.done();
  return frames.readOne(bytes, 0, bytes.length);
}

test("plain values pass", () => {
  const date = new Date(86400001);
  const input = { s: "x", n: 1.5, b: false, z: null, d: date, a: [1, [2]], o: { k: {} } };
  assert.deepEqual(convert(input), input);
});

test("String objects, dates of other windows, marked dates and bare objects pass", () => {
  assert.equal(convert(new String("text")), "text");
  assert.deepEqual(convert(vm.runInNewContext("new Date(7)")), new Date(7));
  assert.deepEqual(convert(vm.runInNewContext("({a: [1]})")), { a: [1] });
  assert.deepEqual(convert({ $convergenceType: "date", value: "1970-01-01T00:00:01.000Z" }), new Date(1000));
  assert.deepEqual(convert(Object.assign(Object.create(null), { a: 1 })), { a: 1 });
});

class Own {}
const REFUSED = {
  NaN,
  Infinity,
  "-Infinity": -Infinity,
  undefined,
  function: () => {},
  symbol: Symbol("s"),
  bigint: 1n,
  Map: new Map(),
  Set: new Set(),
  "class instance": new Own(),
  "typed array": new Uint8Array(1),
  "Number object": new Number(1),
  "invalid date": new Date(NaN),
  "unknown mark": { $convergenceType: "colour", value: 1 },
  "marked date without a value": { $convergenceType: "date" },
};
for (const [name, input] of Object.entries(REFUSED)) {
  test(`refused: ${name}`, () => {
    for (const wrapped of [input, [input], { key: input }]) {
      assert.throws(() => convert(wrapped), (error) => {
        assert.ok(error instanceof errors.ConvergenceError, String(error));
        assert.equal(error.code, "unsupported_type");
        assert.match(error.message, /^value/);
        return true;
      });
    }
  });
}

test("the error names the place", () => {
  assert.throws(() => convert({ a: [1, { b: NaN }] }), /value\.a\[1\]\.b/);
});

test("nested undefined follows the options", () => {
  const policy = { undefinedObjectValues: "omit", undefinedArrayValues: "null" };
  assert.deepEqual(convert({ a: undefined, b: [undefined, 1] }, policy), { b: [null, 1] });
  assert.deepEqual(convert(new Array(2), policy), [null, null]);
  assert.throws(() => convert(undefined, policy), { code: "unsupported_type" });
  assert.throws(() => convert({ a: undefined }, { ...policy, undefinedObjectValues: "error" }), /undefinedObjectValues/);
  assert.throws(() => convert([undefined], { ...policy, undefinedArrayValues: "error" }), /undefinedArrayValues/);
});

test("a value that contains itself is refused", () => {
  const loop = {};
  loop.loop = loop;
  assert.throws(() => convert(loop), { code: "unsupported_type" });
});

test("JSON marks dates", () => {
  const date = new Date(0);
  assert.deepEqual(value.jsonOf({ a: [date], b: 1, c: null }), {
    a: [{ $convergenceType: "date", value: "1970-01-01T00:00:00.000Z" }],
    b: 1,
    c: null,
  });
});
