// From handles of the core to element objects.
import type { Wire } from "../../core/frames.js";
import { Handles } from "../../core/handles.js";
import { ex } from "../../core/wasm.js";
import type { ElementOwner, ModelNode } from "./node.js";

type AnyNode = ModelNode<unknown, ElementOwner<unknown>>;
type NodeClass = new (owner: never, handle: number, kind: number) => AnyNode;

const classes: { readonly live: NodeClass; readonly historical: NodeClass }[] = [];
const known = new Handles<AnyNode>((handle) => ex.release(handle));

/** Sets the classes of the elements of a kind, in models and in histories. */
export function defineKind(kind: number, live: NodeClass, historical: NodeClass): void {
  classes[kind] = { live, historical };
}

/** The element of `[handle, kind]`; null for nil. */
export function elementOf<E>(wire: Wire, owner: ElementOwner<E>): E | null {
  if (wire === null || wire === undefined) return null;
  const [handle, kind] = wire as readonly [number, number];
  const found = known.get(handle);
  if (found !== undefined) return found as E;
  const both = classes[kind];
  if (both === undefined) throw new Error(`the core sent an element of the unknown kind ${kind}`);
  const element = new (owner._isHistory ? both.historical : both.live)(owner as never, handle, kind);
  known.add(handle, element);
  return element as E;
}

/** The object of a handle that was made before, if it still exists. */
export function knownElement(handle: number): AnyNode | undefined {
  return known.get(handle);
}
