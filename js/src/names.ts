/**
 * Gives exported classes and functions the names that they are exported under.
 * Builds rename classes, to `_Name` where one refers to itself and to a letter
 * or two when they are minified; but what people see in a console, in logs and
 * as `event.constructor.name` should be the public name.
 */
export function keepNames(exported: object): void {
  for (const [name, value] of Object.entries(exported)) {
    if (typeof value === "function" && name !== "default") Object.defineProperty(value, "name", { value: name, configurable: true });
  }
}
