// How containers and texts are read, for the elements of models and of
// histories alike.
import { checkFunction, checkIndex, checkString } from "../../arguments.js";
import type { Wire } from "../../core/frames.js";
import { Method } from "../../generated/numbers.js";
import { call, ex, outputUnits, settle } from "../../core/wasm.js";
import { pathParts } from "../path.js";
import type { ElementOwner } from "./node.js";
import { elementOf } from "./registry.js";

/** A node whose model has elements of type E. */
interface In<E> {
  readonly _handle: number;
  readonly _model: ElementOwner<E>;
}

/** The element of a result; the undefined element for nil. */
export function found<E>(wire: Wire, node: In<E>): E {
  return elementOf(wire, node._model) ?? node._model._undefined();
}

/** The element at a path below a node. */
export function elementAt<E>(node: In<E> & E, path: unknown[]): E {
  const parts = pathParts(path);
  if (parts.length === 0) return node;
  return found(call(Method.ElementAt, node._handle, ...parts), node);
}

/** The element of a property. */
export function property<E>(node: In<E>, key: string): E {
  checkString(key, "key");
  return found(call(Method.ObjectGet, node._handle, key), node);
}

/** Whether there is a property. */
export function hasProperty<E>(node: In<E>, key: string): boolean {
  // The element is looked up as an object, so that its handle has an owner.
  return property(node, key) !== node._model._undefined();
}

/** The names of the properties. */
export function keys(node: In<unknown>): string[] {
  return call(Method.ObjectKeys, node._handle) as string[];
}

/** Calls back for each property, in order. */
export function forEachProperty<E>(node: In<E>, callback: (element: E, key: string) => void): void {
  checkFunction(callback, "callback");
  const entries = call(Method.ObjectEntries, node._handle);
  const all: [E, string][] = [];
  for (let i = 0; i < entries.length; i += 2) all.push([found(entries[i + 1], node), entries[i] as string]);
  for (const [element, key] of all) callback(element, key);
}

/** The element at an index. Throws when there is none. */
export function item<E>(node: In<E>, index: number): E {
  checkIndex(index, "index");
  const wire = call(Method.ArrayGet, node._handle, index);
  if (wire == null) throw new RangeError(`index is out of range: ${index} of ${length(node)}`);
  return found(wire, node);
}

/** The elements of an array, for a callback that is checked. */
export function items<E>(node: In<E>, callback: unknown): E[] {
  checkFunction(callback, "callback");
  return call(Method.ArrayItems, node._handle).map((wire) => found(wire, node));
}

/** The number of items, or of UTF-16 units. */
export function length(node: In<unknown>): number {
  const n = ex.element_length(node._handle);
  return n < 0 ? settle(n) : n;
}

/** The text of a string. */
export function text(node: In<unknown>): string {
  const n = ex.string_value(node._handle);
  if (n < 0) settle(n);
  return outputUnits(n);
}
