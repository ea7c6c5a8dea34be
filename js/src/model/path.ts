import { describe } from "../arguments.js";

/** A step of a path: the key of a property or the index of an item. */
export type PathElement = string | number;

/** The way from one element down to another. */
export type Path = PathElement[];

/** @internal The parts of a path given as one array or as many arguments. */
export function pathParts(path: unknown[]): PathElement[] {
  const parts = path.length === 1 && Array.isArray(path[0]) ? (path[0] as unknown[]) : path;
  for (const part of parts) {
    const fits = typeof part === "string" || (typeof part === "number" && Number.isInteger(part) && part >= 0);
    if (!fits) throw new TypeError(`path must consist of property names and indices, but holds ${describe(part)}`);
  }
  return parts as PathElement[];
}
