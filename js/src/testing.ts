// What tests and benchmarks see of the inside. No release has it.
import { start } from "./core/loader.js";
import { request } from "./core/promises.js";
import { receive } from "./core/sockets.js";
import { call, headerInts, memorySize } from "./core/wasm.js";
import { ConvergenceDomain } from "./domain/domain.js";
import { Method } from "./generated/numbers.js";
import type { RealTimeString } from "./model/elements/string.js";
import type { RealTimeModel } from "./model/model.js";
import { writeValue } from "./model/value.js";
import { locks } from "./offline/locks.js";
import { effectiveOptions, type IConvergenceOptions } from "./options.js";

/** What the builds for tests export as `__test`. */
export const internals = {
  /** A model that lives on a stand-in for the server which only acknowledges. */
  async localModel(data: object, options?: IConvergenceOptions): Promise<RealTimeModel> {
    await start(locks);
    const domain = new ConvergenceDomain("http://localhost/api/realtime/test/local", {
      webSocket: { factory: () => ({}) },
      ...options,
    });
    const policy = effectiveOptions(options).models.data;
    return request(
      Method.LocalModel,
      2,
      (writer, promise) => {
        writer.number(promise);
        writeValue(writer, data, policy, "data");
      },
      (result) => domain.models()._opened(result),
    );
  },
  /** Makes a message in which somebody else inserts `count` characters into a text of a local model; the result receives it, once. */
  remoteInserts(text: RealTimeString, count: number, index: number): () => void {
    const [socket, message] = call(Method.RemoteInserts, text._handle, count, index);
    return () => receive(socket, message);
  },
  /** Bytes of linear memory. */
  memory: memorySize,
  /** The eight numbers of the header. */
  header: headerInts,
  /** What the core holds after a collection: bytes of its heap, and handles by kind. */
  memoryStats() {
    const [heap, domains, models, histories, references, elements] = call(Method.MemoryStats);
    return { heap, domains, models, histories, references, elements };
  },
};
