// What models and histories, and their elements, have in common: code that only
// reads can take either.
import type { ConvergenceSession } from "../domain/session.js";
import type { ConvergenceEventEmitter } from "../emitter.js";
import type { ModelElementType } from "./elements/node.js";
import type { Path, PathElement } from "./path.js";

/** A model at one of its versions: an open one or a historical one. */
export interface ObservableModel extends ConvergenceEventEmitter {
  session(): ConvergenceSession;
  collectionId(): string;
  modelId(): string;
  time(): Date;
  minTime(): Date;
  maxTime(): Date;
  createdTime(): Date;
  version(): number;
  minVersion(): number;
  maxVersion(): number;
  root(): ObservableObject;
  elementAt(path: Path): ObservableElement;
  elementAt(...path: PathElement[]): ObservableElement;
}

/** An element that can be read and listened to. */
export interface ObservableElement<T = any> extends ConvergenceEventEmitter {
  id(): string;
  type(): ModelElementType;
  path(): Path;
  relativePath(): PathElement | null;
  parent(): ObservableContainerElement | null;
  isAttached(): boolean;
  isDetached(): boolean;
  value(): T;
  toJSON(): any;
  model(): ObservableModel;
}

/** An element that holds others. */
export interface ObservableContainerElement<T = any> extends ObservableElement<T> {
  elementAt(path: Path): ObservableElement;
  elementAt(...path: PathElement[]): ObservableElement;
}

/** Named properties. */
export interface ObservableObject extends ObservableContainerElement<{ [key: string]: any }> {
  get(key: string): ObservableElement;
  keys(): string[];
  hasKey(key: string): boolean;
  forEach(callback: (element: any, key: string) => void): void;
}

/** A list of elements. */
export interface ObservableArray extends ObservableContainerElement<any[]> {
  get(index: number): ObservableElement;
  length(): number;
  forEach(callback: (element: any, index: number) => void): void;
}

/** Text. */
export interface ObservableString extends ObservableElement<string> {
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
