// The elements of a history. They can be read and listened to like those of a
// model, and emit the same events while the history is played.
import { Kind, Method } from "../../generated/numbers.js";
import { call } from "../../core/wasm.js";
import { ARRAY_EVENTS, ELEMENT_EVENTS, ModelNode, NUMBER_EVENTS, OBJECT_EVENTS, STRING_EVENTS } from "../elements/node.js";
import {
  elementAt,
  forEachProperty,
  hasProperty,
  item,
  items,
  keys,
  length,
  property,
  text,
} from "../elements/reading.js";
import { elementOf } from "../elements/registry.js";
import type {
  ObservableArray,
  ObservableContainerElement,
  ObservableElement,
  ObservableObject,
  ObservableString,
} from "../observable.js";
import type { Path, PathElement } from "../path.js";
import type { HistoricalModel } from "./model.js";

/** A node of a document at one of its versions. It cannot be changed. */
export abstract class HistoricalElement<T = any>
  extends ModelNode<T, HistoricalModel>
  implements ObservableElement<T>
{
  /** The names of the events. */
  static readonly Events = ELEMENT_EVENTS;

  /** The object or array that holds this element; null for the root. */
  parent(): HistoricalContainerElement | null {
    return elementOf(call(Method.ElementParent, this._handle), this._model) as HistoricalContainerElement | null;
  }

  /** The plain value: a deep copy of everything below this element. */
  value(): T {
    if (arguments.length !== 0) throw new Error("the elements of a history cannot be changed: value() takes no argument");
    return this._get();
  }
}

/** An element that holds others: an object or an array. */
export abstract class HistoricalContainerElement<T = any>
  extends HistoricalElement<T>
  implements ObservableContainerElement<T>
{
  /** The element at a path from here; the undefined element when there is none. */
  elementAt(path: Path): HistoricalElement;
  /** The same, with the parts of the path as arguments. */
  elementAt(...path: PathElement[]): HistoricalElement;
  elementAt(...path: unknown[]): HistoricalElement {
    return elementAt<HistoricalElement>(this, path);
  }
}

/** Named properties, each of which is an element. */
export class HistoricalObject
  extends HistoricalContainerElement<{ [key: string]: any }>
  implements ObservableObject
{
  /** The names of the events. */
  static override readonly Events = OBJECT_EVENTS;

  /** The element of a property; the undefined element when there is none. */
  get(key: string): HistoricalElement {
    return property<HistoricalElement>(this, key);
  }

  /** The names of the properties. */
  keys(): string[] {
    return keys(this);
  }

  /** Whether there is a property of that name. */
  hasKey(key: string): boolean {
    return hasProperty(this, key);
  }

  /** Calls back for each property, in order. */
  forEach(callback: (element: HistoricalElement, key: string) => void): void {
    forEachProperty<HistoricalElement>(this, callback);
  }
}

/** A list of elements. */
export class HistoricalArray extends HistoricalContainerElement<any[]> implements ObservableArray {
  /** The names of the events. */
  static override readonly Events = ARRAY_EVENTS;

  /** The element at an index. Throws a RangeError when there is none. */
  get(index: number): HistoricalElement {
    return item<HistoricalElement>(this, index);
  }

  /** The number of elements. */
  length(): number {
    return length(this);
  }

  /** Calls back for each element, in order. */
  forEach(callback: (element: HistoricalElement, index: number) => void): void {
    items<HistoricalElement>(this, callback).forEach((element, index) => callback(element, index));
  }
}

/** Text. */
export class HistoricalString extends HistoricalElement<string> implements ObservableString {
  /** The names of the events. */
  static override readonly Events = STRING_EVENTS;

  /** The number of UTF-16 code units. */
  length(): number {
    return length(this);
  }

  /** @internal */
  protected override _get(): string {
    return text(this);
  }
}

/** A number. */
export class HistoricalNumber extends HistoricalElement<number> {
  /** The names of the events. */
  static override readonly Events = NUMBER_EVENTS;
}

/** True or false. */
export class HistoricalBoolean extends HistoricalElement<boolean> {
}

/** A moment, in milliseconds. */
export class HistoricalDate extends HistoricalElement<Date> {
}

/** The value null. */
export class HistoricalNull extends HistoricalElement<null> {
}

/** Stands for an element that does not exist. One per history. It emits nothing. */
export class HistoricalUndefined extends HistoricalElement<undefined> {
  /** @internal */
  constructor(model: HistoricalModel) {
    super(model, 0, Kind.Undefined);
  }

  /** Undefined, whatever the type says: there is no element. */
  override id(): string {
    return undefined as unknown as string;
  }

  /** Null: it is nowhere. */
  override path(): never {
    return null as never;
  }

  /** Null: it is nowhere. */
  override relativePath(): null {
    return null;
  }

  /** Null: it is nowhere. */
  override parent(): HistoricalContainerElement | null {
    return null;
  }

  /** Always true. */
  override isAttached(): boolean {
    return true;
  }

  /** @internal */
  protected override _get(): undefined {
    return undefined;
  }

  /** @internal */
  override _listening(): void {}
}
