// Requests of the services. Each rejects with `offline` when there is no
// connection.
import type { Wire } from "./core/frames.js";
import { Method } from "./core/methods.js";
import { request } from "./core/promises.js";
import type { ConvergenceDomain } from "./domain/domain.js";

/** Calls a method `[domain, promise, ...]` of the core that settles later. */
export async function ask<T = void>(
  domain: ConvergenceDomain,
  method: number,
  list: readonly Wire[],
  then: (result: Wire) => T = () => undefined as T,
): Promise<T> {
  const core = domain._core();
  return request(
    method,
    list.length + 2,
    (writer, promise) => {
      for (const item of [core, promise, ...list]) writer.write(item);
    },
    then,
  );
}

/** Sends a request of pkg/protocol, by the number of its body, and gets the fields of the answer. */
export function post<T = void>(
  domain: ConvergenceDomain,
  body: number,
  fields: readonly Wire[],
  then?: (fields: any) => T,
): Promise<T> {
  return ask(domain, Method.Request, [body, fields], then);
}
