// Requests of the services. Each rejects with `offline` when there is no
// connection.
import type { Wire } from "./core/frames.js";
import { requestOf, type Further } from "./core/promises.js";
import type { Calls } from "./generated/calls.js";
import { Method, type Body } from "./generated/numbers.js";
import type { ConvergenceDomain } from "./domain/domain.js";

/** Calls a method `[domain, promise, ...]` of the core that settles later. */
export async function ask<M extends Method, T = void>(
  domain: ConvergenceDomain,
  method: M,
  list: Further<M>,
  then: (result: Calls[M]["result"]) => T = () => undefined as T,
): Promise<T> {
  return requestOf(domain._core(), method, list, then);
}

/** Sends a request of pkg/protocol, by the number of its body, and gets the fields of the answer. */
export function post<F extends readonly Wire[], T = void>(
  domain: ConvergenceDomain,
  body: Body,
  fields: readonly Wire[],
  then: (fields: F) => T = () => undefined as T,
): Promise<T> {
  return ask(domain, Method.Request, [body, fields], (answer) => then(answer as F));
}
