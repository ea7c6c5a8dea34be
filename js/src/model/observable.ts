// What models and histories, and their elements, have in common: code that only
// reads can take either.
import type { ConvergenceSession } from "../domain/session.js";
import type { ConvergenceEventEmitter } from "../emitter.js";
import type { ModelElementType } from "./elements/node.js";
import type { Path, PathElement } from "./path.js";

/** A model at one of its versions: an open one or a historical one. */
export interface ObservableModel extends ConvergenceEventEmitter {
  /** The session of the domain. */
  session(): ConvergenceSession;
  /** The collection that the model belongs to. */
  collectionId(): string;
  /** The id of the model, unique within the domain. */
  modelId(): string;
  /** When the version that is shown came to be. */
  time(): Date;
  /** When the first version came to be. */
  minTime(): Date;
  /** When the newest version came to be, as far as known. */
  maxTime(): Date;
  /** When the model was created. */
  createdTime(): Date;
  /** The version that is shown. The first one is 1. */
  version(): number;
  /** Always 0, which stands for the first version. */
  minVersion(): number;
  /** The newest version, as far as known. */
  maxVersion(): number;
  /** The object at the top. */
  root(): ObservableObject;
  /** The element at a path from the root; the undefined element when there is none. */
  elementAt(path: Path): ObservableElement;
  /** The same, with the parts of the path as arguments. */
  elementAt(...path: PathElement[]): ObservableElement;
}

/** An element that can be read and listened to. */
export interface ObservableElement<T = any> extends ConvergenceEventEmitter {
  /** The id of the element, unique within the model and never used again. */
  id(): string;
  /** The name of the type, for example `string`. */
  type(): ModelElementType;
  /** The way from the root to this element; indices are those of now. */
  path(): Path;
  /** The last part of the path; null for the root. */
  relativePath(): PathElement | null;
  /** The object or array that holds this element; null for the root. */
  parent(): ObservableContainerElement | null;
  /** Whether the element is part of the model. */
  isAttached(): boolean;
  /** Whether the element has been removed from the model, or the model is closed. */
  isDetached(): boolean;
  /** The plain value: a deep copy of everything below this element. */
  value(): T;
  /** The value as JSON; dates become `{"$convergenceType": "date", "value": "<ISO 8601>"}`. */
  toJSON(): any;
  /** The model that the element belongs to. */
  model(): ObservableModel;
}

/** An element that holds others. */
export interface ObservableContainerElement<T = any> extends ObservableElement<T> {
  /** The element at a path from here; the undefined element when there is none. */
  elementAt(path: Path): ObservableElement;
  /** The same, with the parts of the path as arguments. */
  elementAt(...path: PathElement[]): ObservableElement;
}

/** Named properties. */
export interface ObservableObject extends ObservableContainerElement<{ [key: string]: any }> {
  /** The element of a property; the undefined element when there is none. */
  get(key: string): ObservableElement;
  /** The names of the properties. */
  keys(): string[];
  /** Whether there is a property of that name. */
  hasKey(key: string): boolean;
  /** Calls back for each property, in order. */
  forEach(callback: (element: any, key: string) => void): void;
}

/** A list of elements. */
export interface ObservableArray extends ObservableContainerElement<any[]> {
  /** The element at an index. Throws a RangeError when there is none. */
  get(index: number): ObservableElement;
  /** The number of elements. */
  length(): number;
  /** Calls back for each element, in order. */
  forEach(callback: (element: any, index: number) => void): void;
}

/** Text. */
export interface ObservableString extends ObservableElement<string> {
  /** The number of UTF-16 code units. */
  length(): number;
}

/** A number. */
export type ObservableNumber = ObservableElement<number>;
/** True or false. */
export type ObservableBoolean = ObservableElement<boolean>;
/** A moment. */
export type ObservableDate = ObservableElement<Date>;
/** The value null. */
export type ObservableNull = ObservableElement<null>;
/** No element. */
export type ObservableUndefined = ObservableElement<undefined>;
