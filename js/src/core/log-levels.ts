import { coreLevels } from "../logging.js";
import { Method } from "../generated/numbers.js";
import { call, isRunning } from "./wasm.js";

/** Tells the core which lines are wanted; a core that has just started takes warnings. */
export function tellLogLevels(): void {
  if (isRunning()) call(Method.LogLevels, coreLevels());
}
