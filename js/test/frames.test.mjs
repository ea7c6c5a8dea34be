import assert from "node:assert/strict";
import test from "node:test";
import { random, source } from "./source.mjs";

const { frames, wtf8 } = await source({ frames: "core/frames.ts", wtf8: "core/wtf8.ts" });

function roundTrip(value) {
  const writer = new frames.FrameWriter();
  writer.write(value);
  const bytes = writer.done();
  return frames.readOne(bytes, 0, bytes.length);
}

const TEXTS = {
  empty: "",
  ascii: "hello",
  NUL: "a\0b",
  "two bytes": "äöüß",
  "three bytes": "日本語€",
  "four bytes": "a😀b",
  "high surrogate": "\ud83d",
  "low surrogate": "x\ude00y",
  "surrogates the wrong way round": "\ude00\ud83d",
  "high, then pair": "\ud83d\ud83d\ude00",
  "byte order mark": "\ufeffx",
  "long after a byte order mark": "\ufeff" + "x".repeat(100),
  "31 letters": "a".repeat(31),
  "32 letters": "a".repeat(32),
  "33 letters": "a".repeat(33),
  "long ascii": "abc".repeat(30000),
  "long with emoji": "abc😀".repeat(30000),
  "long with one lone surrogate": "ä".repeat(20000) + "\udc00" + "z".repeat(20000),
};

for (const [name, text] of Object.entries(TEXTS)) {
  test(`text survives: ${name}`, () => {
    assert.equal(roundTrip(text), text);
  });
  test(`UTF-16 units are read: ${name}`, () => {
    const words = new Uint16Array(text.length + 4);
    for (let i = 0; i < text.length; i++) words[i + 2] = text.charCodeAt(i);
    assert.equal(wtf8.readUnits(new Uint8Array(words.buffer), words, 4, text.length), text);
  });
}

test("well-formed text has the same bytes as in UTF-8", () => {
  for (const text of Object.values(TEXTS)) {
    if (!text.isWellFormed()) continue;
    const into = new Uint8Array(text.length * 3);
    const n = wtf8.writeText(text, into, 0);
    assert.deepEqual(into.subarray(0, n), new Uint8Array(Buffer.from(text, "utf8")));
  }
});

test("a lone surrogate has the bytes of WTF-8", () => {
  const into = new Uint8Array(6);
  assert.equal(wtf8.writeText("\ud83d", into, 1), 3);
  assert.deepEqual([...into], [0, 0xed, 0xa0, 0xbd, 0, 0]);
});

test("random text survives", () => {
  const seed = Date.now() >>> 0;
  const next = random(seed);
  const pools = [() => 0x20 + next(95), () => next(0x800), () => 0xd800 + next(0x800), () => next(0x10000)];
  for (let round = 0; round < 2000; round++) {
    const units = Array.from({ length: next(80) }, () => pools[next(4)]());
    const text = String.fromCharCode(...units);
    assert.equal(roundTrip(text), text, `seed ${seed}: String.fromCharCode(${units.join(",")})`);
  }
});

test("malformed bytes become replacement characters and never throw", () => {
  for (const bytes of [[0xff], [0xc3], [0xe2, 0x82], [0xf0, 0x9f, 0x98], [0xc0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0x80]]) {
    const text = wtf8.readText(new Uint8Array(bytes), 0, bytes.length);
    assert.match(text, /^\ufffd+$/, bytes.join(" "));
  }
});

const NUMBERS = [0, 1, -1, 127, 128, -32, -33, 255, 65536, 2147483647, -2147483648, 2147483648, 0.5, -1e300, 5e-324, 2 ** 53];
test("numbers survive", () => {
  for (const number of NUMBERS) assert.equal(roundTrip(number), number);
  assert.ok(Object.is(roundTrip(-0), -0));
});

test("every msgpack integer is understood", () => {
  const cases = [
    [[0xcc, 200], 200],
    [[0xcd, 1, 0], 256],
    [[0xce, 0xff, 0xff, 0xff, 0xff], 4294967295],
    [[0xcf, 0, 0, 0, 1, 0, 0, 0, 0], 4294967296],
    [[0xd0, 0x80], -128],
    [[0xd1, 0xff, 0], -256],
    [[0xd2, 0xff, 0xff, 0xff, 0xfe], -2],
    [[0xd3, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe], -2],
    [[0xca, 0x3f, 0, 0, 0], 0.5],
  ];
  for (const [bytes, number] of cases) assert.equal(frames.readOne(new Uint8Array(bytes), 0, bytes.length), number);
});

test("arrays, maps, dates and nil survive", () => {
  const value = {
    list: [1, [2, [null, true, false]], {}],
    long: Array.from({ length: 70000 }, (_, i) => i),
    wide: Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`key ${i}`, i])),
    when: new Date(1234567890123),
    early: new Date(-5),
  };
  assert.deepEqual(roundTrip(value), value);
});

test("a key named __proto__ is a key like others", () => {
  const value = JSON.parse('{"__proto__": {"polluted": 1}, "a": 2}');
  const back = roundTrip(value);
  assert.deepEqual(Object.keys(back), ["__proto__", "a"]);
  assert.equal(back.polluted, undefined);
  assert.equal({}.polluted, undefined);
});

test("a date of the core in the long form of extensions is understood", () => {
  const bytes = new Uint8Array([0xc7, 8, 1, 0x40, 0x59, 0, 0, 0, 0, 0, 0]);
  assert.deepEqual(frames.readOne(bytes, 0, bytes.length), new Date(100));
});

test("many frames in one delivery are told apart", () => {
  const writer = new frames.FrameWriter();
  writer.write([1, "a"]);
  writer.write([2, ["b"]]);
  const bytes = writer.done();
  assert.deepEqual(frames.readAll(bytes, 0, bytes.length), [[1, "a"], [2, ["b"]]]);
});

test("bytes that end too early or mean nothing throw", () => {
  for (const bytes of [[0x92, 1], [0xd2, 0], [0xa5, 65], [0xc1], [0xd7, 9, 0, 0, 0, 0, 0, 0, 0, 0]]) {
    assert.throws(() => frames.readOne(new Uint8Array(bytes), 0, bytes.length), /the core sent/);
  }
});

test("a writer that held something big can be used again", () => {
  const writer = new frames.FrameWriter();
  writer.write("x".repeat(3 << 20));
  assert.equal(writer.done().length, (3 << 20) + 5);
  writer.reset().write([7]);
  assert.deepEqual([...writer.done()], [0x91, 7]);
});
