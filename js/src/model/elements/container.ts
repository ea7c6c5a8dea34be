import type { ObservableContainerElement } from "../observable.js";
import type { PathElement } from "../path.js";
import type { ElementOf, ValueAt } from "../typed.js";
import { RealTimeElement } from "./element.js";
import { elementAt } from "./reading.js";

/** An element that holds others: an object or an array. */
export abstract class RealTimeContainerElement<T = any>
  extends RealTimeElement<T>
  implements ObservableContainerElement<T>
{
  /**
   * The element at a path from here, given as one array or as many arguments.
   * Gives the undefined element when there is none, and this element for an
   * empty path.
   */
  elementAt<const P extends readonly PathElement[]>(path: P): ElementOf<ValueAt<T, P>>;
  /** The same, with the parts of the path as arguments. */
  elementAt<const P extends readonly PathElement[]>(...path: P): ElementOf<ValueAt<T, P>>;
  elementAt(...path: unknown[]): RealTimeElement {
    return elementAt<RealTimeElement>(this, path);
  }
}
