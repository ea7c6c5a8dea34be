// Types of elements from the type of the data that they hold. Nothing of this is
// there at run time: whether data has the type that an application gives is for the
// application to know.
import type { RealTimeArray } from "./elements/array.js";
import type { RealTimeBoolean } from "./elements/boolean.js";
import type { RealTimeDate } from "./elements/date.js";
import type { RealTimeElement } from "./elements/element.js";
import type { RealTimeNull } from "./elements/null.js";
import type { RealTimeNumber } from "./elements/number.js";
import type { RealTimeObject } from "./elements/object.js";
import type { RealTimeString } from "./elements/string.js";

type IsAny<T> = 0 extends 1 & T ? true : false;

/** The class of the element that holds a T: of `any`, and of a T of several kinds, any element. */
export type ElementOf<T> = IsAny<T> extends true ? RealTimeElement : ElementOfKnown<Exclude<T, undefined>>;

type ElementOfKnown<T> = [T] extends [never]
  ? RealTimeElement
  : [T] extends [string]
    ? RealTimeString
    : [T] extends [number]
      ? RealTimeNumber
      : [T] extends [boolean]
        ? RealTimeBoolean
        : [T] extends [Date]
          ? RealTimeDate
          : [T] extends [null]
            ? RealTimeNull
            : [T] extends [readonly (infer Item)[]]
              ? RealTimeArray<Item>
              : [T] extends [object]
                ? RealTimeObject<T>
                : RealTimeElement<T>;

/** What a T holds at a path. Of a place that the type does not have nothing is known. */
export type ValueAt<T, P extends readonly unknown[]> =
  IsAny<T> extends true
    ? any
    : P extends readonly [infer Step, ...infer Rest]
      ? ValueAt<Within<NonNullable<T>, Step>, Rest>
      : P extends readonly []
        ? T
        : any;

type Within<T, Step> = T extends readonly (infer Item)[]
  ? Step extends number
    ? Item
    : any
  : Step extends keyof T
    ? T[Step]
    : any;
