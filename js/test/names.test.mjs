// Compares the public names with those of the client that ours stands in for.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { OURS } from "../../scripts/parity-ours.mjs";
import { root } from "./page.mjs";
import { source } from "./source.mjs";

const file = path.resolve(root, "../../shared/reference/api-inventory.json");
const skip = fs.existsSync(file) ? false : "the list of names, ../shared/reference/api-inventory.json, is not here";
const { api } = await source({ api: "index.ts" });

// What later work adds. A name that exists must be taken out of this list.
const LATER = /^$/;

const inventory = skip ? { classes: {}, enums: {}, functions: [] } : JSON.parse(fs.readFileSync(file, "utf8"));

test("functions and enums", { skip }, () => {
  for (const name of inventory.functions) {
    assert.equal(typeof api[name], "function", name);
    assert.equal(api[name], api.Convergence[name], name);
  }
  for (const [name, values] of Object.entries(inventory.enums)) {
    assert.deepEqual({ ...api[name] }, { ...values, ...OURS[name] }, name);
    assert.ok(Object.isFrozen(api[name]), `${name} is frozen`);
  }
  assert.equal(api.ModelService.Events, api.ModelServiceEventConstants);
});

test("every class is here, or on the list of what is to come", { skip }, () => {
  for (const name of Object.keys(inventory.classes)) {
    const known = typeof api[name] === "function";
    assert.ok(known !== LATER.test(name), `${name} ${known ? "exists but is on the list" : "is missing"}`);
  }
});

for (const [name, facts] of Object.entries(inventory.classes)) {
  const type = api[name];
  if (typeof type !== "function") continue;
  test(`members of ${name}`, () => {
    for (const method of facts.methods ?? []) {
      assert.equal(typeof type.prototype[method], "function", `${name}.${method}()`);
    }
    for (const method of facts.staticMethods ?? []) assert.equal(typeof type[method], "function", `${name}.${method}`);
    for (const [key, value] of Object.entries(facts.statics ?? {})) assert.equal(type[key], value, `${name}.${key}`);
    if (facts.Events !== undefined) {
      assert.deepEqual({ ...type.Events }, { ...facts.Events, ...OURS[name] });
      assert.ok(Object.isFrozen(type.Events), `${name}.Events is frozen`);
    }
    if (facts.extends !== undefined) assert.ok(inherits(type, facts.extends), `${name} extends ${facts.extends}`);
    for (const [key, value] of Object.entries(facts.TYPES ?? {})) assert.equal(type.TYPES[key], value, `${name}.TYPES.${key}`);
    const { NAME, EVENT_NAME, TYPE } = facts.statics ?? {};
    if ((NAME ?? EVENT_NAME ?? TYPE) === undefined) return;
    const event = new type(...Array.from({ length: 8 }, (_, i) => i));
    assert.equal(TYPE === undefined ? event.name : event.type, NAME ?? EVENT_NAME ?? TYPE);
    for (const field of facts.fields ?? []) assert.ok(field in event, `${name}.${field}`);
    assert.ok(Object.isFrozen(event) || name === "ElementDetachedEvent", `${name} is frozen`);
  });
}

function inherits(type, base) {
  if (base === "Error") return type.prototype instanceof Error;
  return type.prototype instanceof api[base];
}
